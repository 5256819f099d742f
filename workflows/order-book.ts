import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  proxyLocalActivities,
  sleep,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { TransitionResult } from '../activities/orders.ts';
import type { Action } from '../src/domain/commands.ts';
import { decide } from '../src/domain/decide.ts';
import { DomainError, must } from '../src/domain/errors.ts';
import type { Actor, OrderState, StateTable } from '../src/domain/order.ts';
import { transitionName } from '../src/domain/transition-names.ts';
import type { CommandEnvelope, CommandReceipt } from './contract.ts';
import { onReset } from './reset-notice.ts';

/** A transition tries for 10 s beside the workflow task; then timers take over (D3). */
const hands = proxyLocalActivities<Activities>({
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '2s' },
});

const firstWaitMs = 30_000;
const longestWaitMs = 600_000;
export const system: Actor = { role: 'system', id: 'engine' };

/**
 * The workflow's own copy of its order. PostgreSQL arbitrates: a copy that fell behind is replaced
 * by what is stored, and the action is asked again (D3).
 */
export interface OrderBook {
  /** Null until loaded. */
  state: () => OrderState | null;
  /** Grows with everything the copy takes in. */
  revision: () => number;
  isIdle: () => boolean;
  load: () => Promise<void>;
  /** Throws the failure that refuses the command; nothing is written to history. */
  validate: (envelope: CommandEnvelope) => void;
  command: (envelope: CommandEnvelope) => Promise<CommandReceipt>;
  /** A step of the engine itself. Answers false if the stored order has made it pointless. */
  step: (action: Action, summary: string) => Promise<boolean>;
}

interface Book {
  orderId: string;
  state: OrderState | null;
  revision: number;
  /** The end of the queue of transitions: one at a time, in the order they came. */
  queue: Promise<unknown>;
  waiting: number;
}

export function openOrderBook(orderId: string): OrderBook {
  const book: Book = { orderId, state: null, revision: 0, queue: Promise.resolve(), waiting: 0 };
  onReset(() => void CancellationScope.nonCancellable(() => inTurn(book, () => load(book))));
  return {
    state: () => book.state,
    revision: () => book.revision,
    isIdle: () => book.waiting === 0,
    load: () => inTurn(book, () => load(book)),
    validate: (envelope) => validate(book, envelope),
    command: (envelope) => command(book, envelope),
    step: (action, summary) => step(book, action, summary),
  };
}

/** The lock is held over the local activity only, never over a wait (D3). */
function inTurn<T>(book: Book, work: () => Promise<T>): Promise<T> {
  book.waiting += 1;
  const turn = book.queue.then(work);
  book.queue = turn.catch(() => undefined);
  return turn.finally(() => {
    book.waiting -= 1;
  });
}

async function load(book: Book): Promise<void> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      adopt(
        book,
        await hands.loadOrder.executeWithOptions({ summary: 'read the order' }, [
          { orderId: book.orderId },
        ]),
      );
      return;
    } catch (error) {
      if (finalFailure(error)) throw error;
      await sleep(waitMs, { summary: 'the database does not answer' });
    }
  }
}

function adopt(book: Book, state: OrderState): void {
  book.state = state;
  book.revision += 1;
}

function validate(book: Book, envelope: CommandEnvelope): void {
  if (!book.state) return;
  try {
    decide(book.state, envelope.action, {
      actor: envelope.actor,
      at: now(),
      newId: (prefix) => prefix,
    });
  } catch (error) {
    // A rule that breaks over a command breaks over it each time: that is a no as well.
    const isRefusal = error instanceof DomainError;
    const no = isRefusal
      ? error
      : new DomainError('malformed_request', 'no rule can count with it');
    throw refusal(no, book.state.order.version);
  }
}

/** With the version that it was decided on: whoever asked can tell if the copy was behind. */
function refusal(error: DomainError, version: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable: true,
    details: [error.details, version],
  });
}

async function command(book: Book, envelope: CommandEnvelope): Promise<CommandReceipt> {
  await condition(() => book.state !== null);
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      const done = await inTurn(book, () =>
        transit(book, envelope.action, envelope.actor, envelope.key),
      );
      if (done) return { version: book.state?.order.version ?? 0 };
    } catch (error) {
      await orRethrow(book, error, envelope.action);
      await sleep(waitMs, { summary: 'the database does not answer' });
    }
  }
}

async function step(book: Book, action: Action, summary: string): Promise<boolean> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      // A copy that was behind has been replaced: the rule is asked again, and says if it is over.
      while (!(await inTurn(book, () => transit(book, action, system, null, summary)))) continue;
      return true;
    } catch (error) {
      const failure = finalFailure(error);
      if (failure && failure.type !== 'constraint_violated') {
        // Refused under the lock: the copy was behind. What is stored decides what is next.
        await inTurn(book, () => load(book));
        return false;
      }
      // What cannot even be frozen is tried again later, like all that passes.
      if (failure && action.name !== 'freezeOrder') {
        await freeze(book, failure, action);
        return false;
      }
      await sleep(waitMs, { summary: 'the database does not answer' });
    }
  }
}

/** One try; false when the copy was behind and has been replaced. */
async function transit(
  book: Book,
  action: Action,
  actor: Actor,
  key: CommandEnvelope['key'],
  summary: string = action.name,
): Promise<boolean> {
  const name = book.state ? transitionName(action, book.state) : 'transition';
  // The same activity under the name of what it records, so that the timeline reads as a story.
  const transition = (hands as unknown as Record<string, typeof hands.transition>)[name];
  const result = await must(transition, name).executeWithOptions({ summary }, [
    {
      orderId: book.orderId,
      action,
      actor,
      at: now(),
      expectedVersion: book.state?.order.version ?? null,
      key,
    },
  ]);
  if (result.kind !== 'done') {
    adopt(book, result.state);
    return result.kind === 'repeated';
  }
  merge(book, result);
  return true;
}

function merge(book: Book, result: Extract<TransitionResult, { kind: 'done' }>): void {
  const state = book.state;
  if (!state) return;
  const merged = { ...state, order: result.order, balances: result.balances };
  for (const [table, rows] of Object.entries(result.changes) as [StateTable, { id?: string }[]][]) {
    const known = state[table] as { id?: string }[];
    const changed = new Map(rows.map((row) => [keyOf(row), row]));
    const kept = known.map((row) => {
      const newer = changed.get(keyOf(row));
      changed.delete(keyOf(row));
      return newer ?? row;
    });
    Object.assign(merged, { [table]: [...kept, ...changed.values()] });
  }
  adopt(book, merged);
}

function keyOf(row: { id?: string; shipmentId?: string; lineNo?: number }): string {
  return row.id ?? `${row.shipmentId ?? ''}#${row.lineNo}`;
}

export function now(): string {
  return new Date(Date.now()).toISOString();
}

/** The final failure inside a failed activity, if it is one: a refusal or a violated constraint. */
export function finalFailure(error: unknown): ApplicationFailure | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.nonRetryable ? cause : undefined;
}

/** Passing trouble is waited out; a refusal goes to the caller; a violated constraint freezes. */
async function orRethrow(book: Book, error: unknown, action: Action): Promise<void> {
  const failure = finalFailure(error);
  if (!failure) return;
  if (failure.type !== 'constraint_violated') {
    throw ApplicationFailure.create({
      type: failure.type ?? undefined,
      message: failure.message,
      nonRetryable: true,
      details: failure.details ?? [],
    });
  }
  await freeze(book, failure, action);
  throw ApplicationFailure.create({
    type: 'order_frozen',
    message: 'the order is frozen until support has resolved its case',
    nonRetryable: true,
  });
}

/** Nothing moves until support has looked at the case (D3). */
async function freeze(book: Book, failure: ApplicationFailure, action: Action): Promise<void> {
  await step(
    book,
    {
      name: 'freezeOrder',
      caseId: `cas_${book.orderId.replace(/^ord_/, '')}`,
      constraint: namedConstraint(failure),
      step: action.name,
    },
    'a guard refused: support must look',
  );
}

function namedConstraint(failure: ApplicationFailure): string {
  const [name] = failure.details ?? [];
  return typeof name === 'string' ? name : 'unnamed';
}
