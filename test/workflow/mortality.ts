import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import { journalOf, listMovements } from '../../src/db/reading/reads.ts';
import { transitionNames } from '../../src/domain/transition-names.ts';
import { verifyChain } from '../../src/evidence/journal-chain.ts';
import type { CrashingWorkerOrders, CrashPoint } from '../support/crashing-worker.ts';
import { orderState, startEngine, type TestEngine } from '../support/engine.ts';
import { newId } from '../support/orders.ts';
import { recipientOf } from '../support/recipients.ts';
import { workflowBundlePath } from '../support/workflow-bundle.ts';
import { settledHistoryLength } from './runs.ts';

/**
 * Workers that die. A first order of each life lives undisturbed and tells which transitions and
 * effects the life is made of. From these come the points at which a worker can die; each point
 * gets an order of its own. All are led to the stage of their point, then let go together; the
 * worker halts each where it is to die, and dies once for all of them. A fresh worker takes over.
 */

/** What parties do to an order, and what has to have happened before the next of them acts. */
export type Act = (engine: TestEngine, orderId: string) => Promise<unknown>;

export interface Life {
  name: string;
  /** What is lived undisturbed, each time. */
  before: readonly Act[];
  /** In each of these the worker dies, at every point that there is. */
  acts: readonly Act[];
  /** What is lived afterwards, with the new worker. */
  after: readonly Act[];
}

interface Moment extends CrashPoint {
  /** The index of the act. */
  act: number;
}

interface Doomed extends Moment {
  orderId: string;
  life: Life;
}

/** What all who died left behind, each told by its point, and what an undisturbed life leaves. */
interface Outcome {
  life: string;
  point: string;
  expected: Traces;
  traces: Traces;
}

export interface Mortality {
  engine: TestEngine;
  /** Lives them all, and dies at every point of theirs, once for all. */
  dieIn: (lives: readonly Life[]) => Promise<Outcome[]>;
  stop: () => Promise<void>;
}

const crashingWorker = fileURLToPath(new URL('../support/crashing-worker.ts', import.meta.url));

export async function startMortality(): Promise<Mortality> {
  /** What ran in the life that is listened to, in its order; null while nobody listens. */
  let ran: string[] | null = null;
  const engine = await startEngine({ watch: (activities) => listening(activities, note) });
  let child: ChildProcess | undefined;
  function note(name: string): void {
    ran?.push(name);
  }

  /** A life, lived once: every moment at which a worker can die in the acts that are asked for. */
  async function momentsOf(orderId: string, life: Life): Promise<Moment[]> {
    const counts = new Map<string, number>();
    const moments: Moment[] = [];
    await performAll(orderId, life.before);
    for (const [act, perform] of life.acts.entries()) {
      ran = [];
      await perform(engine, orderId);
      await settledHistoryLength(engine, orderId);
      for (const activity of ran) {
        const occurrence = (counts.get(activity) ?? 0) + 1;
        counts.set(activity, occurrence);
        const when = transitionNames.includes(activity)
          ? (['before the commit', 'after the commit'] as const)
          : (['after the effect'] as const);
        moments.push(...when.map((moment) => ({ act, activity, occurrence, moment })));
      }
    }
    ran = null;
    await performAll(orderId, life.after);
    return moments;
  }

  async function performAll(orderId: string, some: readonly Act[]): Promise<void> {
    for (const perform of some) await perform(engine, orderId);
  }

  /** Lives an order to its end, through the death of its worker in the act of its point. */
  async function liveThrough(order: Doomed, { mayGo, revived }: Course): Promise<void> {
    const { orderId, life, act } = order;
    await performAll(orderId, life.acts.slice(0, act));
    await mayGo(order);
    await Promise.all([performAll(orderId, life.acts.slice(act, act + 1)), revived]);
    await performAll(orderId, [...life.acts.slice(act + 1), ...life.after]);
  }

  async function dieIn(lives: readonly Life[]): Promise<Outcome[]> {
    const undisturbed = new Map<Life, string>();
    const doomed: Doomed[] = [];
    for (const life of lives) {
      const orderId = newId('ord');
      undisturbed.set(life, orderId);
      const moments = await momentsOf(orderId, life);
      doomed.push(...moments.map((moment) => ({ ...moment, life, orderId: newId('ord') })));
    }
    await Promise.all(doomed.map(({ orderId, life }) => performAll(orderId, life.before)));
    await engine.stopWorker();
    child = await startCrashingWorker(engine, doomed);
    const course = courseOf(engine, doomed, child);
    await Promise.all(doomed.map((order) => liveThrough(order, course)));
    return Promise.all(
      doomed.map(async ({ orderId, life, activity, occurrence, moment }) => ({
        life: life.name,
        point: `${moment}: ${activity} (${occurrence})`,
        expected: await tracesOf(engine, String(undisturbed.get(life))),
        traces: await tracesOf(engine, orderId),
      })),
    );
  }

  return {
    engine,
    dieIn,
    stop: async () => {
      child?.kill('SIGKILL');
      await engine.stop();
    },
  };
}

/** The activities as they are, noted down when they did something. */
function listening(activities: Activities, note: (name: string) => void): Activities {
  const noted = Object.entries(activities).map(([name, perform]) => [
    name,
    async (input: never) => {
      const result: unknown = await perform(input);
      const { kind } = result as { kind?: string };
      if (name !== 'loadOrder' && kind !== 'superseded' && kind !== 'repeated') note(name);
      return result;
    },
  ]);
  return Object.fromEntries(noted) as Activities;
}

/** Starts the worker that will die; it works as soon as it can. */
async function startCrashingWorker(
  engine: TestEngine,
  doomed: readonly (CrashPoint & { orderId: string })[],
): Promise<ChildProcess> {
  const { address, namespace } = engine.temporal();
  const points = doomed.map(({ orderId, activity, occurrence, moment }) => [
    orderId,
    { activity, occurrence, moment },
  ]);
  const orders: CrashingWorkerOrders = {
    temporal: { address, namespace },
    databaseUrl: engine.database.url,
    ...engine.secrets,
    neighbours: engine.neighbours.urls,
    bundlePath: await workflowBundlePath(),
    points: Object.fromEntries(points) as CrashingWorkerOrders['points'],
  };
  const started = fork(crashingWorker, {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  started.send(orders);
  return started;
}

type Traces = Awaited<ReturnType<typeof tracesOf>>;

/** All that an order leaves behind, but for what is its own: ids and times. */
async function tracesOf(engine: TestEngine, orderId: string) {
  const state = await orderState(engine, orderId);
  const { order, balances, effects, shipments, lines, cases, refunds, documents } = state;
  const [recipient, journal, movements, atProvider, holds] = await Promise.all([
    recipientOf(engine, orderId),
    journalOf(engine.sql, orderId),
    listMovements(engine.sql, orderId),
    engine.neighbours.providerMovements(orderId),
    engine.neighbours.stockHolds(orderId),
  ]);
  const bare = (text: string) => text.replaceAll(/_[0-9a-z]{26}/g, '');
  return {
    status: order.status,
    version: order.version,
    captured: order.capturedMinor,
    balances,
    lines: lines.map(({ orderId: _, ...line }) => line),
    shipments: shipments.map(({ status }) => status),
    cases: cases.map(({ kind, status }) => `${kind} ${status}`),
    recipient,
    documents: documents
      .map(({ kind, version, status }) => `${kind} ${version} ${status}`)
      .toSorted(),
    refunds: refunds.map(({ reason, amountMinor, status }) => ({ reason, amountMinor, status })),
    journal: journal.map(({ type }) => type).toSorted(),
    isChained: verifyChain(journal).valid,
    effects: effects.map(({ id, status }) => `${bare(id)} ${status}`).toSorted(),
    movements: movements.map(({ kind, status }) => `${kind} ${status}`).toSorted(),
    atProvider: atProvider.map(({ key, amountMinor }) => `${bare(key)} ${amountMinor}`).toSorted(),
    holds: holds.map(({ key, status, lines: held }) => ({ key: bare(key), status, held })),
  };
}

/** When an order may go into the act in which its worker dies, and when there is a new worker. */
interface Course {
  mayGo: (order: Doomed) => Promise<unknown>;
  revived: Promise<void>;
}

/** Opens for everybody as soon as so many have knocked. */
function gateFor(count: number) {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let knocks = 0;
  const knock = (): void => {
    knocks += 1;
    if (knocks === count) open();
  };
  return { knock, opened };
}

/**
 * Everybody goes once all are there. Those that halt before their commit hold locks that others
 * need (of the numbers of notes): they go last, when the others have halted.
 */
function courseOf(engine: TestEngine, doomed: Doomed[], worker: ChildProcess): Course {
  const isLast = ({ moment }: Doomed): boolean => moment === 'before the commit';
  const allAreThere = gateFor(doomed.length);
  const othersHalt = gateFor(doomed.filter((order) => !isLast(order)).length);
  worker.on('message', othersHalt.knock);
  const revived = once(worker, 'exit').then(async ([, signal]) => {
    expect(signal).toBe('SIGKILL');
    await engine.startWorker();
  });
  return {
    revived,
    mayGo: (order) => {
      allAreThere.knock();
      return isLast(order) ? othersHalt.opened : allAreThere.opened;
    },
  };
}
