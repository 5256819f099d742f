import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeFact } from '../../../src/db/orders/inbox.ts';
import { ledgerOf } from '../../../src/db/orders/ledger.ts';
import {
  findOrderIdOf,
  journalOf,
  listDocuments,
  listMovements,
} from '../../../src/db/reading/reads.ts';
import { trackingEventsOf } from '../../../src/db/orders/tracking.ts';
import { verifyChain } from '../../../src/evidence/journal-chain.ts';
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

describe('one order', () => {
  test('S0 6.7.2: its documents with both signatures', async () => {
    const [offer, note, ...rest] = await listDocuments(sql, 'ord_a');

    expect(rest).toEqual([]);
    expect(offer).toMatchObject({ kind: 'offer', status: 'confirmed', shipmentId: null });
    expect(note).toMatchObject({ id: 'doc_ord_a', kind: 'handover_note', status: 'signed' });
    expect(note?.signatures.map(({ role }) => role)).toEqual(['seller', 'courier']);
    expect((await listDocuments(sql, 'ord_c')).map(({ kind }) => kind)).toEqual(['offer']);
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
