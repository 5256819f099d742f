import { temporal } from '@temporalio/proto';
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

/** The open run is as far ahead of the host as its order is. */
function untilForwarded(orderId: string, aheadMs: number): Promise<unknown> {
  const slackMs = 60_000;
  return until(
    async () => {
      const clock = await clockOf(engine.client(), orderWorkflowId(orderId));
      return clock !== null && clock.nowMs - Date.now() > aheadMs - slackMs;
    },
    () => 'the run is not at the time of its order',
  );
}

test('D1: a terminated run whose clock was forwarded goes on at its own time', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'in_delivery');
  await forward(engine, orderId, { byMs: 3 * dayMs });

  await terminateAndSweep(orderId);

  await untilForwarded(orderId, 3 * dayMs);
  await livesOn(orderId);
});

const { ResetReapplyExcludeType } = temporal.api.enums.v1;
const everything = [
  ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE,
  ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL,
];

type EventId = temporal.api.history.v1.IHistoryEvent['eventId'];

/** The workflow tasks that were completed so far: a reset cuts the history after one of them. */
async function completedTasks(orderId: string): Promise<EventId[]> {
  const { events } = await handleOf(orderId).fetchHistory();
  return (events ?? [])
    .filter((event) => event.workflowTaskCompletedEventAttributes)
    .map((event) => event.eventId);
}

/**
 * As `temporal workflow reset` does it: the messages that came later are sent to the new run
 * again, unless they are excluded.
 */
async function reset(
  orderId: string,
  to: { eventId: EventId; excluded: temporal.api.enums.v1.ResetReapplyExcludeType[] },
): Promise<void> {
  const { workflowId } = handleOf(orderId);
  const runId = await runIdOf(orderId);
  const { connection, options } = engine.client();
  await connection.workflowService.resetWorkflowExecution({
    namespace: options.namespace,
    workflowExecution: { workflowId, runId },
    reason: 'a test',
    requestId: runId,
    workflowTaskFinishEventId: to.eventId,
    resetReapplyExcludeTypes: to.excluded,
  });
  await nextRun(orderId, runId);
}

test.each([
  ['with its messages sent again', []],
  ['without its messages', everything],
])(
  'D1: a run reset to its beginning %s takes over what PostgreSQL knows',
  async (_how, excluded) => {
    const orderId = await placeOrder(engine);
    const before = await bringTo(engine, orderId, 'in_delivery');
    const [eventId] = await completedTasks(orderId);

    await reset(orderId, { eventId, excluded });

    expect((await orderState(engine, orderId)).order.version).toBe(before.order.version);
    await livesOn(orderId);
  },
);

test('D1: a run reset to a quiet moment long past does not refuse what is right by now', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'handover_noted');
  const eventId = (await completedTasks(orderId)).at(-1);
  await bringTo(engine, orderId, 'in_delivery');

  await reset(orderId, { eventId, excluded: everything });

  await livesOn(orderId);
});

test('D1: continued as new with a half-signed note, the other side signs in the new run', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'handover_noted');
  await sign(engine, orderId, { kind: 'handover_note', by: 'seller' });
  const runId = await runIdOf(orderId);

  await handleOf(orderId).signal(historyGrewLong);
  await nextRun(orderId, runId);
  await sign(engine, orderId, { kind: 'handover_note', by: 'courier' });

  await livesOn(orderId);
});

test("D1: Temporal's database is lost: every open order goes on in an empty one", async () => {
  const orderId = await placeOrder(engine);
  const forwardedId = await placeOrder(engine);
  await bringTo(engine, orderId, 'handover_noted');
  await sign(engine, orderId, { kind: 'handover_note', by: 'courier' });
  await bringTo(engine, forwardedId, 'in_delivery');
  await forward(engine, forwardedId, { byMs: 2 * dayMs });

  await engine.loseTemporal();

  await until(
    async () => clockOf(engine.client(), orderWorkflowId(orderId)),
    () => 'the order has no run',
  );
  await sign(engine, orderId, { kind: 'handover_note', by: 'seller' });
  await livesOn(orderId);
  await livesOn(forwardedId);
});
