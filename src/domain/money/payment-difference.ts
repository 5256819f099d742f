import type { EffectOutcome } from '../commands.ts';
import { closeCases, openCase } from '../cases/open-cases.ts';
import { startDeadline } from '../deadlines/deadlines.ts';
import type { Draft } from '../draft.ts';
import type { Case, Effect, OrderState, Subject } from '../order.ts';

/** What was asked of the provider under a key, whatever it says of it. */
export interface Asked {
  key: string;
  what: 'authorization' | 'capture' | 'void' | 'refund';
  subject: Subject;
  amountMinor: number;
}

const whats: Partial<Record<Effect['kind'], Asked['what']>> = {
  authorize_payment: 'authorization',
  capture_payment: 'capture',
  void_payment: 'void',
};

export function askedBy(
  { order }: Pick<OrderState, 'order'>,
  { id, kind, request }: Effect,
): Asked {
  return {
    key: id,
    what: whats[kind] ?? 'authorization',
    subject: { type: 'order', id: order.id },
    amountMinor: Number(request.amountMinor),
  };
}

/** Whether money is told of as it was asked for; what says no amount says nothing against it. */
export function isAsAsked(
  { order }: Pick<OrderState, 'order'>,
  asked: Asked,
  told: EffectOutcome,
): boolean {
  const { amountMinor = asked.amountMinor, currency = order.currency } = told;
  return amountMinor === asked.amountMinor && currency === order.currency;
}

/** What a case of a difference is about. */
export interface Difference {
  effectId: string;
  what?: Asked['what'];
  asked: { amountMinor: number; currency: string };
  told: { amountMinor: number | null; currency: string; reference?: string | null };
}

export function differenceOf({ details }: Pick<Case, 'details'>): Difference {
  return details as unknown as Difference;
}

function openDifferenceOf(state: Pick<OrderState, 'cases'>, key: string): Case | undefined {
  return state.cases.find(
    (found) =>
      found.kind === 'payment_differs' &&
      found.status === 'open' &&
      differenceOf(found).effectId === key,
  );
}

/** Whether support has yet to find out what has become of the money asked for under this key. */
export function isDisputed(state: Pick<OrderState, 'cases'>, key: string): boolean {
  return openDifferenceOf(state, key) !== undefined;
}

/** The provider says again what it has said before: there is a case about just that. */
export function isKnownDifference(
  state: Pick<OrderState, 'order' | 'cases'>,
  key: string,
  { status, amountMinor, currency = state.order.currency }: EffectOutcome,
): boolean {
  const found = openDifferenceOf(state, key);
  if (!found || status !== 'succeeded') return false;
  const { told } = differenceOf(found);
  return told.amountMinor === (amountMinor ?? null) && told.currency === currency;
}

/**
 * One case for each payment, with its time: support finds out with the provider what is true; until
 * then nothing of it is believed (S0 8.2 d, e).
 */
export function openDifference(
  draft: Draft,
  asked: Asked,
  outcome: EffectOutcome,
  more: Record<string, unknown> = {},
): void {
  const { order } = draft;
  const told = {
    amountMinor: outcome.amountMinor ?? null,
    currency: outcome.currency ?? order.currency,
    reference: outcome.reference ?? null,
  };
  const known = openDifferenceOf(draft, asked.key);
  if (known) {
    known.details = { ...known.details, told };
    return;
  }
  const opened = openCase(draft, {
    kind: 'payment_differs',
    subject: asked.subject,
    respondentRole: 'payment_provider',
    respondentPartyId: order.paymentProviderId,
    details: {
      effectId: asked.key,
      what: asked.what,
      asked: { amountMinor: asked.amountMinor, currency: order.currency },
      told,
      ...more,
    },
  });
  order.escalated = true;
  startDeadline(
    draft,
    'discrepancy_answer',
    { type: 'case', id: opened.id },
    {
      responsibleRole: 'payment_provider',
      responsiblePartyId: order.paymentProviderId,
      clause: 'S0 8.2 e',
    },
  );
}

/** The provider says what was asked for, or for certain that nothing came of it. */
export function closeDifference(draft: Draft, key: string, outcome: string): void {
  closeCases(
    draft,
    (found) => found.kind === 'payment_differs' && differenceOf(found).effectId === key,
    { outcome },
  );
}

/** How a difference may be decided: never so that the consumer's money is kept. */
export function outcomesOfDifference(found: Case): ('refund' | 'noted' | 'rejected')[] {
  const { what, asked, told } = differenceOf(found);
  if (what === undefined || what === 'authorization' || found.details.isBooked) {
    return ['rejected', 'noted'];
  }
  // What is told in another currency cannot stand in the books of the order.
  if (told.amountMinor === null || told.currency !== asked.currency) return ['rejected'];
  const isMore = told.amountMinor > asked.amountMinor;
  const goesBack = (what === 'capture' && isMore) || (what === 'refund' && !isMore);
  return [goesBack ? 'refund' : 'noted', 'rejected'];
}
