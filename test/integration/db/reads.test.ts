import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDatabase } from '../../../src/db/connect.ts';
import { eventsAfter } from '../../../src/db/events.ts';
import { storeFact } from '../../../src/db/inbox.ts';
import { ledgerOf, partyBalance } from '../../../src/db/ledger.ts';
import { listCases, listOrders, listRefunds, listShipments } from '../../../src/db/lists.ts';
import type { OrderFilters } from '../../../src/db/order-filters.ts';
import { cursorAfter } from '../../../src/db/pages.ts';
import { findOrderIdOf, journalOf, listDocuments, listMovements } from '../../../src/db/reads.ts';
import * as schema from '../../../src/db/schema.ts';
import { trackingEventsOf } from '../../../src/db/tracking.ts';
import { createVersionWatch } from '../../../src/db/version-watch.ts';
import type { OrderScope } from '../../../src/domain/rights.ts';
import { verifyChain } from '../../../src/evidence/journal-chain.ts';
import { createTestDatabase } from '../../support/database.ts';
import {
  createStoredOrders,
  handOver,
  payFor,
  type StoredOrders,
  storeParties,
} from './stored-orders.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let sql: Sql;
let orders: StoredOrders;

/**
 * Four orders: `ord_a` is with courier 1 and reported twice, `ord_b` was paid and cancelled, so that
 * its refund runs, `ord_c` belongs to another seller and courier, `ord_d` to another platform.
 */
beforeAll(async () => {
  database = await createTestDatabase();
  sql = connectDatabase({ url: database.url, poolMax: 6, applicationName: 'reads-test' });
  await storeParties(sql);
  orders = createStoredOrders(sql);
  const day = (date: number) => `2026-03-0${date}T02:00:00.000Z`;
  await orders.place({ orderId: 'ord_a', at: day(2), method: 'alipay' });
  await orders.place({ orderId: 'ord_b', at: day(3), method: 'alipay', consumerRef: 'c-2' });
  const others = { sellerId: 'pty_seller_2', courierId: 'pty_courier_2' };
  await orders.place({ orderId: 'ord_c', at: day(4), ...others });
  await orders.place({ orderId: 'ord_d', at: day(4), platformId: 'pty_platform_2' });
  await payFor(orders, 'ord_a');
  await handOver(orders, 'ord_a', 'SF-1');
  await payFor(orders, 'ord_b');
  await orders.act('ord_b', 'consumer', {
    name: 'cancelOrder',
    reason: 'consumer_changed_mind',
    note: null,
  });
});

afterAll(async () => {
  await sql.end();
  await database.drop();
});

describe('schema', () => {
  test('the tables of drizzle are those of the migrations, column by column', async () => {
    const stored = await sql<{ table: string; column: string; type: string; required: boolean }[]>`
      select table_name as table, column_name as column, udt_name as type,
        is_nullable = 'NO' as required
      from information_schema.columns
      where table_schema = 'public' and table_name <> 'schema_migrations'`;
    const described = Object.values(schema)
      .filter((table) => is(table, PgTable))
      .flatMap((table) =>
        Object.values(getTableColumns(table)).map((column) => ({
          table: getTableName(table),
          column: column.name,
          type: nameOfType(column.getSQLType()),
          required: column.notNull,
        })),
      );

    const byName = (rows: readonly { table: string; column: string }[]) =>
      rows.toSorted((left, right) =>
        `${left.table}.${left.column}` < `${right.table}.${right.column}` ? -1 : 1,
      );
    expect(byName(described)).toEqual(byName(stored));
  });
});

/** What `information_schema` calls it. */
function nameOfType(type: string): string {
  return { integer: 'int4', bigint: 'int8', boolean: 'bool' }[type] ?? type;
}

describe('listOrders', () => {
  const found = async (filters: OrderFilters, scope: OrderScope = {}): Promise<string[]> => {
    const { items } = await listOrders(sql, {
      filters,
      scope,
      page: { limit: 10, cursor: null },
    });
    return items.map(({ order }) => order.id);
  };

  test('lists go from new to old, each order in full', async () => {
    const { items, nextCursor } = await listOrders(sql, {
      filters: {},
      scope: {},
      page: { limit: 10, cursor: null },
    });

    expect(items.map(({ order }) => order.id)).toEqual(['ord_d', 'ord_c', 'ord_b', 'ord_a']);
    expect(items[3]).toEqual(await orders.state('ord_a'));
    expect(nextCursor).toBeNull();
  });

  test.each<[OrderFilters, string[]]>([
    [{ status: 'in_delivery' }, ['ord_a']],
    [{ sellerId: 'pty_seller_2' }, ['ord_c']],
    [{ courierId: 'pty_courier_2' }, ['ord_c']],
    [{ consumerRef: 'c-2' }, ['ord_b']],
    [{ platformOrderNo: 'T-ord_d' }, ['ord_d']],
    [{ waybillNo: 'SF-1' }, ['ord_a']],
    [{ waybillNo: 'SF-2' }, []],
    [{ escalated: true }, []],
    [{ escalated: false, status: 'cancelled' }, ['ord_b']],
    [{ placedFrom: '2026-03-03T02:00:00.000Z', placedTo: '2026-03-04T02:00:00.000Z' }, ['ord_b']],
    [{ dueBefore: '2026-03-04T02:00:00.000Z' }, []],
    [{ dueBefore: '2026-03-05T02:00:00.000Z' }, ['ord_b']],
    [{ dueBefore: '2026-03-05T02:00:00.001Z' }, ['ord_d', 'ord_c', 'ord_b']],
  ])('filters %o', async (filters, expected) => {
    expect(await found(filters)).toEqual(expected);
  });

  test('each reader has its own orders only', async () => {
    expect(await found({}, { platformId: 'pty_platform_2' })).toEqual(['ord_d']);
    expect(await found({}, { sellerId: 'pty_seller' })).toEqual(['ord_d', 'ord_b', 'ord_a']);
    expect(await found({}, { courierId: 'pty_courier_2' })).toEqual(['ord_c']);
    expect(await found({}, { platformId: 'pty_platform', consumerRef: 'c-2' })).toEqual(['ord_b']);
    expect(await found({}, { paymentProviderId: 'pty_none' })).toEqual([]);
    expect(await found({ sellerId: 'pty_seller_2' }, { sellerId: 'pty_seller' })).toEqual([]);
  });

  test('a courier has an order by one of its shipments, too', async () => {
    await sql`update shipments set courier_id = 'pty_courier_2' where order_id = 'ord_a'`;

    const byScope = await found({}, { courierId: 'pty_courier_2' });
    const byFilter = await found({ courierId: 'pty_courier_2' });

    await sql`update shipments set courier_id = 'pty_courier' where order_id = 'ord_a'`;
    expect(byScope).toEqual(['ord_c', 'ord_a']);
    expect(byFilter).toEqual(['ord_c', 'ord_a']);
  });

  test('pages lead through the whole list, also between orders of one instant', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listOrders(sql, { filters: {}, scope: {}, page: { limit: 1, cursor } });
      seen.push(...page.items.map(({ order }) => order.id));
      cursor = page.nextCursor;
    } while (cursor !== null);

    expect(seen).toEqual(['ord_d', 'ord_c', 'ord_b', 'ord_a']);
  });

  test('a cursor that is none of this list is refused', async () => {
    const at = '2026-03-04T02:00:00.000Z';
    const cursors = [
      'nonsense',
      '',
      cursorAfter('shipments', { at, id: 'shp_1' }),
      cursorAfter('orders', { at: "2026'; drop table orders", id: 'ord_1' }),
      cursorAfter('orders', { at: '2026-99-99T02:00:00.000Z', id: 'ord_1' }),
      Buffer.from(JSON.stringify(['orders', at])).toString('base64url'),
      Buffer.from(JSON.stringify({ at })).toString('base64url'),
    ];

    for (const cursor of cursors) {
      await expect(
        listOrders(sql, { filters: {}, scope: {}, page: { limit: 1, cursor } }),
      ).rejects.toMatchObject({ code: 'malformed_request', details: { pointer: '/cursor' } });
    }
  });
});

describe('the other lists', () => {
  const page = { limit: 10, cursor: null };

  test('shipments by status, waybill and due time; a courier has its own legs only', async () => {
    const all = await listShipments(sql, { filters: {}, scope: {}, page });
    const leg = all.items.find(({ state }) => state.order.id === 'ord_a');
    const ids = async (filters: object, scope: OrderScope = {}) =>
      (await listShipments(sql, { filters, scope, page })).items.map(
        ({ shipmentId }) => shipmentId,
      );

    expect(all.items.map(({ state }) => state.order.id)).toEqual(['ord_b', 'ord_a']);
    expect(await ids({ status: 'handed_over' })).toEqual([leg?.shipmentId]);
    expect(await ids({ waybillNo: 'SF-1', courierId: 'pty_courier' })).toEqual([leg?.shipmentId]);
    expect(await ids({ sellerId: 'pty_seller_2' })).toEqual([]);
    expect(await ids({ dueBefore: '2026-03-08T00:00:00.000Z' })).toEqual([]);
    expect(await ids({ dueBefore: '2026-03-10T00:00:00.000Z' })).toEqual([leg?.shipmentId]);
    expect(await ids({}, { courierId: 'pty_courier' })).toHaveLength(2);
    expect(await ids({}, { courierId: 'pty_courier_2' })).toEqual([]);
  });

  test('the courier of an order has none of the legs that another courier carries', async () => {
    await sql`update shipments set courier_id = 'pty_courier_2' where order_id = 'ord_a'`;

    const mine = await listShipments(sql, {
      filters: {},
      scope: { courierId: 'pty_courier' },
      page,
    });

    await sql`update shipments set courier_id = 'pty_courier' where order_id = 'ord_a'`;
    expect(mine.items.map(({ state }) => state.order.id)).toEqual(['ord_b']);
  });

  test('refunds by status and order', async () => {
    const refunds = async (filters: object, scope: OrderScope = {}) =>
      (await listRefunds(sql, { filters, scope, page })).items;
    const [refund] = (await orders.state('ord_b')).refunds;

    expect(await refunds({})).toEqual([refund]);
    expect(await refunds({ status: 'requested', orderId: 'ord_b' })).toEqual([refund]);
    expect(await refunds({ status: 'succeeded' })).toEqual([]);
    expect(await refunds({}, { platformId: 'pty_platform_2' })).toEqual([]);
  });

  test('cases by status and kind', async () => {
    const state = await orders.act('ord_c', 'system', {
      name: 'freezeOrder',
      caseId: 'cas_1',
      constraint: 'postings_balanced',
      step: 'recordEffect',
    });
    const cases = async (filters: object) =>
      (await listCases(sql, { filters, scope: {}, page })).items;

    expect(await cases({ status: 'open' })).toEqual(state.cases);
    expect(await cases({ kind: 'constraint_violated', orderId: 'ord_c' })).toEqual(state.cases);
    expect(await cases({ status: 'resolved' })).toEqual([]);
  });
});

describe('one order', () => {
  test('S0 6.7.2: its documents with both signatures', async () => {
    const [note, ...rest] = await listDocuments(sql, 'ord_a');

    expect(rest).toEqual([]);
    expect(note).toMatchObject({ id: 'doc_ord_a', kind: 'handover_note', status: 'signed' });
    expect(note?.signatures.map(({ role }) => role)).toEqual(['seller', 'courier']);
    expect(await listDocuments(sql, 'ord_c')).toEqual([]);
  });

  test('S0 8.2 c: every movement of its money', async () => {
    expect(await listMovements(sql, 'ord_b')).toMatchObject([
      { kind: 'authorization', status: 'succeeded', amountMinor: 10_000 },
      { kind: 'capture', status: 'succeeded', providerReference: 'ref-capture_payment' },
    ]);
  });

  test('S0 10.4: its journal is a valid chain, from the first entry to the version it has', async () => {
    const entries = await journalOf(sql, 'ord_a');
    const { order } = await orders.state('ord_a');

    expect(verifyChain(entries)).toEqual({ valid: true, head: entries.at(-1)?.hash });
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
    expect(entries.at(-1)).toMatchObject({
      sequence: order.version,
      at: order.lastAt,
      type: 'document_completed',
      status: 'in_delivery',
    });
  });

  test('§2.4: its ledger as booked, with balances that sum to zero', async () => {
    const { postings, balances } = await ledgerOf(sql, 'ord_b');

    expect(
      postings.map(({ account, amountMinor, reason }) => [account, amountMinor, reason]),
    ).toEqual([
      ['provider', 10_000, 'capture'],
      ['escrow', -10_000, 'capture'],
      ['escrow', 10_000, 'refund_decided'],
      ['refund_due', -10_000, 'refund_decided'],
    ]);
    expect(balances).toEqual({ escrow: 0, provider: 10_000, refund_due: -10_000 });
    expect(postings[0]).toMatchObject({
      currency: 'CNY',
      reference: expect.stringMatching(/^capture:/),
    });
  });

  test('what belongs to it leads back to it', async () => {
    const state = await orders.state('ord_b');
    const ids = [
      { type: 'order', id: 'ord_b' },
      { type: 'shipment', id: state.shipments[0]?.id ?? '' },
      { type: 'refund', id: state.refunds[0]?.id ?? '' },
      { type: 'payment', id: state.movements[0]?.id ?? '' },
    ] as const;

    for (const subject of ids) {
      expect(await findOrderIdOf(sql, subject)).toEqual({ orderId: 'ord_b' });
    }
    expect(await findOrderIdOf(sql, { type: 'document', id: 'doc_ord_a' })).toEqual({
      orderId: 'ord_a',
    });
    expect(await findOrderIdOf(sql, { type: 'case', id: 'cas_none' })).toBeNull();
  });

  test('§2.2 no. 3: every report on a shipment is told, what moved nothing included', async () => {
    const [shipment] = (await orders.state('ord_a')).shipments;
    const shipmentId = shipment?.id ?? '';
    const report = { waybillNo: 'SF-1', place: 'Hangzhou' };
    const at = '2026-03-02T05:00:00.000Z';
    for (const [eventId, code] of [
      ['e-1', 'arrived'],
      ['e-2', 'in_transit'],
    ] as const) {
      await storeFact(sql, {
        source: 'carrier',
        eventId,
        orderId: 'ord_a',
        payload: { eventId, code, at, ...report },
        receivedAt: eventId === 'e-1' ? '2026-03-02T05:00:01.000Z' : '2026-03-02T05:00:02.000Z',
      });
    }
    for (const [eventId, code] of [
      ['e-1', 'arrived'],
      ['e-3', 'out_for_delivery'],
    ] as const) {
      await orders.act('ord_a', 'courier', {
        name: 'recordTracking',
        shipmentId,
        caseId: `cas_${eventId}`,
        eventId,
        code,
        at,
        place: null,
      });
    }

    const told = await trackingEventsOf(sql, shipmentId);

    expect(
      told.map(({ eventId, code, place, moved }) => ({ eventId, code, place, moved })),
    ).toEqual(
      expect.arrayContaining([
        { eventId: 'e-1', code: 'arrived', place: 'Hangzhou', moved: true },
        { eventId: 'e-2', code: 'in_transit', place: 'Hangzhou', moved: false },
        { eventId: 'e-3', code: 'out_for_delivery', place: null, moved: true },
      ]),
    );
    expect(told).toHaveLength(3);
    expect(told.every((event) => event.at === at)).toBe(true);
    expect(await trackingEventsOf(sql, 'shp_none')).toEqual([]);
  });
});

describe('partyBalance', () => {
  test('§2.4: what stands between a party and the platform over all its orders', async () => {
    const at = '2026-03-06T00:00:00.000Z';
    const rows = [
      ['ord_a', 'seller', -900],
      ['ord_a', 'courier', -100],
      ['ord_b', 'seller', -50],
      ['ord_b', 'claim:pty_courier', 1_050],
      ['ord_c', 'seller', -7],
      ['ord_c', 'claim:pty_seller', 7],
    ] as const;
    await sql.begin(async (tx) => {
      for (const [orderId, account, amountMinor] of rows) {
        await tx`insert into postings (order_id, transition, account, amount_minor, currency,
            reason, reference, at)
          values (${orderId}, 900, ${account}, ${amountMinor}, 'CNY', 'test', ${orderId}, ${at})`;
      }
      await tx`insert into postings (order_id, transition, account, amount_minor, currency, reason,
          reference, at)
        values ('ord_a', 900, 'provider', 1000, 'CNY', 'test', 'x', ${at}),
          ('ord_b', 900, 'provider', -1000, 'CNY', 'test', 'x', ${at})`;
    });

    expect((await partyBalance(sql, 'pty_seller')).balances).toEqual([
      { account: 'claim:pty_seller', currency: 'CNY', amountMinor: 7 },
      { account: 'seller', currency: 'CNY', amountMinor: -950 },
    ]);
    expect((await partyBalance(sql, 'pty_courier')).balances).toEqual([
      { account: 'claim:pty_courier', currency: 'CNY', amountMinor: 1_050 },
      { account: 'courier', currency: 'CNY', amountMinor: -100 },
    ]);
    expect(await partyBalance(sql, 'pty_none')).toEqual({
      partyId: 'pty_none',
      balances: [],
      cashDue: [],
    });
  });

  test('S0 6.7.1 f: cash that a courier has not remitted is told by order', async () => {
    await sql`update orders set remittance = 'due', collected_minor = 500 where id = 'ord_c'`;

    const { cashDue } = await partyBalance(sql, 'pty_courier_2');

    await sql`update orders set remittance = 'none', collected_minor = 0 where id = 'ord_c'`;
    expect(cashDue).toEqual([{ orderId: 'ord_c', amountMinor: 500, currency: 'CNY' }]);
  });
});

describe('eventsAfter', () => {
  const followed = async (after: string | null, limit = 100) =>
    eventsAfter(sql, { after, limit, platformId: 'pty_platform' });

  test('a platform reads all that happened to its orders, and nothing of others', async () => {
    const events = await followed(null);
    const journals = await Promise.all(['ord_a', 'ord_b', 'ord_c'].map((id) => journalOf(sql, id)));

    expect(events).toHaveLength(journals.flat().length);
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
    const afterwards = await followed(whileSlow.at(-1)?.id ?? last);

    expect(whileSlow).toEqual([]);
    expect(afterwards.map(({ type }) => type)).toEqual(['slow_entry', 'fast_entry']);
  });

  test('D6: sealed strings stay behind', async () => {
    const last = (await followed(null)).at(-1)?.id ?? null;
    await sql.begin((tx) => insertEntry(tx, 'ord_a', 'entry_with_note'));

    const [event] = await followed(last);

    expect(event?.data).toEqual({ reason: 'x', list: [{ code: 1 }], texts: [] });
  });
});

async function insertEntry(
  tx: Parameters<Parameters<Sql['begin']>[1]>[0],
  orderId: string,
  type: string,
) {
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

describe('waitForVersion', () => {
  test('answers at once what is already above, and null for what does not exist', async () => {
    const watch = createVersionWatch(sql);

    expect(await watch.waitForVersion({ orderId: 'ord_c', above: 1, waitMs: 60_000 })).toBe(2);
    expect(await watch.waitForVersion({ orderId: 'ord_x', above: 0, waitMs: 60_000 })).toBeNull();
    expect(await watch.waitForVersion({ orderId: 'ord_c', above: 99, waitMs: 1 })).toBe(2);
    watch.close();
  });

  test('answers everybody as soon as their order has changed', async () => {
    const watch = createVersionWatch(sql);
    const { version } = (await orders.state('ord_d')).order;
    const wait = { orderId: 'ord_d', above: version, waitMs: 60_000 };
    const waiting = Promise.all([watch.waitForVersion(wait), watch.waitForVersion(wait)]);

    await orders.answer('ord_d', 'hold_stock');

    expect(await waiting).toEqual([version + 1, version + 1]);
    watch.close();
  });

  test('closing answers what is known', async () => {
    const watch = createVersionWatch(sql);
    const waiting = watch.waitForVersion({ orderId: 'ord_c', above: 99, waitMs: 60_000 });

    watch.close();

    expect(await waiting).toBe(2);
  });

  test('a database that cannot be asked is told to those who wait', async () => {
    const broken = connectDatabase({
      url: database.url.replace(/\/[^/]*$/, '/no_such_database'),
      poolMax: 1,
      applicationName: 'reads-test',
    });
    const watch = createVersionWatch(broken);

    await expect(
      watch.waitForVersion({ orderId: 'ord_c', above: 1, waitMs: 60_000 }),
    ).rejects.toThrow('no_such_database');
    await broken.end();
  });
});
