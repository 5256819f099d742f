import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { advanceSandboxClock } from '../../src/db/orders/sandbox-clocks.ts';
import { must } from '../../src/domain/errors.ts';
import type { Deadline, OrderState } from '../../src/domain/order.ts';
import type { DeadlineName } from '../../src/domain/policies/deadline-rules.ts';
import { fastForward } from '../../src/temporal/fast-forward.ts';
import { orderWorkflowId, refundWorkflowId } from '../../workflows/contract.ts';
import { orderState, type TestEngine } from './engine.ts';

export type Forwarding =
  | { byMs: number }
  /** To one second before, exactly at, or one second after an instant. */
  | { toJustBefore: string }
  | { to: string }
  | { toJustAfter: string };

const second = 1_000;
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** Moves an order and its refunds, that is their open workflows, ahead in time together. */
export async function forward(
  engine: TestEngine,
  orderId: string,
  forwarding: Forwarding,
): Promise<void> {
  const client = engine.client();
  const state = await orderState(engine, orderId);
  const clocks = await openClocks(client, state);
  const nowMs = await timeOf(engine, orderId);
  const byMs = distanceTo(forwarding, nowMs);
  const targetMs = nowMs + byMs;
  await Promise.all(
    clocks
      .filter((clock) => clock.nowMs < targetMs)
      .map((clock) =>
        fastForward(client, { workflowId: clock.workflowId, byMs: targetMs - clock.nowMs }),
      ),
  );
  await advanceSandboxClock(engine.sql, { orderId, byMs });
}

function distanceTo(forwarding: Forwarding, nowMs: number): number {
  if ('byMs' in forwarding) return forwarding.byMs;
  if ('to' in forwarding) return Date.parse(forwarding.to) - nowMs;
  if ('toJustBefore' in forwarding) return Date.parse(forwarding.toJustBefore) - second - nowMs;
  return Date.parse(forwarding.toJustAfter) + second - nowMs;
}

/** The order's own time, which goes on like any other. */
export async function timeOf(engine: TestEngine, orderId: string): Promise<number> {
  const [row] = await engine.sql<{ offsetMs: number }[]>`
    select offset_ms as "offsetMs" from sandbox_clocks where order_id = ${orderId}`;
  return Date.now() + (row?.offsetMs ?? 0);
}

interface RunClock {
  workflowId: string;
  nowMs: number;
}

async function openClocks(client: Client, state: OrderState): Promise<RunClock[]> {
  const ids = [
    orderWorkflowId(state.order.id),
    ...state.refunds.map((r) => refundWorkflowId(r.id)),
  ];
  const clocks = await Promise.all(ids.map((id) => clockOf(client, id)));
  return clocks.filter((clock) => clock !== null);
}

/** The time of a workflow's open run; null if it has none. */
export async function clockOf(client: Client, workflowId: string): Promise<RunClock | null> {
  const handle = client.workflow.getHandle(workflowId);
  const described = await handle.describe().catch(() => null);
  if (described?.status.name !== 'RUNNING') return null;
  const currentTime = described.raw.workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  return { workflowId, nowMs: currentTime ? tsToMs(currentTime) : Date.now() };
}

/** The newest deadline of a name, whatever became of it. */
export function deadlineOf(
  state: OrderState,
  name: DeadlineName,
  subjectId: string | null = null,
): Deadline {
  return must(
    state.deadlines.findLast(
      (deadline) =>
        deadline.name === name && (subjectId === null || deadline.subjectId === subjectId),
    ),
    `deadline ${name}`,
  );
}
