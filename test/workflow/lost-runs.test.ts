import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '../../src/domain/errors.ts';
import type { OrderState } from '../../src/domain/order.ts';
import { historyGrewLong, orderWorkflowId } from '../../workflows/contract.ts';
import { orderState, startEngine, type TestEngine, until } from '../support/engine.ts';
import { clockOf, dayMs, forward } from '../support/order-clock.ts';
import { bringTo, placeOrder, sign, untilOrder } from '../support/order-life.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const handleOf = (orderId: string) => engine.client().workflow.getHandle(orderWorkflowId(orderId));

async function runIdOf(orderId: string): Promise<string> {
  return (await handleOf(orderId).describe()).runId;
}

/** Waits for another open run than the one before. */
function nextRun(orderId: string, formerRunId: string): Promise<string> {
  return until(
    async () => {
      const described = await handleOf(orderId).describe();
      const isNew = described.runId !== formerRunId && described.status.name === 'RUNNING';
      return isNew && described.runId;
    },
    () => `no run after ${formerRunId}`,
  );
}

/** The run is ended from outside, as an operator can; a worker's sweep starts another. */
async function terminateAndSweep(orderId: string): Promise<void> {
  const runId = await runIdOf(orderId);
  await handleOf(orderId).terminate('a test');
  await engine.sweep();
  await nextRun(orderId, runId);
}

/** The way of a happy life from wherever it is; its money and goods must come out right. */
async function livesOn(orderId: string): Promise<OrderState> {
  await bringTo(engine, orderId, 'delivered');
  await forward(engine, orderId, { byMs: 17 * dayMs });
  const ended = await untilOrder(engine, orderId, (state) => state.order.status === 'completed');
  expect(ended.balances).toEqual({
    provider: 26_980,
    escrow: 0,
    seller: -24_980,
    courier: -1_000,
    platform_fee: -1_000,
  });
  const movements = await engine.neighbours.providerMovements(orderId);
  expect(movements.map((movement) => movement.kind)).toEqual(['authorization', 'capture']);
  return ended;
}

test('D1: a terminated run is started again and the order goes on', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'awaiting_handover');
  const before = await orderState(engine, orderId);

  await terminateAndSweep(orderId);

  expect((await orderState(engine, orderId)).order.version).toBe(before.order.version);
  await livesOn(orderId);
});
