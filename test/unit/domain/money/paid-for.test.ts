import { describe, expect, test } from 'vitest';
import { must } from '../../../../src/domain/errors.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import { waitingFor } from '../../../../src/domain/views/waiting.ts';
import {
  actors,
  answered,
  awaitingHandover,
  confirmingPolicy,
  detailsOf,
  did,
  expired,
  handedOver,
  type Life,
  placedAs,
  placedLine,
  refunded,
  refusalOf,
  shipmentOf,
  signed,
  withHandoverNote,
} from '../order-life.ts';

/** Paid by a wallet, which takes the money at once: the goods are still with the seller. */
function paid(changes: Parameters<typeof placedAs>[0] = {}, policy = defaultPolicy): Life {
  const payment = { timing: 'before_confirmation', method: 'alipay', token: null } as const;
  const held = answered(placedAs({ payment, ...changes }, policy), 'hold_stock');
  const tried = did(held, actors.consumer, {
    name: 'payOrder',
    method: 'alipay',
    token: 'tok_ok',
  });
  return did(answered(answered(tried, 'authorize_payment'), 'capture_payment'), actors.seller, {
    name: 'decideAsSeller',
    decision: 'accept',
    reason: null,
    note: null,
    lines: null,
  });
}
const givenBack = (life: Life, lines: [number, number][], amountMinor: number | null = null) =>
  did(life, actors.support, {
    name: 'requestRefund',
    refundId: `rfd_${life.state.order.version}`,
    lines: lines.map(([lineNo, quantity]) => ({ lineNo, quantity })),
    amountMinor,
    deliveryFeeMinor: null,
    reason: 'other',
    bearer: 'seller',
    channel: null,
  });
const split = (life: Life, lineNo: number) =>
  did(life, actors.seller, {
    name: 'splitShipment',
    newShipmentId: 'shp_split',
    courierId: 'pty_courier',
    courierService: null,
    lines: [{ lineNo, quantity: 1 }],
  });
const noted = (life: Life, shipmentId: string) =>
  did(life, actors.seller, {
    name: 'issueHandoverNote',
    shipmentId,
    documentId: `doc_${shipmentId}`,
    waybillNo: null,
    parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
    counted: null,
    custodians: { seller: null, courier: null },
    agentName: null,
  });
const left = (life: Life, shipmentId: string) => {
  const half = signed(noted(life, shipmentId), `doc_${shipmentId}`, 'seller');
  return signed(half, `doc_${shipmentId}`, 'courier');
};
const calledOff = (life: Life, shipmentId: string) =>
  did(life, actors.seller, {
    name: 'cancelShipment',
    shipmentId,
    reason: 'undeliverable',
    note: null,
  });
const awaitedAt = ({ state }: Life) => waitingFor(state).waitingFor.map(({ what }) => what);
const twoLines = {
  lines: [placedLine({}), placedLine({ lineNo: 2, sku: 'tea-2', quantity: 1 })],
  totalMinor: 39_970,
};

describe('goods whose money has gone back before they left', () => {
  test('S0 6.7.2 b: a gift that was lost holds no other one up, however often refunds are counted', () => {
    const gift = placedLine({ lineNo: 2, sku: 'gift-1', quantity: 2, unitPriceMinor: 0 });
    const begun = split(paid({ lines: [placedLine({}), gift] }), 2);
    const lost = did(left(begun, 'shp_split'), actors.courier, {
      name: 'recordTracking',
      shipmentId: 'shp_split',
      caseId: 'cas_1',
      eventId: 'event-1',
      code: 'lost',
      at: begun.state.order.lastAt,
      place: null,
    });
    const given = expired(lost, 'refund');
    expect(given.state.refunds).toEqual([]);
    expect(given.state.lines.map((line) => line.refundedQuantity)).toEqual([0, 0]);
    const gone = left(given, shipmentOf(given).id);
    expect(shipmentOf(gone).status).toBe('handed_over');
  });

  test('S0 6.7.2 b: get no handover note, whether units or an amount was refunded', () => {
    const gone = [
      givenBack(paid(), [[1, 2]]),
      givenBack(paid(), [[1, 1]]),
      givenBack(paid(), [], 26_979),
      givenBack(paid(), [], 13_991),
    ];

    for (const life of gone) {
      expect(refusalOf(() => withHandoverNote(life))).toBe('not_paid_for');
      expect(refusalOf(() => withHandoverNote(refunded(life)))).toBe('not_paid_for');
    }
    // Up to half of their worth it is a lower price.
    expect(refusalOf(() => withHandoverNote(givenBack(paid(), [], 13_990)))).toBe(undefined);
  });

  test('S0 6.7.2 b: do not leave on a note that is older, at whosever signature', () => {
    const issued = withHandoverNote(paid());
    const half = signed(issued, 'doc_handover', 'seller');
    const refusals = [
      refusalOf(() => signed(givenBack(issued, [[1, 2]]), 'doc_handover', 'seller')),
      refusalOf(() => signed(givenBack(half, [[1, 2]]), 'doc_handover', 'courier')),
      refusalOf(() => signed(givenBack(half, [], 26_979), 'doc_handover', 'courier')),
    ];

    expect(refusals).toEqual(['not_paid_for', 'not_paid_for', 'not_paid_for']);
    expect(detailsOf(() => signed(givenBack(half, [[1, 1]]), 'doc_handover', 'courier'))).toEqual({
      currentStatus: 'captured',
      refundableMinor: 13_990,
      allowedActions: [],
    });
  });

  test('S0 5.3: the seller is asked to call them off; else the dispatch deadline does', () => {
    const life = givenBack(withHandoverNote(paid()), [[1, 2]]);
    const { id } = shipmentOf(life);

    expect(waitingFor(life.state).waitingFor).toContainEqual(
      expect.objectContaining({
        what: 'shipment_cancellation',
        responsible: { role: 'seller', partyId: 'pty_seller' },
        action: { method: 'POST', path: `/v1/shipments/${id}/cancellation`, role: 'seller' },
      }),
    );
    expect(awaitedAt(life)).not.toContain('handover_note_signature');
    const { state } = calledOff(life, id);
    expect(state.order.status).toBe('cancelled');
    expect(state.refunds.map(({ amountMinor }) => amountMinor)).toEqual([25_980, 1_000]);
    expect(expired(expired(life, 'dispatch'), 'dispatch').state.order.status).toBe('cancelled');
  });

  test('S0 6.7.2: of two shipments only the one whose goods are paid for leaves', () => {
    const parts = split(awaitingHandover(placedAs(twoLines)), 2);
    const { id } = must(parts.state.shipments[0], 'first shipment');
    const first = answered(left(parts, id), 'capture_payment');
    const second = givenBack(first, [[2, 1]]);

    expect(refusalOf(() => noted(second, 'shp_split'))).toBe('not_paid_for');
    const { order, lines, refunds } = calledOff(second, 'shp_split').state;
    expect(order.status).toBe('in_delivery');
    expect(lines).toMatchObject([{ handedOver: 2 }, { handedOver: 0, refundedQuantity: 1 }]);
    expect(refunds).toHaveLength(1);

    // Refunded before, what is paid for still leaves on a shipment of its own.
    const refundedFirst = split(givenBack(paid(twoLines), [[2, 1]]), 2);
    expect(refusalOf(() => noted(refundedFirst, 'shp_split'))).toBe('not_paid_for');
    const ownWay = left(refundedFirst, shipmentOf(refundedFirst).id);
    expect(ownWay.state.order.status).toBe('in_delivery');
  });

  test('S0 6.8 d: units that were refunded are not refunded again when their part is called off', () => {
    const parts = givenBack(split(paid(), 1), [[1, 1]]);
    expect(refusalOf(() => noted(parts, 'shp_split'))).toBe('not_paid_for');

    const rest = calledOff(parts, 'shp_split');
    expect(rest.state.refunds.map(({ amountMinor }) => amountMinor)).toEqual([12_990]);
    const gone = left(rest, shipmentOf(rest).id);
    expect(gone.state.order.status).toBe('in_delivery');
    // Without that refund the part that is called off is refunded.
    const plain = calledOff(split(paid(), 1), 'shp_split');
    expect(plain.state.refunds.map(({ amountMinor }) => amountMinor)).toEqual([12_990]);
  });

  test('S0 6.7.2: money that one shipment has left on does not pay for the next', () => {
    const parts = split(paid(), 1);
    const { id } = must(parts.state.shipments[0], 'first shipment');
    const short = givenBack(parts, [], 13_991);

    expect(refusalOf(() => noted(short, id))).toBe('not_paid_for');
    expect(refusalOf(() => noted(short, 'shp_split'))).toBe('not_paid_for');
  });

  test('S0 6.8 d: what is given back for goods that have left does not keep the others', () => {
    const parts = split(paid(), 1);
    const { id } = must(parts.state.shipments[0], 'first shipment');
    const first = left(parts, id);

    expect(refusalOf(() => left(givenBack(first, [], 5_000), 'shp_split'))).toBe(undefined);
    expect(refusalOf(() => left(givenBack(first, [[1, 1]]), 'shp_split'))).toBe(undefined);
    expect(refusalOf(() => noted(givenBack(first, [], 26_979), 'shp_split'))).toBe('not_paid_for');
  });

  test('S0 6.7.1 f: what is paid at the door waits for no payment', () => {
    expect(handedOver('on_delivery').state.order.status).toBe('in_delivery');
  });
});

describe('goods whose courier is to say first whether it carries them', () => {
  const asked = () => paid({}, confirmingPolicy);
  const accepting = (life: Life) =>
    did(life, actors.courier, {
      name: 'decideAsCourier',
      shipmentId: shipmentOf(life).id,
      courierId: 'pty_courier',
      decision: 'accept',
      reason: null,
    });
  const waits = ({ state }: Life) => waitingFor(state).waitingFor.map(({ what }) => what);
  const running = ({ state }: Life, subjectId: string) =>
    state.deadlines
      .filter((found) => found.subjectId === subjectId && found.state === 'running')
      .map(({ name }) => name);

  test('S0 7.5.1 a, 6.7.2 b: whose money has gone back, it is not asked; in the end they are called off', () => {
    const life = asked();
    const { id } = shipmentOf(life);
    expect(waits(life)).toEqual(['courier_confirmation']);

    const back = givenBack(life, [[1, 2]]);

    expect(waits(back)).toEqual(['shipment_cancellation', 'refund']);
    expect(running(back, id)).toEqual(['dispatch']);
    expect(refusalOf(() => accepting(back))).toBe('wrong_shipment_status');
    const over = expired(expired(back, 'dispatch'), 'dispatch').state;
    expect(over.order).toMatchObject({ status: 'cancelled', statusReason: 'dispatch_expired' });
    expect(over.effects.filter(({ kind }) => kind === 'release_stock')).toHaveLength(1);
    expect(running({ state: over, journal: [] }, id)).toEqual([]);
  });

  test('S0 7.5.1 a: what a present has been given for is still asked about', () => {
    const present = givenBack(asked(), [], 5_000);

    expect(waits(present)).toEqual(['courier_confirmation', 'refund']);
    expect(shipmentOf(accepting(present)).status).toBe('awaiting_handover');
  });

  test('S0 7.5.1 a: nor is another one looked for where none was left', () => {
    const silent = [1, 2, 3].reduce((life) => expired(life, 'courier_confirmation'), asked());
    expect(silent.state.cases).toMatchObject([{ kind: 'courier_unavailable', status: 'open' }]);

    const back = givenBack(silent, [[1, 2]]);

    expect(waits(back)).toEqual(['shipment_cancellation', 'refund']);
    expect(back.state.cases).toMatchObject([
      { status: 'resolved', resolution: { outcome: 'not_paid_for' } },
    ]);
    const over = calledOff(silent, shipmentOf(silent).id).state;
    expect(over.order.status).toBe('cancelled');
    expect(over.cases).toMatchObject([{ status: 'resolved' }]);
  });

  test('S0 7.5.1 a: it is asked again about what is paid for once the rest is called off', () => {
    const parts = givenBack(split(asked(), 1), [[1, 1]]);
    const { id } = shipmentOf(parts);
    expect(waits(parts)).toEqual(['shipment_cancellation', 'shipment_cancellation', 'refund']);

    const rest = calledOff(parts, 'shp_split');

    expect(waits(rest)).toEqual(['courier_confirmation', 'stock_release', 'refund']);
    expect(running(rest, id)).toEqual(expect.arrayContaining(['courier_confirmation', 'dispatch']));
    expect(shipmentOf(accepting(rest)).status).toBe('awaiting_handover');
  });
});
