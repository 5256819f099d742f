import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Sql } from 'postgres';
import { openRecomputations } from '../db/registry/calendars.ts';
import {
  markStarted,
  pendingStarts,
  type WantedStart,
  workflowsThatMustRun,
} from '../db/orders/start-requests.ts';
import { startRecomputation } from './start-recomputation.ts';
import { startWorkflow } from './start-workflow.ts';
import { leftBehindSweep } from './tell-left-behind.ts';

const relayEveryMs = 1_000;
const sweepEveryMs = 30_000;
const batchSize = 100;

/** Starts what transitions asked for, and what has lost its run, for as long as it lives (D1, D10). */
export interface StartRelay {
  /** Something was just asked for: look now. */
  wake: () => void;
  stop: () => Promise<void>;
}

interface Tools {
  sql: Sql;
  client: Client;
  logger: Logger;
}

export function startRelay(tools: Tools): StartRelay {
  let stopped = false;
  let wakeUp = (): void => undefined;
  let woken = false;
  const leftBehind = leftBehindSweep(tools);
  const loop = async (): Promise<void> => {
    let sweptAt = 0;
    // Whatever went before this worker may have been cut short.
    let afterOutage = true;
    while (!stopped) {
      woken = false;
      try {
        await relay(tools);
        if (performance.now() - sweptAt > sweepEveryMs || sweptAt === 0) {
          await sweep(tools);
          await leftBehind.sweep({ afterOutage });
          afterOutage = false;
          sweptAt = performance.now();
        }
      } catch (error) {
        afterOutage = true;
        // Temporal or PostgreSQL is away: what is asked for stays stored and is tried again.
        tools.logger.warn({ cause: codeOf(error) }, 'workflows could not be started; trying again');
      }
      if (!woken && !stopped) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, relayEveryMs);
          wakeUp = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    }
  };
  const running = loop();
  const wake = (): void => {
    woken = true;
    wakeUp();
  };
  return {
    wake,
    stop: async () => {
      stopped = true;
      wake();
      await running;
    },
  };
}

async function relay({ sql, client }: Tools): Promise<void> {
  for (;;) {
    const wanted = await pendingStarts(sql, batchSize);
    for (const start of wanted) {
      await startWorkflow(client, start);
      await markStarted(sql, start.workflowId);
    }
    if (wanted.length < batchSize) return;
  }
}

/** A run that was lost, terminated or never came to be is started again from PostgreSQL. */
async function sweep(tools: Tools): Promise<void> {
  const { sql, client } = tools;
  for (const wanted of await openRecomputations(sql)) await startRecomputation(client, wanted);
  await sweepOrders(tools);
}

async function sweepOrders({ sql, client, logger }: Tools): Promise<void> {
  const wanted = await workflowsThatMustRun(sql);
  if (wanted.length === 0) return;
  const open = await openRuns(client);
  const missing = wanted.filter((start: WantedStart) => !open.has(start.workflowId));
  for (const start of missing) {
    const isNew = await startWorkflow(client, start);
    if (isNew) logger.info({ workflowId: start.workflowId }, 'a run was missing and was started');
  }
}

async function openRuns(client: Client): Promise<Set<string>> {
  const open = new Set<string>();
  for await (const run of client.workflow.list({ query: `ExecutionStatus = 'Running'` })) {
    open.add(run.workflowId);
  }
  return open;
}

function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string' || typeof code === 'number') return String(code);
  return typeof name === 'string' ? name : 'unknown';
}
