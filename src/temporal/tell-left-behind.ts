import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Sql } from 'postgres';
import { type LeftBehind, ordersLastTouched, ordersLeftBehind } from '../db/orders/left-behind.ts';
import { orderChanged, orderWorkflowId } from '../../workflows/contract.ts';

/** So long an order may leave something undone before its run is told to look. */
const quietSeconds = 20;
/** What was written so shortly before a crash may never have reached its run. */
const withinMinutes = 15;
const limit = 1_000;

interface Tools {
  sql: Sql;
  client: Client;
  logger: Logger;
}

/** Tells runs of what PostgreSQL has and they do not; each order once for each of its versions. */
export interface LeftBehindSweep {
  /** `afterOutage`: a worker or Temporal was away, so that anything of late may be missing. */
  sweep: (after: { afterOutage: boolean }) => Promise<void>;
}

/**
 * A committed transition whose workflow task was lost with a worker or with Temporal is answered
 * from PostgreSQL for ever after, while its run sleeps on with an older copy (D3). PostgreSQL shows
 * what such an order leaves undone; its run is told, and loads it.
 */
export function leftBehindSweep({ sql, client, logger }: Tools): LeftBehindSweep {
  const told = new Map<string, number>();
  const tell = async ({ orderId, version }: LeftBehind): Promise<void> => {
    if (told.get(orderId) === version) return;
    try {
      await client.workflow.getHandle(orderWorkflowId(orderId)).signal(orderChanged);
      logger.debug({ orderId, version }, 'the run was told to look again');
    } catch (error) {
      // Its run has ended, or the other sweep starts it, from PostgreSQL.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
    told.set(orderId, version);
  };
  return {
    sweep: async ({ afterOutage }) => {
      const found = [
        ...(afterOutage ? await ordersLastTouched(sql, { withinMinutes, limit }) : []),
        ...(await ordersLeftBehind(sql, { quietSeconds, limit })),
      ];
      for (const one of found) await tell(one);
      forgetOthers(told, found);
    },
  };
}

/** What is no longer left behind needs no remembering. */
function forgetOthers(told: Map<string, number>, found: readonly LeftBehind[]): void {
  const ids = new Set(found.map(({ orderId }) => orderId));
  for (const orderId of told.keys()) if (!ids.has(orderId)) told.delete(orderId);
}
