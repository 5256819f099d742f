import { cancelEverything } from '../confirmation/cancelling.ts';
import type { EffectOutcome, PayOrder } from '../commands.ts';
import { capture } from './capturing.ts';
import { voidAuthorization, voidBeside, voidReplaced } from './voiding.ts';
import { awaitSeller, enterHandover } from '../confirmation/confirming.ts';
import { askEffect, finishEffect, isCaptureOpen, isPaymentUnresolved } from '../asked-effects.ts';
import { openCase } from '../cases/open-cases.ts';
import { meetDeadline, startDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record, setStatus } from '../draft.ts';
import { recordMovement } from './posting.ts';
import { demand } from '../errors.ts';
import { askedBy, isAsAsked, openDifference } from './payment-difference.ts';
import { demandInTime, demandOrderStatus, isOver } from '../guards.ts';
import type { Effect, OrderState } from '../order.ts';

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
  demandInTime(draft, 'payment', order.id);
  if (!isLapsed(draft)) demandOrderStatus(draft, ['awaiting_payment']);
  demand(
    !isPaymentUnresolved(draft),
    'payment_unresolved',
    'an earlier payment has no known outcome yet; read the order again',
    { currentStatus: order.paymentStatus },
  );
  demand(
    order.attemptsLeft > 0,
    'payment_attempts_exhausted',
    'no payment attempts are left for this order: its payment deadline cancels it',
  );
  record(draft, 'payment_tried', { method: command.method });
  const movementId = authorize(draft, command.method, command.token);
  draft.answer = { type: 'payment', id: movementId };
}

/** Paid once, but the authorization ran out or came to nothing before the goods left. */
function isLapsed(draft: Draft): boolean {
  const { paymentStatus, authorizationExpiresAt: expiresAt } = draft.order;
  if (!isUntaken(draft)) return false;
  if (isWithoutMoney(draft)) return true;
  return paymentStatus === 'authorized' && expiresAt !== null && expiresAt <= draft.context.at;
}

/** Whether the consumer may pay anew for goods that are still with their seller. */
export function mayPayAgain(state: OrderState): boolean {
  const isFree = state.order.attemptsLeft > 0 && !isPaymentUnresolved(state);
  return isFree && isUntaken(state) && isWithoutMoney(state);
}

/** It was due, the goods have not left, and nothing of it was taken or may still be. */
function isUntaken(state: OrderState): boolean {
  const { status, capturedMinor } = state.order;
  if (status !== 'awaiting_handover' && status !== 'awaiting_confirmation') return false;
  return capturedMinor === 0 && !isCaptureOpen(state);
}

function isWithoutMoney({ order: { paymentStatus } }: OrderState): boolean {
  return paymentStatus === 'declined' || paymentStatus === 'capture_failed';
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
      if (!isAsAsked(draft, askedBy(draft, effect), outcome)) {
        differs(draft, effect, outcome);
        return;
      }
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
      record(draft, 'payment_requires_action', { totalMinor: order.totalMinor });
      effect.status = 'unknown';
      if (!current || isOver(draft)) return;
      order.paymentStatus = 'requires_action';
      order.nextAction = outcome.nextAction ?? order.nextAction;
      if (isOverdue(draft)) cancelEverything(draft, 'payment_expired');
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

/** The provider holds another amount than was asked for: that is not this payment, and is let go. */
function differs(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  declined(draft, effect, { ...outcome, status: 'declined', failure: 'amount_differs' });
  voidBeside(draft, effect.id, outcome);
  openDifference(draft, askedBy(draft, effect), outcome);
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
  if (isLate(order)) {
    // The goods left against an older authorization meanwhile: this one is not needed.
    record(draft, 'late_authorization', { effectId: effect.id });
    voidBeside(draft, effect.id, outcome);
    return;
  }
  const replaced = order.status === 'awaiting_payment' ? null : order.authorizationReference;
  order.authorizedMinor = Number(effect.request.amountMinor);
  order.authorizationReference = outcome.reference ?? null;
  order.authorizationExpiresAt = outcome.validForSeconds
    ? new Date(Date.parse(draft.context.at) + outcome.validForSeconds * 1000).toISOString()
    : null;
  order.paymentStatus = 'authorized';
  order.nextAction = null;
  record(draft, 'payment_authorized', { amountMinor: order.authorizedMinor });
  if (isOver(draft)) {
    voidAuthorization(draft, effect.id, outcome.reference ?? null);
    return;
  }
  if (order.status !== 'awaiting_payment') {
    if (replaced !== null) voidReplaced(draft, replaced);
    return;
  }
  meetDeadline(draft, 'payment', order.id);
  goOnPaid(draft);
}

function goOnPaid(draft: Draft): void {
  const { order } = draft;
  if (capturesAtPayment(order.paymentMethod)) capture(draft);
  if (order.paymentTiming === 'before_confirmation') awaitSeller(draft);
  else enterHandover(draft);
}

/** The offer was amended while its payment was awaited: whatever has become of that counts. */
export function resumePayment(draft: Draft): void {
  const { order } = draft;
  if (order.paymentStatus === 'authorized') goOnPaid(draft);
  else if (order.paymentStatus === 'none') enterPayment(draft);
  else {
    setStatus(draft, 'awaiting_payment');
    startDeadline(draft, 'payment', { type: 'order', id: order.id });
  }
}

function isLate({ status, capturedMinor }: OrderState['order']): boolean {
  const isWithCourier = ['in_delivery', 'delivered', 'completed', 'returned'].includes(status);
  return isWithCourier || capturedMinor > 0;
}

/** Wallets and transfers take the money at once; a card is captured at the first handover (§2.1). */
function capturesAtPayment(method: string): boolean {
  return method !== 'card';
}

function declined(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  const { order } = draft;
  finishEffect(draft, effect, 'failed', outcome.failure);
  moveAuthorization(draft, String(effect.request.movementId), 'declined', outcome);
  const { totalMinor } = draft.order;
  record(draft, 'payment_declined', { failure: outcome.failure ?? null, totalMinor });
  if (effect.request.renews) {
    // Once the goods have left, or will not, nobody needs another authorization.
    if (order.status !== 'awaiting_handover') return;
    openCase(draft, {
      kind: 'authorization_not_renewed',
      subject: { type: 'order', id: order.id },
      respondentRole: 'payment_provider',
      respondentPartyId: order.paymentProviderId,
      details: { failure: outcome.failure ?? null, expiresAt: order.authorizationExpiresAt },
    });
    return;
  }
  order.nextAction = null;
  if (isOver(draft)) {
    if (order.paymentStatus !== 'refunded') order.paymentStatus = 'declined';
    return;
  }
  order.paymentStatus = 'declined';
  if (isOverdue(draft) || order.attemptsLeft === 0) cancelEverything(draft, 'payment_expired');
}

/** The payment deadline has passed while an answer was out: the answer decides. */
function isOverdue(draft: Draft): boolean {
  if (draft.order.status !== 'awaiting_payment') return false;
  return draft.deadlines.some(
    (deadline) =>
      deadline.name === 'payment' && deadline.state === 'missed' && deadline.onExpiry === 'cancel',
  );
}

/** The payment deadline cancels, but only once a payment under way has answered (§2.1). */
export function expirePayment(draft: Draft): void {
  const waiting = isPaymentUnresolved(draft) && draft.order.paymentStatus !== 'requires_action';
  if (!waiting) cancelEverything(draft, 'payment_expired');
  // Nothing ends while the provider is silent: somebody must look.
  else draft.order.escalated = true;
}
