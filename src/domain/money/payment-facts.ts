import type { RecordPaymentFact } from '../commands.ts';
import { type Draft, record } from '../draft.ts';
import { recordEffect } from '../effects.ts';
import { demand } from '../errors.ts';
import { isAsAsked, openDifference } from './payment-difference.ts';

/**
 * What the provider has pushed about a payment. It counts if it is about what was asked for; another
 * amount or currency moves nothing: it is a case, and what is true the provider is asked (S0 8.2 d).
 */
export function recordPaymentFact(draft: Draft, step: RecordPaymentFact): void {
  const effect = draft.effects.find((candidate) => candidate.id === step.effectId);
  demand(
    effect?.kind === 'authorize_payment',
    'not_found',
    `no payment was asked for under ${step.effectId}`,
  );
  if (isAsAsked(draft, effect, step.outcome)) {
    recordEffect(draft, step);
    return;
  }
  record(draft, 'payment_fact_differs', { effectId: effect.id });
  openDifference(draft, effect, step.outcome);
}
