import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { as, devFile, refusal, taken } from '../../support/client.ts';
import { line, orderBody } from '../life.ts';
import { approvedParty } from '../registry.ts';

interface Quote {
  wouldSucceed: boolean;
  problems: { code: string; errors?: { pointer: string }[] }[];
  totals: Record<string, unknown>;
  offerDigest: string | null;
  offer: object | null;
  due: {
    name: string;
    clause: string;
    isEstimate: boolean;
    source: string;
    startedAt: string;
    dueAt: string;
    responsible: { partyId: string };
  }[];
}

const quoting = (body: unknown) => taken(as('platform').post<Quote>('/v1/orders/quote', body));

describe('S0 9.4 a, 6.4.5: the offer', () => {
  it('S0 6.4.5: tells goods, fee and total apart before the trade, and what would be due', async () => {
    const quote = await quoting(orderBody());

    expect(quote).toMatchObject({
      wouldSucceed: true,
      totals: { goodsMinor: 25_980, deliveryFeeMinor: 1_000, totalMinor: 26_980, currency: 'CNY' },
      due: expect.arrayContaining([
        expect.objectContaining({ name: 'seller_confirmation', clause: 'S0 6.6 c' }),
      ]),
    });
  });

  it('S0 9.4 a, 7.5.1 c: tells every time that can be told now, those that start later as estimates', async () => {
    const courierId = await approvedParty('courier', { calendar: 'always' });
    const parties = [devFile().parties.seller, courierId];
    const terms = { confirmWithin: 'PT4H', deliverWithin: 'P3D' };
    const told = { kind: 'carriage', parties, digest: `sha256:${'d'.repeat(64)}`, ...terms };
    await taken(as('ops').put(`/v1/agreements/agr-${randomUUID()}`, told));

    const { due } = await quoting(orderBody({ courierId }));

    expect(due.map(({ name, isEstimate, source }) => [name, isEstimate, source])).toEqual([
      ['seller_confirmation', false, 'policy'],
      ['payment', true, 'policy'],
      ['courier_confirmation', true, 'agreement'],
      ['dispatch', true, 'policy'],
      ['delivery', true, 'agreement'],
      ['after_sale', true, 'policy'],
    ]);
    const delivery = due.find(({ name }) => name === 'delivery');
    expect(delivery?.startedAt).toBe(due.find(({ name }) => name === 'dispatch')?.dueAt);
    expect(delivery?.responsible.partyId).toBe(courierId);
    const given = Date.parse(delivery?.dueAt ?? '') - Date.parse(delivery?.startedAt ?? '');
    expect(given / 86_400_000).toBe(3);
  });

  it('S0 9.4 a: what is promised is told as it was promised', async () => {
    const deliverBy = `${new Date().getUTCFullYear() + 2}-01-01T00:00:00.000Z`;

    const { due } = await quoting(
      orderBody({
        promised: { deliverBy },
        payment: { timing: 'on_delivery', method: 'cash', token: null },
      }),
    );

    const told = due.map(({ name, source, dueAt }) => ({ name, source, dueAt }));
    expect(told.map(({ name }) => name)).toEqual([
      'seller_confirmation',
      'dispatch',
      'delivery',
      'cod_remittance',
      'after_sale',
    ]);
    expect(told[2]).toMatchObject({ source: 'promise', dueAt: deliverBy });
  });

  it('S0 7.5.2, 6.7.2: one broken rule about its courier hides no other', async () => {
    const handling = ['prohibited', 'cold_chain'];
    // The couriers of other tests that keep goods cold do not go there.
    const { recipient } = orderBody();
    const lhasa = { ...recipient.address, region: '西藏自治区', city: '拉萨市' };
    const body = orderBody({
      lines: [line(1, { handling })],
      courierService: 'none-such',
      recipient: { ...recipient, address: lhasa },
    });

    const { problems } = await quoting(body);

    expect(problems.map(({ code }) => code)).toEqual(['goods_prohibited', 'courier_not_capable']);
    const anybody = await quoting({ ...body, courierId: null });
    expect(anybody.problems.map(({ code }) => code)).toEqual([
      'goods_prohibited',
      'courier_unavailable',
    ]);
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
