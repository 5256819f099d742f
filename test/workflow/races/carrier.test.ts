import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { startFactForwarder } from '../../../src/api/facts/fact-forwarder.ts';
import { createEngine } from '../../../src/api/temporal.ts';
import { takeFact } from '../../../src/api/facts/webhooks.ts';
import { must } from '../../../src/domain/errors.ts';
import type { OrderState, ShipmentStatus } from '../../../src/domain/order.ts';
import { createLogger } from '../../../src/logger.ts';
import { webhookHeaders } from '../../../simulators/webhook-signature.ts';
import { orderState } from '../../support/engine.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { bringTo, placeOrder, sign, untilOrder } from '../../support/order-life.ts';
import { shipmentOf } from '../../support/orders.ts';
import { settledHistoryLength } from '../runs.ts';

/** What the carrier pushes comes when it comes: before, after, twice, out of order (§2.2 no. 3). */

const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const webhookSecrets = { payment: secret, carrier: secret };
const logger = createLogger('error', 'test');

const engine = engineOfFile();

interface Pushed {
  code: string;
  eventId?: string;
}

/** The carrier's webhooks arrive one after the other; returns when all were sent on. */
async function push(state: OrderState, ...events: Pushed[]): Promise<OrderState> {
  const waybillNo = must(shipmentOf(state).waybillNo, 'waybill number');
  const parts = { ...engine, logger, engine: createEngine(engine.client()) };
  for (const { code, eventId = randomUUID() } of events) {
    const forwarder = startFactForwarder(parts);
    const body = JSON.stringify({ eventId, waybillNo, code, at: '2026-11-24T02:00:00.000Z' });
    const timestampSeconds = Math.floor(Date.now() / 1_000);
    await takeFact({ ...parts, webhookSecrets }, forwarder, {
      source: 'carrier',
      body: Buffer.from(body),
      headers: webhookHeaders(secret, { id: eventId, timestampSeconds, body }),
    });
    await forwarder.close();
  }
  return orderState(engine, state.order.id);
}

async function inbox(orderId: string): Promise<string[]> {
  const rows = await engine.sql<{ outcome: string }[]>`
    select outcome from inbox where order_id = ${orderId} order by received_at`;
  return rows.map(({ outcome }) => outcome);
}

function expectTracked(state: OrderState, status: ShipmentStatus, trackingRank: number): void {
  expect(shipmentOf(state)).toMatchObject({ status, trackingRank });
}

test('S0 7.6: an event before the handover is kept, and changes nothing then or when it comes again', async () => {
  const orderId = await placeOrder(engine);
  const noted = await bringTo(engine, orderId, 'handover_noted');
  const early = { code: 'in_transit', eventId: 'early' };

  expectTracked(await push(noted, early), 'awaiting_handover', 0);
  await sign(engine, orderId, { kind: 'handover_note', by: 'seller' });
  await sign(engine, orderId, { kind: 'handover_note', by: 'courier' });

  expectTracked(await push(noted, early), 'handed_over', 0);
  expect(await inbox(orderId)).toEqual(['recorded']);
  expectTracked(await push(noted, { code: 'in_transit' }), 'in_transit', 2);
});

test('S0 7.6: an event that comes twice moves the shipment once', async () => {
  const orderId = await placeOrder(engine);
  const state = await bringTo(engine, orderId, 'in_delivery');
  const arrived = { code: 'arrived', eventId: 'arrived-once' };

  const once = await push(state, arrived);
  const twice = await push(state, arrived, { code: 'arrived' });

  expectTracked(once, 'awaiting_delivery', 3);
  expect(twice.order.version).toBe(once.order.version);
  expect(await inbox(orderId)).toEqual(['sent', 'recorded']);
});

test('S0 7.6: events out of order move the shipment forward only, and cost no history', async () => {
  const orderId = await placeOrder(engine);
  const state = await bringTo(engine, orderId, 'in_delivery');

  const ahead = await push(state, { code: 'out_for_delivery' });
  const historyLength = await settledHistoryLength(engine, orderId);
  const late = await push(
    state,
    { code: 'arrived' },
    { code: 'in_transit' },
    { code: 'unheard_of' },
  );

  expectTracked(ahead, 'out_for_delivery', 4);
  expectTracked(late, 'out_for_delivery', 4);
  expect(late.order.version).toBe(ahead.order.version);
  expect(await inbox(orderId)).toEqual(['sent', 'recorded', 'recorded', 'recorded']);
  expect(await settledHistoryLength(engine, orderId)).toBe(historyLength);
});

test('S0 7.6: an event after the delivery, or after the end, is kept and changes nothing', async () => {
  const orderId = await placeOrder(engine);
  const delivered = await bringTo(engine, orderId, 'delivered');

  const later = await push(delivered, { code: 'delivered' }, { code: 'lost' });

  expect(later.order.version).toBe(delivered.order.version);
  expect(later.cases).toEqual([]);
  expect(await inbox(orderId)).toEqual(['recorded', 'recorded']);
});

test('S0 7.6: of two events at once both are taken in, and the shipment is at the later one', async () => {
  const orderId = await placeOrder(engine);
  const state = await bringTo(engine, orderId, 'in_delivery');

  await Promise.all([
    push(state, { code: 'in_transit' }),
    push(state, { code: 'out_for_delivery' }),
  ]);

  const moved = await untilOrder(engine, orderId, (now) => shipmentOf(now).trackingRank === 4);
  expectTracked(moved, 'out_for_delivery', 4);
  expect(await inbox(orderId)).toContain('sent');
  expect(await inbox(orderId)).not.toContain('stored');
});
