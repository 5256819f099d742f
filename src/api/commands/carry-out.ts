import { setTimeout as pause } from 'node:timers/promises';
import { findKey } from '../../db/orders/idempotency.ts';
import { loadOrder } from '../../db/orders/load-order.ts';
import { markStarted, pendingStartsOf } from '../../db/orders/start-requests.ts';
import type { Action, CommandName } from '../../domain/commands.ts';
import { decide } from '../../domain/decide.ts';
import { DomainError, must } from '../../domain/errors.ts';
import type { OrderAccess } from '../../db/reading/order-access.ts';
import { type Actor, isFinal } from '../../domain/order.ts';
import { answerOfRules } from '../asking-rules.ts';
import type { CommandKey } from './command-key.ts';
import { newId } from '../ids.ts';
import { orderTime } from './order-clock.ts';
import type { Parts } from '../parts.ts';
import type { CommandEnvelope } from '../../../workflows/contract.ts';
import { OrderNotRunning, RefusedOnCopy } from '../temporal.ts';

export interface OrderedAction<Kind extends Action = Action> {
  order: OrderAccess;
  action: Kind;
  actor: Actor;
  key: CommandKey;
}

/** What an order's workflow takes as an update. */
type Sendable = CommandEnvelope['action'];
type DoorParts = Pick<Parts, 'sql' | 'engine' | 'transitions' | 'logger'>;

/**
 * How long a copy that is behind gets to catch up, step by step. What it waits for is written down
 * already: most often it takes milliseconds, after a crash a moment more.
 */
const catchUpMs: readonly number[] = [50, 100, 200, 400, 800, 1_600];

/**
 * Has the order's workflow carry a command out, and returns once its transition is committed and
 * its answer lies under the key. An order whose life has ended has no workflow any more: the rule
 * refuses, or (support on a final order) the door runs the transition itself.
 */
export async function carryOut(parts: DoorParts, ordered: OrderedAction<Sendable>): Promise<void> {
  const { order, key } = ordered;
  let updateId = key.id;
  for (const pauseMs of [...catchUpMs, null]) {
    try {
      await send(parts, ordered, updateId);
      return;
    } catch (error) {
      // What is refused may be the repeat of what was committed while this call was on its way.
      if (await isAnswered(parts, key)) return;
      if (error instanceof OrderNotRunning) return carryOutAtTheDoor(parts, ordered);
      const version = await versionThatAllows(parts, ordered, error);
      if (pauseMs === null) break;
      // A refused update is forgotten by the server, one that failed later on is not: its id is
      // answered with that refusal for as long as the run lives, though nothing was stored (D2).
      // Refused under an id of its own, it is by what only the database knows.
      const isSpent = !(error instanceof RefusedOnCopy);
      if (isSpent && updateId !== key.id) throw error;
      if (isSpent) updateId = `${key.id}:${version}`;
      // Once: mostly the copy is about to know by itself.
      if (pauseMs === catchUpMs[1]) await tellOrder(parts, order.orderId);
      await pause(pauseMs);
    }
  }
  throw new DomainError(
    'engine_unavailable',
    'The engine is catching up with this order. Repeat the command with the same Idempotency-Key.',
  );
}

async function send(
  { engine }: DoorParts,
  { order, action, actor, key }: OrderedAction<Sendable>,
  updateId: string,
): Promise<void> {
  const { orderId } = order;
  const envelope = { action, actor, key };
  await engine.send({ orderId, name: action.name as CommandName, updateId, envelope });
}

async function isAnswered({ sql }: Pick<DoorParts, 'sql'>, key: CommandKey): Promise<boolean> {
  return (await findKey(sql, key.id)) !== null;
}

/**
 * What a copy refuses that was behind, or what was refused at another moment, while the stored
 * order would allow it, is no refusal: an outcome is stored and readable a moment before its
 * workflow knows of it (D3). The version that would allow it. Throws the refusal that stands: what
 * the stored order refuses now, which need not be what was refused, and maybe remembered, before.
 */
async function versionThatAllows(
  parts: DoorParts,
  { order, action, actor }: OrderedAction,
  error: unknown,
): Promise<number> {
  if (!(error instanceof DomainError) || error.code === 'engine_unavailable') throw error;
  const state = must(await loadOrder(parts.sql, order.orderId), 'order');
  const { version } = state.order;
  if (error instanceof RefusedOnCopy && version <= error.copyVersion) throw error;
  const answer = answerOfRules(parts, () =>
    decide(state, action, { actor, at: orderTime(order), newId }),
  );
  if (answer instanceof DomainError) throw answer;
  return version;
}

async function carryOutAtTheDoor(parts: DoorParts, ordered: OrderedAction): Promise<void> {
  const { order, action, actor } = ordered;
  const state = must(await loadOrder(parts.sql, order.orderId), 'order');
  if (!isFinal(state.order)) {
    throw new DomainError(
      'engine_unavailable',
      'The order is being started again. Repeat the command with the same Idempotency-Key.',
    );
  }
  const answer = answerOfRules(parts, () =>
    decide(state, action, { actor, at: orderTime(order), newId }),
  );
  if (answer instanceof DomainError) throw answer;
  await runTransition(parts, ordered);
}

/**
 * Runs a transition from the door: a refund asked for by support, and what support does to orders
 * whose workflow has ended. Workflows that it asks for are started; the order's own is told.
 */
export async function runTransition(parts: DoorParts, ordered: OrderedAction): Promise<void> {
  const { order, action, actor, key } = ordered;
  await parts.transitions.run({
    orderId: order.orderId,
    action,
    actor,
    at: orderTime(order),
    expectedVersion: null,
    key,
  });
  await startAfterCommit(parts, order.orderId);
  await tellOrder(parts, order.orderId);
}

/**
 * Starts what the committed transition asked for. What fails here is started by the worker's
 * relay: the request is committed with the transition (D10).
 */
export async function startAfterCommit(
  parts: Pick<Parts, 'sql' | 'engine' | 'logger'>,
  orderId: string,
): Promise<void> {
  try {
    for (const wanted of await pendingStartsOf(parts.sql, orderId)) {
      await parts.engine.start(wanted);
      await markStarted(parts.sql, wanted.workflowId);
    }
  } catch (error) {
    parts.logger.warn({ err: error, orderId }, 'start left to the relay');
  }
}

/** A workflow that is not told takes the change over at its next transition (D3). */
async function tellOrder(parts: Pick<Parts, 'engine' | 'logger'>, orderId: string): Promise<void> {
  try {
    await parts.engine.tellOrderChanged(orderId);
  } catch (error) {
    parts.logger.warn({ err: error, orderId }, 'the order was not told of its change');
  }
}
