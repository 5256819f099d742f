import { resumeSilence } from '../confirmation/amending.ts';
import type { EffectOutcome } from '../commands.ts';
import {
  askEffect,
  type Draft,
  finishEffect,
  isCaptureOpen,
  openCase,
  post,
  record,
  recordMovement,
} from '../draft.ts';
import { isOver } from '../guards.ts';
import type { Effect } from '../order.ts';
import { refundEverything, refundWhatIsOwed } from './refunding.ts';
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
  voidBeside(draft, authorizeKeyOf(draft, reference), reference);
}

/** Lets go of an authorization that is not the order's own: the order's payment stays as it is. */
export function voidBeside(draft: Draft, authorizeKey: string, reference: string | null): void {
  askEffect(draft, 'void_payment', `void:${authorizeKey}`, {
    authorizationReference: reference,
    amountMinor: authorizedUnder(draft, authorizeKey),
    movementId: draft.context.newId('pay'),
    late: true,
  });
}

/** Voids an authorization that came after its payment counted as declined. */
export function voidLateAuthorization(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  finishEffect(draft, effect, 'done');
  record(draft, 'late_authorization', { effectId: effect.id });
  voidBeside(draft, effect.id, outcome.reference ?? null);
}

/** What became of a capture; money that arrives for a cancelled order goes back at once. */
export function recordCapture(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  const { order } = draft;
  if (stillOpen(draft, effect, outcome, 'capture')) return;
  if (outcome.status === 'succeeded') {
    finishEffect(draft, effect, 'done');
    const amountMinor = Number(effect.request.amountMinor);
    order.capturedMinor = amountMinor;
    order.captureReference = outcome.reference ?? null;
    order.paymentStatus = 'captured';
    record(draft, 'payment_captured', { amountMinor });
    post(draft, 'capture', effect.id, {
      provider: amountMinor,
      escrow: -amountMinor,
    });
    noteMovement(draft, effect, 'capture', 'succeeded', outcome);
    if (order.status === 'cancelled') refundEverything(draft, 'order_cancelled');
    else refundWhatIsOwed(draft);
    resumeSilence(draft);
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
