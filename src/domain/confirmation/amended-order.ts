import { amendedUnits, offeredUnits } from './amended-offer.ts';
import { shareCollection } from '../money/collecting.ts';
import { awaitSeller, enterConfirmation, enterHandover } from './confirming.ts';
import { dropShipment } from './cancelling.ts';
import { startDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record, setStatus } from '../draft.ts';
import { must } from '../errors.ts';
import type { AmendedLine, Amendment } from '../order.ts';
import { enterPayment, resumePayment } from '../money/paying.ts';
import { createRefund } from '../money/refunding.ts';
import { releaseSurplus } from '../stock/stock.ts';

/**
 * The amendment takes effect: the price falls, the rest of the goods is released, the difference
 * given back, and the order goes on where it was (§2.1).
 */
export function takeAmendment(draft: Draft): void {
  const { order, context } = draft;
  const amendment = must(order.amendment, 'amendment');
  order.amendment = { ...amendment, status: 'accepted', decidedAt: context.at };
  const dropped = droppedUnits(draft, amendment.lines);
  for (const line of draft.lines) {
    const left = amendedUnits(amendment.lines, line);
    line.withdrawn = line.quantity - left;
    line.confirmed = amendment.proposedBy === 'stock' ? Math.min(line.confirmed, left) : left;
  }
  giveBack(draft, dropped);
  Object.assign(order, amendment.totals);
  releaseSurplus(draft, `release:${order.id}:amendment:${amendment.version}`);
  goOn(draft, amendment);
}

function droppedUnits(draft: Draft, lines: AmendedLine[]): AmendedLine[] {
  return draft.lines
    .map((line) => ({
      lineNo: line.lineNo,
      quantity: offeredUnits(line) - amendedUnits(lines, line),
    }))
    .filter(({ quantity }) => quantity > 0);
}

/** Money that was taken goes back; what was not taken yet is simply not asked for. */
function giveBack(draft: Draft, dropped: AmendedLine[]): void {
  if (draft.order.capturedMinor > 0) {
    createRefund(draft, {
      lines: dropped,
      deliveryFeeMinor: 0,
      reason: 'amendment',
      bearer: 'seller',
    });
    return;
  }
  for (const { lineNo, quantity } of dropped) {
    const line = must(
      draft.lines.find((candidate) => candidate.lineNo === lineNo),
      'line',
    );
    line.dropped += quantity;
  }
}

/** The seller's own offer is confirmed by it; one for want of stock goes on where it was. */
function goOn(draft: Draft, { proposedBy, from }: Amendment): void {
  if (proposedBy !== 'stock') {
    if (draft.order.paymentTiming === 'after_confirmation') enterPayment(draft);
    else enterHandover(draft);
  } else if (from === 'awaiting_consumer') enterConfirmation(draft);
  else if (from === 'awaiting_payment') resumePayment(draft);
  else if (from === 'awaiting_handover') resumeHandover(draft);
  else awaitSeller(draft);
}

/** What was planned goes with what is left, in the order in which it was; an empty way is called off. */
function resumeHandover(draft: Draft): void {
  setStatus(draft, 'awaiting_handover');
  for (const line of draft.lines) {
    line.planned = offeredUnits(line);
    let left = line.planned;
    for (const carried of draft.shipmentLines.filter(({ lineNo }) => lineNo === line.lineNo)) {
      carried.quantity = Math.min(carried.quantity, left);
      left -= carried.quantity;
    }
  }
  for (const shipment of draft.shipments) {
    const carried = draft.shipmentLines.filter(({ shipmentId }) => shipmentId === shipment.id);
    if (carried.some(({ quantity }) => quantity > 0)) continue;
    stopDeadline(draft, 'courier_confirmation', shipment.id);
    dropShipment(draft, shipment, 'seller_out_of_stock');
    record(draft, 'shipment_cancelled', { shipmentId: shipment.id, reason: shipment.reason });
  }
  shareCollection(draft);
  for (const { id, status } of draft.shipments) {
    if (status !== 'awaiting_handover') continue;
    const promise = draft.order.promisedDispatchBy;
    startDeadline(draft, 'dispatch', { type: 'shipment', id }, { promise });
  }
}
