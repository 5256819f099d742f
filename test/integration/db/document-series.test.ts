import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IssueHandoverNote } from '../../../src/domain/commands.ts';
import { must } from '../../../src/domain/errors.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { payFor, storeNoOrders, type StoredOrders } from './stored-orders.ts';

let database: TestDatabase;
let sql: Sql;
let orders: StoredOrders;

beforeAll(async () => {
  database = await createTestDatabase({ poolMax: 12 });
  ({ sql } = database);
  orders = await storeNoOrders(sql);
});

afterAll(async () => database.drop());

async function paid(orderId: string, sellerId: string, at = '2026-03-02T02:00:00.000Z') {
  await orders.place({ orderId, sellerId, at, method: 'alipay' });
  await payFor(orders, orderId);
}

interface Asked {
  at?: string;
  expectedVersion?: number;
  waybillNo?: string;
  counted?: IssueHandoverNote['counted'];
  keyId?: string;
}

/** Asks for the order's handover note; tells what came of it. */
async function issue(orderId: string, documentId: string, asked: Asked = {}): Promise<string> {
  const { shipments } = await orders.state(orderId);
  const action: IssueHandoverNote = {
    name: 'issueHandoverNote',
    shipmentId: must(shipments[0], 'shipment').id,
    documentId,
    waybillNo: asked.waybillNo ?? null,
    parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
    counted: asked.counted ?? null,
    custodians: { seller: null, courier: null },
    agentName: null,
  };
  const request = {
    orderId,
    action,
    actor: { role: 'seller' as const, id: 'seller-1' },
    at: asked.at ?? '2026-03-02T04:00:00.000Z',
    expectedVersion: asked.expectedVersion ?? null,
    key: asked.keyId === undefined ? null : { id: asked.keyId, bodyHash: 'sha256:body' },
  };
  return orders.run(request).then(
    ({ kind }) => kind,
    (error: { code?: string; name: string }) => error.code ?? error.name,
  );
}

async function numbersOf(sellerId: string): Promise<string[]> {
  const rows = await sql<{ number: string }[]>`
    select number from documents where issuer_id = ${sellerId} and kind <> 'offer' order by number`;
  return rows.map(({ number }) => number);
}

const numbers = (count: number) =>
  Array.from({ length: count }, (_, index) => `HN-2026-${String(index + 1).padStart(8, '0')}`);

describe('document numbers', () => {
  test('S0 6.7.2: each seller’s notes are numbered without a gap, whatever is refused, rolled back or repeated beside them', async () => {
    const first = Array.from({ length: 6 }, (_, index) => `ord_first_${index}`);
    const second = Array.from({ length: 4 }, (_, index) => `ord_second_${index}`);
    for (const id of first) await paid(id, 'pty_seller');
    for (const id of second) await paid(id, 'pty_seller_2');
    await paid('ord_taken', 'pty_seller');
    await paid('ord_failing', 'pty_seller');
    await issue('ord_taken', 'doc_taken', { waybillNo: 'SF-TAKEN' });

    const outcomes = await Promise.all([
      ...first.flatMap((id) => [
        issue(id, `doc_short_${id}`, { counted: [{ lineNo: 1, counted: 1 }] }),
        issue(id, `doc_stale_${id}`, { expectedVersion: 1 }),
        issue(id, `doc_${id}`, { keyId: `key_note_${id}` }),
        issue(id, `doc_${id}`, { keyId: `key_note_${id}` }),
      ]),
      ...second.flatMap((id) => [issue(id, `doc_${id}`), issue(id, `doc_again_${id}`)]),
      // PostgreSQL itself takes these back, after all was written.
      issue('ord_failing', 'doc_failing', { waybillNo: 'SF-TAKEN' }),
      issue('ord_failing', 'doc_failing_2', { waybillNo: 'SF-TAKEN' }),
    ]);

    const count = (outcome: string) => outcomes.filter((found) => found === outcome).length;
    expect(count('done')).toBe(first.length + second.length);
    expect(count('repeated')).toBe(first.length);
    expect(count('superseded')).toBe(first.length);
    expect(count('waybill_no_in_use')).toBe(2);
    expect(await numbersOf('pty_seller')).toEqual(numbers(first.length + 1));
    expect(await numbersOf('pty_seller_2')).toEqual(numbers(second.length));
    await issue('ord_failing', 'doc_failing_3');
    expect((await numbersOf('pty_seller')).at(-1)).toBe(numbers(first.length + 2).at(-1));
  });

  test('S0 6.7.2: one party’s notes do not wait for another’s', async () => {
    await paid('ord_free', 'pty_seller_2');

    await sql.begin(async (tx) => {
      await tx`update document_series set last_number = last_number where issuer_id = 'pty_seller'`;
      expect(await issue('ord_free', 'doc_free')).toBe('done');
    });
  });

  test('S0 6.7.2: the year of a number is the one in the order’s own zone', async () => {
    await paid('ord_old', 'pty_seller_2', '2026-12-31T15:40:00.000Z');
    await paid('ord_new', 'pty_seller_2', '2026-12-31T15:40:00.000Z');

    await issue('ord_old', 'doc_old', { at: '2026-12-31T15:59:59.000Z' });
    await issue('ord_new', 'doc_new', { at: '2026-12-31T16:00:00.000Z' });

    const found = (await numbersOf('pty_seller_2')).slice(-2);
    expect(found).toEqual([expect.stringMatching(/^HN-2026-/), 'HN-2027-00000001']);
  });
});
