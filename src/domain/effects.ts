import type { EffectOutcome, RecordEffect, RecordPaymentFact } from './commands.ts';
import { recordCapture } from './money/capturing.ts';
import { recordVoid, voidLateAuthorization } from './money/voiding.ts';
import { finishEffect, isUnresolved } from './asked-effects.ts';
import { openCase } from './cases/open-cases.ts';
import { type Draft, record } from './draft.ts';
import { demand, unreachable } from './errors.ts';
import { recordHold } from './stock/holding.ts';
import type { Effect, EffectKind } from './order.ts';
import { recordAuthorization } from './money/paying.ts';
import { recordRenewal } from './stock/renewing-holds.ts';

/** Takes in what became of something asked for outside. A second answer to one effect is refused. */
export function recordEffect(draft: Draft, step: RecordEffect | RecordPaymentFact): void {
  const effect = draft.effects.find((candidate) => candidate.id === step.effectId);
  demand(effect !== undefined, 'not_found', `nothing was asked for under ${step.effectId}`);
  if (isLateMoney(effect, step.outcome)) {
    voidLateAuthorization(draft, effect, step.outcome);
    return;
  }
  demand(
    isUnresolved(effect),
    'payment_unresolved',
    `the outcome of ${step.effectId} is known already`,
    { currentStatus: effect.status },
  );
  switch (effect.kind) {
    case 'authorize_payment':
      recordAuthorization(draft, effect, step.outcome);
      return;
    case 'capture_payment':
      recordCapture(draft, effect, step.outcome);
      return;
    case 'void_payment':
      recordVoid(draft, effect, step.outcome);
      return;
    case 'hold_stock':
      if (!isUndecided(draft, effect, step.outcome)) recordHold(draft, effect, step.outcome);
      return;
    case 'renew_hold':
      if (!isUndecided(draft, effect, step.outcome)) recordRenewal(draft, effect, step.outcome);
      return;
    case 'commit_stock':
    case 'release_stock':
    case 'register_carriage':
    case 'cancel_carriage':
      recordPlainEffect(draft, effect, effect.kind, step.outcome);
      return;
    default:
      unreachable(effect.kind);
  }
}

/** The provider held money after all for a payment that we had given up: it is let go at once. */
function isLateMoney(effect: Effect, outcome: EffectOutcome): boolean {
  return (
    effect.kind === 'authorize_payment' &&
    effect.status === 'failed' &&
    outcome.status === 'succeeded'
  );
}

/** No answer is no refusal: it is asked for again under its key. */
function isUndecided(draft: Draft, effect: Effect, outcome: EffectOutcome): boolean {
  if (outcome.status === 'succeeded' || outcome.status === 'declined') return false;
  effect.tries += 1;
  record(draft, 'neighbour_silent', { effectId: effect.id, tries: effect.tries });
  return true;
}

const doneTypes: Partial<Record<EffectKind, string>> = {
  commit_stock: 'stock_committed',
  release_stock: 'stock_released',
  register_carriage: 'carriage_registered',
  cancel_carriage: 'carriage_stopped',
};

/** A part could not be released any more, because meanwhile the whole hold was. */
function isOvertaken(draft: Draft, { kind, request }: Effect): boolean {
  if (kind !== 'release_stock' || request.lines === undefined) return false;
  return draft.effects.some(
    (other) =>
      other.kind === 'release_stock' &&
      other.request.holdKey === request.holdKey &&
      other.request.lines === undefined,
  );
}

/** A step outside that finally fails becomes a case with an owner, never a log line. */
function recordPlainEffect(
  draft: Draft,
  effect: Effect,
  kind: EffectKind,
  outcome: EffectOutcome,
): void {
  if (isUndecided(draft, effect, outcome)) return;
  if (outcome.status === 'succeeded' || isOvertaken(draft, effect)) {
    finishEffect(draft, effect, 'done');
    record(draft, doneTypes[kind] ?? kind, { effectId: effect.id });
    return;
  }
  finishEffect(draft, effect, 'failed', outcome.failure);
  record(draft, `${kind}_failed`, { effectId: effect.id, failure: outcome.failure ?? null });
  if (kind === 'register_carriage' && hasArrived(draft, effect)) return;
  const byCourier = kind === 'register_carriage' || kind === 'cancel_carriage';
  openCase(draft, {
    kind: `${kind}_failed`,
    subject: { type: 'order', id: draft.order.id },
    respondentRole: byCourier ? 'courier' : 'seller',
    respondentPartyId: byCourier ? carrierOf(draft, effect) : draft.order.sellerId,
    details: { effectId: effect.id, failure: outcome.failure ?? null },
  });
}

/** The carriage is over, whatever it came to: that it was never registered is nobody's case. */
function hasArrived({ shipments }: Draft, { request }: Effect): boolean {
  const shipment = shipments.find(({ id }) => id === request.shipmentId);
  return shipment !== undefined && shipment.endedAt !== null;
}

/** The courier of the shipment that the effect is about. */
function carrierOf({ shipments, order }: Draft, { request }: Effect): string | null {
  return shipments.find(({ id }) => id === request.shipmentId)?.courierId ?? order.courierId;
}
