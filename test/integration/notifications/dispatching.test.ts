import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inMemory } from '../../../simulators/books.ts';
import { startNotifierSimulator } from '../../../simulators/notifier.ts';
import type { Simulator } from '../../../simulators/server.ts';
import { createHttpNotifier } from '../../../src/adapters/notifier/http.ts';
import { recordConsent } from '../../../src/db/registry/consents.ts';
import { listNotifications, planNext } from '../../../src/db/reading/notifications.ts';
import { createLogger } from '../../../src/logger.ts';
import { planMessages } from '../../../src/notifications/planning.ts';
import { sendDue } from '../../../src/notifications/sending.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { send } from '../adapters/started.ts';
import { type StoredOrders, storeNoOrders } from '../db/stored-orders.ts';

let database: TestDatabase;
let sql: Sql;
let orders: StoredOrders;
let simulator: Simulator;
let orderNo = 0;
const apiKey = 'key-of-the-tests';

beforeAll(async () => {
  database = await createTestDatabase();
  ({ sql } = database);
  orders = await storeNoOrders(sql);
  simulator = await startNotifierSimulator({ port: 0, home: inMemory, apiKey });
});

afterAll(async () => {
  await simulator.close();
  await database.drop();
});

/** What was planned for other tests' orders is none of this one's business. */
beforeEach(async () => {
  await planAll();
  await sql`update notifications set status = 'skipped', failure = 'other_test', next_at = null,
    finished_at = now() where next_at is not null`;
});

const plan = (limit = 200) =>
  planNext(sql, { limit, at: new Date().toISOString(), plan: planMessages });

/**
 * Until all of the journal was looked at: it is looked at only below the oldest transaction that
 * runs anywhere in the cluster, that of another test file included.
 */
const planAll = () =>
  eventually(async () => {
    await plan();
    const [row] = await sql<{ left: number }[]>`
      select count(*)::int as left from journal j, notification_cursor c
      where (j.transaction_id, j.position) > (c.transaction_id, c.position)`;
    expect(row?.left).toBe(0);
  });

const sending = () =>
  sendDue({
    sql,
    vault: orders.vault,
    notifier: createHttpNotifier({ url: simulator.url, apiKey, timeoutMs: 300 }),
    logger: createLogger('silent', 'test'),
  });

/** Time has passed: whatever waits is due. */
const letTimePass = () =>
  sql`update notifications set next_at = now() - interval '1 s' where next_at is not null`;

const messagesOf = async (orderId: string) =>
  (
    (await send('GET', `${simulator.url}/messages?orderRef=${orderId}`)).body as {
      messages: { key: string; recipient: string; text: string }[];
    }
  ).messages;

/** An order whose consumer is told by these that it was confirmed. */
async function confirmed(contact: { phone?: string; email?: string } = {}): Promise<string> {
  const orderId = `ord_n${(orderNo += 1)}`;
  const consumerRef = `c-n${orderNo}`;
  const token = 'tok_ok';
  await orders.place({ orderId, at: '2026-03-02T02:00:00.000Z', contact, consumerRef, token });
  await planAll();
  await sql`delete from notifications where order_id = ${orderId}`;
  await orders.answer(orderId, 'hold_stock');
  await orders.act(orderId, 'seller', {
    name: 'decideAsSeller',
    decision: 'accept',
    reason: null,
    note: null,
    lines: null,
  });
  await planAll();
  return orderId;
}

const told = async (orderId: string) =>
  (await listNotifications(sql, { orderId, role: 'consumer' })).map(
    ({ event, channel, status, failure }) => [event, channel, status, failure],
  );

const phone = '13800001234';

describe('telling parties what happens', () => {
  test('S0 5.3: by every channel that was given, each once, however many plan and send', async () => {
    const orderId = await confirmed({ phone, email: 'zhang@example.com' });

    await sql`update notification_cursor set transaction_id = '0', position = 0`;
    await Promise.all([plan(), plan()]);
    await planAll();
    await Promise.all([sending(), sending(), sending()]);

    expect(await told(orderId)).toEqual(
      expect.arrayContaining([
        ['order_confirmed', 'mail', 'sent', null],
        ['order_confirmed', 'sms', 'sent', null],
      ]),
    );
    const sent = await messagesOf(orderId);
    const ofConsumer = sent.filter(({ key }) => key.endsWith(':consumer'));
    expect(ofConsumer.map(({ recipient }) => recipient).toSorted()).toEqual([
      phone,
      'zhang@example.com',
    ]);
    expect(ofConsumer[0]?.key).toMatch(new RegExp(`^notify:${orderId}:\\d+:(sms|mail):consumer$`));
  });

  test('S0 5.3: the sender died after it had taken the message: the notifier is asked, nothing is sent blindly', async () => {
    const orderId = await confirmed({ phone });
    await sending();
    // As a death left it: taken and sent, and nobody wrote down what came of it.
    await sql`update notifications set status = 'sending', reference = null, finished_at = null,
      next_at = now() - interval '1 s' where order_id = ${orderId}`;

    await sending();

    expect(await told(orderId)).toEqual([['order_confirmed', 'sms', 'sent', null]]);
    expect(await messagesOf(orderId)).toHaveLength(1);

    // Another died before it had sent anything: only the notifier's own word lets it be sent again.
    const other = await confirmed({ phone });
    await sql`update notifications set status = 'sending', tries = 1,
      next_at = now() - interval '1 s' where order_id = ${other}`;
    await send('PUT', `${simulator.url}/faults`, { mode: 'down' });
    await sending();
    expect(await told(other)).toEqual([['order_confirmed', 'sms', 'unknown', null]]);
    await send('PUT', `${simulator.url}/faults`, { mode: 'none' });
    await letTimePass();
    await sending();
    expect(await told(other)).toEqual([['order_confirmed', 'sms', 'sent', null]]);
    expect(await messagesOf(other)).toHaveLength(1);
  });

  test('S0 5.3: a lost answer is unknown until the notifier has told', async () => {
    const [lost, swallowed] = [
      await confirmed({ phone: '13800000002' }),
      await confirmed({ phone: '13800000003' }),
    ];
    await sending();
    expect([await told(lost), await told(swallowed)]).toEqual(
      [1, 2].map(() => [['order_confirmed', 'sms', 'unknown', null]]),
    );

    for (const _ of [1, 2]) {
      await letTimePass();
      await sending();
    }

    expect([await told(lost), await told(swallowed)]).toEqual(
      [1, 2].map(() => [['order_confirmed', 'sms', 'sent', null]]),
    );
    expect([await messagesOf(lost), await messagesOf(swallowed)]).toEqual([
      [expect.anything()],
      [expect.anything()],
    ]);
  });

  test('S0 5.3: while the notifier is down messages wait; an address that it refuses has failed', async () => {
    const orderId = await confirmed({ phone: '13800000001' });
    await send('PUT', `${simulator.url}/faults`, { mode: 'down' });
    await sending();
    expect(await told(orderId)).toEqual([['order_confirmed', 'sms', 'planned', null]]);
    await send('PUT', `${simulator.url}/faults`, { mode: 'none' });

    await letTimePass();
    await sending();

    expect(await told(orderId)).toEqual([['order_confirmed', 'sms', 'failed', 'address_rejected']]);
  });

  test('S0 9.2.3: who has said no is not told; nor is whose data are erased', async () => {
    const orderId = await confirmed({ phone });
    const consumer = { platformId: 'pty_platform', consumerRef: `c-n${orderNo}` };
    await recordConsent(sql, consumer, {
      purpose: 'order_service',
      granted: false,
      noticeVersion: '1',
      channel: 'app',
      at: '2026-03-01T00:00:00.000Z',
      recordedAt: '2026-03-01T00:00:00.000Z',
      recordedBy: { role: 'consumer', id: consumer.consumerRef },
    });
    const erased = await confirmed({ phone });
    await sql`update order_personal set wrapped_key = null where order_id = ${erased}`;

    await sending();

    expect(await told(orderId)).toEqual([['order_confirmed', 'sms', 'skipped', 'no_consent']]);
    expect(await told(erased)).toEqual([['order_confirmed', 'sms', 'skipped', 'erased']]);
    expect([...(await messagesOf(orderId)), ...(await messagesOf(erased))]).toEqual([]);
  });

  test('D6: nothing personal is stored with it but the sealed address', async () => {
    const orderId = await confirmed({ phone, email: 'zhang@example.com' });
    await sending();

    const rows = await sql`select * from notifications where order_id = ${orderId}`;

    const stored = JSON.stringify(rows);
    for (const clear of [phone, 'zhang@', '张三']) expect(stored).not.toContain(clear);
    expect(rows.map(({ address }) => address)).toEqual(
      rows.map(() => expect.stringMatching(/^sealed:v1:/)),
    );
  });
});
