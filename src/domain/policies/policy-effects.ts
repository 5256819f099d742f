import { isTicking } from '../deadlines/deadline-acts.ts';
import { beginDraft } from '../draft.ts';
import { countedDue, type Counting } from '../calendars/due-instants.ts';
import type { OrderState } from '../order.ts';
import type { Policy } from './policy.ts';

/** A running deadline that another policy would have set otherwise. */
export interface ChangedDeadline {
  orderId: string;
  deadline: string;
  subjectId: string;
  from: string;
  to: string;
}

/**
 * Which due times of an order would differ, had it been placed under this policy: those that run
 * and that the policy has set. What was promised, agreed, extended or held up is not the policy's.
 */
export function changedDeadlines(
  state: OrderState,
  policy: Policy,
  counting: Counting,
): ChangedDeadline[] {
  const context = { actor: { role: 'system', id: 'engine' } as const, at: '', newId: String };
  const draft = beginDraft({ ...state, policy }, context);
  return draft.deadlines.flatMap((deadline) => {
    const isPolicys = (deadline.source ?? 'policy') === 'policy';
    if (deadline.state !== 'running' || !isTicking(deadline) || !isPolicys) return [];
    const request = {
      promise: null,
      notAfter: deadline.latestAt ?? null,
      from: deadline.startedAt,
    };
    const { dueAt } = countedDue(draft, deadline, { request, counting });
    if (dueAt === deadline.dueAt) return [];
    const { orderId, name, subjectId } = deadline;
    return [{ orderId, deadline: name, subjectId, from: deadline.dueAt, to: dueAt }];
  });
}
