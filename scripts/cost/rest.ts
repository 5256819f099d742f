import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Sql } from 'postgres';
import { startAfterCommit } from '../../src/api/commands/carry-out.ts';
import { createEngine } from '../../src/api/temporal.ts';
import { loadOrder } from '../../src/db/orders/load-order.ts';
import { pendingStartsOf } from '../../src/db/orders/start-requests.ts';
import { must } from '../../src/domain/errors.ts';
import type { OrderState } from '../../src/domain/order.ts';
import { createLogger } from '../../src/logger.ts';
import { orderWorkflowId, refundWorkflowId } from '../../workflows/contract.ts';
import type { SqlMeter } from './sql-meter.ts';

const logger = createLogger('error', 'cost');
const lookEveryMs = 5;
const patienceMs = 30_000;

/** The engine's ways to its servers. */
export interface Ways {
  /** One connection, metered. */
  sql: Sql;
  /** Looks on, and is not counted. */
  observer: Sql;
  meter: SqlMeter;
  client: Client;
}

/** The order as it is stored, read beside the measurement. */
export async function orderState(ways: Ways, orderId: string): Promise<OrderState> {
  return must(await loadOrder(ways.observer, orderId), `order ${orderId}`);
}

/** The workflows that an order has had, its own first. */
export function workflowIdsOf(state: OrderState): string[] {
  return [
    orderWorkflowId(state.order.id),
    ...state.refunds.map((refund) => refundWorkflowId(refund.id)),
  ];
}

/**
 * Waits until the order, its refunds and every neighbour have come to rest, then starts what was
 * asked for meanwhile, as the relay would at once: so what a refund does never falls between two
 * steps of its order by chance.
 */
export async function settled(ways: Ways, orderId: string): Promise<OrderState> {
  const { sql, observer, client, meter } = ways;
  const endsAtMs = performance.now() + patienceMs;
  while (performance.now() < endsAtMs) {
    const wanted = await pendingStartsOf(observer, orderId);
    const state = await orderState(ways, orderId);
    const asked = new Set(wanted.map((start) => start.workflowId));
    const isAtRest = await areQuiet(client, state, asked);
    if (isAtRest && wanted.length > 0) {
      const engine = createEngine(client);
      await meter.during({ kind: 'start', name: 'workflow started' }, () =>
        startAfterCommit({ sql, engine, logger }, orderId),
      );
    } else if (isAtRest) {
      const { order } = await orderState(ways, orderId);
      if (order.version === state.order.version) return state;
    }
    await delay(lookEveryMs);
  }
  const { status, paymentStatus } = (await orderState(ways, orderId)).order;
  throw new Error(`${orderId} does not come to rest: ${status}, ${paymentStatus}`);
}

/** Refunds first: what ends by telling the order has told it when the order is looked at. */
async function areQuiet(client: Client, state: OrderState, asked: Set<string>): Promise<boolean> {
  for (const refund of state.refunds) {
    const id = refundWorkflowId(refund.id);
    if (!asked.has(id) && !(await isQuiet(client, id, refund.status === 'succeeded'))) return false;
  }
  const id = orderWorkflowId(state.order.id);
  return asked.has(id) || isQuiet(client, id, false);
}

/** Nothing is under way in the workflow: it has ended, or waits for time or a message. */
async function isQuiet(client: Client, workflowId: string, mustEnd: boolean): Promise<boolean> {
  const { raw, status } = await client.workflow.getHandle(workflowId).describe();
  if (status.name !== 'RUNNING') return true;
  return !mustEnd && !raw.pendingWorkflowTask && (raw.pendingActivities ?? []).length === 0;
}
