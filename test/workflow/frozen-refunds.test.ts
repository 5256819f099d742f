import { expect, test } from 'vitest';
import type { Action } from '../../src/domain/commands.ts';
import type { OrderState } from '../../src/domain/order.ts';
import { refundWorkflowId } from '../../workflows/contract.ts';
import { orderState, until } from '../support/engine.ts';
import { engineOfFile } from '../support/file-engine.ts';
import { forward, hourMs } from '../support/order-clock.ts';
import { bringTo, placeOrder, send, untilOrder } from '../support/order-life.ts';
import { actorOf, newId } from '../support/orders.ts';

/** Refunds of an order that is frozen because one of PostgreSQL's guards refused a step (D3). */

const engine = engineOfFile();

/** What the database takes, whatever the order's own run is doing. */
async function transition(orderId: string, action: Action, by: 'support' | 'ops'): Promise<void> {
  await engine.transitions.run({
    orderId,
    action,
    actor: actorOf(by),
    at: new Date().toISOString(),
    expectedVersion: null,
    key: null,
  });
}

const freeze = (orderId: string): Promise<void> =>
  transition(
    orderId,
    { name: 'freezeOrder', caseId: newId('cas'), constraint: 'a_guard', step: 'signDocument' },
    'ops',
  );

const refund = (orderId: string): Promise<void> =>
  transition(
    orderId,
    {
      name: 'requestRefund',
      refundId: newId('rfd'),
      lines: null,
      amountMinor: 500,
      deliveryFeeMinor: null,
      reason: 'other',
      bearer: 'seller',
      channel: 'original',
    },
    'support',
  );

/** Captured at the payment, and still with the seller. */
async function captured(token: string): Promise<string> {
  const orderId = await placeOrder(engine, { token, method: 'wechat_pay' });
  await bringTo(engine, orderId, 'awaiting_handover');
  await untilOrder(engine, orderId, ({ order }) => order.paymentStatus === 'captured');
  return orderId;
}

const refundsAtProvider = async (orderId: string): Promise<number[]> =>
  (await engine.neighbours.providerMovements(orderId))
    .filter(({ kind }) => kind === 'refund')
    .map(({ amountMinor }) => amountMinor);

async function thaw(orderId: string): Promise<OrderState> {
  const { cases } = await orderState(engine, orderId);
  const caseId = cases.find(({ kind }) => kind === 'constraint_violated')?.id ?? '';
  await send(engine, orderId, { name: 'resolveCase', caseId, outcome: 'noted' } as never);
  return orderState(engine, orderId);
}

test('D3: a refund on its way when the order is frozen is found out and recorded; the order stays', async () => {
  const orderId = await captured('tok_refund_unknown');
  await refund(orderId);
  engine.wakeStarts();
  await untilOrder(engine, orderId, ({ refunds }) => refunds[0]?.status === 'unknown');
  await freeze(orderId);

  await forward(engine, orderId, { byMs: hourMs });
  const told = await untilOrder(
    engine,
    orderId,
    ({ refunds }) => refunds[0]?.status === 'succeeded',
  );

  expect(told.order).toMatchObject({ frozen: true, status: 'awaiting_handover' });
  expect(told.balances).toMatchObject({ refund_due: 0, provider: 26_480 });
  expect(await refundsAtProvider(orderId)).toEqual([500]);
  expect((await thaw(orderId)).order.frozen).toBe(false);
});

test('D3: a refund that was only decided is not asked for before support has looked', async () => {
  const orderId = await captured('tok_ok');
  await engine.stopWorker();
  await refund(orderId);
  await freeze(orderId);
  await engine.startWorker();
  engine.wakeStarts();
  const { refunds } = await orderState(engine, orderId);
  const run = engine.client().workflow.getHandle(refundWorkflowId(refunds[0]?.id ?? ''));
  await until(
    async () => (await run.describe().catch(() => null))?.status.name === 'RUNNING',
    () => 'the refund has no run',
  );

  await forward(engine, orderId, { byMs: hourMs });

  const held = await orderState(engine, orderId);
  expect(held.refunds).toMatchObject([{ status: 'requested', tries: 0 }]);
  expect(await refundsAtProvider(orderId)).toEqual([]);
  await expect(refund(orderId)).rejects.toMatchObject({ code: 'order_frozen' });
  await thaw(orderId);
  await forward(engine, orderId, { byMs: hourMs });
  await untilOrder(engine, orderId, ({ refunds: after }) => after[0]?.status === 'succeeded');
  expect(await refundsAtProvider(orderId)).toEqual([500]);
});
