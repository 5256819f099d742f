import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocate } from '../../../simulators/stock-allocation.ts';

const level = (warehouse: string, sku: string, onHand: number, held = 0) => ({
  sellerId: 'pty_1',
  sku,
  warehouse,
  onHand,
  held,
});

const warehouses = ['a', 'b', 'c', 'd'];
const skus = ['tea', 'cup', 'pot'];
const question = fc.record({
  levels: fc.array(fc.record({ onHand: fc.nat(6), held: fc.nat(6) }), {
    minLength: 12,
    maxLength: 12,
  }),
  wanted: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }),
  strategy: fc.constantFrom('fewest_warehouses' as const, 'in_order' as const),
});

const unitsOf = (lines: readonly { quantity: number }[]) =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0);

describe('S0 5.3: allocation over warehouses', () => {
  test('S0 5.3: never more than is free, and all that is wanted if it is there', () => {
    fc.assert(
      fc.property(question, ({ levels, wanted, strategy }) => {
        const told = levels.map(({ onHand, held }, index) =>
          level(
            warehouses[index % 4] ?? '',
            skus[Math.floor(index / 4)] ?? '',
            onHand,
            Math.min(onHand, held),
          ),
        );
        const asked = wanted.map((quantity, index) => ({ sku: skus[index] ?? '', quantity }));

        const allocations = allocate(told, asked, strategy);

        for (const { sku, warehouse, quantity } of allocations) {
          const found = told.find((one) => one.sku === sku && one.warehouse === warehouse);
          expect(quantity).toBeLessThanOrEqual((found?.onHand ?? 0) - (found?.held ?? 0));
        }
        for (const { sku, quantity } of asked) {
          const free = told
            .filter((one) => one.sku === sku)
            .reduce((sum, { onHand, held }) => sum + onHand - held, 0);
          const given = unitsOf(allocations.filter((line) => line.sku === sku));
          expect(given).toBe(Math.min(quantity, free));
        }
        // No choice of fewer warehouses would give as much.
        if (strategy === 'in_order') return;
        const used = new Set(allocations.map(({ warehouse }) => warehouse)).size;
        for (const left of warehouses) {
          const without = told.filter(({ warehouse }) => warehouse !== left);
          const others = allocate(without, asked, strategy);
          const isSmaller = new Set(others.map(({ warehouse }) => warehouse)).size < used;
          if (isSmaller) expect(unitsOf(others)).toBeLessThan(unitsOf(allocations));
        }
      }),
    );
  });

  test('S0 5.3: from as few warehouses as possible, or in their own order', () => {
    const levels = [level('a', 'tea', 1), level('b', 'tea', 1), level('c', 'tea', 2)];
    const wanted = [{ sku: 'tea', quantity: 2 }];

    expect(allocate(levels, wanted, 'fewest_warehouses')).toEqual([
      { sku: 'tea', warehouse: 'c', quantity: 2 },
    ]);
    expect(allocate(levels, wanted, 'in_order')).toEqual([
      { sku: 'tea', warehouse: 'a', quantity: 1 },
      { sku: 'tea', warehouse: 'b', quantity: 1 },
    ]);
  });

  test('S0 5.3: of many warehouses the fullest go first', () => {
    const many = Array.from({ length: 12 }, (_, index) => level(`w${index}`, 'tea', index));

    expect(allocate(many, [{ sku: 'tea', quantity: 15 }], 'fewest_warehouses')).toEqual([
      { sku: 'tea', warehouse: 'w11', quantity: 11 },
      { sku: 'tea', warehouse: 'w10', quantity: 4 },
    ]);
  });
});
