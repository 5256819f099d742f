import type { Draft } from '../draft.ts';
import type { Deadline, OrderState, Shipment } from '../order.ts';
import { isDeliveryFeeRefunded } from '../policies/policy.ts';
import { isSought } from '../shipments/losing.ts';
import { replacementBearer } from '../shipments/replacing.ts';
import { releaseAllClaims } from './claim-release.ts';
import { isPaidAtDoor } from './cod-due.ts';
import { isDecided, stillOwed } from './given-back.ts';
import { followInvoices } from './invoicing.ts';
import { unitsToGiveBack } from './paid-for.ts';
import { leftMinor, type RefundLine } from './refundable.ts';
import { createRefund } from './refunding.ts';

/** The whole order's money goes back: it was captured and nothing will be delivered. */
export function refundEverything(draft: Draft, reason: string): void {
  const { order } = draft;
  const left = leftMinor(draft);
  const deliveryFeeMinor = Math.min(left, order.deliveryFeeMinor - order.deliveryFeeRefundedMinor);
  createRefund(draft, {
    lines: draft.lines.map((line) => ({ lineNo: line.lineNo, quantity: line.quantity })),
    amountMinor: left - deliveryFeeMinor,
    deliveryFeeMinor,
    reason,
    bearer: 'seller',
  });
  releaseAllClaims(draft);
  followInvoices(draft);
}

/**
 * Refunds what is owed and not yet decided: goods that came back, goods that were lost, refused
 * goods whose latest refund date has passed (S0 6.8 d). Waits while the capture is not known.
 */
export function refundWhatIsOwed(draft: Draft): void {
  const { order } = draft;
  if (order.capturedMinor + order.collectedMinor === 0) return;
  const undelivered = draft.shipments.filter(
    (shipment) => isRefundOwed(draft, shipment) && !isNeverPaid(draft, shipment),
  );
  for (const shipment of undelivered) {
    if (isDecided(draft, shipment)) continue;
    const replacement = replacementOf(draft, shipment);
    const reason = shipment.reason ?? shipment.status;
    const refund = createRefund(draft, {
      lines:
        shipment.status === 'cancelled'
          ? linesNotSent(draft, shipment)
          : stillOwed(draft, shipment),
      deliveryFeeMinor: deliveryFeeBack(draft, reason),
      reason,
      bearer: replacement ? replacementBearer(draft, replacement) : 'seller',
      shipmentId: shipment.id,
      notAfter: latestRefundOf(draft, shipment),
    });
    // Asked again, what others have given for these goods would be released once more.
    if (!refund) shipment.refundWaivedAt = draft.context.at;
  }
  followInvoices(draft);
}

/** Of what never left, what was not refunded before. */
function linesNotSent(draft: Draft, shipment: Shipment): RefundLine[] {
  return draft.lines.map((line) => ({
    lineNo: line.lineNo,
    quantity: unitsToGiveBack(draft, shipment, line),
  }));
}

/** What is paid at the door is paid for what is kept: the rest was never collected. */
function isNeverPaid(draft: Draft, shipment: Shipment): boolean {
  const { direction, originShipmentId } = shipment;
  const origin = draft.shipments.find(({ id }) => id === originShipmentId);
  return isPaidAtDoor(draft, direction === 'return' && origin ? origin : shipment);
}

/** The replacement that a return brings back. */
export function replacementOf(draft: Draft, { direction, originShipmentId }: Shipment) {
  if (direction !== 'return') return undefined;
  const origin = draft.shipments.find(({ id }) => id === originShipmentId);
  return origin?.direction === 'replacement' ? origin : undefined;
}

function isRefundOwed(draft: Draft, shipment: Shipment): boolean {
  if (shipment.direction === 'return') {
    if (shipment.status === 'returned' || shipment.status === 'lost') return true;
    const latest = latestRefundDate(draft, shipment);
    return latest !== undefined && hasCome(latest);
  }
  // What is left to the seller of an order that goes on was paid for, and is not delivered.
  if (isSought(draft, shipment)) return false;
  const isUndelivered = shipment.status === 'lost' || shipment.status === 'cancelled';
  return shipment.direction === 'outbound' && isUndelivered;
}

/** The latest refund date that the refusal set, if it is still ahead. */
function latestRefundOf(draft: Draft, shipment: Shipment): string | null {
  const latest = latestRefundDate(draft, shipment);
  return latest && latest.dueAt > draft.context.at ? latest.dueAt : null;
}

function latestRefundDate({ deadlines }: OrderState, { id }: Shipment): Deadline | undefined {
  return deadlines.find(({ name, subjectId }) => name === 'refund' && subjectId === id);
}

/** Ended by its own passing, or by a step that was no earlier. */
function hasCome({ endedAt, dueAt }: Deadline): boolean {
  return endedAt !== null && endedAt >= dueAt;
}

/** The delivery fee as far as it goes back too: nothing was kept, for such a reason (§2.3). */
export function deliveryFeeBack(state: OrderState, reason: string): number {
  const nothingKept = isNothingKept(state);
  const isBack = isDeliveryFeeRefunded({ policy: state.policy, nothingKept, reason });
  return isBack ? state.order.deliveryFeeMinor - state.order.deliveryFeeRefundedMinor : 0;
}

function isNothingKept(state: OrderState): boolean {
  // Lost goods that may still be found may still be kept.
  const ended = state.shipments.every(
    (shipment) =>
      shipment.direction === 'return' || (shipment.endedAt !== null && !isSought(state, shipment)),
  );
  return ended && state.lines.every((line) => line.accepted === 0);
}
