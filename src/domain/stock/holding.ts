import { amendedTotals, amendedUnits, offeredUnits } from '../confirmation/amended-offer.ts';
import { proposeByStock } from '../confirmation/amending.ts';
import { cancelShipmentAlone } from '../shipments/calling-off.ts';
import { beforeHandover, cancelEverything } from '../confirmation/cancelling.ts';
import { finishEffect } from '../asked-effects.ts';
import { type Draft, record } from '../draft.ts';
import { isOver } from '../guards.ts';
import { shippedStock } from '../shipments/handover.ts';
import type { AmendedLine, Effect, Shipment } from '../order.ts';
import { failReplacement } from '../shipments/replacing.ts';
import type { EffectOutcome } from '../steps.ts';
import {
  covers,
  currentHold,
  lessOf,
  neededStock,
  releaseSurplus,
  type StockLine,
  stockLeft,
  stockLines,
} from './stock.ts';

/**
 * The stock keeper has set the goods aside, or less of them, or nothing: what is not there cannot
 * be sold. By policy the rest is offered instead, else the order ends (S0 5.3, 9.4 a).
 */
export function recordHold(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  if (outcome.status !== 'succeeded') {
    finishEffect(draft, effect, 'failed', outcome.failure);
    record(draft, 'stock_refused', { failure: outcome.failure ?? null });
    runShort(draft, effect);
    return;
  }
  finishEffect(draft, effect, 'done', outcome.failure);
  const { allocations, validForSeconds } = outcome;
  const heldAt = draft.context.at;
  // A keeper that tells neither warehouse nor time holds all of it, for good.
  if (allocations) {
    effect.result = {
      allocations,
      heldAt,
      validUntil: later(heldAt, validForSeconds),
      lostAt: null,
    };
  }
  if (covers(allocations ?? askedOf(effect), wantedOf(draft, effect))) {
    record(draft, 'stock_held');
  } else {
    record(draft, 'stock_held_in_part', { failure: outcome.failure ?? null });
    runShort(draft, effect);
  }
  // What was dropped or called off before the keeper had answered.
  releaseSurplus(draft, `${effect.id.replace('hold:', 'release:')}:surplus`);
}

function askedOf({ request }: Effect): StockLine[] {
  return request.lines as StockLine[];
}

/** For a replacement all of it; of the order's own goods some may not be needed any more. */
function wantedOf(draft: Draft, effect: Effect): StockLine[] {
  return effect.request.shipmentId === undefined ? neededStock(draft) : askedOf(effect);
}

function later(at: string, seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(Date.parse(at) + seconds * 1_000).toISOString();
}

/** There is less than the order needs. */
function runShort(draft: Draft, { request }: Effect): void {
  const replacement = draft.shipments.find(({ id }) => id === request.shipmentId);
  if (replacement) {
    if (replacement.endedAt === null) failReplacement(draft, replacement, 'seller_out_of_stock');
    return;
  }
  if (isOver(draft)) return;
  if (!beforeHandover.includes(draft.order.status)) {
    callOffUnserved(draft);
    return;
  }
  const lines = availableLines(draft);
  if (draft.policy.allocation?.onShortage === 'amend' && isOfferable(draft, lines)) {
    proposeByStock(draft, lines);
  } else if (isSplit(draft)) callOffUnserved(draft);
  else cancelEverything(draft, 'seller_out_of_stock');
}

/**
 * By its policy an order of several shipments loses those that lack their goods, where there is
 * nothing to offer; the last of them ends it.
 */
function isSplit(draft: Draft): boolean {
  const isAmending = draft.policy.allocation?.onShortage === 'amend';
  return isAmending && draft.shipments.filter(isWaiting).length > 1;
}

/** What is held, given to the lines in their order. */
function availableLines(draft: Draft): AmendedLine[] {
  const { amendment } = draft.order;
  const proposed = amendment?.status === 'proposed' ? amendment.lines : [];
  const hold = currentHold(draft);
  const held = new Map(
    stockLines(hold ? stockLeft(draft, hold) : []).map(({ sku, quantity }) => [sku, quantity]),
  );
  return draft.lines.map((line) => {
    const quantity = Math.min(amendedUnits(proposed, line), held.get(line.sku) ?? 0);
    held.set(line.sku, (held.get(line.sku) ?? 0) - quantity);
    return { lineNo: line.lineNo, quantity };
  });
}

/** Something of worth is left, and nothing of the order was called off or has left yet. */
function isOfferable(draft: Draft, lines: AmendedLine[]): boolean {
  if (!lines.some(({ quantity }) => quantity > 0)) return false;
  if (amendedTotals(draft, lines).totalMinor <= 0) return false;
  if (draft.order.status !== 'awaiting_handover') return true;
  const outbound = draft.shipments.filter(({ direction }) => direction === 'outbound');
  return outbound.every(isWaiting) && draft.lines.every(isPlannedWhole);
}

function isPlannedWhole(line: Draft['lines'][number]): boolean {
  return line.planned === offeredUnits(line);
}

/** Part of the order is with couriers: what lacks its goods is called off, the rest goes on. */
function callOffUnserved(draft: Draft): void {
  const hold = currentHold(draft);
  let left = hold ? stockLeft(draft, hold) : [];
  for (const shipment of draft.shipments.filter(isWaiting)) {
    const wanted = shippedStock(draft, shipment.id);
    if (covers(left, wanted)) left = lessOf(left, wanted);
    else cancelShipmentAlone(draft, shipment, 'seller_out_of_stock');
  }
}

function isWaiting({ direction, endedAt, handedOverAt }: Shipment): boolean {
  return direction === 'outbound' && endedAt === null && handedOverAt === null;
}
