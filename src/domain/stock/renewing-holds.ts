import { askEffect, finishEffect } from '../asked-effects.ts';
import { isArmed } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { demand } from '../errors.ts';
import { isOver } from '../guards.ts';
import type { Deadline, Effect, HoldResult, OrderState } from '../order.ts';
import type { DeadlineName } from '../policies/deadline-rules.ts';
import type { EffectOutcome } from '../steps.ts';
import { askHold, currentHold, isHoldAsked, stockLeft, stockLines } from './stock.ts';

/** Until these are through the goods stay with the seller, and must stay held. */
const beforeHandover: readonly DeadlineName[] = [
  'consumer_confirmation',
  'seller_confirmation',
  'amendment',
  'payment',
  'courier_confirmation',
  'dispatch',
];
/** A hold outlives the last of them by a day, or is renewed. */
const marginMs = 24 * 3_600_000;

/** When the first of the goods must be held anew, or null if all are held long enough. */
export function holdRenewalDueAt(state: OrderState): string | null {
  return firstRenewal(state)?.dueAt ?? null;
}

interface Renewal {
  hold: Effect;
  dueAt: string;
}

function firstRenewal(state: OrderState): Renewal | undefined {
  if (isOver(state)) return undefined;
  const scopes = new Set(
    state.effects
      .filter(({ kind }) => kind === 'hold_stock')
      .map(({ request }) => request.shipmentId as string | undefined),
  );
  return [...scopes]
    .flatMap((scope) => renewalOf(state, scope))
    .toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1))[0];
}

/** Halfway through the hold's time, where the goods must stay held for longer than that. */
function renewalOf(state: OrderState, scope: string | undefined): Renewal[] {
  const hold = currentHold(state, scope);
  if (!hold || hold.status !== 'done' || isHoldAsked(state, scope)) return [];
  const validUntil = hold.result?.validUntil ?? null;
  if (validUntil === null || stockLeft(state, hold).length === 0) return [];
  const validMs = Date.parse(validUntil);
  if (validMs >= neededUntilMs(state)) return [];
  const heldMs = Date.parse(hold.result?.heldAt ?? validUntil);
  const dueMs = heldMs + Math.floor((validMs - heldMs) / 2);
  return [{ hold, dueAt: new Date(dueMs).toISOString() }];
}

/** For ever, where nothing ends the wait or a case holds it up. */
function neededUntilMs({ deadlines }: OrderState): number {
  const armed = deadlines.filter(
    (deadline) => beforeHandover.includes(deadline.name) && isArmed(deadline),
  );
  const isEndless = armed.length === 0 || armed.some(({ pausedAt }) => pausedAt);
  return isEndless ? Number.POSITIVE_INFINITY : Math.max(...armed.map(endMs)) + marginMs;
}

function endMs({ graceEndsAt, dueAt }: Deadline): number {
  return Date.parse(graceEndsAt ?? dueAt);
}

/** Half of its time is over and the goods are still here: the keeper is asked to keep them. */
export function renewHold(draft: Draft): void {
  const due = firstRenewal(draft);
  demand(
    due !== undefined && due.dueAt <= draft.context.at,
    'deadline_not_running',
    'the goods are held long enough',
  );
  const { hold } = due;
  const earlier = draft.effects.filter(
    ({ kind, request }) => kind === 'renew_hold' && request.holdKey === hold.id,
  );
  record(draft, 'stock_hold_asked_anew', { validUntil: hold.result?.validUntil });
  askEffect(draft, 'renew_hold', `renew:${hold.id}:${earlier.length + 1}`, { holdKey: hold.id });
}

/** It lasts longer now; or it was over already, and the goods must be set aside once more. */
export function recordRenewal(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  const hold = draft.effects.find(({ id }) => id === effect.request.holdKey);
  const isRenewed = outcome.status === 'succeeded';
  finishEffect(draft, effect, isRenewed ? 'done' : 'failed', outcome.failure);
  if (!hold?.result) return;
  const { at } = draft.context;
  if (isRenewed) {
    record(draft, 'stock_hold_renewed');
    hold.result = { ...hold.result, ...validity(at, outcome.validForSeconds) };
    return;
  }
  const lost = stockLines(stockLeft(draft, hold));
  record(draft, 'stock_hold_lost', { failure: outcome.failure ?? null });
  hold.result = { ...hold.result, lostAt: at };
  if (!isOver(draft) && lost.length > 0)
    askHold(draft, lost, hold.request.shipmentId as string | undefined);
}

function validity(at: string, seconds = 0): Pick<HoldResult, 'heldAt' | 'validUntil'> {
  return { heldAt: at, validUntil: new Date(Date.parse(at) + seconds * 1_000).toISOString() };
}
