import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import { journalOf, listMovements } from '../../src/db/reading/reads.ts';
import { transitionNames } from '../../src/domain/transition-names.ts';
import { verifyChain } from '../../src/evidence/journal-chain.ts';
import type { CrashingWorkerOrders, CrashPoint } from '../support/crashing-worker.ts';
import { orderState, startEngine, type TestEngine } from '../support/engine.ts';
import { dayMs, forward } from '../support/order-clock.ts';
import { bringTo, isQuiet, placeOrder, stages, untilOrder } from '../support/order-life.ts';
import { newId, parties } from '../support/orders.ts';
import { workflowBundlePath } from '../support/workflow-bundle.ts';
import { settledHistoryLength } from './runs.ts';

/**
 * A first order lives undisturbed and tells which transitions and effects a happy life is made of.
 * From these come the points at which a worker can die; each point gets an order of its own. All
 * are led to the stage of their point, then let go together; the worker halts each where it is to
 * die, and dies once for all of them. A fresh worker takes over.
 */

const crashingWorker = fileURLToPath(new URL('../support/crashing-worker.ts', import.meta.url));

/** All that happens between two acts of the parties, and what has to be done for it to happen. */
const acts = ['placed', ...stages.slice(1), 'completed'] as const;
type Act = (typeof acts)[number];

interface Moment extends CrashPoint {
  act: Act;
}

let engine: TestEngine;
let child: ChildProcess | undefined;
/** What ran in the first order's life, in its order; null once nobody listens any more. */
let ran: string[] | null = [];

beforeAll(async () => {
  engine = await startEngine({ watch: listening });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await engine.stop();
});

/** The activities as they are, noted down when they did something. */
function listening(activities: Activities): Activities {
  const noted = Object.entries(activities).map(([name, perform]) => [
    name,
    async (input: never) => {
      const result: unknown = await perform(input);
      const { kind } = result as { kind?: string };
      if (name !== 'loadOrder' && kind !== 'superseded' && kind !== 'repeated') ran?.push(name);
      return result;
    },
  ]);
  return Object.fromEntries(noted) as Activities;
}

async function perform(orderId: string, act: Act): Promise<void> {
  if (act === 'placed') {
    await placeOrder(engine, {}, orderId);
    await untilOrder(engine, orderId, isQuiet);
  } else if (act === 'completed') {
    await forward(engine, orderId, { byMs: 17 * dayMs });
    await untilOrder(engine, orderId, (state) => state.order.status === 'completed');
  } else {
    await bringTo(engine, orderId, act);
  }
}

async function performAll(orderId: string, some: readonly Act[]): Promise<void> {
  for (const act of some) await perform(orderId, act);
}

/** The happy life, lived once: every moment of it at which a worker can die. */
async function momentsOf(orderId: string): Promise<Moment[]> {
  const counts = new Map<string, number>();
  const moments: Moment[] = [];
  for (const act of acts) {
    ran = [];
    await perform(orderId, act);
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
  return moments;
}

/** Starts the worker that will die; it works as soon as it can. */
async function startCrashingWorker(points: Record<string, CrashPoint>): Promise<ChildProcess> {
  const { address, namespace } = engine.temporal();
  const orders: CrashingWorkerOrders = {
    temporal: { address, namespace },
    databaseUrl: engine.database.url,
    ...engine.secrets,
    neighbours: engine.neighbours.urls,
    bundlePath: await workflowBundlePath(),
    points,
  };
  const started = fork(crashingWorker, {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  started.send(orders);
  return started;
}

/** All that an order leaves behind, but for what is its own: ids and times. */
async function tracesOf(orderId: string) {
  const { order, balances, effects, shipments, lines, cases } = await orderState(engine, orderId);
  const [journal, movements, atProvider, holds] = await Promise.all([
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
    cases: cases.map(({ kind }) => kind),
    journal: journal.map(({ type }) => type).toSorted(),
    isChained: verifyChain(journal).valid,
    effects: effects.map(({ id, status }) => `${bare(id)} ${status}`).toSorted(),
    movements: movements.map(({ kind, status }) => `${kind} ${status}`).toSorted(),
    atProvider: atProvider.map(({ key, amountMinor }) => `${bare(key)} ${amountMinor}`).toSorted(),
    holds: holds.map(({ key, status, lines: held }) => ({ key: bare(key), status, held })),
  };
}

interface Doomed extends Moment {
  orderId: string;
}

/** When an order may go into the act in which its worker dies, and when there is a new worker. */
interface Course {
  mayGo: (order: Doomed) => Promise<unknown>;
  revived: Promise<void>;
}

/** Lives an order to its end, through the death of its worker in the act of its point. */
async function liveThrough(order: Doomed, { mayGo, revived }: Course): Promise<void> {
  const { orderId, act } = order;
  const now = acts.indexOf(act);
  await performAll(orderId, acts.slice(0, now));
  await mayGo(order);
  await Promise.all([perform(orderId, act), revived]);
  await performAll(orderId, acts.slice(now + 1));
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
function courseOf(doomed: Doomed[], worker: ChildProcess): Course {
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

test('D3: a worker killed before the commit, after it, after the effect: nothing is lost, nothing twice', async () => {
  await engine.neighbours.setStock(parties.seller, 'tea-1', 1_000);
  const undisturbed = newId('ord');
  const moments = await momentsOf(undisturbed);
  await engine.stopWorker();
  const doomed = moments.map((moment) => ({ ...moment, orderId: newId('ord') }));

  child = await startCrashingWorker(
    Object.fromEntries(doomed.map(({ orderId, act: _, ...point }) => [orderId, point])),
  );
  const course = courseOf(doomed, child);
  await Promise.all(doomed.map((order) => liveThrough(order, course)));

  const expected = await tracesOf(undisturbed);
  for (const { orderId, activity, occurrence, moment } of doomed) {
    const traces = await tracesOf(orderId);
    expect(traces, `${moment}: ${activity} (${occurrence})`).toEqual(expected);
  }
  // What an undisturbed life leaves behind is right, and so is all the rest with it.
  expect(expected).toMatchObject({
    status: 'completed',
    isChained: true,
    cases: [],
    balances: { escrow: 0, provider: 26_980 },
    atProvider: ['authorize:ord:1 26980', 'capture:ord:1 26980'],
    holds: [{ key: 'hold:ord', held: [{ sku: 'tea-1', quantity: 2, committed: 2, released: 0 }] }],
  });
}, 300_000);
