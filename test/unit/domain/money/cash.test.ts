import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codDue } from '../../../../src/domain/money/cod-due.ts';
import { lineNet } from '../../../../src/domain/money/money.ts';
import type { InspectedLine, OrderState, Shipment } from '../../../../src/domain/order.ts';
import {
  actors,
  atDoor,
  bothSigned,
  delivered,
  did,
  expired,
  inspectedAs,
  type Life,
  placedAs,
  placedLine,
  refusalOf,
  awaitingHandover,
  shipmentOf,
} from '../order-life.ts';

const kept = [{ accepted: 2, refused: 0, missing: 0, reason: null }];

function paid(method: string, reference: string | null): Life {
  const collection = { amountMinor: 26_980, method, reference };
  return inspectedAs(atDoor('on_delivery'), kept, { collection });
}

function remitted(life: Life, amountMinor: number, courierId = 'pty_courier'): Life {
  const action = { name: 'recordRemittance', courierId, reference: 'R-1', amountMinor } as const;
  return did(life, actors.courier, action);
}

describe('at the door', () => {
  test('S0 6.7.1 f: what is no cash is told with its reference', () => {
    expect(refusalOf(() => paid('pos', null))).toBe('collection_reference_missing');
    expect(refusalOf(() => paid('qr', null))).toBe('collection_reference_missing');

    const { state } = bothSigned(paid('pos', 'pos-4711'));

    expect(state.movements).toMatchObject([
      { kind: 'collection', method: 'pos', providerReference: 'pos-4711', amountMinor: 26_980 },
    ]);
    expect(state.balances).toMatchObject({ cash_in_transit: 26_980, escrow: -26_980 });
  });

  test('S0 6.7.1 f: however an order is split, all doors together take what is kept costs', () => {
    const splits = fc.record({
      quantity: fc.integer({ min: 1, max: 12 }),
      unitPriceMinor: fc.integer({ min: 1, max: 5_000 }),
      pricePer: fc.constantFrom(1, 3, 7),
      taxMinor: fc.constantFrom(0, 7, 131),
      deliveryFeeMinor: fc.constantFrom(0, 1_000),
      doors: fc.array(fc.record({ share: fc.nat(12), accepted: fc.nat(12), order: fc.nat() }), {
        minLength: 1,
        maxLength: 5,
      }),
    });
    fc.assert(
      fc.property(splits, ({ doors, deliveryFeeMinor, taxMinor, ...priced }) => {
        const totalMinor = lineNet({ ...priced, discountMinor: 0 }) + deliveryFeeMinor + taxMinor;
        fc.pre(totalMinor > 0);
        const { state } = awaitingHandover(
          placedAs({
            lines: [placedLine(priced)],
            deliveryFeeMinor,
            taxMinor,
            totalMinor,
            payment: { timing: 'on_delivery', method: 'cash', token: null },
          }),
        );

        const { collected, accepted } = collectAt(state, doors, priced.quantity);

        const back = priced.quantity - accepted;
        const goods = [totalMinor - deliveryFeeMinor - taxMinor, taxMinor]
          .map((minor) => minor - Math.floor((minor * back) / priced.quantity))
          .reduce((sum, minor) => sum + minor, 0);
        expect(collected).toBe(accepted === 0 ? 0 : goods + deliveryFeeMinor);
      }),
    );
  });
});

/** Opens one door after the other, each with its share of the units, each keeping some. */
function collectAt(
  state: OrderState,
  doors: { share: number; accepted: number }[],
  quantity: number,
): { collected: number; accepted: number } {
  const [planned] = state.shipments as [Shipment];
  const total = { collected: 0, accepted: 0 };
  let left = quantity;
  const split: OrderState = { ...state, shipments: [] };
  for (const [index, door] of doors.entries()) {
    const units = index === doors.length - 1 ? left : Math.min(left, door.share);
    left -= units;
    const accepted = Math.min(units, door.accepted);
    const shipment: Shipment = { ...planned, id: `shp_${index}` };
    const line: InspectedLine = {
      lineNo: 1,
      accepted,
      refused: units - accepted,
      missing: 0,
      reason: null,
      evidence: [],
    };
    const amountMinor = codDue(split, shipment, [line]);
    const collection = { amountMinor, method: 'cash', reference: null };
    const inspection = { lines: [line], collection } as unknown as Shipment['inspection'];
    const status = accepted === 0 ? 'refused' : accepted === units ? 'accepted' : 'partly_accepted';
    split.shipments.push({ ...shipment, inspection, status, endedAt: '2026-03-03T02:00:00.000Z' });
    total.collected += amountMinor;
    total.accepted += accepted;
  }
  return total;
}

describe('what the courier owes', () => {
  test('S0 6.7.1 f: is its own: nobody else remits it', () => {
    const life = delivered(2, 'refused', 'on_delivery');

    expect(refusalOf(() => remitted(life, 26_980, 'pty_other'))).toBe('wrong_order_status');
    expect(shipmentOf(remitted(life, 26_980)).cashRemittedAt).toBe(
      remitted(life, 26_980).state.order.lastAt,
    );
  });

  test('S0 8.2 c: what is handed over is told by the way in which it was collected', () => {
    const { state } = remitted(bothSigned(paid('pos', 'pos-4711')), 26_980);

    expect(state.movements).toMatchObject([
      { kind: 'collection', method: 'pos' },
      { kind: 'remittance', method: 'pos', amountMinor: 26_980, providerReference: 'R-1' },
    ]);
  });

  test('S0 6.7.1 f: a claim after the grace is paid by the same remittance', () => {
    const life = delivered(2, 'refused', 'on_delivery');
    const rule = life.state.policy.deadlines.cod_remittance;
    const overdue = expired(life, 'cod_remittance');
    const claimed = did(overdue, actors.support, {
      name: 'resolveCase',
      caseId: overdue.state.cases[0]?.id ?? '',
      refundId: 'rfd_none',
      outcome: 'noted',
      note: null,
    });

    expect(rule.onExpiry).toBe('escalate');
    expect(overdue.state.cases).toMatchObject([
      { kind: 'remittance_overdue', subjectType: 'shipment', respondentPartyId: 'pty_courier' },
    ]);
    expect(claimed.state.balances).toMatchObject({
      cash_in_transit: 0,
      'claim:pty_courier': 26_980,
    });
    const { balances, order } = remitted(claimed, 26_980).state;
    expect(balances).toMatchObject({ provider: 26_980, 'claim:pty_courier': 0 });
    expect(order.remittance).toBe('remitted');
  });
});
