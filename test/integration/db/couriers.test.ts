import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { couriersFor, standingOf } from '../../../src/db/registry/couriers.ts';
import type { Action } from '../../../src/domain/commands.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { payFor, type StoredOrders, storeNoOrders } from './stored-orders.ts';

let database: TestDatabase;
let sql: Sql;
let orders: StoredOrders;
const at = '2026-03-02T02:00:00.000Z';

const splitting = (newShipmentId: string, courierId = 'pty_courier_2'): Action => ({
  name: 'splitShipment',
  newShipmentId,
  courierId,
  courierService: null,
  lines: [{ lineNo: 1, quantity: 1 }],
});

beforeAll(async () => {
  database = await createTestDatabase();
  ({ sql } = database);
  orders = await storeNoOrders(sql);
});
afterAll(async () => database.drop());

async function placePaid(orderId: string): Promise<void> {
  await orders.place({ orderId, at, method: 'alipay' });
  await payFor(orders, orderId);
}

describe('an order in several shipments', () => {
  test('S0 6.7.2: its parts are stored, and the new courier is one of its parties', async () => {
    await placePaid('ord_split');

    const state = await orders.act('ord_split', 'seller', splitting('shp_split'));

    expect(state.shipmentLines.map(({ quantity }) => quantity)).toEqual([1, 1]);
    expect(state.parties.map(({ id }) => id)).toContain('pty_courier_2');
    expect(state.shipments.find(({ id }) => id === 'shp_split')).toMatchObject({
      courierId: 'pty_courier_2',
      status: 'awaiting_handover',
    });
  });

  test('S0 6.7.2: two sellers’ hands at once take one unit each at the most', async () => {
    await placePaid('ord_race');

    const both = await Promise.allSettled([
      orders.act('ord_race', 'seller', splitting('shp_race_1')),
      orders.act('ord_race', 'seller', splitting('shp_race_2')),
    ]);

    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const { shipments } = await orders.state('ord_race');
    expect(shipments).toHaveLength(2);
  });

  test('D5: PostgreSQL lets nobody plan more of a line than was confirmed', async () => {
    await placePaid('ord_guarded');
    const update = sql`update shipment_lines set quantity = quantity + 1
      where order_id = 'ord_guarded'`;

    await expect(update).rejects.toMatchObject({ constraint_name: 'shipment_lines_planned_once' });
  });
});

describe('the standing of couriers', () => {
  test('S0 7.5.1: counts the latest deliveries, kept and not, and whether it goes there', async () => {
    const [ended] = await sql<{ id: string }[]>`select id from orders limit 1`;
    const rows = Array.from({ length: 210 }, (_, index) => ({
      id: `ddl_standing_${index}`,
      // The ten oldest were late: of those nobody speaks any more. Then every fourth is.
      state: index < 10 || index % 4 === 0 ? 'missed' : 'met',
      startedAt: new Date(Date.parse(at) + index * 60_000).toISOString(),
    }));
    for (const { id, state, startedAt } of rows) {
      await sql`insert into deadlines (id, order_id, name, subject_type, subject_id, started_at, due_at,
          responsible_role, responsible_party_id, clause, provisional, state, grace, on_expiry)
        values (${id}, ${ended?.id ?? ''}, 'delivery', 'shipment', ${id}, ${startedAt}, ${startedAt},
          'courier', 'pty_courier_2', '', false, ${state}, 'none', 'escalate')`;
    }
    await sql`update parties set regions = '["上海市"]' where id = 'pty_courier_2'`;

    const told = await couriersFor(sql, {
      orderId: ended?.id ?? '',
      action: splitting('shp_x', 'pty_seller'),
    });

    const latest = rows.slice(10);
    const missed = latest.filter(({ state }) => state === 'missed').length;
    const couriers = standingOf(told, { country: 'CN', region: '浙江省', city: '杭州市' });
    expect(couriers.find(({ id }) => id === 'pty_courier_2')).toMatchObject({
      onTime: { met: latest.length - missed, missed },
      serves: false,
    });
    expect(couriers.find(({ id }) => id === 'pty_courier')).toMatchObject({
      onTime: { met: 0, missed: 0 },
      serves: true,
    });
    // Whom the request names is told of too, whatever it is.
    expect(couriers.find(({ id }) => id === 'pty_seller')).toMatchObject({ role: 'seller' });
  });
});
