import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  proxyActivities,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { EffectOutcome } from '../src/domain/commands.ts';
import { isUnresolved } from '../src/domain/asked-effects.ts';
import { unreachable } from '../src/domain/errors.ts';
import { isKnownDifference } from '../src/domain/money/payment-difference.ts';
import type { Effect } from '../src/domain/order.ts';
import { now, type OrderBook } from './order-book.ts';

/** A call outside tries for 30 s at most; longer waits are timers that `/waiting` shows (D2). */
const bounds = {
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '30s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '5s' },
} as const;
export const outside = proxyActivities<Activities>(bounds);

/** The first query comes soon, since most lost answers were only slow; then ever more rarely. */
const firstWaitMs = 5_000;
const longestWaitMs = 600_000;

/** Everything asked for outside, each followed until its outcome is known. */
export interface OutsideEffects {
  follow: () => void;
  /** No call is on its way (a wait for the next query may be). */
  isQuiet: () => boolean;
}

export function outsideEffects(book: OrderBook): OutsideEffects {
  const followed = new Set<string>();
  let calls = 0;
  const call = async (effect: Effect): Promise<EffectOutcome> => {
    calls += 1;
    try {
      return await performed(book, effect);
    } finally {
      calls -= 1;
    }
  };
  return {
    follow: () => {
      for (const effect of book.state()?.effects ?? []) {
        if (!isUnresolved(effect) || followed.has(effect.id)) continue;
        followed.add(effect.id);
        void followEffect(book, effect.id, call).finally(() => followed.delete(effect.id));
      }
    },
    isQuiet: () => calls === 0,
  };
}

async function followEffect(
  book: OrderBook,
  effectId: string,
  call: (effect: Effect) => Promise<EffectOutcome>,
): Promise<void> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 3, longestWaitMs)) {
    if (book.state()?.order.frozen) await condition(() => !book.state()?.order.frozen);
    const effect = unresolved(book, effectId);
    if (!effect) return;
    const outcome = expiredAction(book, effect, await call(effect));
    if (isNews(book, effectId, outcome)) {
      await book.step(
        { name: 'recordEffect', effectId, outcome },
        `${effect.kind}: ${outcome.status}`,
      );
    }
    if (!unresolved(book, effectId)) return;
    if (book.state()?.order.frozen) continue;
    await condition(() => !unresolved(book, effectId), waitMs);
  }
}

function unresolved(book: OrderBook, effectId: string): Effect | undefined {
  const effect = book.state()?.effects.find((candidate) => candidate.id === effectId);
  return effect && isUnresolved(effect) ? effect : undefined;
}

/** What the order knows already is not written down again. */
function isNews(book: OrderBook, effectId: string, outcome: EffectOutcome): boolean {
  const effect = unresolved(book, effectId);
  const state = book.state();
  if (!effect || !state || outcome.status === 'unreachable') return false;
  if (isKnownDifference(state, effectId, outcome)) return false;
  if (outcome.status === 'unknown' || outcome.status === 'pending') {
    return effect.status !== 'unknown';
  }
  if (outcome.status === 'requires_action') {
    return book.state()?.order.paymentStatus !== 'requires_action';
  }
  return true;
}

/** An action that nobody took in its time is a decline; money that comes later is let go. */
function expiredAction(book: OrderBook, effect: Effect, outcome: EffectOutcome): EffectOutcome {
  if (outcome.status !== 'requires_action' && outcome.status !== 'pending') return outcome;
  const action = book.state()?.order.nextAction;
  if (effect.kind !== 'authorize_payment' || !action || now() < action.expiresAt) return outcome;
  return { status: 'declined', failure: 'action_expired' };
}

async function performed(book: OrderBook, effect: Effect): Promise<EffectOutcome> {
  try {
    return effect.status === 'unknown'
      ? await outside.queryPayment.executeWithOptions({ summary: `what became of ${effect.id}` }, [
          { key: effect.id },
        ])
      : await perform(book, effect);
  } catch (error) {
    return trouble(error);
  }
}

/** A final no of the neighbour is an outcome; anything else means: not now. */
export function trouble(error: unknown): EffectOutcome {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure && cause.type === 'neighbour_refused') {
    return { status: 'declined', failure: 'neighbour_refused' };
  }
  if (error instanceof ActivityFailure) return { status: 'unreachable' };
  throw error;
}

function perform(book: OrderBook, effect: Effect): Promise<EffectOutcome> {
  const orderId = effect.orderId;
  const request = { key: effect.id, orderId, ...effect.request };
  const options = { summary: effect.kind.replaceAll('_', ' ') };
  switch (effect.kind) {
    case 'authorize_payment':
      return outside.authorizePayment.executeWithOptions(options, [request as never]);
    case 'capture_payment':
      return outside.capturePayment.executeWithOptions(options, [
        { currency: book.state()?.order.currency, ...request } as never,
      ]);
    case 'void_payment':
      return outside.voidPayment.executeWithOptions(options, [request as never]);
    case 'hold_stock':
      return outside.holdStock.executeWithOptions(options, [request as never]);
    case 'renew_hold':
      return outside.renewHold.executeWithOptions(options, [request as never]);
    case 'commit_stock':
      return outside.commitStock.executeWithOptions(options, [request as never]);
    case 'release_stock':
      return outside.releaseStock.executeWithOptions(options, [request as never]);
    case 'register_carriage':
      return outside.registerCarriage.executeWithOptions(options, [request as never]);
    case 'cancel_carriage':
      return outside.cancelCarriage.executeWithOptions(options, [request as never]);
    default:
      return unreachable(effect.kind);
  }
}
