import type { Draft } from '../draft.ts';
import { post } from './posting.ts';
import type { OrderState, Refund, Shipment } from '../order.ts';
import { bearerParty } from './refunding.ts';

/**
 * A refund that the courier or the platform bears leaves the seller its money for goods that are
 * gone from it. Where those goods are with the seller after all, or their loss was made good to
 * it, that money pays for the refund itself: nobody is paid twice for one unit (§2.4). Goods that
 * had a refund of their own from the seller's money release nothing more. Asked when the order is
 * settled, since until then what is lost may be found.
 */
export function releaseForGoods(draft: Draft): void {
  // What is paid at the door is paid for what is kept: nothing was paid for goods that are back.
  if (draft.order.paymentTiming === 'on_delivery') return;
  const restored = draft.shipments.filter((shipment) => isRestored(draft, shipment));
  const carried = draft.shipmentLines.filter(({ shipmentId }) =>
    restored.some(({ id }) => id === shipmentId),
  );
  for (const { lineNo } of draft.lines) {
    const unitsBack = sum(carried.filter((line) => line.lineNo === lineNo));
    const ownRefunds = draft.refunds.filter(
      (refund) => refund.kind === 'refund' && restored.some(({ id }) => id === refund.shipmentId),
    );
    // What support has given back without naming goods was for these first, if the seller bore it.
    const unnamed = draft.refunds.filter(
      (refund) =>
        refund.kind === 'refund' && refund.shipmentId === null && !isBorneByOthers(refund),
    );
    const unitsPaid = sum(linesOf([...ownRefunds, ...unnamed], lineNo));
    const releasable = draft.refunds.filter(
      (refund) => isBorneByOthers(refund) && refund.shipmentId === null,
    );
    releaseUnits(draft, releasable, { lineNo, quantity: unitsBack - unitsPaid });
  }
}

/** Goods that the seller has again, has never given away, or is owed the value of. */
function isRestored(state: OrderState, shipment: Shipment): boolean {
  const { direction, status, originShipmentId } = shipment;
  if (direction === 'outbound') return status === 'lost' || status === 'cancelled';
  const origin = state.shipments.find(({ id }) => id === originShipmentId);
  // A replacement that comes back is no more than what the seller has sent a second time.
  if (direction === 'replacement' || origin?.direction === 'replacement') return false;
  return status === 'returned' || status === 'lost';
}

function linesOf(refunds: readonly Refund[], lineNo: number): Refund['lines'] {
  return refunds.flatMap(({ lines }) => lines.filter((line) => line.lineNo === lineNo));
}

function sum(lines: readonly { quantity: number }[]): number {
  return lines.reduce((total, { quantity }) => total + quantity, 0);
}

/** Of an order that never was, its own money pays for everything. */
export function releaseAllClaims(draft: Draft): void {
  for (const refund of draft.refunds.filter(isBorneByOthers)) {
    release(draft, refund, refund.amountMinor);
    for (const line of refund.lines) line.released = line.quantity;
  }
}

/**
 * A refund that falls short because others have given the consumer money of no particular goods
 * before: so much of theirs was for these goods.
 */
export function releaseShortfall(draft: Draft, shortMinor: number): void {
  let left = shortMinor;
  for (const refund of draft.refunds.filter(isBorneByOthers)) {
    if (refund.lines.length === 0) left -= release(draft, refund, left);
  }
}

function releaseUnits(
  draft: Draft,
  refunds: readonly Refund[],
  { lineNo, quantity }: { lineNo: number; quantity: number },
): void {
  let left = Math.max(0, quantity);
  for (const refund of refunds) {
    const line = refund.lines.find((candidate) => candidate.lineNo === lineNo);
    const units = line ? Math.min(left, line.quantity - (line.released ?? 0)) : 0;
    if (!line || units === 0) continue;
    const before = byUnits(refund);
    line.released = (line.released ?? 0) + units;
    left -= units;
    release(draft, refund, byUnits(refund) - before);
  }
}

/** Delivery fee that others have given back, so that the order still has it (goods come first). */
export function feeBorneByOthers({ refunds }: OrderState): number {
  return refunds.filter(isBorneByOthers).reduce((total, refund) => {
    const { amountMinor, deliveryFeeMinor, releasedMinor } = refund;
    const releasedFee = (releasedMinor ?? 0) - (amountMinor - deliveryFeeMinor);
    return total + deliveryFeeMinor - Math.max(0, releasedFee);
  }, 0);
}

function isBorneByOthers({ kind, bearer }: Refund): boolean {
  return kind === 'refund' && isByOthers(bearer);
}

/** Whether somebody gives the money back who has none of the order's. */
export function isByOthers(bearer: Refund['bearer']): boolean {
  return bearer === 'courier' || bearer === 'platform';
}

/** By units, rounded down; with the last of them all the rest, the delivery fee included. */
function byUnits({ lines, amountMinor }: Refund): number {
  if (lines.every(({ quantity, released = 0 }) => released === quantity)) return amountMinor;
  return lines.reduce((sum, { amountMinor: minor, quantity, released = 0 }) => {
    if (quantity === 0) return sum;
    return sum + Number((BigInt(minor) * BigInt(released)) / BigInt(quantity));
  }, 0);
}

/** At most what is not released yet; tells how much that was. */
function release(draft: Draft, refund: Refund, wantedMinor: number): number {
  const before = refund.releasedMinor ?? 0;
  const amountMinor = Math.min(wantedMinor, refund.amountMinor - before);
  refund.releasedMinor = before + amountMinor;
  post(draft, 'claim_released', refund.id, {
    escrow: amountMinor,
    [`claim:${bearerParty(draft, refund)}`]: -amountMinor,
  });
  return amountMinor;
}
