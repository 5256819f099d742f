import type { RecordPaymentFact } from '../commands.ts';
import { isUnresolved } from '../asked-effects.ts';
import { type Draft, record } from '../draft.ts';
import { recordEffect } from '../effects.ts';
import { demand } from '../errors.ts';
import type { Effect, Refund } from '../order.ts';
import {
  type Asked,
  askedBy,
  isAsAsked,
  isKnownDifference,
  openDifference,
} from './payment-difference.ts';
import { askedOfRefund, recordRefund } from './refund-outcomes.ts';

/**
 * What the provider has pushed about a payment. It counts if it is about what was asked for; another
 * amount or currency moves nothing: it is a case, and what is true the provider is asked (S0 8.2 d).
 */
export function recordPaymentFact(draft: Draft, step: RecordPaymentFact): void {
  const { effectId, outcome } = step;
  const refund = refundUnder(draft, effectId);
  if (refund) {
    recordRefundFact(draft, refund, step);
    return;
  }
  const effect = draft.effects.find((candidate) => candidate.id === effectId);
  demand(
    effect !== undefined && effect.kind.endsWith('_payment'),
    'not_found',
    `no payment was asked for under ${effectId}`,
  );
  const asked = askedBy(draft, effect);
  if (isUnresolved(effect) || effect.kind === 'authorize_payment') {
    if (effect.kind !== 'authorize_payment' || isAsAsked(draft, asked, outcome)) {
      recordEffect(draft, step);
    } else differs(draft, asked, step);
    return;
  }
  contradict(draft, bookedBy(draft, effect, asked), step);
}

/** Under the key of its tries: `refund:{refundId}:{try}`. */
function refundUnder({ refunds }: Draft, key: string): Refund | undefined {
  return refunds.find(({ id }) => key.startsWith(`refund:${id}:`));
}

function recordRefundFact(draft: Draft, refund: Refund, step: RecordPaymentFact): void {
  const asked = askedOfRefund(refund);
  const isUnderWay = refund.status === 'processing' || refund.status === 'unknown';
  if (asked.key === step.effectId && isUnderWay) {
    recordRefund(draft, { name: 'recordRefund', refundId: refund.id, outcome: step.outcome });
    return;
  }
  const isBooked = asked.key === step.effectId && refund.status === 'succeeded';
  contradict(draft, isBooked ? asked : { ...asked, key: step.effectId, amountMinor: 0 }, step);
}

/** What the books say came of it: the amount of its movement, or nothing. */
function bookedBy({ movements }: Draft, { request }: Effect, asked: Asked): Asked {
  const moved = movements.find(
    ({ id, status }) => id === request.movementId && status === 'succeeded',
  );
  return { ...asked, amountMinor: moved?.amountMinor ?? 0 };
}

/** The books are closed about it: what agrees with them is no news, what does not is a case. */
function contradict(draft: Draft, booked: Asked, step: RecordPaymentFact): void {
  demand(
    step.outcome.status === 'succeeded' && !isAsAsked(draft, booked, step.outcome),
    'payment_unresolved',
    `the outcome of ${step.effectId} is known already`,
  );
  differs(draft, booked, step, { isBooked: true });
}

function differs(
  draft: Draft,
  asked: Asked,
  { outcome }: RecordPaymentFact,
  more: Record<string, unknown> = {},
): void {
  demand(
    !isKnownDifference(draft, asked.key, outcome),
    'payment_unresolved',
    `there is a case about what was told of ${asked.key}`,
  );
  record(draft, 'payment_fact_differs', { effectId: asked.key });
  openDifference(draft, asked, outcome, more);
}
