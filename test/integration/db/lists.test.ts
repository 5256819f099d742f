import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  listCases,
  listOrders,
  listRefunds,
  listShipments,
} from '../../../src/db/reading/lists.ts';
import type { OrderFilters } from '../../../src/db/reading/order-filters.ts';
import { cursorAfter } from '../../../src/db/reading/pages.ts';
import type { OrderScope } from '../../../src/domain/rights.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type StoredOrders, storeFourOrders } from './stored-orders.ts';

let database: TestDatabase;
let sql: Sql;
let orders: StoredOrders;

beforeAll(async () => {
  database = await createTestDatabase();
  ({ sql } = database);
  orders = await storeFourOrders(sql);
});

afterAll(async () => database.drop());

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
