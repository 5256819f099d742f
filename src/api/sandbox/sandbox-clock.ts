import { setTimeout as pause } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { Sql } from 'postgres';
import { loadOrder } from '../../db/orders/load-order.ts';
import { accessOfOrder } from '../../db/reading/order-access.ts';
import { advanceSandboxClock } from '../../db/orders/sandbox-clocks.ts';
import { workflowsOfOrder } from '../../db/orders/start-requests.ts';
import { isTicking, nextAct } from '../../domain/deadlines/deadline-acts.ts';
import { nextInstant } from '../../domain/deadlines/deadlines.ts';
import { demand, DomainError, must } from '../../domain/errors.ts';
import type { Deadline, OrderState, Subject } from '../../domain/order.ts';
import { orderTime } from '../commands/order-clock.ts';
import {
  demandWorker,
  findRunning,
  forwardTo,
  type RunningWorkflow,
} from '../../temporal/time-skipping.ts';

/** How far an order is to be forwarded. */
export type Forwarding = { byMs: number } | 'next_deadline';

export interface FiredDeadline {
  name: string;
  subject: Subject;
  at: string;
}

/** Forwards single orders through their own time (D8). */
export interface SandboxClock {
  /**
   * Moves an order and all its open workflows ahead together, and returns once every deadline
   * that fell due on the way is decided. Refuses with `order_busy` while a neighbour is being
   * called, and with `deadline_not_running` where no deadline is ahead.
   */
  forward(
    orderId: string,
    forwarding: Forwarding,
  ): Promise<{ now: string; fired: FiredDeadline[] }>;
}

/** So long a call that has just begun may take before the order counts as busy. */
const settleMs = 1_000;
/** What falls due is decided within a moment; a worker that is down is not waited for for ever. */
const decideMs = 15_000;
const lookEveryMs = 50;
/** A deadline acts at its instant; the order is moved to just past it. */
const justPastMs = 1_000;

/** Temporal and a worker answer at once or are down: nothing has been moved by then. */
const answerMs = 5_000;
/** The longest way, over many timers, takes seconds. */
const moveMs = 30_000;

export function createSandboxClock(sql: Sql, client: Client): SandboxClock {
  return {
    async forward(orderId, forwarding) {
      const before = must(await loadOrder(sql, orderId), 'order');
      const nowMs = Date.parse(await timeOf(sql, orderId));
      const targetMs = targetOf(before, forwarding, nowMs);
      const running = await within(client, answerMs, async () => {
        const settled = await settledWorkflows(sql, client, orderId);
        await Promise.all(settled.map(({ workflowId }) => demandWorker(client, workflowId)));
        return settled;
      });
      const workflowIds = running.map(({ workflowId }) => workflowId);
      await within(client, moveMs, () => moveAll(client, workflowIds, targetMs));
      await advanceSandboxClock(sql, { orderId, byMs: targetMs - nowMs });
      const after = await decided(sql, orderId, new Date(targetMs).toISOString());
      return { now: await timeOf(sql, orderId), fired: firedBetween(before, after) };
    },
  };
}

/**
 * Moves them all, whatever Temporal refuses on the way: a caller that is told «not now» of a move
 * that has begun would move further when it repeats its call.
 */
async function moveAll(client: Client, workflowIds: string[], targetMs: number): Promise<void> {
  const endsAtMs = Date.now() + moveMs;
  for (;;) {
    try {
      await Promise.all(
        workflowIds.map((workflowId) => forwardTo(client, { workflowId, targetMs })),
      );
      return;
    } catch (error) {
      if (!isGrpcServiceError(error) || Date.now() + lookEveryMs >= endsAtMs) throw error;
      await pause(lookEveryMs);
    }
  }
}

/** What Temporal or the worker leaves unanswered is «not now». */
async function within<T>(client: Client, limitMs: number, work: () => Promise<T>): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + limitMs, work);
  } catch (error) {
    if (!isGrpcServiceError(error) && !isGrpcServiceError((error as Error).cause)) throw error;
    throw new DomainError(
      'engine_unavailable',
      'Temporal or its worker does not answer: the clock cannot be moved now.',
    );
  }
}

async function timeOf(sql: Sql, orderId: string): Promise<string> {
  return orderTime(must(await accessOfOrder(sql, orderId), 'order'));
}

function targetOf(state: OrderState, forwarding: Forwarding, nowMs: number): number {
  if (forwarding !== 'next_deadline') return nowMs + forwarding.byMs;
  const instants = state.deadlines.filter(isTicking).map(nextInstant).toSorted();
  const next = instants[0];
  demand(next !== undefined, 'deadline_not_running', 'No deadline of this order is ahead.');
  return Math.max(nowMs, Date.parse(next) + justPastMs);
}

/** The order's open workflows, none of them in the middle of a call. */
async function settledWorkflows(
  sql: Sql,
  client: Client,
  orderId: string,
): Promise<RunningWorkflow[]> {
  const workflowIds = await workflowsOfOrder(sql, orderId);
  const endsAtMs = Date.now() + settleMs;
  for (;;) {
    const found = await Promise.all(workflowIds.map((id) => findRunning(client, id)));
    const running = found.filter((workflow) => workflow !== undefined);
    if (!running.some(({ isBusy }) => isBusy)) return running;
    demand(
      Date.now() < endsAtMs,
      'order_busy',
      'A call to a neighbour is under way; time stands still until it has ended.',
    );
    await pause(lookEveryMs);
  }
}

/** The order once nothing that fell due by then is left undecided, or when the wait is over. */
async function decided(sql: Sql, orderId: string, target: string): Promise<OrderState> {
  const endsAtMs = Date.now() + decideMs;
  for (;;) {
    const state = must(await loadOrder(sql, orderId), 'order');
    const isOpen = state.deadlines.some(
      (deadline) => isTicking(deadline) && nextAct(deadline).at <= target,
    );
    if (!isOpen || Date.now() >= endsAtMs) return state;
    await pause(lookEveryMs);
  }
}

function firedBetween(before: OrderState, after: OrderState): FiredDeadline[] {
  const fired = after.deadlines.flatMap((deadline) => {
    const earlier = before.deadlines.find(({ id }) => id === deadline.id);
    return firingsOf(deadline, earlier);
  });
  return fired.toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}

/** A deadline fires when it is missed, and once more when its grace has passed. */
function firingsOf(deadline: Deadline, earlier: Deadline | undefined): FiredDeadline[] {
  const { name, subjectType: type, subjectId: id, dueAt, graceEndsAt } = deadline;
  const subject = { type, id };
  const hasRunOut = deadline.state === 'missed' || deadline.endedAt === dueAt;
  const wasMissed = hasRunOut && (earlier?.state ?? 'running') === 'running';
  const hasActed = deadline.grace === 'acted' && earlier?.grace !== 'acted';
  return [
    ...(wasMissed ? [{ name, subject, at: dueAt }] : []),
    ...(hasActed && graceEndsAt !== null ? [{ name, subject, at: graceEndsAt }] : []),
  ];
}
