import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demandMismatch, foundAsDeclared } from '../../../../src/domain/placing/counting.ts';
import { codDue } from '../../../../src/domain/money/cod-due.ts';
import { lineRefund } from '../../../../src/domain/money/refundable.ts';
import type { InspectedLine, OrderState, PaymentTiming } from '../../../../src/domain/order.ts';
import { timelineOf } from '../../../../src/domain/views/timeline.ts';
import {
  actors,
  atDoor,
  awaitingHandover,
  detailsOf,
  did,
  inspectedAs,
  placedAs,
  placedLine,
  refusalOf,
  shipmentOf,
} from '../order-life.ts';

const tolerance = { belowPermille: 15, abovePermille: 20 };

/** So many grams of tea, prepackaged within its tolerance. */
function weighed(
  quantity: number,
  timing: PaymentTiming = 'after_confirmation',
): { state: OrderState; shipmentId: string } {
  const line = placedLine({ quantity, unit: 'g', unitPriceMinor: 1 });
  const life = awaitingHandover(
    placedAs({
      lines: [line],
      totalMinor: quantity + 1_000,
      payment: { timing, method: timing === 'on_delivery' ? 'cash' : 'card', token: null },
    }),
  );
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

  test('S0 7.7.3: of a part the consumer keeps its share, and pays for nothing that is missing', () => {
    const { state, shipmentId } = weighed(1_000);
    const as = (accepted: number, refused: number, missing: number) =>
      foundAsDeclared(state, shipmentId, [found(accepted, refused, missing)])[0];

    expect(as(495, 495, 10)).toMatchObject({ accepted: 495, refused: 505, counted: 990 });
    expect(as(500, 490, 10)).toMatchObject({ accepted: 500, refused: 500 });
    expect(as(510, 510, 0)).toMatchObject({ accepted: 500, refused: 500, counted: 1_020 });
    expect(as(1, 1_019, 0)).toMatchObject({ accepted: 1, refused: 999 });
    expect(as(0, 990, 10)).toMatchObject({ accepted: 0, refused: 1_000 });
    expect(foundAsDeclared(state, shipmentId, [{ ...found(1_020, 0, 0), damaged: 1_020 }])).toEqual(
      [expect.objectContaining({ accepted: 1_000, damaged: 1_000 })],
    );
  });

  test('S0 6.4.4, 7.7.3: whatever is kept of a measured package, no more is due than its share', () => {
    const kept = fc.record({
      quantity: fc.integer({ min: 2, max: 3_000 }),
      accepted: fc.integer({ min: 1, max: 3_000 }),
      refused: fc.integer({ min: 1, max: 3_000 }),
      timing: fc.constantFrom('on_delivery' as const, 'after_confirmation' as const),
    });
    fc.assert(
      fc.property(kept, ({ quantity, accepted, refused, timing }) => {
        const { state, shipmentId } = weighed(quantity, timing);
        const told = found(accepted, refused, Math.max(0, quantity - accepted - refused));
        const [counted = told] = foundAsDeclared(state, shipmentId, [told]);
        if (counted.counted === undefined) return;
        const shipment = state.shipments[0];

        const due = shipment ? codDue(state, shipment, [counted]) : 0;

        expect(counted.accepted).toBeLessThanOrEqual(accepted);
        expect([counted.accepted > 0, counted.refused > 0]).toEqual([true, true]);
        expect(due).toBeLessThanOrEqual(accepted + state.order.deliveryFeeMinor);
        if (timing === 'on_delivery') return;
        // Paid before, what goes back is refunded with what the package was short of.
        const [line] = state.lines;
        const back = line ? lineRefund(state.order, line, counted.refused) : 0;
        expect(quantity - back).toBeLessThanOrEqual(accepted);
      }),
      { numRuns: 200 },
    );
  });

  test('S0 6.4.4: the note and the timeline say why what is short is not missing', () => {
    const line = placedLine({ quantity: 1_000, unit: 'g', unitPriceMinor: 1 });
    const life = atDoor(placedAs({ lines: [line], totalMinor: 2_000 }));

    const short = inspectedAs(life, [
      { accepted: 985, refused: 0, missing: 15, reason: 'missing' },
    ]);

    const allowed = { counted: 985, allowedCount: { least: 985, most: 1_015 } };
    expect(shipmentOf(short).inspection?.lines).toMatchObject([{ missing: 0, ...allowed }]);
    expect(short.state.documents.at(-1)?.content).toMatchObject({ lines: [allowed] });
    expect(timelineOf(short.journal).map(({ summary }) => summary)).toContainEqual(
      expect.stringContaining('line 1 was counted 985, and 985 to 1015 are within its tolerance'),
    );
    const beyond = () =>
      inspectedAs(life, [{ accepted: 984, refused: 0, missing: 0, reason: null }]);
    expect(beyond).toThrow('make 984 of 1000, allowed 985 to 1015 g');
  });

  test('S0 6.7.2 b: a count beyond the tolerance says how much is allowed', () => {
    const line = placedLine({ quantity: 1_000, unit: 'g', unitPriceMinor: 1 });
    const life = awaitingHandover(placedAs({ lines: [line], totalMinor: 2_000 }));
    const note = () =>
      did(life, actors.seller, {
        name: 'issueHandoverNote',
        shipmentId: shipmentOf(life).id,
        documentId: 'doc_handover',
        waybillNo: 'SF-1',
        parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
        counted: [{ lineNo: 1, counted: 984 }],
        custodians: { seller: null, courier: null },
        agentName: null,
      });

    expect(note).toThrow('line 1 was counted 984, declared 1000, allowed 985 to 1015 g');
    expect(detailsOf(note)).toMatchObject({ allowedCount: { least: 985, most: 1_015 } });
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
