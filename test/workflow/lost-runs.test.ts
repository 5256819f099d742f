import { expect, test } from 'vitest';
import { must } from '../../src/domain/errors.ts';
import { refundWorkflowId } from '../../workflows/contract.ts';
import { orderState } from '../support/engine.ts';
import { engineOfFile } from '../support/file-engine.ts';
import { neighbourBooks } from '../support/neighbour-books.ts';
import { dayMs, forward } from '../support/order-clock.ts';
import { bringTo, placeOrder, send, sign, untilOrder } from '../support/order-life.ts';
import { accepting, actorOf, cancelling, signature } from '../support/orders.ts';
import { continuedAsNew, livedOn, runOf, terminated, untilForwarded, wellEnded } from './runs.ts';

const engine = engineOfFile();

test('D1: a terminated run is started again and the order goes on', async () => {
  const orderId = await placeOrder(engine);
  const before = await bringTo(engine, orderId, 'awaiting_handover');

  await terminated(engine, runOf(engine, orderId));

  expect((await orderState(engine, orderId)).order.version).toBe(before.order.version);
  expect(await livedOn(engine, orderId)).toEqual(wellEnded);
});

test('D1, D8: a terminated run whose clock was forwarded goes on at its own time', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'in_delivery');
  await forward(engine, orderId, { byMs: 3 * dayMs });

  await terminated(engine, runOf(engine, orderId));

  await untilForwarded(engine, orderId, 3 * dayMs);
  expect(await livedOn(engine, orderId)).toEqual(wellEnded);
});

test('D1: continued as new with a half-signed note, the other side signs in the new run', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'handover_noted');
  await sign(engine, orderId, { kind: 'handover_note', by: 'seller' });

  await continuedAsNew(runOf(engine, orderId));
  await sign(engine, orderId, { kind: 'handover_note', by: 'courier' });

  expect(await livedOn(engine, orderId)).toEqual(wellEnded);
});

test('D8, D10: a run that does not reach the time of its order holds up no other start', async () => {
  const lateId = await placeOrder(engine);
  await bringTo(engine, lateId, 'in_delivery');
  await forward(engine, lateId, { byMs: 3 * dayMs });
  await engine.stopWorker();
  await runOf(engine, lateId).terminate();
  await engine.sql`update start_requests set started_at = null where order_id = ${lateId}`;

  const orderId = await placeOrder(engine);

  const [late] = await engine.sql`
    select started_at as "startedAt" from start_requests where order_id = ${lateId}`;
  expect(late).toEqual({ startedAt: null });
  await engine.startWorker();
  expect(await livedOn(engine, orderId)).toEqual(wellEnded);
  expect(await livedOn(engine, lateId)).toEqual(wellEnded);
});

test('D1, D8: continued as new, an order keeps the time that it was forwarded to', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'in_delivery');
  await forward(engine, orderId, { byMs: 3 * dayMs });

  await continuedAsNew(runOf(engine, orderId));

  await untilForwarded(engine, orderId, 3 * dayMs);
  expect(await livedOn(engine, orderId)).toEqual(wellEnded);
});

test('D3: what was committed and never reached its run is followed up by the sweep', async () => {
  const orderId = await placeOrder(engine);
  const state = await bringTo(engine, orderId, 'handover_noted');
  await sign(engine, orderId, { kind: 'handover_note', by: 'seller' });

  // As a worker leaves it that is killed between its commit and the end of its workflow task.
  await engine.transitions.run({
    orderId,
    action: signature(state, 'handover_note', 'courier'),
    actor: actorOf('courier'),
    at: new Date().toISOString(),
    expectedVersion: null,
    key: null,
  });
  await engine.sweep();

  await untilOrder(engine, orderId, ({ order }) => order.capturedMinor > 0);
  expect(await livedOn(engine, orderId)).toEqual(wellEnded);
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
  expect(await livedOn(engine, orderId)).toEqual(wellEnded);
  expect(await livedOn(engine, forwardedId)).toEqual(wellEnded);
});

test('S0 8.2 d: a payment of unknown outcome is found out by the run after a terminated one', async () => {
  const orderId = await placeOrder(engine, { token: 'tok_timeout_after_success' });
  await send(engine, orderId, accepting, { by: 'seller' });
  await untilOrder(engine, orderId, ({ order }) => order.paymentStatus === 'unknown');

  await terminated(engine, runOf(engine, orderId));

  expect(await livedOn(engine, orderId)).toEqual(wellEnded);
});

test('D1: an order cancelled already is taken up again while something is still to be undone', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'awaiting_handover');
  await engine.neighbours.breakDown('stock', 'down');
  await send(engine, orderId, cancelling('consumer_changed_mind'), { by: 'consumer' });
  await untilOrder(engine, orderId, ({ order }) => order.paymentStatus === 'voided');

  await terminated(engine, runOf(engine, orderId));
  await engine.neighbours.breakDown('stock', 'none');

  await runOf(engine, orderId).result();
  expect((await neighbourBooks(engine, orderId)).unitsHeld).toBe(0);
});

test('D1: a refund whose run was terminated reaches the consumer, once', async () => {
  const orderId = await placeOrder(engine, { method: 'wechat_pay' });
  await bringTo(engine, orderId, 'awaiting_handover');
  await engine.neighbours.breakDown('payment', 'down');
  await send(engine, orderId, cancelling('consumer_changed_mind'), { by: 'consumer' });
  const { refunds } = await untilOrder(
    engine,
    orderId,
    (state) => state.refunds[0]?.status === 'processing',
  );
  const refundId = must(refunds[0], 'refund').id;

  await terminated(engine, engine.client().workflow.getHandle(refundWorkflowId(refundId)));
  await engine.neighbours.breakDown('payment', 'none');

  await untilOrder(engine, orderId, (state) => state.refunds[0]?.status === 'succeeded');
  const movements = await engine.neighbours.providerMovements(orderId);
  expect(movements.map(({ kind }) => kind)).toEqual(['authorization', 'capture', 'refund']);
});
