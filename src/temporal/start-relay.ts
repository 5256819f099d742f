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
import { bringToOrderTime, startWorkflow } from './start-workflow.ts';
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
  const starter = startsOneByOne(tools);
  const leftBehind = leftBehindSweep(tools);
  const loop = async (): Promise<void> => {
    let sweptAt = 0;
    // Whatever went before this worker may have been cut short.
    let afterOutage = true;
    while (!stopped) {
      woken = false;
      try {
        await relay(tools, starter);
        if (performance.now() - sweptAt > sweepEveryMs || sweptAt === 0) {
          await sweep(tools, starter);
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

interface Starter {
  /** How many runs are on their way to their order's time. */
  underWay: () => number;
  isUnderWay: (workflowId: string) => boolean;
  /** Answers whether a run was started; `whenThere` follows once it has its order's time. */
  start: (wanted: WantedStart, whenThere?: () => Promise<void>) => Promise<boolean>;
}

/** A run that is slow to reach its order's time (sandbox only) holds up nobody else's start. */
function startsOneByOne({ client, logger }: Tools): Starter {
  const underWay = new Set<string>();
  const arrive = async (wanted: WantedStart, whenThere: () => Promise<void>): Promise<void> => {
    underWay.add(wanted.workflowId);
    try {
      await bringToOrderTime(client, wanted);
      await whenThere();
    } finally {
      underWay.delete(wanted.workflowId);
    }
  };
  return {
    underWay: () => underWay.size,
    isUnderWay: (workflowId) => underWay.has(workflowId),
    start: async (wanted, whenThere = () => Promise.resolve()) => {
      const isNew = await startWorkflow(client, wanted);
      const arrival = arrive(wanted, whenThere);
      if (wanted.clockOffsetMs === 0) await arrival;
      // Asked for until it is there: the next look tries again.
      else
        arrival.catch((error: unknown) => logger.warn({ cause: codeOf(error) }, 'a run is late'));
      return isNew;
    },
  };
}

async function relay({ sql }: Tools, starter: Starter): Promise<void> {
  for (;;) {
    const limit = batchSize + starter.underWay();
    const pending = await pendingStarts(sql, limit);
    const wanted = pending.filter(({ workflowId }) => !starter.isUnderWay(workflowId));
    for (const start of wanted) {
      await starter.start(start, () => markStarted(sql, start.workflowId));
    }
    if (pending.length < limit) return;
  }
}

/** A run that was lost, terminated or never came to be is started again from PostgreSQL. */
async function sweep(tools: Tools, starter: Starter): Promise<void> {
  const { sql, client } = tools;
  for (const wanted of await openRecomputations(sql)) await startRecomputation(client, wanted);
  await sweepOrders(tools, starter);
}

async function sweepOrders({ sql, client, logger }: Tools, starter: Starter): Promise<void> {
  const wanted = await workflowsThatMustRun(sql);
  if (wanted.length === 0) return;
  const open = await openRuns(client);
  const missing = wanted.filter((start: WantedStart) => !open.has(start.workflowId));
  for (const start of missing) {
    const isNew = await starter.start(start);
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
