import { cancelEverything } from './cancelling.ts';
import type { EffectOutcome, PayOrder } from './commands.ts';
import { awaitSeller, enterHandover } from './confirming.ts';
import {
  askEffect,
  type Draft,
  isArmed,
  isUnresolved,
  meetDeadline,
  openCase,
  post,
  record,
  recordMovement,
  setStatus,
  startDeadline,
} from './draft.ts';
import { demand } from './errors.ts';
import { demandInTime, demandOrderStatus, isOver } from './guards.ts';
import type { Effect, OrderState } from './order.ts';
import { refundEverything, refundWhatIsOwed } from './refunding.ts';
import { advanceOrder } from './returning.ts';
import { settleIfDone } from './settling.ts';

/** Waits for the consumer's payment; one that came with the order is tried at once. */
export function enterPayment(draft: Draft): void {
  const { order } = draft;
  setStatus(draft, 'awaiting_payment');
  startDeadline(draft, 'payment', { type: 'order', id: order.id });
  if (order.paymentToken !== null) {
    authorize(draft, order.paymentMethod, order.paymentToken);
  }
}

/** The consumer pays, or pays again after a decline, until the payment deadline. */
export function payOrder(draft: Draft, command: PayOrder): void {
  const { order } = draft;
  demand(
    order.paymentTiming !== 'on_delivery',
    'payment_not_due',
    'this order is paid at the door',
  );
  if (!isLapsed(draft)) demandOrderStatus(draft, ['awaiting_payment']);
  demand(
    !unresolvedPayment(draft),
    'payment_unresolved',
    'an earlier payment has no known outcome yet; read the order again',
    { currentStatus: order.paymentStatus },
  );
  demand(
    order.attemptsLeft > 0,
    'payment_attempts_exhausted',
    'no payment attempts are left for this order',
  );
  demandInTime(draft, 'payment', order.id);
  record(draft, 'payment_tried', { method: command.method });
  const movementId = authorize(draft, command.method, command.token);
  draft.answer = { type: 'payment', id: movementId };
}

/** Authorized once, but the authorization ran out before the goods left. */
function isLapsed(draft: Draft): boolean {
  const { order } = draft;
  const expiresAt = order.authorizationExpiresAt;
  return (
    (order.status === 'awaiting_handover' || order.status === 'awaiting_confirmation') &&
    order.paymentStatus === 'authorized' &&
    expiresAt !== null &&
    expiresAt <= draft.context.at
  );
}

function unresolvedPayment(state: OrderState): boolean {
  return state.effects.some(
    (effect) => effect.kind === 'authorize_payment' && isUnresolved(effect),
  );
}

function authorize(draft: Draft, method: string, token: string | null): string {
  const { order } = draft;
  order.paymentAttempt += 1;
  order.attemptsLeft -= 1;
  order.paymentMethod = method as typeof order.paymentMethod;
  order.paymentToken = token;
  order.paymentStatus = 'authorizing';
  order.nextAction = null;
  const movementId = draft.context.newId('pay');
  askEffect(draft, 'authorize_payment', `authorize:${order.id}:${order.paymentAttempt}`, {
    amountMinor: order.totalMinor,
    currency: order.currency,
    method,
    token,
    movementId,
  });
  recordMovement(draft, {
    id: movementId,
    kind: 'authorization',
    method,
    status: 'processing',
    amountMinor: order.totalMinor,
    providerReference: null,
    failure: null,
  });
  return movementId;
}

/** Two answers of «never heard of it» in a row: the call was never carried out. */
const notFoundMax = 2;

/** What became of an authorization. The order may have been cancelled meanwhile (§2.1). */
export function recordAuthorization(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  const { order } = draft;
  const current = effect.id === `authorize:${order.id}:${order.paymentAttempt}`;
  const movementId = String(effect.request.movementId);
  effect.tries += 1;
  switch (outcome.status) {
    case 'succeeded':
      finishEffect(draft, effect, 'done');
      moveAuthorization(draft, movementId, 'succeeded', outcome);
      authorized(draft, effect, outcome);
      return;
    case 'requires_action':
      if (effect.request.renews) {
        declined(draft, effect, { ...outcome, failure: 'action_required' });
        return;
      }
      moveAuthorization(draft, movementId, 'requires_action', outcome);
      record(draft, 'payment_requires_action');
      effect.status = 'unknown';
      if (!current || isOver(draft)) return;
      order.paymentStatus = 'requires_action';
      order.nextAction = outcome.nextAction ?? order.nextAction;
      return;
    case 'not_found':
      if (effect.tries > notFoundMax) {
        declined(draft, effect, { ...outcome, failure: 'not_executed' });
        return;
      }
      unknown(draft, effect, current);
      return;
    case 'declined':
      declined(draft, effect, outcome);
      return;
    case 'unknown':
    case 'pending':
    case 'unreachable':
      unknown(draft, effect, current);
  }
}

function unknown(draft: Draft, effect: Effect, current: boolean): void {
  const first = effect.status !== 'unknown';
  effect.status = 'unknown';
  moveAuthorization(draft, String(effect.request.movementId), 'unknown', { status: 'unknown' });
  record(draft, first ? 'payment_outcome_unknown' : 'payment_queried');
  if (current && !isOver(draft) && !effect.request.renews) draft.order.paymentStatus = 'unknown';
}

function moveAuthorization(
  draft: Draft,
  movementId: string,
  status: 'succeeded' | 'declined' | 'unknown' | 'requires_action',
  outcome: EffectOutcome,
): void {
  const movement = draft.movements.find((candidate) => candidate.id === movementId);
  if (!movement) return;
  movement.status = status;
  movement.providerReference = outcome.reference ?? movement.providerReference;
  movement.failure = outcome.failure ?? null;
  movement.at = draft.context.at;
}

function authorized(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  const { order } = draft;
  if (isLate(order.status)) {
    // The goods left against an older authorization meanwhile: this one is not needed.
    voidAuthorization(draft, effect.id, outcome.reference ?? null);
    return;
  }
  const replaced = order.status === 'awaiting_payment' ? null : order.authorizationReference;
  order.authorizedMinor = order.totalMinor;
  order.authorizationReference = outcome.reference ?? null;
  order.authorizationExpiresAt = outcome.validForSeconds
    ? new Date(Date.parse(draft.context.at) + outcome.validForSeconds * 1000).toISOString()
    : null;
  order.paymentStatus = 'authorized';
  order.nextAction = null;
  record(draft, 'payment_authorized', { amountMinor: order.totalMinor });
  if (isOver(draft)) {
    voidAuthorization(draft, effect.id, outcome.reference ?? null);
    return;
  }
  if (order.status !== 'awaiting_payment') {
    if (replaced !== null) voidReplaced(draft, replaced);
    return;
  }
  meetDeadline(draft, 'payment', order.id);
  if (capturesAtPayment(String(effect.request.method))) capture(draft);
  if (order.paymentTiming === 'before_confirmation') awaitSeller(draft);
  else enterHandover(draft);
}

function isLate(status: OrderState['order']['status']): boolean {
  return status === 'in_delivery' || status === 'delivered';
}

/** Wallets and transfers take the money at once; a card is captured at the first handover (§2.1). */
function capturesAtPayment(method: string): boolean {
  return method !== 'card';
}

function declined(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  const { order } = draft;
  finishEffect(draft, effect, 'failed', outcome.failure);
  moveAuthorization(draft, String(effect.request.movementId), 'declined', outcome);
  record(draft, 'payment_declined', { failure: outcome.failure ?? null });
  if (effect.request.renews) {
    openCase(draft, {
      kind: 'authorization_not_renewed',
      subject: { type: 'order', id: order.id },
      respondentRole: 'payment_provider',
      respondentPartyId: order.paymentProviderId,
      details: { failure: outcome.failure ?? null, expiresAt: order.authorizationExpiresAt },
    });
    return;
  }
  if (isOver(draft)) {
    if (order.paymentStatus !== 'refunded') order.paymentStatus = 'declined';
    return;
  }
  order.paymentStatus = 'declined';
  order.nextAction = null;
  const overdue = draft.deadlines.some(
    (deadline) =>
      deadline.name === 'payment' && deadline.state === 'missed' && deadline.onExpiry === 'cancel',
  );
  if (overdue || order.attemptsLeft === 0) cancelEverything(draft, 'payment_expired');
}

/** The payment deadline cancels, but only once a payment under way has answered (§2.1). */
export function expirePayment(draft: Draft): void {
  const waiting = unresolvedPayment(draft) && draft.order.paymentStatus !== 'requires_action';
  if (!waiting) cancelEverything(draft, 'payment_expired');
}

/** Captures the whole authorization, once. */
export function capture(draft: Draft): void {
  const { order } = draft;
  if (order.paymentTiming === 'on_delivery' || order.capturedMinor > 0) return;
  askEffect(draft, 'capture_payment', `capture:${order.id}:${order.paymentAttempt}`, {
    authorizationReference: order.authorizationReference,
    amountMinor: order.totalMinor,
    currency: order.currency,
    movementId: draft.context.newId('pay'),
  });
}

/** Lets go of an authorization that will not be captured, under the key of how it came about. */
export function voidAuthorization(
  draft: Draft,
  authorizeKey = authorizeKeyOf(draft, draft.order.authorizationReference),
  reference = draft.order.authorizationReference,
): void {
  askEffect(draft, 'void_payment', `void:${authorizeKey}`, {
    authorizationReference: reference,
    amountMinor: draft.order.totalMinor,
    movementId: draft.context.newId('pay'),
  });
}

function authorizeKeyOf(draft: Draft, reference: string | null): string {
  const movement = draft.movements.find(
    (candidate) => candidate.kind === 'authorization' && candidate.providerReference === reference,
  );
  const effect = draft.effects.find((candidate) => candidate.request.movementId === movement?.id);
  return effect?.id ?? `authorize:${draft.order.id}:${draft.order.paymentAttempt}`;
}

function voidReplaced(draft: Draft, reference: string): void {
  askEffect(draft, 'void_payment', `void:${authorizeKeyOf(draft, reference)}`, {
    authorizationReference: reference,
    amountMinor: draft.order.totalMinor,
    movementId: draft.context.newId('pay'),
    late: true,
  });
}

/**
 * When the authorization must be renewed, because it would not outlive the dispatch deadline by
 * the policy's margin (§2.1): halfway through its validity, or null.
 */
export function renewalDueAt(state: OrderState): string | null {
  const { order } = state;
  const expiresAt = order.authorizationExpiresAt;
  if (order.status !== 'awaiting_handover' || order.paymentStatus !== 'authorized') return null;
  if (expiresAt === null || unresolvedPayment(state) || isRenewalRefused(state)) return null;
  const dispatch = state.deadlines.find(
    (deadline) => deadline.name === 'dispatch' && isArmed(deadline),
  );
  if (!dispatch || dispatch.dueAt === '') return null;
  const marginMs = state.policy.payment.authorizationMarginHours * 3_600_000;
  const neededUntil = Date.parse(dispatch.graceEndsAt ?? dispatch.dueAt) + marginMs;
  if (Date.parse(expiresAt) >= neededUntil) return null;
  const authorizedAt = state.movements
    .filter((movement) => movement.providerReference === order.authorizationReference)
    .map((movement) => Date.parse(movement.at))[0];
  const validMs = Date.parse(expiresAt) - (authorizedAt ?? Date.parse(expiresAt));
  return new Date(Date.parse(expiresAt) - Math.floor(validMs / 2)).toISOString();
}

function isRenewalRefused(state: OrderState): boolean {
  return state.cases.some((found) => found.kind === 'authorization_not_renewed');
}

/** Holds the money anew before the old authorization runs out; that one is let go afterwards. */
export function renewAuthorization(draft: Draft): void {
  const { order } = draft;
  const dueAt = renewalDueAt(draft);
  demand(
    dueAt !== null && dueAt <= draft.context.at,
    'payment_not_due',
    'the authorization needs no renewal now',
  );
  order.paymentAttempt += 1;
  const movementId = draft.context.newId('pay');
  record(draft, 'authorization_renewed', { expiresAt: order.authorizationExpiresAt });
  askEffect(draft, 'authorize_payment', `authorize:${order.id}:${order.paymentAttempt}`, {
    amountMinor: order.totalMinor,
    currency: order.currency,
    method: order.paymentMethod,
    token: order.paymentToken,
    movementId,
    renews: order.authorizationReference,
  });
  recordMovement(draft, {
    id: movementId,
    kind: 'authorization',
    method: order.paymentMethod,
    status: 'processing',
    amountMinor: order.totalMinor,
    providerReference: null,
    failure: null,
  });
}

/** Voids an authorization that came after its payment counted as declined. */
export function voidLateAuthorization(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  finishEffect(draft, effect, 'done');
  record(draft, 'late_authorization', { effectId: effect.id });
  askEffect(draft, 'void_payment', `void:${effect.id}`, {
    authorizationReference: outcome.reference ?? null,
    amountMinor: Number(effect.request.amountMinor),
    movementId: draft.context.newId('pay'),
    late: true,
  });
}

/** What became of a capture; money that arrives for a cancelled order goes back at once. */
export function recordCapture(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  const { order } = draft;
  if (stillOpen(draft, effect, outcome, 'capture')) return;
  if (outcome.status === 'succeeded') {
    finishEffect(draft, effect, 'done');
    order.capturedMinor = order.totalMinor;
    order.captureReference = outcome.reference ?? null;
    order.paymentStatus = 'captured';
    record(draft, 'payment_captured', { amountMinor: order.totalMinor });
    post(draft, 'capture', effect.id, {
      provider: order.totalMinor,
      escrow: -order.totalMinor,
    });
    noteMovement(draft, effect, 'capture', 'succeeded', outcome);
    if (order.status === 'cancelled') refundEverything(draft, 'order_cancelled');
    else refundWhatIsOwed(draft);
    advanceOrder(draft);
    settleIfDone(draft);
    return;
  }
  finishEffect(draft, effect, 'failed', outcome.failure);
  order.paymentStatus = 'capture_failed';
  noteMovement(draft, effect, 'capture', 'failed', outcome);
  record(draft, 'capture_failed', { failure: outcome.failure ?? null });
  if (order.status === 'cancelled') {
    voidAuthorization(draft);
    return;
  }
  openCase(draft, {
    kind: 'capture_failed',
    subject: { type: 'order', id: order.id },
    respondentRole: 'payment_provider',
    respondentPartyId: order.paymentProviderId,
    details: { failure: outcome.failure ?? null, action: 'intercept_goods' },
  });
}

export function recordVoid(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  if (stillOpen(draft, effect, outcome, 'void')) return;
  if (outcome.status === 'succeeded') {
    finishEffect(draft, effect, 'done');
    if (effect.request.late !== true) {
      draft.order.paymentStatus = 'voided';
      draft.order.authorizedMinor = 0;
    }
    noteMovement(draft, effect, 'void', 'succeeded', outcome);
    record(draft, 'payment_voided');
    return;
  }
  finishEffect(draft, effect, 'failed', outcome.failure);
  noteMovement(draft, effect, 'void', 'failed', outcome);
  record(draft, 'void_failed', { failure: outcome.failure ?? null });
  openCase(draft, {
    kind: 'void_failed',
    subject: { type: 'order', id: draft.order.id },
    respondentRole: 'payment_provider',
    respondentPartyId: draft.order.paymentProviderId,
    details: { failure: outcome.failure ?? null },
  });
}

/** An outcome that is none yet: the effect waits for the next query. Says so once. */
function stillOpen(
  draft: Draft,
  effect: Effect,
  outcome: EffectOutcome,
  what: 'capture' | 'void',
): boolean {
  if (outcome.status === 'succeeded' || outcome.status === 'declined') return false;
  effect.tries += 1;
  // Never carried out: asked again under the same key, which is harmless.
  effect.status = outcome.status === 'not_found' ? 'pending' : 'unknown';
  if (what === 'capture' && !isOver(draft)) draft.order.paymentStatus = 'unknown';
  record(draft, `${what}_outcome_unknown`, { tries: effect.tries });
  return true;
}

function noteMovement(
  draft: Draft,
  effect: Effect,
  kind: 'capture' | 'void',
  status: 'succeeded' | 'failed',
  outcome: EffectOutcome,
): void {
  recordMovement(draft, {
    id: String(effect.request.movementId),
    kind,
    method: draft.order.paymentMethod,
    status,
    amountMinor: Number(effect.request.amountMinor),
    providerReference: outcome.reference ?? null,
    failure: outcome.failure ?? null,
  });
}

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
