import { resumeSilence } from '../confirmation/amending.ts';
import type { EffectOutcome } from '../commands.ts';
import { askEffect, finishEffect, isCaptureOpen } from '../asked-effects.ts';
import { openCase } from '../cases/open-cases.ts';
import { type Draft, record } from '../draft.ts';
import { post, recordMovement } from './posting.ts';
import { isOver } from '../guards.ts';
import type { Effect } from '../order.ts';
import { askedBy, closeDifference, isAsAsked, openDifference } from './payment-difference.ts';
import { refundEverything, refundSurplus, refundWhatIsOwed } from './refunding.ts';
import { advanceOrder } from '../shipments/returning.ts';
import { settleIfDone } from './settling.ts';

/** Captures the whole authorization, once: not while an earlier capture may still succeed. */
export function capture(draft: Draft): void {
  const { order } = draft;
  if (order.paymentTiming === 'on_delivery' || order.capturedMinor > 0) return;
  if (isCaptureOpen(draft)) return;
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
    amountMinor: authorizedUnder(draft, authorizeKey),
    movementId: draft.context.newId('pay'),
  });
}

/** What was held under that key: more than the order is worth by now, if an amendment came after. */
function authorizedUnder(draft: Draft, authorizeKey: string): number {
  const asked = draft.effects.find(({ id }) => id === authorizeKey);
  return Number(asked?.request.amountMinor ?? draft.order.totalMinor);
}

function authorizeKeyOf(draft: Draft, reference: string | null): string {
  const movement = draft.movements.find(
    (candidate) =>
      candidate.kind === 'authorization' &&
      candidate.status === 'succeeded' &&
      candidate.providerReference === reference,
  );
  const effect = draft.effects.find((candidate) => candidate.request.movementId === movement?.id);
  return effect?.id ?? `authorize:${draft.order.id}:${draft.order.paymentAttempt}`;
}

/** Lets go of the authorization that a renewed one replaces. */
export function voidReplaced(draft: Draft, reference: string): void {
  voidBeside(draft, authorizeKeyOf(draft, reference), { reference });
}

/** Lets go of an authorization that is not the order's own: the order's payment stays as it is. */
export function voidBeside(
  draft: Draft,
  authorizeKey: string,
  { reference, amountMinor }: Pick<EffectOutcome, 'reference' | 'amountMinor'>,
): void {
  askEffect(draft, 'void_payment', `void:${authorizeKey}`, {
    authorizationReference: reference ?? null,
    amountMinor: amountMinor ?? authorizedUnder(draft, authorizeKey),
    movementId: draft.context.newId('pay'),
    late: true,
  });
}

/** Voids an authorization that came after its payment counted as declined. */
export function voidLateAuthorization(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  finishEffect(draft, effect, 'done');
  record(draft, 'late_authorization', { effectId: effect.id });
  voidBeside(draft, effect.id, outcome);
}

/** What became of a capture; money that arrives for a cancelled order goes back at once. */
export function recordCapture(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  if (stillOpen(draft, effect, outcome, 'capture')) return;
  closeDifference(draft, effect.id, `capture_${outcome.status}`);
  if (outcome.status === 'succeeded') bookCapture(draft, effect, outcome);
  else failCapture(draft, effect, outcome);
}

/**
 * The money is the provider's to hand on now. What it took beyond what it was asked for is none of
 * the order's: that goes back beside it, as a refund of its own (S0 8.2 c).
 */
export function bookCapture(
  draft: Draft,
  effect: Effect,
  outcome: EffectOutcome,
  surplusRefundId = draft.context.newId('rfd'),
): void {
  const { order } = draft;
  finishEffect(draft, effect, 'done');
  const asked = Number(effect.request.amountMinor);
  const taken = outcome.amountMinor ?? asked;
  const amountMinor = Math.min(asked, taken);
  const surplusMinor = taken - amountMinor;
  order.capturedMinor = amountMinor;
  order.captureReference = outcome.reference ?? null;
  order.paymentStatus = 'captured';
  record(draft, 'payment_captured', { amountMinor: taken });
  post(draft, 'capture', effect.id, {
    provider: taken,
    escrow: -amountMinor,
    refund_due: -surplusMinor,
  });
  noteMovement(draft, effect, 'capture', 'succeeded', outcome);
  releaseRest(draft, outcome, taken);
  if (surplusMinor > 0) refundSurplus(draft, surplusRefundId, surplusMinor);
  if (order.status === 'cancelled') refundEverything(draft, 'order_cancelled');
  else refundWhatIsOwed(draft);
  resumeSilence(draft);
  advanceOrder(draft);
  settleIfDone(draft);
}

/**
 * More was held than the order is worth by now, since an amendment let the price fall: what the
 * capture has not let go is asked for, by the provider's kind (§2.1).
 */
function releaseRest(draft: Draft, outcome: EffectOutcome, takenMinor: number): void {
  const { order } = draft;
  const restMinor = Math.max(0, order.authorizedMinor - takenMinor);
  const releasedMinor = Math.min(restMinor, outcome.releasedMinor ?? restMinor);
  if (releasedMinor > 0) {
    order.authorizedMinor -= releasedMinor;
    record(draft, 'rest_released', { amountMinor: releasedMinor });
    recordMovement(draft, {
      id: draft.context.newId('pay'),
      kind: 'void',
      method: order.paymentMethod,
      status: 'succeeded',
      amountMinor: releasedMinor,
      providerReference: outcome.reference ?? null,
      failure: null,
    });
  }
  if (releasedMinor === restMinor) return;
  askEffect(draft, 'void_payment', `void:rest:${order.id}:${order.paymentAttempt}`, {
    authorizationReference: order.authorizationReference,
    amountMinor: restMinor - releasedMinor,
    movementId: draft.context.newId('pay'),
    rest: true,
  });
}

function failCapture(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  const { order } = draft;
  finishEffect(draft, effect, 'failed', outcome.failure);
  order.paymentStatus = 'capture_failed';
  noteMovement(draft, effect, 'capture', 'failed', outcome);
  record(draft, 'capture_failed', { failure: outcome.failure ?? null });
  if (order.status === 'cancelled') {
    voidAuthorization(draft);
    return;
  }
  resumeSilence(draft);
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
  closeDifference(draft, effect.id, `void_${outcome.status}`);
  if (outcome.status === 'succeeded') {
    bookVoid(draft, effect, outcome);
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

/** The hold is let go; if only in part, the rest stays held until its time is over. */
export function bookVoid(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  const { order } = draft;
  finishEffect(draft, effect, 'done');
  const asked = Number(effect.request.amountMinor);
  const left = Math.max(0, asked - (outcome.amountMinor ?? asked));
  if (effect.request.rest === true) {
    order.authorizedMinor -= asked - left;
    record(draft, 'rest_released', { amountMinor: asked - left });
  } else if (effect.request.late !== true) {
    order.authorizedMinor = left;
    if (left === 0) order.paymentStatus = 'voided';
  }
  noteMovement(draft, effect, 'void', 'succeeded', outcome);
  if (effect.request.rest !== true) record(draft, 'payment_voided');
}

/**
 * An outcome that is none yet: the effect waits for the next query. Says so once. Money told of
 * otherwise than asked is not known either: the provider is asked again, and support looks.
 */
function stillOpen(
  draft: Draft,
  effect: Effect,
  outcome: EffectOutcome,
  what: 'capture' | 'void',
): boolean {
  const asked = askedBy(draft, effect);
  const isDifferent = outcome.status === 'succeeded' && !isAsAsked(draft, asked, outcome);
  const isKnown = outcome.status === 'succeeded' || outcome.status === 'declined';
  if (isKnown && !isDifferent) return false;
  effect.tries += 1;
  // Never carried out: asked again under the same key, which is harmless.
  effect.status = outcome.status === 'not_found' ? 'pending' : 'unknown';
  if (what === 'capture' && !isOver(draft)) draft.order.paymentStatus = 'unknown';
  record(draft, isDifferent ? `${what}_differs` : `${what}_outcome_unknown`, {
    tries: effect.tries,
  });
  if (isDifferent) openDifference(draft, asked, outcome);
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
    amountMinor: outcome.amountMinor ?? Number(effect.request.amountMinor),
    providerReference: outcome.reference ?? null,
    failure: outcome.failure ?? null,
  });
}
