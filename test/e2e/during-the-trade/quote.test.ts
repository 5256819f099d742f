import { describe, expect, it } from 'vitest';
import { as, refusal, taken } from '../../support/client.ts';
import { line, orderBody } from '../life.ts';

interface Quote {
  wouldSucceed: boolean;
  problems: { code: string; errors?: { pointer: string }[] }[];
  totals: Record<string, unknown>;
  offerDigest: string | null;
  offer: object | null;
  due: { name: string; clause: string }[];
}

const quoting = (body: unknown) => taken(as('platform').post<Quote>('/v1/orders/quote', body));

describe('S0 9.4 a, 6.4.5: the offer', () => {
  it('S0 6.4.5: tells goods, fee and total apart before the trade, and what would be due', async () => {
    const quote = await quoting(orderBody());

    expect(quote).toMatchObject({
      wouldSucceed: true,
      totals: { goodsMinor: 25_980, deliveryFeeMinor: 1_000, totalMinor: 26_980, currency: 'CNY' },
      due: [{ name: 'seller_confirmation', clause: 'S0 6.6 c' }],
    });
  });

  it('S0 6.4.5: discount and tax stay apart, and stock decides nothing before the order is placed', async () => {
    const quote = await quoting(
      orderBody({
        lines: [line(1, { sku: 'out-of-stock-9', discountMinor: 980 })],
        taxMinor: 1_500,
        totalMinor: 27_500,
      }),
    );

    expect(quote).toMatchObject({
      wouldSucceed: true,
      totals: {
        goodsMinor: 25_980,
        discountMinor: 980,
        deliveryFeeMinor: 1_000,
        taxMinor: 1_500,
        totalMinor: 27_500,
      },
      offer: { totals: { discountMinor: 980, taxMinor: 1_500 } },
    });
  });

  it('S0 9.4 a: every rule that the order would break, at once, and nothing is kept', async () => {
    const body = orderBody({
      sellerId: 'pty_none',
      totalMinor: 1,
      payment: { timing: 'on_delivery', method: 'card', token: null },
    });

    const quote = await quoting(body);

    expect(quote).toMatchObject({ wouldSucceed: false, offerDigest: null });
    expect(quote.problems.map(({ code }) => code)).toEqual([
      'party_not_found',
      'method_not_allowed',
      'totals_do_not_add_up',
    ]);
    expect((await as('platform').post('/v1/orders', orderBody())).status).toBe(201);
  });

  it('S0 9.4 a: an order is taken with the offer that the consumer confirmed, and no other', async () => {
    const body = orderBody();
    const { offerDigest } = await quoting(body);
    const confirmed = (digest: string | null) => ({
      ...body,
      consumerConfirmation: { ...body.consumerConfirmation, offerDigest: digest },
    });
    const dearer = { ...confirmed(offerDigest), deliveryFeeMinor: 2_000, totalMinor: 27_980 };

    expect(await refusal(as('platform').post('/v1/orders', dearer))).toBe('422 offer_mismatch');
    expect((await as('platform').post('/v1/orders', confirmed(offerDigest))).status).toBe(201);
  });
});
