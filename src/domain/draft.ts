import type { ActionContext } from './commands.ts';
import { must } from './errors.ts';
import type {
  Case,
  Deadline,
  Effect,
  EffectKind,
  OrderRow,
  OrderState,
  PaymentMovement,
  Posting,
  Subject,
} from './order.ts';
import { clocksOfCases } from './policies/policy-rules.ts';
import type { DeadlineName } from './policies/policy.ts';

/** What one transition writes into the journal: one entry, whatever it changed. */
export interface Entry {
  type: string;
  subject: Subject;
  data: Record<string, unknown>;
}

/** A workflow to be started after the commit, twice being once (D10). */
export interface StartRequest {
  workflowId: string;
  workflowType: string;
  input: Record<string, string>;
}

/** A deadline asked for by a rule; the transition computes its instants (D7). */
export interface DeadlineRequest {
  deadlineId: string;
  promise: string | null;
  /** The due time is never later than this. */
  notAfter: string | null;
  /** The promise holds where it is earlier than what the rule alone comes to. */
  withinRule?: boolean;
  /** Counted from here instead of the transition's own time. */
  from: string | null;
  /** An actor has moved it: the `promise` is what it was extended to. */
  isExtension?: boolean;
  /** A case has held it up since then. */
  pausedSince?: string;
}

/**
 * A state that a rule is changing: a private copy, with what is to be recorded beside it. Nothing
 * outside sees it until the transition commits it as a whole.
 */
export interface Draft extends OrderState {
  context: ActionContext;
  entry: Entry | null;
  postings: Posting[];
  startRequests: StartRequest[];
  deadlineRequests: DeadlineRequest[];
  /** The recipient as it is kept from now on, sealed; null where it stays as it was. */
  recipient: Record<string, unknown> | null;
  /** What the caller is answered with. */
  answer: Subject;
}

/** Copies the state, so that a refused rule leaves no trace. */
export function beginDraft(state: OrderState, context: ActionContext): Draft {
  const copy = JSON.parse(JSON.stringify(state)) as OrderState;
  return {
    ...copy,
    context,
    entry: null,
    postings: [],
    startRequests: [],
    deadlineRequests: [],
    recipient: null,
    answer: { type: 'order', id: state.order.id },
  };
}

/** Records what happened. The first record of a transition names it; later ones add their data. */
export function record(
  draft: Draft,
  type: string,
  data: Record<string, unknown> = {},
  subject?: Subject,
): void {
  if (draft.entry) {
    const consequences = (draft.entry.data.consequences ?? []) as unknown[];
    draft.entry.data.consequences = [
      ...consequences,
      { type, ...(subject ? { subject } : {}), ...data },
    ];
    return;
  }
  draft.entry = { type, subject: subject ?? { type: 'order', id: draft.order.id }, data };
}

/**
 * Books a set of postings; their sum must be zero (§2.4), which PostgreSQL checks again. What is a
 * courier's is that one's, by default the order's.
 */
export function post(
  draft: Draft,
  reason: string,
  reference: string,
  amounts: Record<string, number>,
  courierId: string | null = draft.order.courierId,
): void {
  for (const [account, amountMinor] of Object.entries(amounts)) {
    if (amountMinor === 0) continue;
    draft.postings.push({
      account,
      amountMinor,
      currency: draft.order.currency,
      reason,
      reference,
      partyId: holderOf(draft, account, courierId),
    });
    draft.balances[account] = (draft.balances[account] ?? 0) + amountMinor;
  }
}

/** Claims name their party themselves; what is at the provider or in escrow is nobody's yet. */
function holderOf({ order }: Draft, account: string, courierId: string | null): string | null {
  if (account.startsWith('claim:')) return account.slice('claim:'.length);
  if (account === 'seller') return order.sellerId;
  return account === 'courier' || account === 'cash_in_transit' ? courierId : null;
}

/** Asks for something outside under its key. Asking twice is asking once. */
export function askEffect(
  draft: Draft,
  kind: EffectKind,
  id: string,
  request: Record<string, unknown>,
): void {
  if (draft.effects.some((effect) => effect.id === id)) return;
  const effect: Effect = {
    id,
    orderId: draft.order.id,
    kind,
    status: 'pending',
    request,
    tries: 0,
    failure: null,
    requestedAt: draft.context.at,
    finishedAt: null,
    result: null,
  };
  draft.effects.push(effect);
}

export function isUnresolved(effect: Effect): boolean {
  return effect.status === 'pending' || effect.status === 'unknown';
}

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
    const late = deadline.dueAt !== '' && (deadline.pausedAt ?? at) >= deadline.dueAt;
    deadline.state = late ? 'missed' : 'met';
    deadline.endedAt = at;
    if (late) draft.order.escalated = true;
  }
  if (deadline.grace === 'running') deadline.grace = 'stopped';
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

export function openCase(
  draft: Draft,
  facts: Pick<Case, 'kind' | 'respondentRole' | 'respondentPartyId' | 'details'> & {
    id?: string;
    subject: Subject;
  },
): Case {
  const opened: Case = {
    id: facts.id ?? draft.context.newId('cas'),
    orderId: draft.order.id,
    kind: facts.kind,
    subjectType: facts.subject.type,
    subjectId: facts.subject.id,
    respondentRole: facts.respondentRole,
    respondentPartyId: facts.respondentPartyId,
    status: 'open',
    details: facts.details,
    openedAt: draft.context.at,
    resolvedAt: null,
    resolution: null,
    answer: null,
  };
  draft.cases.push(opened);
  const { amountMinor } = facts.details;
  const amount = typeof amountMinor === 'number' ? { amountMinor } : {};
  record(draft, 'case_opened', { caseId: opened.id, kind: opened.kind, ...amount });
  return opened;
}

/** Puts a movement of money on record, or brings the one with that id up to date. */
export function recordMovement(
  draft: Draft,
  movement: Omit<PaymentMovement, 'orderId' | 'currency' | 'at'>,
): void {
  const known = draft.movements.find((candidate) => candidate.id === movement.id);
  if (known) Object.assign(known, movement, { at: draft.context.at });
  else {
    draft.movements.push({
      ...movement,
      orderId: draft.order.id,
      currency: draft.order.currency,
      at: draft.context.at,
    });
  }
}

/** Ends the cases that what just happened has settled, without support. */
export function closeCases(
  draft: Draft,
  isSettled: (found: Case) => boolean,
  resolution: Record<string, unknown>,
): void {
  for (const found of draft.cases) {
    if (found.status !== 'open' || !isSettled(found)) continue;
    found.status = 'resolved';
    found.resolvedAt = draft.context.at;
    found.resolution = resolution;
    for (const clock of clocksOfCases) stopDeadline(draft, clock, found.id);
  }
}

/** Voids what is not fully signed, of one shipment or of all: its goods take another way. */
export function voidOpenDocuments(draft: Draft, shipmentId?: string): void {
  for (const document of draft.documents) {
    if (shipmentId !== undefined && document.shipmentId !== shipmentId) continue;
    if (document.status === 'issued' || document.status === 'partly_signed') {
      document.status = 'void';
    }
  }
}

/** Whether the provider has not said yet what became of a capture. */
export function isCaptureOpen(state: OrderState): boolean {
  return state.effects.some((effect) => effect.kind === 'capture_payment' && isUnresolved(effect));
}

/** The outcome of an effect is known: it is never asked about again. */
export function finishEffect(
  draft: Draft,
  effect: Effect,
  status: 'done' | 'failed',
  failure: string | null | undefined = null,
): void {
  effect.status = status;
  effect.failure = failure ?? null;
  effect.finishedAt = draft.context.at;
}

/** Whether a payment was tried whose outcome is not known yet. */
export function isPaymentUnresolved(state: OrderState): boolean {
  return state.effects.some(
    (effect) => effect.kind === 'authorize_payment' && isUnresolved(effect),
  );
}

export function setStatus(
  draft: Draft,
  status: OrderRow['status'],
  reason: string | null = null,
): void {
  draft.order.status = status;
  draft.order.statusReason = reason;
}
