import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codDue } from '../../../../src/domain/money/cod-due.ts';
import { must } from '../../../../src/domain/errors.ts';
import type { Action, SplitShipment } from '../../../../src/domain/commands.ts';
import type { OrderState, Shipment } from '../../../../src/domain/order.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import { shipmentView } from '../../../../src/domain/views/shipment-view.ts';
import { waitingFor } from '../../../../src/domain/views/waiting.ts';
import {
  actors,
  answered,
  awaitingHandover,
  confirmingPolicy,
  decided,
  did,
  expired,
  handedOver,
  type Life,
  placedAs,
  placedLine,
  refusalOf,
  shipmentOf,
  signed,
  withHandoverNote,
} from '../order-life.ts';

const splitting = (changes: Partial<SplitShipment> = {}): Action => ({
  name: 'splitShipment',
  newShipmentId: 'shp_split',
  courierId: 'pty_courier_2',
  courierService: null,
  lines: [{ lineNo: 1, quantity: 1 }],
  ...changes,
});
const halved = (life: Life): Life => did(life, actors.seller, splitting());
const byId = (life: Life, id: string): Shipment => {
  const found = life.state.shipments.find((shipment) => shipment.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};
const quantities = ({ state }: Life, id: string) =>
  state.shipmentLines.filter((line) => line.shipmentId === id).map(({ quantity }) => quantity);
const noteOf = ({ state }: Life) => state.documents.find(({ kind }) => kind === 'handover_note');
const dispatchOf = (life: Life, id: string) =>
  life.state.deadlines.find(({ name, subjectId }) => name === 'dispatch' && subjectId === id);
const callOff = (shipmentId: string): Action => ({
  name: 'cancelShipment',
  shipmentId,
  reason: 'seller_out_of_stock',
  note: null,
});

describe('splitting', () => {
  test('S0 6.7.2: takes from the planned shipment what it names, and no time is won by it', () => {
    const whole = awaitingHandover();
    const life = halved(whole);
    const planned = shipmentOf(life);

    expect(quantities(life, 'shp_split')).toEqual([1]);
    expect(quantities(life, planned.id)).toEqual([1]);
    expect(byId(life, 'shp_split')).toMatchObject({
      direction: 'outbound',
      originShipmentId: planned.id,
      courierId: 'pty_courier_2',
      status: 'awaiting_handover',
    });
    const { dueAt, graceEndsAt } = dispatchOf(whole, planned.id) ?? {};
    expect(dispatchOf(life, 'shp_split')).toMatchObject({ dueAt, graceEndsAt });
    expect(life.state.parties.map(({ id }) => id)).toContain('pty_courier_2');
  });

  test('S0 6.7.2: a note that names more than stays is void', () => {
    const life = halved(withHandoverNote(awaitingHandover()));

    expect(noteOf(life)).toMatchObject({ status: 'void' });
    expect(waitingFor(life.state).waitingFor.map(({ what }) => what)).toEqual([
      'handover_note',
      'handover_note',
    ]);
  });

  test('S0 6.7.2: goods that have left are not split any more', () => {
    expect(refusalOf(() => decided(handedOver(), actors.seller, splitting()))).toBe(
      'wrong_shipment_status',
    );
  });

  test('S0 6.7.2: a line that goes whole leaves nothing behind to carry, sign or return', () => {
    const two = [placedLine({}), placedLine({ lineNo: 2, sku: 'tea-2' })];
    const start = awaitingHandover(placedAs({ lines: two, totalMinor: 52_960 }));
    const life = did(start, actors.seller, splitting({ lines: [{ lineNo: 2, quantity: 2 }] }));

    expect(quantities(life, shipmentOf(life).id)).toEqual([2, 0]);
    const noted = withHandoverNote(life);
    expect(noteOf(noted)?.content).toMatchObject({ goods: [{ lineNo: 1 }] });
  });
});

describe('calling one off', () => {
  test('S0 6.7.2: its stock is released alone, and what a capture takes later goes back', () => {
    const life = did(halved(awaitingHandover()), actors.seller, callOff('shp_split'));

    expect(life.state.effects.at(-1)).toMatchObject({
      kind: 'release_stock',
      request: { lines: [{ sku: 'tea-1', quantity: 1 }] },
    });
    expect(life.state.lines).toMatchObject([{ planned: 1, cancelled: 1, confirmed: 2 }]);
    const noted = withHandoverNote(life);
    const left = signed(signed(noted, 'doc_handover', 'seller'), 'doc_handover', 'courier');
    const paid = answered(left, 'capture_payment');
    expect(paid.state.refunds).toMatchObject([{ amountMinor: 12_990, shipmentId: 'shp_split' }]);
    expect(paid.state.balances).toMatchObject({ escrow: -13_990, refund_due: -12_990 });
  });

  test('S0 6.7.2 a: with nothing else left the order ends, and everything is released', () => {
    const once = did(halved(awaitingHandover()), actors.seller, callOff('shp_split'));
    const life = did(once, actors.seller, callOff(shipmentOf(once).id));

    expect(life.state.order).toMatchObject({
      status: 'cancelled',
      statusReason: 'seller_out_of_stock',
    });
    expect(life.state.effects.filter(({ kind }) => kind === 'release_stock')).toHaveLength(2);
  });

  test('S0 7.5.1 a: silence is a decline: the next courier is asked, and the order is escalated', () => {
    const start = awaitingHandover(placedAs({}, confirmingPolicy));
    const life = expired(start, 'courier_confirmation');

    expect(shipmentOf(life)).toMatchObject({
      status: 'awaiting_courier',
      courierId: 'pty_courier_2',
      declines: [{ courierId: 'pty_courier', reason: 'no_answer' }],
    });
    expect(life.state.order).toMatchObject({ escalated: true, courierId: 'pty_courier_2' });
    const all = expired(expired(life, 'courier_confirmation'), 'courier_confirmation');
    expect(all.state.cases).toMatchObject([{ kind: 'courier_unavailable', status: 'open' }]);
    expect(shipmentOf(all).courierId).toBeNull();
  });

  test('S0 7.5.1 a: a policy may take the silence to support at once', () => {
    const { deadlines } = defaultPolicy;
    const policy = {
      ...confirmingPolicy,
      deadlines: {
        ...deadlines,
        courier_confirmation: {
          ...deadlines.courier_confirmation,
          onExpiry: 'open_case' as const,
        },
      },
    };
    const life = expired(awaitingHandover(placedAs({}, policy)), 'courier_confirmation');

    expect(life.state.cases).toMatchObject([{ kind: 'courier_unavailable' }]);
  });
});

describe('calling goods back', () => {
  const interception = (life: Life): Action => ({
    name: 'interceptShipment',
    shipmentId: shipmentOf(life).id,
    returnShipmentId: 'shp_back',
    reason: 'recall',
    note: null,
  });

  test('S0 7.7.3 a: they travel back whole, the carrier is told, and its no is a case', () => {
    const start = handedOver();
    const life = did(start, actors.support, interception(start));

    expect(shipmentOf(life)).toMatchObject({ status: 'undeliverable', reason: 'intercepted' });
    expect(quantities(life, 'shp_back')).toEqual([2]);
    expect(life.state.effects.at(-1)).toMatchObject({ kind: 'cancel_carriage' });
    const refused = answered(life, 'cancel_carriage', 'declined');
    expect(refused.state.cases).toMatchObject([
      { kind: 'cancel_carriage_failed', respondentRole: 'courier' },
    ]);
  });
});

/** Shipments under way with so many units of the order's lines on each. */
function cashOrder(lines: { quantity: number; unitPriceMinor: number }[], feeMinor: number): Life {
  const total = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, feeMinor);
  return awaitingHandover(
    placedAs({
      lines: lines.map((line, index) => placedLine({ ...line, lineNo: index + 1 })),
      deliveryFeeMinor: feeMinor,
      totalMinor: total,
      payment: { timing: 'on_delivery', method: 'cash', token: null },
    }),
  );
}

describe('cash of several shipments', () => {
  const line = fc.record({
    quantity: fc.integer({ min: 1, max: 7 }),
    unitPriceMinor: fc.integer({ min: 1, max: 999 }),
  });
  const parts = fc.array(fc.array(fc.nat(7), { minLength: 3, maxLength: 3 }), { maxLength: 4 });

  test('S0 6.7.1 f: however it is split, each shipment says what its goods cost, the fee apart', () => {
    const lines = fc.array(line, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(lines, fc.nat(2_000), parts, (priced, feeMinor, splits) => {
        let life = cashOrder(priced, feeMinor);
        splits.forEach((part, index) => {
          const asked = priced
            .map((_, at) => ({ lineNo: at + 1, quantity: part[at] ?? 0 }))
            .filter(({ quantity }) => quantity > 0);
          const action = splitting({ newShipmentId: `shp_${index}`, lines: asked });
          const refused = refusalOf(() => decided(life, actors.seller, action));
          if (!refused && asked.length > 0) life = did(life, actors.seller, action);
        });
        expect(goodsOfDoors(life.state)).toBe(life.state.order.totalMinor - feeMinor);
        expect(plannedUnits(life.state)).toEqual(priced.map(({ quantity }) => quantity));
      }),
      { numRuns: 200 },
    );
  });

  test('S0 6.7.1 f: the door that is reached first takes the fee', () => {
    const life = halved(cashOrder([{ quantity: 2, unitPriceMinor: 500 }], 300));
    const lines = [{ lineNo: 1, accepted: 1 }];

    expect(shipmentOf(life).codDueMinor).toBe(800);
    expect(byId(life, 'shp_split').codDueMinor).toBe(800);
    expect(codDue(life.state, byId(life, 'shp_split'), lines)).toBe(800);
  });
});

/** Whichever is paid next takes the fee with its goods; here each unit costs the same. */
function goodsOfDoors(state: OrderState): number {
  const { shipments, order } = state;
  return shipments.reduce((sum, { id, codDueMinor }) => {
    const { codParts } = must(shipmentView(state, id), 'shipment');
    expect(codParts?.deliveryFeeMinor).toBe(order.deliveryFeeMinor);
    expect(codDueMinor).toBe((codParts?.goodsMinor ?? 0) + order.deliveryFeeMinor);
    return sum + (codParts?.goodsMinor ?? 0);
  }, 0);
}

function plannedUnits({ lines, shipmentLines }: OrderState): number[] {
  return lines.map(({ lineNo }) =>
    shipmentLines
      .filter((line) => line.lineNo === lineNo)
      .reduce((sum, { quantity }) => sum + quantity, 0),
  );
}
