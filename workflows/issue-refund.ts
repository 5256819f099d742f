/**
 * One refund, from its decision to the consumer's money (S0 6.8 d, 8.2 c, d):
 * 1. ask the provider under the refund's own key;
 * 2. an answer that never came is found out by query, never by guessing;
 * 3. a refusal is tried again under a new key, so often; then it is a case with an owner;
 * 4. while the order is frozen only what is on its way is followed, nothing new is asked for;
 * 5. when the money is back, the order is told.
 */
import {
  condition,
  getExternalWorkflowHandle,
  log,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { EffectOutcome } from '../src/domain/commands.ts';
import { must } from '../src/domain/errors.ts';
import { isFinal, type OrderState, type Refund } from '../src/domain/order.ts';
import { isDisputed, isKnownDifference } from '../src/domain/money/payment-difference.ts';
import {
  askedOfRefund,
  isHeldUp,
  refundTriesMax,
  unpaidOf,
} from '../src/domain/money/refund-outcomes.ts';
import { type IssueRefundInput, orderChanged, orderWorkflowId } from './contract.ts';
import { deadlineTimers } from './deadline-timers.ts';
import { openOrderBook, type OrderBook } from './order-book.ts';
import { outside, trouble } from './outside-effects.ts';

const firstWaitMs = 5_000;
const longestWaitMs = 600_000;

/** Guarantees that a decided refund reaches the provider exactly once, or becomes a case. */
export async function issueRefund(input: IssueRefundInput): Promise<void> {
  const book = openOrderBook(input.orderId);
  const timers = deadlineTimers(book, ({ subjectId }) => isAbout(book, input.refundId, subjectId));
  setHandler(orderChanged, async () => {
    await book.load();
    timers.follow();
  });
  await book.load();
  const orderWasOpen = !isFinal(stateOf(book).order);
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 3, longestWaitMs)) {
    timers.follow();
    const refund = refundOf(book, input.refundId);
    setCurrentDetails(`refund **${refund.status}**, try ${refund.tries}`);
    if (isDone(book, refund)) break;
    if (isHeldUp(stateOf(book), refund)) {
      // Whoever resolves the case tells the order's own run, not this one.
      await condition(() => !stateOf(book).order.frozen, waitMs);
      await book.load();
      continue;
    }
    await advance(book, refund);
    const after = refundOf(book, input.refundId);
    if (isDone(book, after)) continue;
    if (after.status !== refund.status && after.status === 'processing') continue;
    timers.follow();
    await condition(() => isDone(book, refundOf(book, input.refundId)), waitMs);
  }
  timers.stop();
  if (orderWasOpen) await tellOrder(input.orderId);
}

/** The refund itself, and of an order that has ended the case about it, which nobody else times. */
function isAbout(book: OrderBook, refundId: string, subjectId: string): boolean {
  const { order, cases } = stateOf(book);
  const isCase = cases.some((found) => found.id === subjectId && found.subjectId === refundId);
  return subjectId === refundId || (isCase && isFinal(order));
}

function stateOf(book: OrderBook): OrderState {
  return must(book.state(), 'state');
}

function refundOf(book: OrderBook, refundId: string): Refund {
  return must(
    stateOf(book).refunds.find((refund) => refund.id === refundId),
    'refund',
  );
}

function isDone(book: OrderBook, refund: Refund): boolean {
  if (refund.status === 'succeeded') return true;
  if (refund.status !== 'failed') return false;
  return stateOf(book).cases.some(
    (found) =>
      found.kind === 'refund_failed' && found.subjectId === refund.id && found.status === 'open',
  );
}

const keyOf = (refund: Refund): string => askedOfRefund(refund).key;

/** One step: take it up, ask the provider, or ask what became of it. */
async function advance(book: OrderBook, refund: Refund): Promise<void> {
  if (refund.status === 'requested' || refund.status === 'failed') {
    await book.step(
      { name: 'startRefund', refundId: refund.id },
      `try ${refund.tries + 1} of ${refundTriesMax}`,
    );
    return;
  }
  const outcome = await ask(book, refund);
  // Nobody asks for it before the order moves again; that it was never asked for is no news.
  if (outcome.status === 'not_found' && stateOf(book).order.frozen) return;
  const isNews =
    outcome.status !== 'unreachable' &&
    !(
      refund.status === 'unknown' &&
      (outcome.status === 'unknown' || outcome.status === 'pending')
    );
  if (!isNews || isKnownDifference(stateOf(book), keyOf(refund), outcome)) {
    // Support may have decided meanwhile what is true; nobody tells this run.
    if (isDisputed(stateOf(book), keyOf(refund))) await book.load();
    return;
  }
  await book.step(
    { name: 'recordRefund', refundId: refund.id, outcome },
    `the provider says ${outcome.status}`,
  );
}

async function ask(book: OrderBook, refund: Refund): Promise<EffectOutcome> {
  const { order } = stateOf(book);
  const key = keyOf(refund);
  try {
    if (refund.status === 'unknown' || order.frozen) {
      return await outside.queryPayment.executeWithOptions({ summary: `what became of ${key}` }, [
        { key },
      ]);
    }
    return await outside.refundPayment.executeWithOptions({ summary: 'give the money back' }, [
      {
        key,
        orderId: order.id,
        amountMinor: unpaidOf(refund),
        currency: refund.currency,
        captureReference: refund.channel === 'original' ? order.captureReference : null,
        payeeId: order.consumerRef,
      },
    ]);
  } catch (error) {
    return trouble(error);
  }
}

/** The order may wait for just this refund. It may also have ended: then nobody needs to know. */
async function tellOrder(orderId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(orderWorkflowId(orderId)).signal(orderChanged);
  } catch (error) {
    log.debug('the order has no open run', { orderId, cause: String(error) });
  }
}
