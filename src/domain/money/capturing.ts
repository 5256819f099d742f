import { askEffect, finishEffect, isCaptureOpen } from '../asked-effects.ts';
import { openCase } from '../cases/open-cases.ts';
import type { EffectOutcome } from '../commands.ts';
import { resumeSilence } from '../confirmation/amending.ts';
import { type Draft, record } from '../draft.ts';
import { isOver } from '../guards.ts';
import type { Effect } from '../order.ts';
import { advanceOrder } from '../shipments/returning.ts';
import { askedBy, closeDifference, isAsAsked, openDifference } from './payment-difference.ts';
import { post, recordMovement } from './posting.ts';
import { refundEverything, refundWhatIsOwed } from './owed-refunds.ts';
import { refundSurplus } from './refunding.ts';
import { settleIfDone } from './settling.ts';
import { voidAuthorization } from './voiding.ts';

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

/**
 * An outcome that is none yet: the effect waits for the next query. Says so once. Money told of
 * otherwise than asked is not known either: the provider is asked again, and support looks.
 */
export function stillOpen(
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

export function noteMovement(
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
