import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineNet } from '../../../src/domain/money/money.ts';
import type { PlaceOrderInput } from '../../../src/domain/placing/placing.ts';
import { refundable } from '../../../src/domain/money/refundable.ts';
import {
  actors,
  atDoor,
  bothSigned,
  did,
  inspectedAs,
  type Life,
  placedAs,
  placedLine,
  refusalOf,
  returnedToSeller,
} from './order-life.ts';

const line = fc
  .record({
    quantity: fc.integer({ min: 1, max: 9 }),
    unitPriceMinor: fc.nat(9_999),
    pricePer: fc.constantFrom(1, 3, 500),
    discountShare: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ discountShare, ...priced }) => {
    const gross = lineNet({ ...priced, discountMinor: 0 });
    return { ...priced, discountMinor: Math.floor(gross * discountShare) };
  });

const inputs = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    deliveryFeeMinor: fc.nat(1_500),
    taxMinor: fc.nat(999),
  })
  .map(({ lines, deliveryFeeMinor, taxMinor }) => ({
    lines: lines.map((priced, index) => placedLine({ ...priced, lineNo: index + 1 })),
    deliveryFeeMinor,
    taxMinor,
    totalMinor:
      lines.reduce((sum, priced) => sum + lineNet(priced), 0) + deliveryFeeMinor + taxMinor,
  }))
  .filter(({ totalMinor }) => totalMinor > 0);

type Input = Pick<PlaceOrderInput, 'lines' | 'deliveryFeeMinor' | 'taxMinor' | 'totalMinor'>;

/** An order with some units of each line accepted at the door and the others refused. */
const refusals = inputs.chain((input) =>
  fc.record({
    input: fc.constant(input),
    accepted: fc.tuple(...input.lines.map(({ quantity }) => fc.nat(quantity))),
  }),
);

const requests = fc.array(fc.record({ line: fc.nat(3), quantity: fc.integer({ min: 1, max: 4 }) }));

const cash = { timing: 'on_delivery', method: 'cash', token: null } as const;

function deliveredAs(input: Input, accepted: number[], payment?: typeof cash): Life {
  const door = atDoor(placedAs(payment ? { ...input, payment } : input));
  const found = input.lines.map(({ quantity }, index) => {
    const refused = quantity - (accepted[index] ?? 0);
    return {
      accepted: quantity - refused,
      refused,
      missing: 0,
      reason: refused > 0 ? 'damaged' : null,
    };
  });
  return bothSigned(inspectedAs(door, found));
}

function refundLines(life: Life, lines: { lineNo: number; quantity: number }[], fee = 0): Life {
  return did(life, actors.support, {
    name: 'requestRefund',
    refundId: `rfd_${life.state.order.version}`,
    lines,
    amountMinor: null,
    deliveryFeeMinor: fee,
    reason: 'quality',
    bearer: 'seller',
    channel: null,
  });
}

function given({ state }: Life): number {
  return state.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0);
}

/** Refunds in those steps, as far as units are left; what is worth nothing is refused. */
function refundInSteps(life: Life, steps: { line: number; quantity: number }[]): Life {
  let refundedLife = life;
  for (const step of steps) {
    const lineNo = step.line + 1;
    const left = refundable(refundedLife.state).lines.find((found) => found.lineNo === lineNo);
    const quantity = Math.min(step.quantity, left?.quantity ?? 0);
    if (quantity === 0) continue;
    const before = given(refundedLife);
    const refusal = refusalOf(() => {
      refundedLife = refundLines(refundedLife, [{ lineNo, quantity }]);
    });
    expect([undefined, 'amount_not_positive']).toContain(refusal);
    expect(given(refundedLife)).toBeGreaterThanOrEqual(before);
  }
  return refundedLife;
}

/** Gives back all that is left, the delivery fee too. */
function refundTheRest(life: Life): Life {
  const { lines, deliveryFeeMinor, amountMinor } = refundable(life.state);
  if (amountMinor === 0) return life;
  const rest = lines.filter(({ quantity }) => quantity > 0);
  return refundLines(life, rest, deliveryFeeMinor);
}

function paid({ state: { order } }: Life): number {
  return order.capturedMinor + order.collectedMinor;
}

describe('S0 6.8 d: refunds of what was accepted', () => {
  test('S0 6.8 d: in any steps, all units and the fee give back exactly what was paid', () => {
    fc.assert(
      fc.property(inputs, requests, (input, steps) => {
        const all = deliveredAs(
          input,
          input.lines.map(({ quantity }) => quantity),
        );
        const some = refundInSteps(all, steps);
        expect(given(some)).toBeLessThanOrEqual(paid(some));
        expect(given(refundTheRest(some))).toBe(input.totalMinor);
      }),
      { numRuns: 80 },
    );
  });

  test('S0 6.8 d: cash refused at the door was never paid, and is never given back', () => {
    fc.assert(
      fc.property(refusals, requests, ({ input, accepted }, steps) => {
        const life = deliveredAs(input, accepted, cash);
        expect(life.state.refunds).toEqual([]);
        const some = refundInSteps(life, steps);
        expect(given(some)).toBeLessThanOrEqual(paid(some));
        expect(given(refundTheRest(some))).toBe(paid(life));
      }),
      { numRuns: 80 },
    );
  });

  test('S0 6.8 d: more than was paid, or more units than there are, is refused', () => {
    const life = deliveredAs({ ...teaTwice, totalMinor: 26_980 }, [2]);

    expect(refusalOf(() => refundLines(life, [{ lineNo: 1, quantity: 3 }]))).toBe(
      'refund_exceeds_refundable',
    );
    expect(refusalOf(() => refundLines(life, [{ lineNo: 1, quantity: 2 }], 1_001))).toBe(
      'refund_exceeds_refundable',
    );
    expect(refusalOf(() => refundLines(life, [{ lineNo: 7, quantity: 1 }]))).toBe('line_not_found');
    const twice = [
      { lineNo: 1, quantity: 1 },
      { lineNo: 1, quantity: 1 },
    ];
    expect(refusalOf(() => refundLines(life, twice))).toBe('duplicate_line_no');
  });
});

const teaTwice = { lines: [placedLine({})], deliveryFeeMinor: 1_000, taxMinor: 0 };

describe('S0 7.7.3 a: refunds of what was refused', () => {
  test('S0 7.7.3 a: paid before or at the door, what is kept costs the same', () => {
    fc.assert(
      fc.property(refusals, ({ input, accepted }) => {
        const prepaid = deliveredAs(input, accepted);
        const isRefused = prepaid.state.shipments.length > 1;
        const back = isRefused ? returnedToSeller(prepaid) : prepaid;
        const atTheDoor = deliveredAs(input, accepted, cash);

        expect(given(back)).toBeLessThanOrEqual(input.totalMinor);
        expect(paid(back) - given(back)).toBe(paid(atTheDoor));
      }),
      { numRuns: 80 },
    );
  });

  test('S0 7.7.3 a: where nothing is kept everything goes back, the delivery fee too', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const none = input.lines.map(() => 0);
        const { state } = returnedToSeller(deliveredAs(input, none));

        expect(state.order.status).toBe('returned');
        expect(state.refunds.map(({ amountMinor }) => amountMinor)).toEqual([input.totalMinor]);
        expect(state.balances.escrow).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
