import type { Sql, TransactionSql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsAfter } from '../../../src/db/reading/events.ts';
import { journalOf } from '../../../src/db/reading/reads.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { storeFourOrders } from './stored-orders.ts';

let database: TestDatabase;
let sql: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  ({ sql } = database);
  await storeFourOrders(sql);
});

afterAll(async () => database.drop());

describe('eventsAfter', () => {
  const followed = async (after: string | null, limit = 100) =>
    eventsAfter(sql, { after, limit, platformId: 'pty_platform' });

  /** Served below the oldest transaction anywhere in the cluster, that of another file included. */
  const arrived = (after: string | null, count: number) =>
    eventually(async () => {
      const events = await followed(after);
      expect(events).toHaveLength(count);
      return events;
    });

  test('a platform reads all that happened to its orders, and nothing of others', async () => {
    const journals = await Promise.all(['ord_a', 'ord_b', 'ord_c'].map((id) => journalOf(sql, id)));
    const events = await arrived(null, journals.flat().length);

    expect(events[0]).toEqual({
      id: expect.stringMatching(/^evt_\d+_\d+$/),
      type: 'order_placed',
      orderId: 'ord_a',
      platformOrderNo: 'T-ord_a',
      at: '2026-03-02T02:00:00.000Z',
      status: 'awaiting_confirmation',
      version: 1,
      subject: { type: 'order', id: 'ord_a' },
      data: expect.objectContaining({ totalMinor: 10_000 }),
    });
  });

  test('the id of an event leads on to what came after it', async () => {
    const all = await followed(null);
    const seen: string[] = [];
    for (let page = await followed(null, 3); page.length > 0;) {
      seen.push(...page.map(({ id }) => id));
      page = await followed(page.at(-1)?.id ?? null, 3);
    }

    expect(seen).toEqual(all.map(({ id }) => id));
    await expect(followed('evt_1')).rejects.toMatchObject({ code: 'malformed_request' });
    await expect(followed(`evt_${'9'.repeat(30)}_1`)).rejects.toMatchObject({
      code: 'malformed_request',
    });
  });

  test('none is skipped though a lower position commits after a higher one', async () => {
    const last = (await followed(null)).at(-1)?.id ?? null;
    const whileSlow = await sql.begin(async (slow) => {
      await insertEntry(slow, 'ord_b', 'slow_entry');
      await sql.begin((fast) => insertEntry(fast, 'ord_a', 'fast_entry'));
      return followed(last);
    });
    const afterwards = await arrived(last, 2);

    expect(whileSlow).toEqual([]);
    expect(afterwards.map(({ type }) => type)).toEqual(['slow_entry', 'fast_entry']);
  });

  test('D6: sealed strings stay behind', async () => {
    const last = (await followed(null)).at(-1)?.id ?? null;
    await sql.begin((tx) => insertEntry(tx, 'ord_a', 'entry_with_note'));

    const [event] = await arrived(last, 1);

    expect(event?.data).toEqual({ reason: 'x', list: [{ code: 1 }], texts: [] });
  });
});

async function insertEntry(tx: TransactionSql, orderId: string, type: string) {
  const data = {
    reason: 'x',
    note: 'sealed:v1:abc',
    list: [{ code: 1, text: 'sealed:v1:abc' }],
    texts: ['sealed:v1:abc'],
  };
  await tx`insert into journal (order_id, sequence, at, type, actor, subject, data, status,
      previous_hash, hash)
    select ${orderId}, max(sequence) + 1, max(at), ${type}, '{}', '{}', ${tx.json(data)},
      'in_delivery', ${`previous-${type}`}, ${`hash-${type}`}
    from journal where order_id = ${orderId}`;
}
