import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partyBalance } from '../../../src/db/reading/party-balance.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { storeFourOrders } from './stored-orders.ts';

let database: TestDatabase;
let sql: Sql;
const at = '2026-03-06T00:00:00.000Z';

/** A set of postings of an order, each of a party: by hand, since only the sums are looked at. */
async function book(orderId: string, rows: [account: string, party: string, minor: number][]) {
  const total = rows.reduce((sum, [, , minor]) => sum + minor, 0);
  await sql.begin(async (tx) => {
    for (const [account, party, minor] of [...rows, ['provider', null, -total] as const]) {
      await tx`insert into postings (order_id, transition, account, amount_minor, currency, reason,
          reference, at, party_id)
        values (${orderId}, 900, ${account}, ${minor}, 'CNY', 'test', ${orderId}, ${at}, ${party})`;
      if (account !== 'cash_in_transit') continue;
      await tx`update shipments set cash_collected_minor = ${minor} where order_id = ${orderId}`;
    }
  });
}

beforeAll(async () => {
  database = await createTestDatabase();
  ({ sql } = database);
  await storeFourOrders(sql);
  await book('ord_a', [
    ['cash_in_transit', 'pty_courier', 700],
    ['courier', 'pty_courier', -100],
    ['seller', 'pty_seller', -900],
  ]);
  await book('ord_b', [
    ['courier', 'pty_courier', -50],
    ['claim:pty_courier', 'pty_courier', 1_050],
  ]);
  await book('ord_c', [['courier', 'pty_courier_2', -7]]);
  await book('ord_d', [['courier', 'pty_courier', -11]]);
});

afterAll(async () => database.drop());

const all = { platformId: null, owingOnly: false, page: { limit: 20, cursor: null } };

describe('partyBalance', () => {
  test('§2.4: every sum is one of the ledger, and the orders behind it add up to it', async () => {
    const told = await partyBalance(sql, { ...all, partyId: 'pty_courier' });

    expect(told.balances).toEqual([
      { account: 'cash_in_transit', currency: 'CNY', amountMinor: 700 },
      { account: 'claim:pty_courier', currency: 'CNY', amountMinor: 1_050 },
      { account: 'courier', currency: 'CNY', amountMinor: -161 },
    ]);
    const sums = {
      cashInTransitMinor: 700,
      claimsMinor: 1_050,
      feesEarnedMinor: 161,
      earnedMinor: 161,
    };
    expect(told.currencies).toEqual([{ currency: 'CNY', ...sums, overdueMinor: 0 }]);
    expect(told.data.map(({ orderId, feesEarnedMinor }) => [orderId, feesEarnedMinor])).toEqual([
      ['ord_d', 11],
      ['ord_b', 50],
      ['ord_a', 100],
    ]);
    const seller = await partyBalance(sql, { ...all, partyId: 'pty_seller' });
    expect(seller.balances).toEqual([{ account: 'seller', currency: 'CNY', amountMinor: -900 }]);
    expect(seller.currencies).toMatchObject([{ earnedMinor: 900, feesEarnedMinor: 0 }]);
    expect(seller.data).toMatchObject([{ orderId: 'ord_a', earnedMinor: 900 }]);
    expect(await partyBalance(sql, { ...all, partyId: 'pty_none' })).toEqual({
      partyId: 'pty_none',
      balances: [],
      currencies: [],
      data: [],
      nextCursor: null,
    });
  });

  test('S0 10.4.2: of one platform, of what is owed only, page by page', async () => {
    const partyId = 'pty_courier';
    const own = await partyBalance(sql, { ...all, partyId, platformId: 'pty_platform' });
    expect(own.currencies).toMatchObject([{ feesEarnedMinor: 150 }]);
    expect(own.data.map(({ orderId }) => orderId)).toEqual(['ord_b', 'ord_a']);

    const owing = { ...all, partyId, owingOnly: true, page: { limit: 1, cursor: null } };
    const first = await partyBalance(sql, owing);
    const rest = await partyBalance(sql, {
      ...owing,
      page: { limit: 1, cursor: first.nextCursor },
    });
    expect([first, rest].map(({ data }) => data.map(({ orderId }) => orderId))).toEqual([
      ['ord_b'],
      ['ord_a'],
    ]);
    expect(rest.nextCursor).toBeNull();
  });

  test('S0 6.7.1 f: cash in transit that no shipment says was collected is refused', async () => {
    const wrong = sql.begin(async (tx) => {
      await tx`insert into postings (order_id, transition, account, amount_minor, currency, reason,
          reference, at, party_id)
        values ('ord_c', 901, 'cash_in_transit', 5, 'CNY', 'x', 'x', ${at}, 'pty_courier_2'),
          ('ord_c', 901, 'provider', -5, 'CNY', 'x', 'x', ${at}, null)`;
    });

    await expect(wrong).rejects.toMatchObject({ constraint_name: 'cash_matched' });
  });
});
