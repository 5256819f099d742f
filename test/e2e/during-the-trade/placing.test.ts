import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  as,
  devFile,
  newToken,
  type Order,
  type Page,
  readOrder,
  refusal,
  taken,
  untilOrder,
  withToken,
} from '../../support/client.ts';
import { line, orderBody, place } from '../life.ts';
import { approvedParty, newParty, review } from '../registry.ts';

const placing = (body: object, sent?: { key?: string | null }) =>
  as('platform').post('/v1/orders', body, sent);

describe('POST /v1/orders', () => {
  it('S0 6.4.5: goods, discount, delivery fee and tax are kept apart, and their sum holds', async () => {
    const order = await place({
      lines: [line(1, { discountMinor: 980 }), line(2, { quantity: 1, unitPriceMinor: 500 })],
      deliveryFeeMinor: 1_000,
      taxMinor: 120,
      totalMinor: 26_620,
    });

    expect(order.totals).toEqual({
      goodsMinor: 26_480,
      discountMinor: 980,
      deliveryFeeMinor: 1_000,
      taxMinor: 120,
      totalMinor: 26_620,
      currency: 'CNY',
    });
  });

  it('S0 6.4.5: totals that do not add up are refused, naming the right sum', async () => {
    const answer = await placing(orderBody({ totalMinor: 26_981 }));

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'totals_do_not_add_up',
      expectedMinor: 26_980,
      errors: [{ pointer: '/totalMinor' }],
    });
  });

  it('S0 6.4.4: a price for so many units is counted by the unit', async () => {
    const tea = line(1, { quantity: 750, unit: 'g', unitPriceMinor: 9_999, pricePer: 500 });
    const order = await place({ lines: [tea], totalMinor: 15_999 });

    expect(order.totals.goodsMinor).toBe(14_999);
    expect(order.lines[0]).toMatchObject({ ordered: 750, unit: 'g' });
  });

  it('S0 9.4 a: a confirmed order waits for its seller, an unconfirmed one for its consumer', async () => {
    const confirmed = await place();
    const offer = await place({ consumerConfirmation: null });

    expect(confirmed.status).toBe('awaiting_confirmation');
    expect(offer).toMatchObject({ status: 'awaiting_consumer', statusReason: 'offer' });
    expect(offer.due).toMatchObject([{ name: 'consumer_confirmation', clause: 'S0 9.4 a' }]);
  });

  it('S0 5.4: parties must exist, have the right role and be approved', async () => {
    const { parties } = devFile();
    const { id: pending } = await newParty('seller');

    const unknown = placing(orderBody({ sellerId: 'pty_01jd0000000000000000000001' }));
    expect(await refusal(unknown)).toBe('422 party_not_found');
    const courierAsSeller = placing(orderBody({ sellerId: parties.courier }));
    expect(await refusal(courierAsSeller)).toBe('422 party_wrong_role');
    expect(await refusal(placing(orderBody({ sellerId: pending })))).toBe('422 party_not_approved');
    expect(await refusal(placing(orderBody({ paymentProviderId: null })))).toBe(
      '422 party_not_found',
    );
  });

  it('S0 5.4: a suspended seller gets no more orders until it is reinstated', async () => {
    const seller = await approvedParty('seller');

    expect((await place({ sellerId: seller })).sellerId).toBe(seller);
    await review(seller, 'suspend');
    expect(await refusal(placing(orderBody({ sellerId: seller })))).toBe('422 party_not_approved');
    await review(seller, 'reinstate');
    expect((await place({ sellerId: seller })).sellerId).toBe(seller);
  });

  it('a second order of the same number of one platform names the first', async () => {
    const first = await place();
    const { platformOrderNo } = first;

    const second = await placing(orderBody({ platformOrderNo }));

    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({
      code: 'duplicate_platform_order_no',
      existingId: first.id,
    });
  });

  it('two platforms may use the same number', async () => {
    const { platformOrderNo } = await place();
    const other = withToken(await newToken({ role: 'platform', partyId: 'pty_other_platform' }));

    const answer = await other.post<Order>('/v1/orders', orderBody({ platformOrderNo }));

    expect(answer.status).toBe(201);
  });

  it('a policy or a time of payment that there is not is refused', async () => {
    expect(await refusal(placing(orderBody({ policy: 'generous' })))).toBe('422 policy_not_found');
    const cashByCard = placing(orderBody({ timing: 'on_delivery', method: 'card' }));
    expect(await refusal(cashByCard)).toBe('422 method_not_allowed');
    const twice = placing(orderBody({ lines: [line(1), line(1)], totalMinor: 52_960 }));
    expect(await refusal(twice)).toBe('422 duplicate_line_no');
  });

  it('the answer is 201 with the address and the version of the order', async () => {
    const answer = await as('platform').post<Order>('/v1/orders', orderBody());

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/v1/orders/${answer.body.id}`);
    expect(answer.headers.get('etag')).toBe(`"${answer.body.version}"`);
  });

  it('a refused hold of the stock cancels the order', async () => {
    const sku = `rare-${randomUUID()}`;
    const { simulators, parties } = devFile();
    await fetch(`${simulators.stock}/stock/${parties.seller}/${sku}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ onHand: 1 }),
    });

    const { id } = await place({ lines: [line(1, { sku })] });

    const order = await untilOrder(id, ({ status }) => status === 'cancelled');
    expect(order.statusReason).toBe('seller_out_of_stock');
  });

  it('a dry run says what would happen, keeps nothing and uses no key', async () => {
    const key = randomUUID();
    const body = orderBody();
    const dryRun = (placed: object) =>
      taken(
        as('platform').post<{ wouldSucceed: boolean; problems: { code: string }[] }>(
          '/v1/orders?dryRun=true',
          placed,
          { key },
        ),
      );

    expect(await dryRun(body)).toMatchObject({ wouldSucceed: true, problems: [] });
    const broken = await dryRun({ ...body, totalMinor: 1 });
    expect(broken).toMatchObject({
      wouldSucceed: false,
      problems: [{ code: 'totals_do_not_add_up' }],
    });

    const path = `/v1/orders?platformOrderNo=${body.platformOrderNo}`;
    expect((await taken(as('platform').get<Page<Order>>(path))).data).toEqual([]);
    expect((await placing(body, { key })).status).toBe(201);
  });
});

describe('Idempotency-Key', () => {
  it('the same key and body are answered with the first answer again, later', async () => {
    const key = randomUUID();
    const body = orderBody();
    const first = await as('platform').post<Order>('/v1/orders', body, { key });
    await untilOrder(first.body.id, ({ version }) => version > first.body.version);

    const second = await as('platform').post<Order>('/v1/orders', body, { key });

    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
  });

  it('the same key and body at once make one order', async () => {
    const key = randomUUID();
    const body = orderBody();

    const answers = await Promise.all(
      [1, 2, 3].map(() => as('platform').post<Order>('/v1/orders', body, { key })),
    );

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  });

  it('the same key with another body is refused, later and at once', async () => {
    const key = randomUUID();
    const later = orderBody();
    await taken(placing(later, { key }));
    expect(await refusal(placing({ ...later, taxMinor: 1 }, { key }))).toBe(
      '422 idempotency_key_reused',
    );

    const atOnce = randomUUID();
    const answers = await Promise.all([
      refusal(placing(orderBody(), { key: atOnce })),
      refusal(placing(orderBody(), { key: atOnce })),
    ]);
    expect(answers.toSorted()).toEqual(['201 and no problem', '422 idempotency_key_reused']);
  });

  it('two different actors with the same key: each is its own request', async () => {
    const key = randomUUID();
    const { id } = await place();
    const cancel = (role: 'consumer' | 'platform') =>
      as(role).post<Order>(`/v1/orders/${id}/cancellation`, { reason: 'wrong_details' }, { key });

    const answers = await Promise.all([cancel('consumer'), cancel('platform')]);

    const statuses = answers.map(({ status }) => status).toSorted((one, other) => one - other);
    expect(statuses).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'wrong_order_status', currentStatus: 'cancelled' });
  });

  it('a command repeated under its key is answered even where the rule would now refuse', async () => {
    const key = randomUUID();
    const { id } = await place();
    const decide = () =>
      as('seller').post<Order>(`/v1/orders/${id}/seller-decision`, { decision: 'accept' }, { key });
    const first = await decide();
    await untilOrder(id, ({ status }) => status === 'awaiting_handover');

    const second = await decide();

    expect(second).toMatchObject({ status: 200, body: first.body });
    expect((await readOrder(id)).status).toBe('awaiting_handover');
  });

  it('a refusal is not stored: the same key may be used again', async () => {
    const key = randomUUID();
    const body = orderBody({ totalMinor: 1 });
    expect(await refusal(placing(body, { key }))).toBe('422 totals_do_not_add_up');

    expect((await placing({ ...body, totalMinor: 26_980 }, { key })).status).toBe(201);
  });

  it('without a key nothing is done', async () => {
    expect(await refusal(placing(orderBody(), { key: null }))).toBe('400 idempotency_key_missing');
  });
});
