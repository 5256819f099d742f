import { assert, integer, property, constantFrom } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAsDeclared } from '../../../../src/domain/placing/goods.ts';

const asDeclared = (
  counted: number,
  quantity: number,
  unit: string,
  tolerance: { belowPermille: number; abovePermille: number } | null = null,
) => isAsDeclared(counted, { quantity, unit, goods: tolerance && { tolerance } });

describe('S0 6.4.4: counted against declared', () => {
  test('S0 6.4.4 a: what is sold by number is there one by one', () => {
    expect(asDeclared(2, 2, 'piece')).toBe(true);
    for (const counted of [0, 1, 3]) expect(asDeclared(counted, 2, 'piece')).toBe(false);
    expect(asDeclared(999, 1_000, 'piece', { belowPermille: 5, abovePermille: 5 })).toBe(false);
  });

  test.each([
    // Declared, what may be missing at most by the national rule.
    [50, 4],
    [100, 4],
    [200, 9],
    [300, 9],
    [500, 15],
    [1_000, 15],
    [2_000, 30],
    [10_000, 150],
    [15_000, 150],
    [20_000, 200],
    [50_000, 500],
  ])('S0 6.4.4 b: of %i g or ml as much as %i may be missing', (declared, missing) => {
    for (const unit of ['g', 'ml']) {
      expect(asDeclared(declared - missing, declared, unit)).toBe(true);
      expect(asDeclared(declared - missing - 1, declared, unit)).toBe(false);
    }
  });

  test('S0 6.4.4 b: of a length up to five metres nothing may be missing, of more two per cent', () => {
    expect(asDeclared(4_999, 5_000, 'mm')).toBe(false);
    expect(asDeclared(9_800, 10_000, 'mm')).toBe(true);
    expect(asDeclared(9_799, 10_000, 'mm')).toBe(false);
  });

  test('S0 6.4.4 b: a record’s own tolerance goes before the rule, to its exact boundary', () => {
    const own = { belowPermille: 15, abovePermille: 20 };
    expect([492, 493, 510, 511].map((counted) => asDeclared(counted, 500, 'g', own))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    const none = { belowPermille: 0, abovePermille: 0 };
    expect(asDeclared(499, 500, 'g', none)).toBe(false);
  });

  test('S0 6.4.4: nearer to what is declared is never worse', () => {
    assert(
      property(
        integer({ min: 1, max: 100_000 }),
        integer({ min: -2_000, max: 2_000 }),
        constantFrom('g', 'ml', 'mm', 'piece'),
        (declared, difference, unit) => {
          const counted = Math.max(0, declared + difference);
          if (!asDeclared(counted, declared, unit)) return;
          const nearer = counted - Math.sign(counted - declared);
          expect(asDeclared(nearer, declared, unit)).toBe(true);
        },
      ),
    );
  });
});
