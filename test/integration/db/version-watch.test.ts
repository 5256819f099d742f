import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDatabase } from '../../../src/db/connect.ts';
import { createVersionWatch } from '../../../src/db/reading/version-watch.ts';
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

describe('waitForVersion', () => {
  test('answers at once what is already above, and null for what does not exist', async () => {
    const watch = createVersionWatch(sql);

    expect(await watch.waitForVersion({ orderId: 'ord_c', above: 0, waitMs: 60_000 })).toBe(1);
    expect(await watch.waitForVersion({ orderId: 'ord_x', above: 0, waitMs: 60_000 })).toBeNull();
    expect(await watch.waitForVersion({ orderId: 'ord_c', above: 99, waitMs: 1 })).toBe(1);
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

    expect(await waiting).toBe(1);
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
