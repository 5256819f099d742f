import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import { webhookHeaders } from '../../simulators/webhook-signature.ts';
import {
  type Answer,
  as,
  clock,
  type Order,
  type Page,
  readOrder,
  refusal,
  taken,
  untilOrder,
  untilStatus,
  withToken,
} from '../support/client.ts';
import { place, placeAt, placeUnderWay } from './life.ts';
import { untilPayment } from './money.ts';
import { command, handoverNote, shipmentOf } from './steps.ts';

type Source = 'carrier' | 'payment';

function secretOf(source: Source): string {
  const secrets = JSON.parse(readFileSync(`${inject('instanceHome')}/secrets.json`, 'utf8'));
  return source === 'carrier' ? secrets.webhookSecretCarrier : secrets.webhookSecretPayment;
}

/** Pushes a fact as its neighbour would, with something changed about it where wanted. */
async function push(
  source: Source,
  fact: object | string,
  changed: { secret?: string; at?: number; body?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const body = typeof fact === 'string' ? fact : JSON.stringify(fact);
  const timestampSeconds = changed.at ?? Math.floor(Date.now() / 1_000);
  const secret = changed.secret ?? secretOf(source);
  const headers = webhookHeaders(secret, { id: `msg-${randomUUID()}`, timestampSeconds, body });
  return withToken(null).post(`/v1/webhooks/${source}`, changed.body ?? body, {
    key: null,
    headers: { ...headers, ...changed.headers },
  });
}

const carrierFact = (waybillNo: string | null, code: string, eventId: string = randomUUID()) => ({
  eventId,
  waybillNo: waybillNo ?? 'LYUNKNOWN',
  code,
  at: '2026-11-25T08:00:00.000Z',
  place: '杭州分拨中心',
});

/** The payment that an order asked for first was authorized. */
const paymentFact = (orderRef: string) => ({
  eventId: randomUUID(),
  type: 'payment.authorized',
  key: `authorize:${orderRef}:1`,
  orderRef,
  providerReference: 'auth-1',
  amountMinor: 26_980,
  currency: 'CNY',
  at: '2026-11-25T08:00:00.000Z',
});

interface TrackingEvent {
  eventId: string;
  code: string;
}

async function trackingOf(order: Order): Promise<TrackingEvent[]> {
  const { id } = await shipmentOf(order);
  const path = `/v1/shipments/${id}/tracking-events`;
  return (await taken(as('platform').get<Page<TrackingEvent>>(path))).data;
}

const codesOf = async (order: Order) => (await trackingOf(order)).map(({ code }) => code);
const statusOf = async (order: Order) => (await shipmentOf(order)).status;

describe('S0 10.4: facts from outside are taken by their signature only', () => {
  it('S0 10.4: forged, changed, old or unsigned ones are refused and leave nothing', async () => {
    const order = await placeUnderWay();
    const { waybillNo } = await shipmentOf(order);
    const fact = carrierFact(waybillNo, 'lost');
    const tenMinutesAgo = Math.floor(Date.now() / 1_000) - 600;

    const answers = [
      push('carrier', fact, { secret: `whsec_${Buffer.from('other').toString('base64')}` }),
      push('carrier', fact, { secret: secretOf('payment') }),
      push('carrier', fact, { at: tenMinutesAgo }),
      push('carrier', fact, { body: JSON.stringify({ ...fact, code: 'delivered' }) }),
      push('carrier', fact, { headers: { 'webhook-signature': 'v1,AAAA' } }),
      withToken(null).post('/v1/webhooks/carrier', fact),
    ];

    for (const answer of answers) expect(await refusal(answer)).toBe('401 unauthenticated');
    expect(await trackingOf(order)).toEqual([]);
    expect(await statusOf(order)).toBe('handed_over');
  });

  it('what is signed but of no documented form is refused', async () => {
    expect(await refusal(push('carrier', '{"not":"json'))).toBe('400 malformed_request');
    expect(await refusal(push('carrier', { eventId: 'e-1' }))).toBe('400 malformed_request');
    const asText = push('carrier', '{}', { headers: { 'content-type': 'text/plain' } });
    expect(await refusal(asText)).toBe('415 unsupported_media_type');
  });

  it('a signature that does not hold has a title of its own, and no zero byte is taken', async () => {
    const fact = carrierFact(null, 'lost');
    const forged = await push('carrier', fact, { headers: { 'webhook-signature': 'v1,AAAA' } });
    expect(forged.body.title).toBe('The webhook is not signed as it must be');
    expect(forged.headers.get('www-authenticate')).toBeNull();

    const payment = { ...paymentFact('ord_unknown'), surprise: { deep: ['\u0000'] } };
    for (const [answer, pointer] of [
      [await push('carrier', { ...fact, waybillNo: 'LY\u0000' }), '/waybillNo'],
      [await push('carrier', JSON.stringify(fact).replace('杭州', String.raw`\ud800`)), '/place'],
      [await push('payment', payment), '/surprise/deep/0'],
    ] as const) {
      expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([400, pointer]);
    }
  });

  it('S0 8.2 d: a payment of another amount than asked is a case, not a payment', async () => {
    const { id } = await place({ token: 'tok_requires_action' });
    await command('seller', `/v1/orders/${id}/seller-decision`, { decision: 'accept' });
    await untilPayment(id, 'requires_action');

    await push('payment', { ...paymentFact(id), amountMinor: 1 });
    const differing = await untilOrder(id, ({ cases }) => cases.length > 0);
    expect(differing.payment).toMatchObject({ status: 'requires_action', authorizedMinor: 0 });
    expect(differing.cases[0]).toMatchObject({ kind: 'payment_differs', status: 'open' });

    await push('payment', paymentFact(id));
    expect((await untilPayment(id, 'authorized')).payment.authorizedMinor).toBe(26_980);
  });

  it('S0 8.2 d: a capture pushed with another amount than was booked is a case, and moves nothing', async () => {
    const { id } = await placeUnderWay();
    const captured = { ...paymentFact(id), type: 'payment.captured', key: `capture:${id}:1` };

    await push('payment', captured);
    await push('payment', { ...captured, eventId: randomUUID(), amountMinor: 26_979 });

    const order = await untilOrder(id, ({ cases }) => cases.length > 0);
    expect(order.cases).toMatchObject([{ kind: 'payment_differs', status: 'open' }]);
    expect(order.payment).toMatchObject({ status: 'captured', capturedMinor: 26_980 });
  });

  it('what is about nothing of ours is taken and moves nothing', async () => {
    expect((await push('carrier', carrierFact(null, 'lost'))).status).toBe(202);
    const payment = { ...paymentFact('ord_unknown'), key: 'pay_unknown' };
    expect((await push('payment', payment)).status).toBe(202);
    const { id } = await place();
    const paidByNobody = { ...payment, eventId: randomUUID(), orderRef: id };
    expect((await push('payment', paidByNobody)).status).toBe(202);
    expect((await readOrder(id)).payment.status).toBe('none');
  });
});

describe('carrier events move a shipment forward only', () => {
  it('before the handover they are kept and move nothing', async () => {
    const order = await placeAt('awaiting_handover');
    await handoverNote(order);
    const { waybillNo } = await shipmentOf(order);

    await push('carrier', carrierFact(waybillNo, 'in_transit'));

    await expect.poll(() => codesOf(order)).toEqual(['in_transit']);
    expect(await statusOf(order)).toBe('awaiting_handover');
    expect((await readOrder(order.id)).status).toBe('awaiting_handover');
  });

  it('S0 7.5.1: an event id that the courier uses again with another code moves nothing', async () => {
    const order = await placeUnderWay();
    const { id } = await shipmentOf(order);
    const reported = (code: string) =>
      command('courier', `/v1/shipments/${id}/tracking-events`, {
        eventId: 'e-1',
        code,
        at: '2026-11-24T10:00:00.000Z',
        place: null,
      });

    await reported('arrived');
    expect(await reported('lost')).toMatchObject({ status: 'awaiting_delivery' });

    expect(await statusOf(order)).toBe('awaiting_delivery');
    expect(await codesOf(order)).toEqual(['arrived']);
  });

  it('S0 7.7: what counts by a call of its own is kept when a carrier tells it, and moves nothing', async () => {
    const order = await placeUnderWay();
    const { waybillNo } = await shipmentOf(order);
    const { version } = await readOrder(order.id);
    const codes = ['exception', 'delivery_failed', 'refused', 'returned', 'redirected'];

    for (const code of codes) await push('carrier', carrierFact(waybillNo, code));

    expect((await codesOf(order)).toSorted()).toEqual(codes.toSorted());
    expect(await shipmentOf(order)).toMatchObject({ status: 'handed_over', attempts: [] });
    expect((await readOrder(order.id)).version).toBe(version);
  });

  it('after the delivery they are kept and move nothing', async () => {
    const order = await placeAt('delivered');
    const { waybillNo } = await shipmentOf(order);
    const { version } = await readOrder(order.id);

    for (const code of ['in_transit', 'lost', 'delivered']) {
      await push('carrier', carrierFact(waybillNo, code));
    }

    await expect.poll(() => codesOf(order)).toHaveLength(3);
    expect(await readOrder(order.id)).toMatchObject({ status: 'delivered', version });
  });

  it('the same event twice, and twice at once, counts once', async () => {
    const order = await placeUnderWay();
    const { waybillNo } = await shipmentOf(order);
    const fact = carrierFact(waybillNo, 'arrived');

    await Promise.all([push('carrier', fact), push('carrier', fact)]);
    await push('carrier', fact);

    await untilOrder(order.id, ({ shipments }) => shipments[0]?.status === 'awaiting_delivery');
    expect(await codesOf(order)).toEqual(['arrived']);
    const { data } = await taken(
      as('auditor').get<{ data: { type: string }[] }>(`/v1/orders/${order.id}/journal`),
    );
    expect(data.filter(({ type }) => type === 'shipment_tracked')).toHaveLength(1);
  });

  it('an earlier step that is told later is kept, and does not move the shipment back', async () => {
    const order = await placeUnderWay();
    const { waybillNo } = await shipmentOf(order);
    await push('carrier', carrierFact(waybillNo, 'out_for_delivery'));
    await untilOrder(order.id, ({ shipments }) => shipments[0]?.status === 'out_for_delivery');
    const { version } = await readOrder(order.id);

    await push('carrier', carrierFact(waybillNo, 'in_transit'));
    await push('carrier', carrierFact(waybillNo, 'of_no_known_code'));

    await expect.poll(() => codesOf(order)).toHaveLength(3);
    expect(await statusOf(order)).toBe('out_for_delivery');
    expect((await readOrder(order.id)).version).toBe(version);
  });

  it('a courier’s own report of the same code moves nothing twice', async () => {
    const order = await placeUnderWay();
    const { id, waybillNo } = await shipmentOf(order);
    await push('carrier', carrierFact(waybillNo, 'in_transit'));
    await untilOrder(order.id, ({ shipments }) => shipments[0]?.status === 'in_transit');
    const { version } = await readOrder(order.id);

    const answer = await as('courier').post(`/v1/shipments/${id}/tracking-events`, {
      eventId: 'e-own',
      code: 'in_transit',
      at: '2026-11-25T08:00:00.000Z',
    });

    expect(answer.status).toBe(200);
    expect((await readOrder(order.id)).version).toBe(version);
    expect(await codesOf(order)).toEqual(['in_transit', 'in_transit']);
  });
});

describe.concurrent('the simulated carrier’s services', () => {
  const outForDelivery = (id: string) =>
    untilOrder(id, ({ shipments }) => shipments[0]?.status === 'out_for_delivery');

  it('ok: the goods arrive and are out for delivery', async ({ expect }) => {
    const order = await placeUnderWay({ courierService: 'ok' });

    await outForDelivery(order.id);

    await expect
      .poll(() => codesOf(order))
      .toEqual(['picked_up', 'in_transit', 'arrived', 'out_for_delivery']);
  });

  it('duplicate_events: each counts once', async ({ expect }) => {
    const order = await placeUnderWay({ courierService: 'duplicate_events' });

    await outForDelivery(order.id);

    expect(new Set(await codesOf(order)).size).toBe((await codesOf(order)).length);
  });

  it('out_of_order: the furthest one counts', async ({ expect }) => {
    const order = await placeUnderWay({ courierService: 'out_of_order' });

    await expect.poll(() => codesOf(order), { timeout: 60_000 }).toHaveLength(4);

    expect((await outForDelivery(order.id)).status).toBe('in_delivery');
  });

  it('lost: the money goes back, the courier answers for the goods', async ({ expect }) => {
    const { id } = await placeUnderWay({ courierService: 'lost' });
    await untilOrder(id, ({ shipments }) => shipments[0]?.status === 'lost');
    // Nobody finds them within the day.
    await clock(id, { to: 'next_deadline' });

    const order = await untilStatus(id, 'returned');

    expect(order).toMatchObject({ statusReason: 'lost', shipments: [{ status: 'lost' }] });
    expect((await untilPayment(id, 'refunded')).payment.refundedMinor).toBe(26_980);
  });
});
