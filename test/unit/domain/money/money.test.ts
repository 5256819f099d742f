import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allocateTax,
  assertBalanced,
  lineGross,
  lineNet,
  orderTotals,
  refundForUnits,
  settlementShares,
  sumByAccount,
} from '../../../../src/domain/money/money.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';

const line = { quantity: 2, unitPriceMinor: 12_990, pricePer: 1, discountMinor: 0 };
const total = (amounts: readonly number[]) => amounts.reduce((left, right) => left + right, 0);

describe('S0 6.4.5: a line', () => {
  test.each([
    ['pieces', line, 25_980],
    ['with a discount', { ...line, discountMinor: 980 }, 25_000],
    ['exactly half rounds up', { ...line, quantity: 1, unitPriceMinor: 25, pricePer: 10 }, 3],
    ['under half rounds down', { ...line, quantity: 1, unitPriceMinor: 24, pricePer: 10 }, 2],
    ['by weight', { ...line, quantity: 1250, unitPriceMinor: 3990, pricePer: 1000 }, 4988],
    ['nothing of it', { ...line, quantity: 0 }, 0],
    ['a discount larger than the line', { ...line, discountMinor: 25_981 }, -1],
  ])('%s', (_, priced, net) => {
    expect(lineNet(priced)).toBe(net);
  });

  test('of exactly the largest safe amount is counted, one more is refused', () => {
    const largest = { ...line, quantity: 1, unitPriceMinor: Number.MAX_SAFE_INTEGER };

    expect(lineNet(largest)).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => lineNet({ ...largest, quantity: 2 })).toThrow(RangeError);
    expect(lineGross({ ...largest, quantity: 1000, pricePer: 1000 })).toBe(Number.MAX_SAFE_INTEGER);
  });

  test.each([
    ['a fraction', { ...line, quantity: 1.5 }],
    ['a negative price', { ...line, unitPriceMinor: -1 }],
    ['an unsafe price', { ...line, quantity: 0, unitPriceMinor: 2 ** 53 }],
    ['a negative discount', { ...line, discountMinor: -1 }],
    ['what is no number', { ...line, quantity: Number.NaN }],
  ])('refuses %s', (_, priced) => {
    expect(() => lineNet(priced)).toThrow(RangeError);
  });
});

test('a price per nothing is refused by name', () => {
  expect(() => lineGross({ ...line, pricePer: 0 })).toThrow('pricePer');
});

describe('S0 6.4.5: an order', () => {
  test('keeps its amounts apart and they add up', () => {
    expect(orderTotals([line, { ...line, discountMinor: 500 }], 1000, 300)).toEqual({
      goodsMinor: 51_960,
      discountMinor: 500,
      deliveryFeeMinor: 1000,
      taxMinor: 300,
      totalMinor: 52_760,
    });
  });

  test('beyond the safe integers is refused', () => {
    const largest = { ...line, quantity: 1, unitPriceMinor: Number.MAX_SAFE_INTEGER };

    expect(() => orderTotals([largest], 1, 0)).toThrow(RangeError);
    expect(() => orderTotals([], -1, 0)).toThrow(RangeError);
  });
});

describe('the tax of an order', () => {
  test.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [10, [50, 30, 20], [5, 3, 2]],
    [1, [1, 2], [0, 1]],
    [5, [0, 0], [3, 2]],
    [0, [], []],
  ])('%i over %j is %j', (tax, nets, shares) => {
    expect(allocateTax(tax, nets)).toEqual(shares);
  });

  test('needs a line to bear it', () => {
    expect(() => allocateTax(1, [])).toThrow(RangeError);
  });

  test('is shared out exactly, each share within one unit of its proportion', () => {
    const anyMinor = fc.integer({ min: 0, max: 10_000_000 });

    fc.assert(
      fc.property(anyMinor, fc.array(anyMinor, { minLength: 1, maxLength: 20 }), (tax, nets) => {
        const shares = allocateTax(tax, nets);
        const all = total(nets);

        expect(total(shares)).toBe(tax);
        for (const [index, share] of shares.entries()) {
          const weight = all === 0 ? 1 / nets.length : (nets[index] ?? 0) / all;
          expect(Math.abs(share - tax * weight)).toBeLessThan(1 + 1e-6);
          expect(share).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('S0 6.8 d: a refund', () => {
  const refund = (unitsTotal: number, steps: readonly number[], net: number) => {
    const refunds: number[] = [];
    let unitsAlreadyRefunded = 0;
    for (const unitsNow of steps) {
      const refundedMinorBefore = total(refunds);
      refunds.push(
        refundForUnits({ net, unitsTotal, unitsAlreadyRefunded, refundedMinorBefore, unitsNow }),
      );
      unitsAlreadyRefunded += unitsNow;
    }
    return refunds;
  };

  test('unit by unit gives back what is left each time', () => {
    expect(refund(3, [1, 1, 1], 100)).toEqual([33, 33, 34]);
    expect(refund(2, [1], 25_980)).toEqual([12_990]);
  });

  test('in any steps sums exactly to the net, is never negative and never too much', () => {
    const anySteps = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 12 });
    const anyNet = fc.oneof(fc.nat({ max: 1000 }), fc.maxSafeNat());

    fc.assert(
      fc.property(anySteps, anyNet, (steps, net) => {
        const units = total(steps);
        fc.pre(units > 0);
        const refunds = refund(units, steps, net);

        expect(total(refunds)).toBe(net);
        expect(refunds.every((amountMinor) => amountMinor >= 0)).toBe(true);
      }),
    );
  });

  test('of some units leaves no less than the rest is worth', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.nat(500),
        fc.nat({ max: 100_000_000 }),
        (n, k, net) => {
          fc.pre(k <= n);
          const [amountMinor = 0] = refund(n, [k], net);

          expect(amountMinor * n).toBeLessThanOrEqual(net * k);
          expect((amountMinor + 1) * n).toBeGreaterThan(net * k);
        },
      ),
    );
  });

  test('is nothing where more was given back before than the units are worth', () => {
    const request = { net: 100, unitsTotal: 2, unitsAlreadyRefunded: 0, unitsNow: 1 };

    expect(refundForUnits({ ...request, refundedMinorBefore: 80 })).toBe(0);
  });

  test('of more units than the line has is refused', () => {
    const request = { net: 100, unitsTotal: 2, refundedMinorBefore: 50, unitsNow: 2 };

    expect(() => refundForUnits({ ...request, unitsAlreadyRefunded: 1 })).toThrow(RangeError);
  });
});

describe('settlement', () => {
  const policy = defaultPolicy;

  test('S0 8.2 c: shares the escrow as in the example of the design', () => {
    expect(
      settlementShares({
        keptGoodsMinor: 12_990,
        taxKeptMinor: 0,
        deliveryFeeKeptMinor: 1000,
        policy,
      }),
    ).toEqual({ platformFeeMinor: 500, courierMinor: 1000, sellerMinor: 12_490 });
  });

  test('leaves the seller a debt where more was given back than returned', () => {
    expect(
      settlementShares({
        keptGoodsMinor: 10_000,
        taxKeptMinor: 0,
        deliveryFeeKeptMinor: 1000,
        policy,
        escrowRest: 1200,
      }),
    ).toEqual({ platformFeeMinor: 385, courierMinor: 1000, sellerMinor: -185 });
  });

  test('shares exactly what is there, and no commission is rounded up', () => {
    const anyMinor = fc.nat({ max: 1_000_000_000 });

    fc.assert(
      fc.property(anyMinor, anyMinor, anyMinor, fc.nat({ max: 10_000 }), (goods, tax, fee, bp) => {
        const shares = settlementShares({
          keptGoodsMinor: goods,
          taxKeptMinor: tax,
          deliveryFeeKeptMinor: fee,
          policy: { ...policy, commission: { ...policy.commission, basisPoints: bp } },
        });

        expect(total(Object.values(shares))).toBe(goods + tax + fee);
        expect(Object.values(shares).every((share) => share >= 0)).toBe(true);
        expect(shares.platformFeeMinor * 10_000).toBeLessThanOrEqual(goods * bp);
        expect((shares.platformFeeMinor + 1) * 10_000).toBeGreaterThan(goods * bp);
      }),
    );
  });

  test('refuses an escrow that is no safe integer', () => {
    const kept = { keptGoodsMinor: 0, taxKeptMinor: 0, deliveryFeeKeptMinor: 1000 };

    expect(() => settlementShares({ ...kept, policy, escrowRest: 2 ** 53 })).toThrow(RangeError);
  });

  test('refuses a commission of more than the goods', () => {
    const commission = { ...policy.commission, basisPoints: 10_001 };

    expect(() =>
      settlementShares({
        keptGoodsMinor: 1,
        taxKeptMinor: 0,
        deliveryFeeKeptMinor: 0,
        policy: { ...policy, commission },
      }),
    ).toThrow(RangeError);
  });
});

describe('the ledger', () => {
  const negated = (posting: { account: string; amountMinor: number; currency: string }) => ({
    ...posting,
    amountMinor: -posting.amountMinor,
  });
  const postings = [
    { account: 'provider', amountMinor: 26_980, currency: 'CNY' },
    { account: 'escrow', amountMinor: -26_980, currency: 'CNY' },
    { account: 'escrow', amountMinor: 12_990, currency: 'CNY' },
    { account: 'refund_due', amountMinor: -12_990, currency: 'CNY' },
  ];

  test('sums by account and currency', () => {
    expect(
      sumByAccount([...postings, { account: 'escrow', amountMinor: 5, currency: 'BRL' }]),
    ).toEqual([
      { account: 'escrow', amountMinor: 5, currency: 'BRL' },
      { account: 'escrow', amountMinor: -13_990, currency: 'CNY' },
      { account: 'provider', amountMinor: 26_980, currency: 'CNY' },
      { account: 'refund_due', amountMinor: -12_990, currency: 'CNY' },
    ]);
  });

  test('is balanced only if every currency is', () => {
    const inTwoCurrencies = [
      { account: 'provider', amountMinor: 5, currency: 'CNY' },
      { account: 'escrow', amountMinor: -5, currency: 'BRL' },
    ];

    expect(() => assertBalanced(postings)).not.toThrow();
    expect(() => assertBalanced([])).not.toThrow();
    expect(() => assertBalanced(postings.slice(1))).toThrow('CNY');
    expect(() => assertBalanced(inTwoCurrencies)).toThrow('off by');
  });

  test('takes no fractions and no unsafe amounts', () => {
    const half = [
      { account: 'provider', amountMinor: 0.5, currency: 'CNY' },
      { account: 'escrow', amountMinor: -0.5, currency: 'CNY' },
    ];

    const unsafe = half.map((posting) => ({
      ...posting,
      amountMinor: posting.amountMinor * 2 ** 54,
    }));

    expect(() => assertBalanced(half)).toThrow(RangeError);
    expect(() => sumByAccount([...unsafe, ...unsafe.map(negated)])).toThrow(RangeError);
  });
});
