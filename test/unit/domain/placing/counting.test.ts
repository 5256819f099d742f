import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demandMismatch, foundAsDeclared } from '../../../../src/domain/placing/counting.ts';
import type { InspectedLine, OrderState } from '../../../../src/domain/order.ts';
import { awaitingHandover, placedAs, placedLine, refusalOf, shipmentOf } from '../order-life.ts';

const tolerance = { belowPermille: 15, abovePermille: 20 };

/** So many grams of tea, prepackaged within its tolerance. */
function weighed(quantity: number): { state: OrderState; shipmentId: string } {
  const line = placedLine({ quantity, unit: 'g', unitPriceMinor: 1 });
  const life = awaitingHandover(placedAs({ lines: [line], totalMinor: quantity + 1_000 }));
  const goods = { sku: line.sku, version: 1, unit: 'g', tolerance, handling: [] };
  const lines = life.state.lines.map((one) => ({
    ...one,
    goods: { ...goods, inspectionForm: 'by_contract' as const },
  }));
  return { state: { ...life.state, lines }, shipmentId: shipmentOf(life).id };
}

const found = (accepted: number, refused: number, missing: number): InspectedLine => ({
  lineNo: 1,
  accepted,
  refused,
  missing,
  reason: null,
  evidence: [],
});

describe('what is counted against what was declared', () => {
  test('S0 6.4.4: within the tolerance goods came as declared, beyond it they are short', () => {
    const { state, shipmentId } = weighed(1_000);
    const as = (accepted: number, missing: number) =>
      foundAsDeclared(state, shipmentId, [found(accepted, 0, missing)])[0];

    expect(as(985, 15)).toMatchObject({ accepted: 1_000, missing: 0, counted: 985 });
    expect(as(984, 16)).toEqual(found(984, 0, 16));
    expect(as(1_020, 0)).toMatchObject({ accepted: 1_000, counted: 1_020 });
    expect(as(1_021, 0)).toEqual(found(1_021, 0, 0));
    expect(as(1_000, 0)).toEqual(found(1_000, 0, 0));
    expect(as(1_000, 1)).toEqual(found(1_000, 0, 1));
  });

  test('S0 6.4.4: whatever is measured, what counts adds up to what was declared, or is as told', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.nat(5_200),
        fc.nat(5_200),
        (quantity, accepted, refused) => {
          const { state, shipmentId } = weighed(quantity);
          const told = found(accepted, refused, Math.max(0, quantity - accepted - refused));
          const [counted = told] = foundAsDeclared(state, shipmentId, [told]);

          const sum = counted.accepted + counted.refused + counted.missing;
          expect(Math.min(counted.accepted, counted.refused)).toBeGreaterThanOrEqual(0);
          if (counted.counted === undefined) expect(counted).toEqual(told);
          else expect([sum, counted.counted]).toEqual([quantity, accepted + refused]);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('S0 6.7.2 b: a count is disputed where it differs by more than the tolerance', () => {
    const { state, shipmentId } = weighed(1_000);
    const dispute = (counted: number, lineNo = 1, kind = 'count_mismatch') =>
      refusalOf(() => demandMismatch(state, shipmentId, { kind, lines: [{ lineNo, counted }] }));

    expect(dispute(985)).toBe('within_tolerance');
    expect(dispute(984)).toBeUndefined();
    expect(dispute(985, 1, 'other')).toBeUndefined();
    expect(dispute(984, 2)).toBe('line_not_found');
  });
});
