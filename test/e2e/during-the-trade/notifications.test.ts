import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import type { Consent } from '../../../src/db/registry/consents.ts';
import type { NotificationView } from '../../../src/db/reading/notifications.ts';
import {
  as,
  clockTo,
  devFile,
  due,
  newToken,
  type Order,
  type Page,
  readOrder,
  refusal,
  type Role,
  taken,
  withToken,
} from '../../support/client.ts';
import { orderBody, place, placeAt, type Wishes } from '../life.ts';
import { command, deliver } from '../steps.ts';

interface Message {
  key: string;
  channel: string;
  recipient: string;
  subject: string | null;
  text: string;
}

const notificationsOf = async (orderId: string, role: Role = 'support') =>
  (await taken(as(role).get<Page<NotificationView>>(`/v1/orders/${orderId}/notifications`))).data;

/** What the notifier's own books say was sent about an order, to somebody. */
async function messagesOf(orderId: string, recipient: string): Promise<Message[]> {
  const { notifier } = devFile().simulators;
  const query = new URLSearchParams({ orderRef: orderId, to: recipient });
  const answer = await fetch(`${notifier}/messages?${query.toString()}`);
  return ((await answer.json()) as { messages: Message[] }).messages;
}

/** Waits until that event was dealt with, one way or the other. */
async function untilTold(orderId: string, event: string): Promise<NotificationView[]> {
  return eventually(async () => {
    const told = (await notificationsOf(orderId)).filter((one) => one.event === event);
    expect(told).not.toEqual([]);
    for (const { finishedAt } of told) expect(finishedAt).not.toBeNull();
    return told;
  });
}

const email = 'zhang@example.com';
const told = (wishes: Wishes = {}): Wishes => {
  const { recipient } = orderBody();
  return { recipient: { ...recipient, email }, ...wishes };
};

describe('S0 5.3: parties are told what happens to their orders', () => {
  it('S0 7.5.1: the consumer by short message and mail, with the waybill number, each once', async () => {
    const order = await placeAt('in_delivery', told());
    await deliver(order);
    await untilTold(order.id, 'goods_delivered');

    await untilTold(order.id, 'payment_captured');
    const sms = await messagesOf(order.id, '13800001234');
    expect(sms.map(({ subject }) => subject)).toEqual(sms.map(() => null));
    const { waybillNo } = await shipment(order);
    const isCapture = ({ text }: Message) => text.includes('269.80 已由支付服务方划扣');
    expect(sms.filter(isCapture)).toHaveLength(1);
    expect(sms.filter((one) => !isCapture(one)).map(({ text }) => text)).toEqual([
      expect.stringContaining('已确认您的订单'),
      `订单 ${order.platformOrderNo} 的商品已交示范快递有限公司承运，运单号 ${waybillNo}。`,
      expect.stringContaining('请当面验货后签收'),
      expect.stringContaining('已投递'),
    ]);
    const mails = await messagesOf(order.id, email);
    expect(mails).toHaveLength(sms.length);
    expect(mails[0]).toMatchObject({ channel: 'mail', text: expect.stringMatching(/^张三，您好/) });
    const toSeller = await messagesOf(order.id, 'service@seller.example');
    expect(toSeller[0]?.subject).toBe(`新订单 ${order.platformOrderNo} 待确认`);
    expect(await notificationsOf(order.id)).toContainEqual(
      expect.objectContaining({
        event: 'goods_handed_over',
        channel: 'sms',
        status: 'sent',
        address: '138****1234',
        recipient: { role: 'consumer', partyId: null },
        reference: expect.stringMatching(/^sim-msg-/),
      }),
    );
  });

  it('S0 5.3: in the language that the recipient has chosen', async () => {
    const { recipient } = orderBody();
    const phone = '+4915112345678';
    const { id } = await place({ recipient: { ...recipient, phone, language: 'en' } });
    await as('consumer').post(`/v1/orders/${id}/cancellation`, { reason: 'wrong_details' });
    await untilTold(id, 'order_cancelled');

    expect(await messagesOf(id, phone)).toMatchObject([
      { text: expect.stringMatching(/^Order T-.* was cancelled/) },
    ]);
  });

  it('S0 10.4.2: the consumer reads what it was told itself, the auditor no address', async () => {
    const { id } = await placeAt('awaiting_handover', told());
    await untilTold(id, 'order_confirmed');

    const own = await notificationsOf(id, 'consumer');
    expect(new Set(own.map(({ recipient }) => recipient.role))).toEqual(new Set(['consumer']));
    expect(own.map(({ address }) => address)).toContain('z***@example.com');
    const audited = await notificationsOf(id, 'auditor');
    expect(audited.map(({ address }) => address)).toEqual(audited.map(() => '***'));
    expect(await refusal(as('seller').get(`/v1/orders/${id}/notifications`))).toBe(
      '403 role_not_allowed',
    );
    const stranger = await newToken({
      role: 'consumer',
      platformId: devFile().parties.platform,
      consumerRef: 'c-other',
    });
    const theirs = withToken(stranger).get(`/v1/orders/${id}/notifications`);
    expect(await refusal(theirs)).toBe('404 not_found');
  });
});

describe('S0 6.6: reminders before deadlines', () => {
  it('S0 6.6, 9.4 a: who has half of its time left is reminded once, and nothing personal stays behind', async () => {
    const order = await place(told({ consumerConfirmation: null }));
    const { remindAt } = due(order, 'consumer_confirmation') as unknown as { remindAt: string };

    await clockTo(order.id, remindAt, -1);
    expect(await eventsOf(order.id)).not.toContain('consumer deadline_reminded');
    await clockTo(order.id, remindAt, 1);
    await untilTold(order.id, 'deadline_reminded');

    const sms = await messagesOf(order.id, '13800001234');
    const reminders = sms.filter(({ text }) => text.includes('前完成'));
    expect(reminders).toMatchObject([
      { channel: 'sms', text: expect.stringMatching(`^订单 ${order.platformOrderNo}：请在 2`) },
    ]);
    const stored = await rowsOf(order.id);
    expect(stored.length).toBeGreaterThanOrEqual(4);
    for (const clear of ['13800001234', email, '张三', '文三路']) {
      expect(JSON.stringify(stored)).not.toContain(clear);
    }
  });
});

describe('S0 7.7.3 b: whoever is concerned by a case hears of it', () => {
  it('S0 7.7.3 b: asked, answered, decided; the goods sent again and their invoice', async () => {
    const order = await placeAt('in_delivery');
    await deliver(order, { 1: { missing: 1, reason: 'missing' } });
    const { cases } = await readOrder(order.id);
    const path = `/v1/cases/${cases[0]?.id}`;
    await command('seller', `${path}/answer`, { position: 'accept', proposal: 'reship' });
    await command('support', `${path}/resolution`, { outcome: 'reship' });
    const digest = `sha256:${'0'.repeat(64)}`;
    const invoice = { number: `N-${randomUUID()}`, kind: 'blue', amountMinor: 100, digest };
    await command('seller', `/v1/orders/${order.id}/invoices`, invoice);
    await untilTold(order.id, 'invoice_issued');

    expect(await eventsOf(order.id)).toEqual(
      expect.arrayContaining([
        'seller case_to_answer',
        'consumer case_answered',
        'consumer replacement_planned',
        'seller replacement_to_dispatch',
        'courier carriage_offered',
        'consumer invoice_issued',
      ]),
    );
  });
});

describe('S0 9.2.3: the consumer decides what it is told for', () => {
  const word = (granted: boolean, at: string, purpose = 'order_service') => ({
    purpose,
    granted,
    noticeVersion: '2026-10',
    at,
    channel: 'app',
  });

  it('S0 9.2.3: who has opted out is not told; who agrees again is; every word is kept', async () => {
    const consumerRef = `c-${randomUUID()}`;
    const url = `/v1/consumers/${consumerRef}/consents`;
    const { platform } = devFile().parties;
    const consumer = withToken(
      await newToken({ role: 'consumer', platformId: platform, consumerRef }),
    );
    const read = async () =>
      (
        await taken(
          consumer.get<{ data: { purpose: string; granted: boolean; history: Consent[] }[] }>(url),
        )
      ).data;
    expect(await read()).toMatchObject(
      ['order_service', 'reminders', 'marketing'].map((purpose) => ({
        purpose,
        granted: true,
        mode: 'opt_out',
        history: [],
      })),
    );

    await taken(consumer.put(url, word(false, '2026-11-01T00:00:00.000Z')));
    const silent = await place({ consumer: { ref: consumerRef } });
    await confirm(silent);
    expect(await untilTold(silent.id, 'order_confirmed')).toMatchObject([
      { status: 'skipped', failure: 'no_consent', address: null },
    ]);
    expect(await messagesOf(silent.id, '13800001234')).toEqual([]);

    await taken(as('platform').put(url, word(true, '2026-11-02T00:00:00.000Z')));
    // Recorded late, but said earlier: it changes nothing; nor does the same word again.
    await taken(as('platform').put(url, word(false, '2026-10-01T00:00:00.000Z')));
    await taken(as('platform').put(url, word(true, '2026-11-02T00:00:00.000Z')));
    const heard = await place({ consumer: { ref: consumerRef } });
    await confirm(heard);
    expect(await untilTold(heard.id, 'order_confirmed')).toMatchObject([{ status: 'sent' }]);
    const [service] = await read();
    expect(service?.history.map(({ granted, at }) => [granted, at])).toEqual([
      [true, '2026-11-02T00:00:00.000Z'],
      [false, '2026-11-01T00:00:00.000Z'],
      [false, '2026-10-01T00:00:00.000Z'],
    ]);
  });

  it('S0 9.2.3: nobody else decides, and nothing is guessed', async () => {
    const url = `/v1/consumers/${devFile().consumerRef}/consents`;
    const at = '2026-11-01T00:00:00.000Z';

    expect(await refusal(as('support').put(url, word(true, at)))).toBe('403 role_not_allowed');
    const other = as('consumer').put('/v1/consumers/c-other/consents', word(true, at));
    expect(await refusal(other)).toBe('404 not_found');
    expect(await as('consumer').put(url, word(true, at, 'gossip'))).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/purpose' }] },
    });
  });
});

/** Everybody that was told of the order, and of what. */
async function eventsOf(orderId: string): Promise<string[]> {
  return (await notificationsOf(orderId)).map(
    ({ event, recipient }) => `${recipient.role} ${event}`,
  );
}

/** What is kept of an order's messages. */
async function rowsOf(orderId: string): Promise<object[]> {
  const sql = postgres(devFile().databaseUrl, { max: 1 });
  try {
    return await sql`select * from notifications where order_id = ${orderId}`;
  } finally {
    await sql.end();
  }
}

async function confirm({ id }: Order): Promise<void> {
  await taken(as('seller').post(`/v1/orders/${id}/seller-decision`, { decision: 'accept' }));
}

async function shipment({ id }: Order): Promise<{ waybillNo: string }> {
  const { shipments } = await readOrder(id);
  return taken(as('support').get<{ waybillNo: string }>(`/v1/shipments/${shipments[0]?.id}`));
}
