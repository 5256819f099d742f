import { describe, expect, test } from 'vitest';
import { type Action, commandNames } from '../../../src/domain/commands.ts';
import type { Actor, OrderStatus, ShipmentStatus } from '../../../src/domain/order.ts';
import { orderStatuses, shipmentStatuses } from '../../../src/domain/order.ts';
import {
  actors,
  answered,
  appointed,
  attempted,
  awaitingHandover,
  confirmingPolicy,
  decided,
  delivered,
  did,
  expired,
  handedOver,
  type Life,
  payable,
  placed,
  placedAs,
  refusalOf,
  returnedToSeller,
  tracked,
  withHandoverNote,
} from './order-life.ts';
import { sampleCommands, strayEngineSteps } from './order-samples.ts';

const held = (life: Life): Life => answered(life, 'hold_stock');

const cancelled = (life: Life): Life =>
  did(life, actors.support, { name: 'cancelOrder', reason: 'operator', note: null });

const orderIn: Record<OrderStatus, () => Life> = {
  awaiting_consumer: () => held(placed({ confirmed: false })),
  awaiting_confirmation: () => held(placed()),
  awaiting_payment: () => answered(payable(), 'authorize_payment', 'declined'),
  awaiting_handover: () => withHandoverNote(awaitingHandover()),
  in_delivery: () => appointed(handedOver(), actors.courier, 0),
  delivered: () => delivered(),
  completed: () => expired(delivered(), 'after_sale'),
  cancelled: () => cancelled(awaitingHandover()),
  returned: () => returnedToSeller(delivered(0)),
};

/** A status of the standard's life that splitting passes over. */
const notYet: ShipmentStatus[] = ['planned'];

const shipmentIn: Partial<Record<ShipmentStatus, () => Life>> = {
  awaiting_courier: () => awaitingHandover(placedAs({}, confirmingPolicy)),
  awaiting_handover: () => awaitingHandover(),
  handed_over: () => handedOver(),
  in_transit: () => tracked(handedOver(), 'in_transit'),
  awaiting_delivery: () => tracked(handedOver(), 'arrived'),
  out_for_delivery: () => appointed(tracked(handedOver(), 'out_for_delivery'), actors.courier, 0),
  awaiting_collection: () => leftInLocker(),
  accepted: () => delivered(),
  partly_accepted: () => delivered(1),
  refused: () => delivered(0),
  undeliverable: () =>
    attempted(appointed(attempted(appointed(attempted(appointed(handedOver())))))),
  lost: () => tracked(handedOver(), 'lost'),
  cancelled: () => cancelled(awaitingHandover()),
  returned: () => returnedToSeller(delivered(1)),
};

const ofSeller: Action['name'][] = [
  'decideAsSeller',
  'issueHandoverNote',
  'splitShipment',
  'reassignShipment',
  'cancelShipment',
];
function leftInLocker(): Life {
  const consent = { unattended: 'locker', consentAt: '2026-03-02T01:00:00.000Z', channel: 'app' };
  const life = handedOver(placedAs({ deliveryPreference: consent }));
  const leaving = sampleCommands(life.state).find(({ name }) => name === 'leaveUnattended');
  return leaving ? did(life, actors.courier, leaving) : life;
}

function actorOf(name: Action['name']): Actor {
  if (name === 'decideAsConsumer' || name === 'payOrder' || name === 'cancelOrder') {
    return actors.consumer;
  }
  if (name === 'changeDeliveryAddress' || name === 'acceptGoods' || name === 'denyReceipt')
    return actors.consumer;
  if (ofSeller.includes(name)) return actors.seller;
  if (name === 'requestRefund' || name === 'resolveCase' || name === 'interceptShipment') {
    return actors.support;
  }
  return actors.courier;
}

/** What the rules say to every command: taken, or refused with a code. */
function answers(life: Life, commands: Action[]): Record<string, string> {
  return Object.fromEntries(
    commands.map((command) => [
      command.name,
      refusalOf(() => decided(life, actorOf(command.name), command)) ?? 'taken',
    ]),
  );
}

const taken: Record<OrderStatus, string[]> = {
  awaiting_consumer: ['decideAsConsumer', 'cancelOrder', 'changeDeliveryAddress'],
  awaiting_confirmation: ['decideAsSeller', 'cancelOrder', 'changeDeliveryAddress'],
  awaiting_payment: ['payOrder', 'cancelOrder', 'changeDeliveryAddress'],
  awaiting_handover: [
    'cancelOrder',
    'changeDeliveryAddress',
    'splitShipment',
    'reassignShipment',
    'cancelShipment',
    'signDocument',
    'disputeDocument',
  ],
  in_delivery: [
    'requestRefund',
    'recordTracking',
    'appointDelivery',
    'recordAttempt',
    'inspectDelivery',
    'interceptShipment',
  ],
  delivered: ['requestRefund'],
  completed: ['requestRefund'],
  cancelled: [],
  returned: [],
};

/** With what a command is refused where it is out of place. */
const refusals: Record<string, string[]> = {
  decideAsConsumer: ['wrong_order_status'],
  decideAsSeller: ['wrong_order_status'],
  payOrder: ['wrong_order_status'],
  cancelOrder: ['cancel_after_handover', 'wrong_order_status'],
  changeDeliveryAddress: ['address_after_handover', 'wrong_order_status'],
  splitShipment: ['wrong_order_status', 'wrong_shipment_status'],
  decideAsCourier: ['not_found', 'wrong_shipment_status'],
  reassignShipment: ['not_found', 'wrong_shipment_status'],
  cancelShipment: ['not_found', 'wrong_shipment_status'],
  interceptShipment: ['not_found', 'wrong_shipment_status'],
  recordRemittance: ['wrong_order_status'],
  requestRefund: ['refund_exceeds_refundable'],
  resolveCase: ['not_found'],
  issueHandoverNote: ['not_found', 'wrong_shipment_status', 'wrong_document_status'],
  recordTracking: ['not_found', 'wrong_shipment_status'],
  appointDelivery: ['not_found', 'wrong_shipment_status'],
  recordAttempt: ['not_found', 'wrong_shipment_status'],
  inspectDelivery: ['not_found', 'wrong_shipment_status'],
  leaveUnattended: ['not_found', 'wrong_shipment_status', 'unattended_not_agreed'],
  acceptGoods: ['not_found', 'wrong_shipment_status'],
  denyReceipt: ['not_found', 'wrong_shipment_status'],
  issueReturnNote: ['not_found', 'wrong_shipment_status'],
  signDocument: ['not_the_signing_role', 'already_signed'],
  disputeDocument: ['not_the_signing_role', 'wrong_document_status'],
};

/** Commands that hang on more than the status: an amendment, a running deadline. */
const elsewhere = ['recordInvoice', 'answerCase', 'decideOnAmendment', 'extendDeadline'];

describe('every order status', () => {
  test.each(orderStatuses)('%s is reached, and every command is decided in it', (status) => {
    const life = orderIn[status]();
    const commands = sampleCommands(life.state);
    const said = Object.entries(answers(life, commands));

    expect(life.state.order.status).toBe(status);
    expect(
      said
        .filter(([, answer]) => answer === 'taken')
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(taken[status].toSorted());
    for (const [name, answer] of said) {
      expect(['taken', ...(refusals[name] ?? [])], name).toContain(answer);
    }
  });

  test('every command of the contract is in the table', () => {
    const tried = sampleCommands(orderIn.in_delivery().state).map(({ name }) => name);

    // A payment provider's fact is a step, tried below; a refund is asked for by its own call.
    const others = ['recordPaymentFact', ...elsewhere];
    const wanted = commandNames.filter((name) => !others.includes(name));
    expect(tried.toSorted()).toEqual([...wanted, 'requestRefund'].toSorted());
  });

  test.each(orderStatuses)('%s refuses what no neighbour or timer can have answered', (status) => {
    const said = Object.values(answers(orderIn[status](), strayEngineSteps()));

    expect([...new Set(said)].toSorted()).toEqual([
      'deadline_not_running',
      'not_found',
      'payment_not_due',
    ]);
  });
});

const whileCarried = ['recordTracking', 'appointDelivery', 'interceptShipment'];
const whileUnsent = ['reassignShipment', 'cancelShipment'];
const takenByShipment: Partial<Record<ShipmentStatus, string[]>> = {
  awaiting_courier: ['decideAsCourier', ...whileUnsent],
  awaiting_handover: ['issueHandoverNote', ...whileUnsent],
  handed_over: whileCarried,
  in_transit: whileCarried,
  awaiting_delivery: whileCarried,
  // This one has its appointment.
  awaiting_collection: ['recordTracking', 'acceptGoods', 'denyReceipt', 'interceptShipment'],
  out_for_delivery: [...whileCarried, 'recordAttempt', 'inspectDelivery'],
};

describe('every shipment status', () => {
  test('is in the table, or named as still to come', () => {
    expect([...Object.keys(shipmentIn), ...notYet].toSorted()).toEqual(shipmentStatuses.toSorted());
  });

  test.each(shipmentStatuses.filter((status) => !notYet.includes(status)))(
    '%s is reached, and every command on it is decided',
    (status) => {
      const life = shipmentIn[status]?.() ?? placed();
      const shipment = life.state.shipments.find((found) => found.status === status);
      const commands = sampleCommands(life.state, shipment).filter((one) => 'shipmentId' in one);
      const said = Object.entries(answers(life, commands));

      expect(shipment?.status).toBe(status);
      expect(
        said
          .filter(([, answer]) => answer === 'taken')
          .map(([name]) => name)
          .toSorted(),
      ).toEqual((takenByShipment[status] ?? []).toSorted());
      for (const [, answer] of said) {
        const codes = ['wrong_shipment_status', 'appointment_missing', 'unattended_not_agreed'];
        expect(['taken', ...codes]).toContain(answer);
      }
    },
  );
});
