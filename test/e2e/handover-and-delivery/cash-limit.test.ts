import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { as, devFile, type Order, refusal, taken } from '../../support/client.ts';
import { courierOfItsOwn, placeCollected } from '../couriers.ts';
import { line, orderBody, placeAt } from '../life.ts';
import { policyWith } from '../registry.ts';
import { command } from '../steps.ts';

const limitMinor = 60_000;
const outstandingMinor = 26_980;

describe('S0 6.7.1 f, 7.5.3 g: a courier that keeps too much cash', () => {
  it('S0 6.7.1 f: gets no new cash orders, with what it is still to collect, until it hands over', async () => {
    const policy = await policyWith({ cashLimit: { amountMinor: limitMinor, currency: 'CNY' } });
    const courier = await courierOfItsOwn();
    const wishes = { policy, courierId: courier.id, timing: 'on_delivery' } as const;
    const place = (changes: object = {}) =>
      as('platform').post<Order>('/v1/orders', orderBody({ ...wishes, ...changes }));
    const other = await placeAt('awaiting_handover', {
      ...wishes,
      courierId: (await courierOfItsOwn()).id,
      lines: [line(1, { quantity: 2 })],
    });
    const { id } = await placeCollected(courier, { policy });
    const underWay = await place();
    expect(underWay.status).toBe(201);

    expect(await place()).toMatchObject({
      status: 422,
      body: {
        code: 'cash_limit_exceeded',
        limitMinor,
        outstandingMinor,
        onTheRoadMinor: 26_980,
        amountMinor: 26_980,
        currency: 'CNY',
        errors: [{ pointer: '/courierId' }],
      },
    });
    const { problems } = await taken(
      as('platform').post<{ problems: object[] }>('/v1/orders/quote', orderBody(wishes)),
    );
    expect(problems).toMatchObject([{ code: 'cash_limit_exceeded' }]);
    const split = { courierId: courier.id, lines: [{ lineNo: 1, quantity: 1 }] };
    const splitting = as('seller').post(`/v1/orders/${other.id}/shipments`, split);
    expect(await refusal(splitting)).toBe('422 cash_limit_exceeded');
    // What is paid otherwise it may carry; and by agreement it may keep more.
    expect((await place({ timing: 'after_confirmation' })).status).toBe(201);
    const agreed = {
      kind: 'payment',
      parties: [devFile().parties.seller, courier.id],
      cashLimit: { amountMinor: 3 * 26_980, currency: 'CNY' },
      digest: `sha256:${'c'.repeat(64)}`,
    };
    const agreement = `/v1/agreements/agr-${randomUUID()}`;
    await taken(as('ops').put(agreement, agreed));
    const agreedOn = await place();
    expect(agreedOn.status).toBe(201);

    await taken(as('ops').put(agreement, { ...agreed, validTo: '2020-01-01' }));
    expect((await place()).status).toBe(422);
    await taken(
      courier.client.post(`/v1/parties/${courier.id}/remittances`, {
        reference: `bank-${id}`,
        items: [{ orderId: id, amountMinor: outstandingMinor }],
      }),
    );
    // Two are still to be paid at their doors; one less, and there is room for another.
    expect((await place()).status).toBe(422);
    await command('consumer', `/v1/orders/${agreedOn.body.id}/cancellation`, {
      reason: 'consumer_changed_mind',
    });
    expect((await place()).status).toBe(201);
  });
});
