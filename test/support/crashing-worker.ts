import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { NativeConnection, Runtime } from '@temporalio/worker';
import type { Sql } from 'postgres';
import { type Activities, createActivities } from '../../activities/index.ts';
import { connectDatabase } from '../../src/db/connect.ts';
import { createTransitions, type TransitionResult } from '../../src/db/orders/transitions.ts';
import { createAttestor } from '../../src/evidence/attestation.ts';
import { createProof } from '../../src/evidence/proof.ts';
import { createLogger } from '../../src/logger.ts';
import { createWorker } from '../../src/temporal/create-worker.ts';
import { temporalLogger } from '../../src/temporal/temporal-logger.ts';
import { createDataConverter } from '../../src/vault/data-converter.ts';
import { createVault } from '../../src/vault/vault.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { gatewaysTo, type NeighbourUrls } from './simulated-neighbours.ts';

/**
 * The real worker in a process of its own, made to die: each order that it is told of halts at its
 * point, which is reported by a message with the order's id. When all of them halt, the process
 * kills itself with SIGKILL. So one death hits every point at once, each exactly there.
 */

/** Where an order halts: at the nth run of an activity, at one moment of it. */
export interface CrashPoint {
  activity: string;
  occurrence: number;
  moment: 'before the commit' | 'after the commit' | 'after the effect';
}

/** All that the worker is told, in one message. */
export interface CrashingWorkerOrders {
  temporal: { address: string; namespace: string };
  databaseUrl: string;
  vaultMasterKey: string;
  codecKey: string;
  neighbours: NeighbourUrls;
  bundlePath: string;
  /** By order id. */
  points: Record<string, CrashPoint>;
}

interface Run {
  orderId: string;
  activity: string;
}

process.once('message', (orders) => void work(orders as CrashingWorkerOrders));
// Whoever started this worker is gone: nobody needs it any more.
process.once('disconnect', () => process.exit(0));

async function work(orders: CrashingWorkerOrders): Promise<void> {
  const logger = createLogger('error', 'crashing-worker');
  Runtime.install({
    logger: temporalLogger(logger),
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
  });
  const runs = new AsyncLocalStorage<Run>();
  const halts = haltsAt(orders.points);
  // Every order that halts keeps its workflow task, and before its commit its connection too.
  const halting = Object.keys(orders.points).length;
  const poolMax = 10 + halting;
  const sql = connectDatabase({ url: orders.databaseUrl, poolMax, applicationName: 'crashing' });
  const masterKey = Buffer.from(orders.vaultMasterKey, 'base64');
  const vault = createVault({ masterKey });
  const transitions = createTransitions({
    sql: haltingBeforeCommit(sql, { runs, halts }),
    proof: createProof({ vault, attestor: createAttestor({ masterKey }) }),
  });
  // The starts that transitions ask for are relayed by the test's own process.
  const tools = { sql, transitions, ...gatewaysTo(orders.neighbours), wakeStarts: () => undefined };
  const worker = await createWorker({
    connection: await NativeConnection.connect({ address: orders.temporal.address }),
    namespace: orders.temporal.namespace,
    taskQueue,
    activities: haltingAfterwards(createActivities(tools), { runs, halts }),
    dataConverter: createDataConverter({ codecKey: Buffer.from(orders.codecKey, 'base64') }),
    bundle: { code: readFileSync(orders.bundlePath, 'utf8'), sourceMap: '' },
    atOnce: 40 + halting,
  });
  await worker.run();
}

interface Halts {
  /** Resolves at once, or never: where the order's point is. */
  pass: (run: Run | undefined, moment: CrashPoint['moment']) => Promise<void>;
  count: (run: Run) => void;
}

interface Halting {
  /** Which run of which activity the code at hand belongs to. */
  runs: AsyncLocalStorage<Run>;
  halts: Halts;
}

function haltsAt(points: CrashingWorkerOrders['points']): Halts {
  const halted = new Set<string>();
  const ran = new Map<string, number>();
  const keyOf = ({ orderId, activity }: Run): string => `${orderId} ${activity}`;
  return {
    count: (run) => void ran.set(keyOf(run), (ran.get(keyOf(run)) ?? 0) + 1),
    pass: async (run, moment) => {
      const point = run && points[run.orderId];
      if (!point || point.activity !== run.activity || point.moment !== moment) return;
      // Before it is through, the nth run is counted as one less.
      const occurrence = (ran.get(keyOf(run)) ?? 0) + (moment === 'before the commit' ? 1 : 0);
      if (occurrence !== point.occurrence) return;
      halted.add(run.orderId);
      process.send?.(run.orderId);
      if (halted.size === Object.keys(points).length) process.kill(process.pid, 'SIGKILL');
      await new Promise(() => undefined);
    },
  };
}

/** The transaction has done all its work; only the commit is missing. */
function haltingBeforeCommit(sql: Sql, { runs, halts }: Halting): Sql {
  const begin = (body: (tx: unknown) => Promise<TransitionResult>) => {
    const run = runs.getStore();
    return sql.begin(async (tx) => {
      const result = await body(tx);
      if (result.kind === 'done') await halts.pass(run, 'before the commit');
      return result;
    });
  };
  return new Proxy(sql, {
    get: (target, property) =>
      property === 'begin' ? begin : (Reflect.get(target, property) as unknown),
  });
}

/** The work is done, at home or outside; only Temporal does not know yet. */
function haltingAfterwards(activities: Activities, { runs, halts }: Halting): Activities {
  const halting = Object.entries(activities).map(([activity, perform]) => [
    activity,
    (input: { orderId: string }) => {
      const run = { orderId: input.orderId, activity };
      return runs.run(run, async () => {
        const result: unknown = await perform(input as never);
        const { kind } = result as { kind?: string };
        if (kind === 'superseded' || kind === 'repeated') return result;
        halts.count(run);
        await halts.pass(run, kind === 'done' ? 'after the commit' : 'after the effect');
        return result;
      });
    },
  ]);
  return Object.fromEntries(halting) as Activities;
}
