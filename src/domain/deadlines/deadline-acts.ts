import type { EscalateDeadline, RemindDeadline } from '../commands.ts';
import { isArmed } from './deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { addDuration } from '../calendars/duration.ts';
import { demand, must } from '../errors.ts';
import { holdsOrder } from '../money/invoicing.ts';
import type { Deadline } from '../order.ts';

/** What the one timer of a deadline does when it fires next. */
export interface NextAct {
  act: 'remind' | 'escalate' | 'expire';
  at: string;
}

/** Whether time runs for a deadline: it is armed, and no case holds it up. */
export function isTicking(deadline: Deadline): boolean {
  return isArmed(deadline) && isUnset(deadline.pausedAt);
}

/** What falls due first for an armed deadline: reminders before, escalations after the due time. */
export function nextAct(deadline: Deadline): NextAct {
  const { dueAt, remindAt, remindedAt, escalateAt } = deadline;
  if (deadline.state === 'running') {
    const isWanted = remindAt && isUnset(remindedAt) && remindAt < dueAt;
    return isWanted ? { act: 'remind', at: remindAt } : { act: 'expire', at: dueAt };
  }
  const graceEndsAt = must(deadline.graceEndsAt, 'grace end');
  if (escalateAt && escalateAt < graceEndsAt) return { act: 'escalate', at: escalateAt };
  return { act: 'expire', at: graceEndsAt };
}

/** Its party is told once that the time comes near (S0 6.6); nothing else changes. */
export function remindDeadline(draft: Draft, step: RemindDeadline): void {
  const deadline = demandAct(draft, step.deadlineId, 'remind');
  deadline.remindedAt = draft.context.at;
  const { name, dueAt, responsibleRole } = deadline;
  record(draft, 'deadline_reminded', { name, dueAt, responsibleRole }, subjectOf(deadline));
}

/** Still not done so long after the due time: the next one in the chain is told (S0 5.6 c). */
export function escalateDeadline(draft: Draft, step: EscalateDeadline): void {
  const deadline = demandAct(draft, step.deadlineId, 'escalate');
  const taken = deadline.escalations ?? 0;
  const { to } = must(draft.policy.deadlines[deadline.name].escalation?.[taken], 'escalation');
  deadline.escalations = taken + 1;
  deadline.escalateAt = escalationAt(draft, deadline);
  record(draft, 'deadline_escalated', { name: deadline.name, to }, subjectOf(deadline));
}

/** When the chain of the policy goes on, counted from the due time; null where it has ended. */
export function escalationAt(draft: Draft, deadline: Deadline): string | null {
  const { escalation = [] } = draft.policy.deadlines[deadline.name];
  const next = escalation[deadline.escalations ?? 0];
  return next ? addDuration(deadline.dueAt, next.after, draft.policy.zone) : null;
}

/**
 * While an order has an open case, the deadlines whose policy says so stand still. When the last
 * one is resolved they run on with the time that they had left.
 */
export function pauseForCases(draft: Draft): void {
  const hasOpenCase = draft.cases.some(holdsOrder);
  for (const deadline of draft.deadlines) {
    const isHeldUp = !isUnset(deadline.pausedAt);
    if (!isArmed(deadline) || isHeldUp === hasOpenCase) continue;
    if (!isHeldUp && !draft.policy.deadlines[deadline.name].pausedByCase) continue;
    if (!hasOpenCase) resume(draft, deadline);
    else if (!hasPassed(draft, deadline)) deadline.pausedAt = draft.context.at;
  }
}

/** Its timer is about to fire: no case takes that back. Instants of just now are not known yet. */
function hasPassed(draft: Draft, { state, dueAt, graceEndsAt }: Deadline): boolean {
  const end = state === 'running' ? dueAt : must(graceEndsAt, 'grace end');
  return end !== '' && end <= draft.context.at;
}

function resume(draft: Draft, deadline: Deadline): void {
  draft.deadlineRequests.push({
    deadlineId: deadline.id,
    promise: null,
    notAfter: null,
    from: null,
    pausedSince: must(deadline.pausedAt, 'pause'),
  });
  deadline.pausedAt = null;
}

function demandAct(draft: Draft, deadlineId: string, act: NextAct['act']): Deadline {
  const deadline = draft.deadlines.find((candidate) => candidate.id === deadlineId);
  const next = deadline && isTicking(deadline) ? nextAct(deadline) : null;
  demand(
    deadline !== undefined && next?.act === act && next.at <= draft.context.at,
    'deadline_not_running',
    'the deadline was met or moved, or it is not yet the time',
  );
  return deadline;
}

function subjectOf(deadline: Deadline) {
  return { type: deadline.subjectType, id: deadline.subjectId };
}

function isUnset(instant: string | null | undefined): boolean {
  return instant === null || instant === undefined;
}
