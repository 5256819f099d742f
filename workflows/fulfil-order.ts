/**
 * The life of an order, from its acceptance to its end (S0 6.6–6.8, 7.5–7.8):
 * 1. read the order from PostgreSQL, however this run came to be;
 * 2. take commands as Updates, each one transition;
 * 3. carry out what transitions ask for outside, and tell them how it went;
 * 4. arm a timer for every deadline, and let it expire;
 * 5. end when nothing is undecided.
 */
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  makeContinueAsNewFunc,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { commandNames } from '../src/domain/commands.ts';
import { isUnresolved } from '../src/domain/asked-effects.ts';
import { type Deadline, isFinal, type OrderState } from '../src/domain/order.ts';
import { commandUpdate, type FulfilOrderInput, historyGrewLong, orderChanged } from './contract.ts';
import { deadlineTimers, renewalTimers } from './deadline-timers.ts';
import { openOrderBook, type OrderBook } from './order-book.ts';
import { outsideEffects } from './outside-effects.ts';
import { shopWindow } from './shop-window.ts';

/** Guarantees that whatever PostgreSQL has accepted for this order is carried to its end. */
export async function fulfilOrder(input: FulfilOrderInput): Promise<void> {
  const book = openOrderBook(input.orderId);
  const wishes = listen(book);
  // A cancellation from Temporal's UI must not tear a transition: it becomes a command (D1).
  cancelAsOperator(book);
  await CancellationScope.nonCancellable(() => live(book, wishes, input));
}

interface Wishes {
  freshRun: boolean;
}

/**
 * All handlers stand before the first await: a command of the first moment is not lost. What they
 * do is not cancellable: an order that cannot be cancelled any more still takes commands.
 */
function listen(book: OrderBook): Wishes {
  const wishes: Wishes = { freshRun: false };
  for (const name of commandNames) {
    setHandler(
      commandUpdate(name),
      (envelope) => CancellationScope.nonCancellable(() => book.command(envelope)),
      { validator: (envelope) => book.validate(envelope) },
    );
  }
  setHandler(orderChanged, () => CancellationScope.nonCancellable(() => book.load()));
  setHandler(historyGrewLong, () => {
    wishes.freshRun = true;
  });
  return wishes;
}

function cancelAsOperator(book: OrderBook): void {
  CancellationScope.current().cancelRequested.catch(() =>
    CancellationScope.nonCancellable(async () => {
      await condition(() => book.state() !== null);
      await book.step(
        { name: 'cancelOrder', reason: 'operator', note: null },
        'cancelled in Temporal by an operator',
      );
    }),
  );
}

async function live(book: OrderBook, wishes: Wishes, input: FulfilOrderInput): Promise<void> {
  const timers = deadlineTimers(book, isOrders);
  const effects = outsideEffects(book);
  const renew = renewalTimers(book);
  const show = shopWindow();
  await book.load();
  for (;;) {
    const seen = book.revision();
    effects.follow();
    timers.follow();
    renew();
    show(book.state());
    if (isOver(book.state())) break;
    await condition(
      () =>
        book.revision() !== seen || (isFreshRunDue(wishes) && book.isIdle() && effects.isQuiet()),
    );
    if (book.revision() === seen) {
      await startAfresh(book, input);
    }
  }
  await condition(allHandlersFinished);
}

/** Refunds have workflows of their own, with their own timers. */
function isOrders(deadline: Deadline): boolean {
  return deadline.subjectType !== 'refund';
}

function isOver(state: OrderState | null): boolean {
  if (!state || !isFinal(state.order)) return false;
  return !state.effects.some(isUnresolved);
}

function isFreshRunDue(wishes: Wishes): boolean {
  return wishes.freshRun || workflowInfo().continueAsNewSuggested;
}

/** A new run reads everything from PostgreSQL again: nothing needs to travel along (D1). */
async function startAfresh(book: OrderBook, input: FulfilOrderInput): Promise<void> {
  await condition(allHandlersFinished);
  if (!book.isIdle()) return;
  await makeContinueAsNewFunc<typeof fulfilOrder>()(input);
}
