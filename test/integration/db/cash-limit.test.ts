import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeAgreement } from '../../../src/db/registry/agreements.ts';
import { storePolicy } from '../../../src/db/registry/policies.ts';
import type { Action } from '../../../src/domain/commands.ts';
import { must } from '../../../src/domain/errors.ts';
import { defaultPolicy } from '../../../src/domain/policies/policy-default.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type StoredOrders, storeNoOrders } from './stored-orders.ts';

let database: TestDatabase;
let sql: Sql;
let orders: StoredOrders;
const at = '2026-03-02T02:00:00.000Z';
/** An order is of 100.00: there is room for three of them. */
const limit = { amountMinor: 30_000, currency: 'CNY' };

beforeAll(async () => {
  database = await createTestDatabase({ poolMax: 12 });
  ({ sql } = database);
  orders = await storeNoOrders(sql);
  await storePolicy(sql, { policy: { ...defaultPolicy, cashLimit: limit }, storedAt: at });
});
afterAll(async () => database.drop());

type Placing = Parameters<StoredOrders['place']>[0];

const placeCash = (orderId: string, wanted: Partial<Placing> = {}) =>
  orders.place({ orderId, at, timing: 'on_delivery', method: 'cash', ...wanted });

/** What came of several things at one instant: how often each. */
async function outcomes(asked: Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const settled of await Promise.allSettled(asked)) {
    const refused = settled.status === 'rejected' && (settled.reason as { code?: string }).code;
    const what = refused === false ? 'taken' : String(refused);
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}

const many = <One>(count: number, make: (index: number) => One): One[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe('S0 6.7.1 f: what couriers may have of a platform’s cash, at one instant', () => {
  test('S0 6.7.1 f: of many orders placed at once a courier gets as many as its limit allows', async () => {
    const placed = many(12, (index) => placeCash(`ord_named_${index}`));

    expect(await outcomes(placed)).toEqual({ taken: 3, cash_limit_exceeded: 9 });
  });

  test('S0 6.7.1 f: nor more than that where the engine chooses, beside those who name it', async () => {
    const platformId = 'pty_platform_2';

    const placed = many(16, (index) => {
      const courierId = index % 2 === 0 ? null : 'pty_courier_2';
      return placeCash(`ord_chosen_${index}`, { platformId, courierId });
    });

    await Promise.allSettled(placed);
    const rows = await sql<{ id: string; count: number }[]>`
      select courier_id as id, count(*)::integer as count from orders
      where platform_id = ${platformId} group by courier_id order by courier_id`;
    expect(rows).toEqual([
      { id: 'pty_courier', count: 3 },
      { id: 'pty_courier_2', count: 3 },
    ]);
  });

  test('S0 6.7.1 f: nor more than that by giving it what others were to carry', async () => {
    await storeAgreement(sql, {
      id: 'agr_roomy',
      kind: 'payment',
      parties: ['pty_seller_2', 'pty_courier'],
      confirmWithin: null,
      deliverWithin: null,
      remitWithin: null,
      returnHandover: null,
      cashLimit: { ...limit, amountMinor: 1_000_000 },
      digest: `sha256:${'c'.repeat(64)}`,
      validFrom: '2020-01-01',
      validTo: null,
      storedAt: at,
    });
    const ids = many(8, (index) => `ord_given_${index}`);
    const given: Promise<unknown>[] = [];
    for (const id of ids) await confirmed(id);

    for (const [index, id] of ids.entries()) {
      // Half of them name the courier, the others get it as the only one that is left.
      given.push(reassign(id, index % 2 === 0 ? 'pty_courier_2' : null));
    }

    const came = await outcomes(given);
    expect(came.taken).toBe(3);
    expect((came.cash_limit_exceeded ?? 0) + (came.courier_unavailable ?? 0)).toBe(5);
  });
});

async function confirmed(orderId: string): Promise<void> {
  await placeCash(orderId, { sellerId: 'pty_seller_2' });
  await orders.answer(orderId, 'hold_stock');
  await orders.act(orderId, 'seller', {
    name: 'decideAsSeller',
    decision: 'accept',
    reason: null,
    note: null,
    lines: null,
  });
}

async function reassign(orderId: string, courierId: string | null): Promise<unknown> {
  const { shipments } = await orders.state(orderId);
  const action: Action = {
    name: 'reassignShipment',
    shipmentId: must(shipments[0], 'shipment').id,
    courierId,
    courierService: null,
  };
  return orders.act(orderId, 'seller', action);
}
