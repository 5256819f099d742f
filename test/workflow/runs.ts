import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { historyGrewLong, orderWorkflowId } from '../../workflows/contract.ts';
import { type TestEngine, until } from '../support/engine.ts';
import { clockOf, dayMs, forward } from '../support/order-clock.ts';
import { bringTo, untilOrder } from '../support/order-life.ts';

/** What operators and accidents do to the run of an order. */

export function runOf(engine: TestEngine, orderId: string): WorkflowHandle {
  return engine.client().workflow.getHandle(orderWorkflowId(orderId));
}

/** Does something that ends the open run, and returns when another run is open. */
export async function intoNextRun(
  handle: WorkflowHandle,
  end: () => Promise<unknown>,
  begin: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const { runId } = await handle.describe();
  await end();
  await until(
    async () => {
      await begin();
      const described = await handle.describe();
      return described.runId !== runId && described.status.name === 'RUNNING';
    },
    () => `no run after ${runId}`,
  );
}

/** An operator ends the run; a worker's sweep starts another. */
export function terminated(engine: TestEngine, handle: WorkflowHandle): Promise<void> {
  return intoNextRun(handle, () => handle.terminate('a test'), engine.sweep);
}

/** History grew so long that Temporal wants a fresh one. */
export function continuedAsNew(handle: WorkflowHandle): Promise<void> {
  return intoNextRun(handle, () => handle.signal(historyGrewLong));
}

/** The length of the history once the worker has said all that it has to say for now. */
export function settledHistoryLength(engine: TestEngine, orderId: string): Promise<number> {
  return until(
    async () => {
      const { raw, historyLength } = await runOf(engine, orderId).describe();
      return !raw.pendingWorkflowTask && historyLength;
    },
    () => 'workflow tasks without an end',
  );
}

/** The open run is as far ahead of the host as its order is. */
export async function untilForwarded(
  engine: TestEngine,
  orderId: string,
  aheadMs: number,
): Promise<void> {
  const slackMs = 60_000;
  await until(
    async () => {
      const clock = await clockOf(engine.client(), orderWorkflowId(orderId));
      return clock !== null && clock.nowMs - Date.now() > aheadMs - slackMs;
    },
    () => 'the run is not at the time of its order',
  );
}

type EventId = temporal.api.history.v1.IHistoryEvent['eventId'];

/** The workflow tasks that were completed so far: a reset cuts the history at one of them. */
export async function completedTasks(engine: TestEngine, orderId: string): Promise<EventId[]> {
  const { events } = await runOf(engine, orderId).fetchHistory();
  return (events ?? [])
    .filter((event) => event.workflowTaskCompletedEventAttributes)
    .map((event) => event.eventId);
}

const { ResetReapplyExcludeType } = temporal.api.enums.v1;

/**
 * As `temporal workflow reset` does it: the messages that came later are sent to the new run
 * again, unless they are left out.
 */
export async function resetTo(
  engine: TestEngine,
  orderId: string,
  to: { eventId: EventId; messages: 'sent_again' | 'left_out' },
): Promise<void> {
  const { connection, options } = engine.client();
  const handle = runOf(engine, orderId);
  const { workflowId, runId } = await handle.describe();
  const leftOut = [
    ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE,
    ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL,
  ];
  await intoNextRun(handle, () =>
    connection.workflowService.resetWorkflowExecution({
      namespace: options.namespace,
      workflowExecution: { workflowId, runId },
      reason: 'a test',
      requestId: runId,
      workflowTaskFinishEventId: to.eventId,
      resetReapplyExcludeTypes: to.messages === 'left_out' ? leftOut : [],
    }),
  );
}

/** How a happy life ends: the money is where it belongs, and moved once. */
export const wellEnded = {
  balances: {
    provider: 26_980,
    escrow: 0,
    seller: -24_980,
    courier: -1_000,
    platform_fee: -1_000,
  },
  movements: ['authorization', 'capture'],
};

/** Lives the rest of a happy life, from wherever the order is; answers as `wellEnded` is. */
export async function livedOn(engine: TestEngine, orderId: string): Promise<typeof wellEnded> {
  await bringTo(engine, orderId, 'delivered');
  await forward(engine, orderId, { byMs: 17 * dayMs });
  const { balances } = await untilOrder(
    engine,
    orderId,
    (state) => state.order.status === 'completed',
  );
  const movements = await engine.neighbours.providerMovements(orderId);
  return {
    balances: balances as typeof wellEnded.balances,
    movements: movements.map(({ kind }) => kind),
  };
}
