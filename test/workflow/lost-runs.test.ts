import { afterAll, beforeAll, expect, test } from 'vitest';
import { historyGrewLong } from '../../workflows/contract.ts';
import { orderState, startEngine, type TestEngine } from '../support/engine.ts';
import { dayMs, forward } from '../support/order-clock.ts';
import { bringTo, placeOrder, sign } from '../support/order-life.ts';
import { intoNextRun, livesOn, runOf, terminated, untilForwarded } from './runs.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

test('D1: a terminated run is started again and the order goes on', async () => {
  const orderId = await placeOrder(engine);
  const before = await bringTo(engine, orderId, 'awaiting_handover');

  await terminated(engine, orderId);

  expect((await orderState(engine, orderId)).order.version).toBe(before.order.version);
  await livesOn(engine, orderId);
});

test('D1, D8: a terminated run whose clock was forwarded goes on at its own time', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'in_delivery');
  await forward(engine, orderId, { byMs: 3 * dayMs });

  await terminated(engine, orderId);

  await untilForwarded(engine, orderId, 3 * dayMs);
  await livesOn(engine, orderId);
});

test('D1: continued as new with a half-signed note, the other side signs in the new run', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'handover_noted');
  await sign(engine, orderId, { kind: 'handover_note', by: 'seller' });

  await intoNextRun(engine, orderId, () => runOf(engine, orderId).signal(historyGrewLong));
  await sign(engine, orderId, { kind: 'handover_note', by: 'courier' });

  await livesOn(engine, orderId);
});

test('D1, D8: continued as new, an order keeps the time that it was forwarded to', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'in_delivery');
  await forward(engine, orderId, { byMs: 3 * dayMs });

  await intoNextRun(engine, orderId, () => runOf(engine, orderId).signal(historyGrewLong));

  await untilForwarded(engine, orderId, 3 * dayMs);
  await livesOn(engine, orderId);
});

test("D1: Temporal's database is lost: every open order goes on in an empty one", async () => {
  const orderId = await placeOrder(engine);
  const forwardedId = await placeOrder(engine);
  await bringTo(engine, orderId, 'handover_noted');
  await sign(engine, orderId, { kind: 'handover_note', by: 'courier' });
  await bringTo(engine, forwardedId, 'in_delivery');
  await forward(engine, forwardedId, { byMs: 2 * dayMs });

  await engine.loseTemporal();

  await untilForwarded(engine, forwardedId, 2 * dayMs);
  await sign(engine, orderId, { kind: 'handover_note', by: 'seller' });
  await livesOn(engine, orderId);
  await livesOn(engine, forwardedId);
});
