import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../../../src/domain/parties/agreements.ts';
import { bestCourier, type CourierStanding } from '../../../../src/domain/parties/couriers.ts';
import { demandCashLimit } from '../../../../src/domain/parties/cash-limit.ts';
import type { Policy } from '../../../../src/domain/policies/policy.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import { proofsOf } from '../../../support/qualifications.ts';
import { refusalOf } from '../order-life.ts';

const at = '2026-03-02T02:00:00.000Z';
const between = {
  sellerId: 'pty_seller',
  platformId: 'pty_platform',
  currency: 'CNY',
  amountMinor: 0,
};
const limited: Policy = {
  ...defaultPolicy,
  cashLimit: { amountMinor: 50_000, currency: 'CNY' },
};

function agreement(changes: Partial<Agreement>): Agreement {
  return {
    id: 'agr_1',
    version: 1,
    kind: 'payment',
    parties: ['pty_courier', 'pty_platform'],
    validFrom: '2026-01-01',
    validTo: null,
    confirmWithin: null,
    deliverWithin: null,
    remitWithin: null,
    returnHandover: null,
    ...changes,
  };
}

function keeping(minor: number, agreements: Agreement[] = [], policy = limited) {
  const courier = {
    id: 'pty_courier',
    name: '示范快递',
    cash: { outstanding: { CNY: minor }, agreements },
  };
  return () => demandCashLimit(courier, { cash: between, policy, at, pointer: '/courierId' });
}

describe('S0 6.7.1 f, 7.5.3 g: cash that a courier keeps', () => {
  test('S0 6.7.1 f: up to its limit it gets new cash orders, with more it gets none', () => {
    expect(refusalOf(keeping(50_000))).toBeUndefined();
    expect(keeping(50_001)).toThrow(
      expect.objectContaining({
        code: 'cash_limit_exceeded',
        details: {
          pointer: '/courierId',
          limitMinor: 50_000,
          outstandingMinor: 50_001,
          onTheRoadMinor: 0,
          amountMinor: 0,
          currency: 'CNY',
        },
      }),
    );
    expect(refusalOf(keeping(9_999_999, [], defaultPolicy))).toBeUndefined();
  });

  test('S0 6.7.1 f: what is still to be collected, and the order itself, count too', () => {
    const asking = (onTheRoad: number, amountMinor: number) => () =>
      demandCashLimit(
        {
          id: 'pty_courier',
          name: '示范快递',
          cash: { outstanding: { CNY: 10_000 }, onTheRoad: { CNY: onTheRoad }, agreements: [] },
        },
        { cash: { ...between, amountMinor }, policy: limited, at },
      );

    expect(refusalOf(asking(0, 40_000))).toBeUndefined();
    expect(refusalOf(asking(0, 40_001))).toBe('cash_limit_exceeded');
    expect(refusalOf(asking(20_000, 20_000))).toBeUndefined();
    expect(refusalOf(asking(20_000, 20_001))).toBe('cash_limit_exceeded');
  });

  test('S0 7.5.3 g: the seller’s agreement goes before the platform’s, that before the policy', () => {
    const limit = (amountMinor: number) => ({ cashLimit: { amountMinor, currency: 'CNY' } });
    const platforms = agreement(limit(10_000));
    const sellers = agreement({
      ...limit(20_000),
      id: 'agr_2',
      parties: ['pty_courier', 'pty_seller'],
    });

    expect(refusalOf(keeping(10_001, [platforms]))).toBe('cash_limit_exceeded');
    expect(refusalOf(keeping(20_000, [platforms, sellers]))).toBeUndefined();
    expect(refusalOf(keeping(20_001, [platforms, sellers]))).toBe('cash_limit_exceeded');
    const ended = { ...platforms, validTo: '2026-02-28' };
    expect(refusalOf(keeping(50_000, [ended]))).toBeUndefined();
    const inDollars = agreement({ cashLimit: { amountMinor: 1, currency: 'USD' } });
    expect(refusalOf(keeping(50_001, [inDollars]))).toBe('cash_limit_exceeded');
  });

  test('S0 6.7.1 f: where none is named, one that keeps too much is passed over for cash orders', () => {
    const courier = (id: string, kept: number, met: number): CourierStanding => ({
      id,
      role: 'courier',
      name: id,
      calendarId: 'always',
      status: 'approved',
      capabilities: [],
      qualifications: proofsOf('courier'),
      serves: true,
      onTime: { met, missed: 0 },
      createdAt: at,
      cash: { outstanding: { CNY: kept }, agreements: [] },
    });
    const couriers = [courier('pty_best', 60_000, 90), courier('pty_next', 0, 10)];
    const wanted = { handling: [], policy: limited, at };

    expect(bestCourier(couriers, { ...wanted, cash: between })?.id).toBe('pty_next');
    expect(bestCourier(couriers, { ...wanted, cash: null })?.id).toBe('pty_best');
    expect(bestCourier(couriers.slice(0, 1), { ...wanted, cash: between })).toBeNull();
  });
});
