import { askEffect, finishEffect } from '../asked-effects.ts';
import { openCase } from '../cases/open-cases.ts';
import type { EffectOutcome } from '../commands.ts';
import { type Draft, record } from '../draft.ts';
import type { Effect } from '../order.ts';
import { noteMovement, stillOpen } from './capturing.ts';
import { closeDifference } from './payment-difference.ts';

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
