import type { Draft } from '../draft.ts';
import { must } from '../errors.ts';
import type { Deadline, OrderState, Subject } from '../order.ts';
import type { DeadlineName } from '../policies/deadline-rules.ts';

export interface DeadlineOptions {
  promise?: string | null;
  notAfter?: string | null;
  /** Due when promised, but no later than without the promise. */
  withinRule?: boolean;
  from?: string | null;
  onExpiry?: string;
  responsiblePartyId?: string | null;
  responsibleRole?: string;
  clause?: string;
}

/** Starts a deadline for a subject; the same one running already is left as it is. */
export function startDeadline(
  draft: Draft,
  name: DeadlineName,
  subject: Subject,
  options: DeadlineOptions = {},
): void {
  if (runningDeadline(draft, name, subject.id)) return;
  const rule = draft.policy.deadlines[name];
  const role = options.responsibleRole ?? rule.responsible;
  const id = draft.context.newId('ddl');
  const deadline: Deadline = {
    id,
    orderId: draft.order.id,
    name,
    subjectType: subject.type,
    subjectId: subject.id,
    startedAt: draft.context.at,
    dueAt: '',
    graceEndsAt: null,
    responsibleRole: role,
    responsiblePartyId: options.responsiblePartyId ?? partyOfRole(draft, role, subject),
    clause: options.clause ?? rule.clause,
    provisional: false,
    state: 'running',
    grace: 'none',
    endedAt: null,
    onExpiry: options.onExpiry ?? rule.onExpiry,
  };
  draft.deadlines.push(deadline);
  draft.deadlineRequests.push({
    deadlineId: id,
    promise: options.promise ?? null,
    notAfter: options.notAfter ?? null,
    from: options.from ?? null,
    ...(options.withinRule ? { withinRule: true } : {}),
  });
}

function partyOfRole(draft: Draft, role: string, subject: Subject): string | null {
  if (role === 'seller') return draft.order.sellerId;
  if (role === 'payment_provider') return draft.order.paymentProviderId;
  if (role === 'platform') return draft.order.platformId;
  if (role !== 'courier') return null;
  const shipment = draft.shipments.find((candidate) => candidate.id === subject.id);
  return shipment?.courierId ?? draft.order.courierId;
}

/** Whether a deadline can still do something: it runs, or its grace does. */
export function isArmed(deadline: Deadline): boolean {
  return deadline.state === 'running' || deadline.grace === 'running';
}

/** When its timer must fire next. */
export function nextInstant(deadline: Deadline): string {
  return deadline.state === 'running' ? deadline.dueAt : must(deadline.graceEndsAt, 'grace end');
}

export function runningDeadline(
  state: OrderState,
  name: DeadlineName,
  subjectId: string,
): Deadline | undefined {
  return state.deadlines.find(
    (deadline) => deadline.name === name && deadline.subjectId === subjectId && isArmed(deadline),
  );
}

/** Ends a deadline by the step it waited for: met, or missed if that came late or in the grace. */
export function meetDeadline(
  draft: Draft,
  name: DeadlineName,
  subjectId: string,
  at = draft.context.at,
): void {
  const deadline = runningDeadline(draft, name, subjectId);
  if (!deadline) return;
  if (deadline.state === 'running') {
    // One that this very transition started has no instants yet.
    const isPast = deadline.dueAt !== '' && (deadline.pausedAt ?? at) >= deadline.dueAt;
    const late = isPast && !isRefundPlan(deadline);
    deadline.state = late ? 'missed' : 'met';
    deadline.endedAt = at;
    if (late) draft.order.escalated = true;
  }
  if (deadline.grace === 'running') deadline.grace = 'stopped';
}

/** The day on which money is to go back if nothing else has happened by then (§2.5). */
export function isRefundPlan({ onExpiry }: Deadline): boolean {
  return onExpiry === 'refund_now';
}

/** Ends a deadline that nobody needs to meet any more. */
export function stopDeadline(draft: Draft, name: DeadlineName, subjectId: string): void {
  const deadline = runningDeadline(draft, name, subjectId);
  if (deadline) endWithoutResult(draft, deadline);
}

/** Ends every armed deadline of a subject, or of the whole order. */
export function stopDeadlines(draft: Draft, keep: (deadline: Deadline) => boolean): void {
  for (const deadline of draft.deadlines) {
    if (isArmed(deadline) && !keep(deadline)) endWithoutResult(draft, deadline);
  }
}

function endWithoutResult(draft: Draft, deadline: Deadline): void {
  if (deadline.state === 'running') {
    deadline.state = 'stopped';
    deadline.endedAt = draft.context.at;
  }
  if (deadline.grace === 'running') deadline.grace = 'stopped';
}
