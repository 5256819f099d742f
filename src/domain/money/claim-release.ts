import { type Draft, post } from '../draft.ts';
import type { Refund } from '../order.ts';
import { bearerParty } from './refunding.ts';

/**
 * A refund that the courier or the platform bears leaves the seller its money for goods that are
 * gone from it. Where those goods are back with the seller after all, or their loss was made good
 * to it, that money pays for the refund itself: nobody is paid twice for one unit (§2.4). Asked
 * when the order is settled, since until then what is lost may be found.
 */
export function releaseForGoods(draft: Draft): void {
  const gone = draft.shipments.filter(
    ({ direction, status }) =>
      status === 'lost' || (direction === 'return' && status === 'returned'),
  );
  for (const { shipmentId, lineNo, quantity } of draft.shipmentLines) {
    if (gone.some(({ id }) => id === shipmentId)) releaseUnits(draft, lineNo, quantity);
  }
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

function releaseUnits(draft: Draft, lineNo: number, quantity: number): void {
  let left = quantity;
  for (const refund of draft.refunds.filter(isBorneByOthers)) {
    const line = refund.lines.find((candidate) => candidate.lineNo === lineNo);
    const units = line ? Math.min(left, line.quantity - (line.released ?? 0)) : 0;
    if (!line || units === 0) continue;
    const before = byUnits(refund);
    line.released = (line.released ?? 0) + units;
    left -= units;
    release(draft, refund, byUnits(refund) - before);
  }
}

function isBorneByOthers({ kind, bearer }: Refund): boolean {
  return kind === 'refund' && (bearer === 'courier' || bearer === 'platform');
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
