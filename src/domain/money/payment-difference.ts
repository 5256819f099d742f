import type { EffectOutcome } from '../commands.ts';
import { type Draft, openCase } from '../draft.ts';
import type { Effect } from '../order.ts';

/** Whether money is told of as it was asked for; what says no amount says nothing against it. */
export function isAsAsked({ order }: Draft, { request }: Effect, told: EffectOutcome): boolean {
  const { amountMinor = request.amountMinor, currency = order.currency } = told;
  return amountMinor === request.amountMinor && currency === order.currency;
}

/** One case for each payment: support finds out with the provider what is held and why. */
export function openDifference(draft: Draft, effect: Effect, told: EffectOutcome): void {
  const isKnown = draft.cases.some(
    ({ kind, status, details }) =>
      kind === 'payment_differs' && status === 'open' && details.effectId === effect.id,
  );
  if (isKnown) return;
  const { order } = draft;
  openCase(draft, {
    kind: 'payment_differs',
    subject: { type: 'order', id: order.id },
    respondentRole: 'payment_provider',
    respondentPartyId: order.paymentProviderId,
    details: {
      effectId: effect.id,
      asked: { amountMinor: effect.request.amountMinor, currency: order.currency },
      told: { amountMinor: told.amountMinor ?? null, currency: told.currency ?? order.currency },
    },
  });
}
