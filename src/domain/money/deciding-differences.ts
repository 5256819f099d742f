import type { EffectOutcome, ResolveCase } from '../commands.ts';
import { isUnresolved } from '../asked-effects.ts';
import { type Draft, record } from '../draft.ts';
import { post, recordMovement } from './posting.ts';
import type { Case, Effect, Refund } from '../order.ts';
import { bookCapture, recordCapture } from './capturing.ts';
import { bookVoid } from './voiding.ts';
import { type Difference, differenceOf } from './payment-difference.ts';
import { bookRefund, noteRefund } from './refund-outcomes.ts';

/**
 * Support has found out with the provider what is true of the money that it told of otherwise than
 * asked (S0 8.2 d, e). Rejected, what was asked for has come to be; else what was told stands: what
 * was taken too much, or given back too little, is given back.
 */
export function decideDifference(draft: Draft, found: Case, { outcome, refundId }: ResolveCase) {
  const difference = differenceOf(found);
  const { effectId, asked, told } = difference;
  const { amountMinor } = outcome === 'rejected' ? asked : told;
  const truth: EffectOutcome = {
    status: 'succeeded',
    reference: told.reference ?? null,
    amountMinor: amountMinor ?? asked.amountMinor,
  };
  found.resolution = { ...found.resolution, amountMinor: truth.amountMinor };
  const refund = draft.refunds.find(({ id }) => effectId.startsWith(`refund:${id}:`));
  if (refund) {
    if (refund.status === 'unknown') decideRefund(draft, refund, difference, truth);
    return;
  }
  const effect = draft.effects.find(({ id }) => id === effectId);
  if (effect && isUnresolved(effect)) decideEffect(draft, effect, truth, refundId);
}

function decideEffect(
  draft: Draft,
  effect: Effect,
  truth: EffectOutcome,
  surplusRefundId: string,
): void {
  if (effect.kind === 'void_payment') bookVoid(draft, effect, truth);
  if (effect.kind !== 'capture_payment') return;
  if (truth.amountMinor === 0) {
    recordCapture(draft, effect, { status: 'declined', failure: 'nothing_taken' });
  } else bookCapture(draft, effect, truth, surplusRefundId);
}

function decideRefund(
  draft: Draft,
  refund: Refund,
  { asked }: Difference,
  truth: EffectOutcome,
): void {
  const given = truth.amountMinor ?? asked.amountMinor;
  if (given < asked.amountMinor) {
    giveRest(draft, refund, truth);
    return;
  }
  const tooMuch = given - asked.amountMinor;
  bookRefund(draft, refund, truth);
  if (tooMuch === 0) return;
  // The consumer has more than it is owed: that is between the platform and its provider.
  noteRefund(draft, refund, 'succeeded', given);
  post(draft, 'refund_differs', refund.id, {
    [`claim:${draft.order.paymentProviderId}`]: tooMuch,
    provider: 0 - tooMuch,
  });
}

/** So much of it is with the consumer; the rest is asked for under the refund's next key. */
function giveRest(draft: Draft, refund: Refund, { amountMinor = 0, reference }: EffectOutcome) {
  const { order } = draft;
  refund.paidMinor = (refund.paidMinor ?? 0) + amountMinor;
  refund.status = 'requested';
  if (refund.kind === 'refund') {
    order.refundedMinor += amountMinor;
    if (amountMinor > 0) order.paymentStatus = 'partly_refunded';
  }
  record(draft, 'refund_given_in_part', { refundId: refund.id, amountMinor });
  post(draft, 'refund_succeeded', refund.id, {
    refund_due: amountMinor,
    provider: 0 - amountMinor,
  });
  if (amountMinor > 0) {
    recordMovement(draft, {
      id: draft.context.newId('pay'),
      kind: refund.kind === 'compensation' ? 'compensation' : 'refund',
      method: order.paymentMethod,
      status: 'succeeded',
      amountMinor,
      providerReference: reference ?? null,
      failure: null,
    });
  }
  noteRefund(draft, refund, 'unknown');
}
