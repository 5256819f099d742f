import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { isTicking, nextAct } from '../src/domain/deadlines/deadline-acts.ts';
import type { RenewAuthorization, RenewHold } from '../src/domain/commands.ts';
import type { Deadline, OrderState } from '../src/domain/order.ts';
import { renewalDueAt } from '../src/domain/money/renewing.ts';
import { holdRenewalDueAt } from '../src/domain/stock/renewing-holds.ts';
import type { OrderBook } from './order-book.ts';

/**
 * One timer for each armed deadline (D7): for its reminder, then its due time, then what its grace
 * brings. It is set again when it has fired and when the deadline was moved.
 */
export interface DeadlineTimers {
  /** Arms what is new, lets go of what has ended. */
  follow: () => void;
  stop: () => void;
}

export function deadlineTimers(
  book: OrderBook,
  isMine: (deadline: Deadline) => boolean,
): DeadlineTimers {
  const armed = new Map<string, CancellationScope>();
  const follow = (): void => {
    const state = book.state();
    // A frozen order lets nothing expire; its timers are set again when support has looked.
    const wanted = (state && !state.order.frozen ? state.deadlines : []).filter(
      (deadline) => isTicking(deadline) && isMine(deadline),
    );
    const keys = new Set(wanted.map(keyOf));
    for (const [key, scope] of armed) {
      if (keys.has(key)) continue;
      armed.delete(key);
      scope.cancel();
    }
    for (const deadline of wanted) {
      if (!armed.has(keyOf(deadline))) arm(book, armed, deadline);
    }
  };
  return {
    follow,
    stop: () => {
      for (const scope of armed.values()) scope.cancel();
      armed.clear();
    },
  };
}

/** What it does next, and when: anything else is another timer. */
function keyOf(deadline: Deadline): string {
  const { act, at } = nextAct(deadline);
  return `${deadline.id}:${act}:${at}`;
}

function arm(book: OrderBook, armed: Map<string, CancellationScope>, deadline: Deadline): void {
  const scope = new CancellationScope();
  armed.set(keyOf(deadline), scope);
  void scope
    .run(async () => {
      const waitMs = Math.max(1, Date.parse(nextAct(deadline).at) - Date.now());
      await sleep(waitMs, { summary: summaryOf(deadline) });
      await CancellationScope.nonCancellable(() => carryOut(book, deadline));
    })
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
}

/** A reminder and an escalation change the deadline, which is armed again for what comes next. */
async function carryOut(book: OrderBook, deadline: Deadline): Promise<void> {
  const { act } = nextAct(deadline);
  const { id: deadlineId, name } = deadline;
  if (act === 'remind') await book.step({ name: 'remindDeadline', deadlineId }, `${name} is near`);
  else if (act === 'escalate') {
    await book.step({ name: 'escalateDeadline', deadlineId }, `${name} is still open`);
  } else await expire(book, deadline);
}

async function expire(book: OrderBook, deadline: Deadline): Promise<void> {
  await book.step(
    {
      name: 'expireDeadline',
      deadlineId: deadline.id,
      phase: deadline.state === 'running' ? 'due' : 'grace',
    },
    `${deadline.name} has passed`,
  );
}

/** As ops read it in the timeline: who must do what, by which clause. */
function summaryOf(deadline: Deadline): string {
  const what = deadline.name.replaceAll('_', ' ');
  const isReminder = nextAct(deadline).act === 'remind';
  const grace = isReminder ? ' (reminder)' : deadline.state === 'running' ? '' : ' (grace)';
  const clause = deadline.clause === '' ? '' : ` · ${deadline.clause}`;
  return `${deadline.responsibleRole}: ${what}${grace}${clause}`;
}

/** Something that is held for a time only, and asked for anew before that is over. */
interface Renewal {
  dueAt: (state: OrderState) => string | null;
  action: RenewAuthorization | RenewHold;
  summary: string;
}

const authorization: Renewal = {
  dueAt: renewalDueAt,
  action: { name: 'renewAuthorization' },
  summary: 'the authorization must be renewed',
};

const stockHold: Renewal = {
  dueAt: holdRenewalDueAt,
  action: { name: 'renewHold' },
  summary: 'the goods must be held for longer',
};

/** Arms a timer for each renewal, where one is needed (design §2.1). */
export function renewalTimers(book: OrderBook): () => void {
  const timers = [authorization, stockHold].map((renewal) => renewalTimer(book, renewal));
  return () => {
    for (const follow of timers) follow();
  };
}

function renewalTimer(book: OrderBook, { dueAt: dueAtOf, action, summary }: Renewal): () => void {
  let armedFor: string | null = null;
  let scope: CancellationScope | null = null;
  return () => {
    const state = book.state();
    const dueAt = state ? dueAtOf(state) : null;
    if (dueAt === armedFor) return;
    scope?.cancel();
    armedFor = dueAt;
    if (dueAt === null) return;
    scope = new CancellationScope();
    void scope
      .run(async () => {
        const waitMs = Math.max(1, Date.parse(dueAt) - Date.now());
        await sleep(waitMs, { summary });
        armedFor = null;
        await CancellationScope.nonCancellable(() => book.step(action, summary));
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  };
}
