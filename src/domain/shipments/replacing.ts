import { hasRespondent, startAnswerClock, startDecisionClock } from '../cases/answering.ts';
import { assignCourier } from './assigning.ts';
import type { CaseBearer, ResolveCase } from '../commands.ts';
import { bearerOf, linesOf, valueOf } from '../cases/discrepancy-refunds.ts';
import { isCaptureOpen } from '../asked-effects.ts';
import { openCase } from '../cases/open-cases.ts';
import { startDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { post } from '../money/posting.ts';
import { voidOpenDocuments } from './documents.ts';
import { demand, must } from '../errors.ts';
import { demandOrderStatus, demandShipment } from '../guards.ts';
import { shippedStock } from './handover.ts';
import { emptyShipment, emptyShipmentLine } from './planning.ts';
import type { Case, InspectedLine, OrderState, Shipment } from '../order.ts';
import { demandSentOnce, refundable, type RefundLine, worthOf } from '../money/refundable.ts';
import { awaitCollection, followCollection } from '../money/cash.ts';
import { isPaidAtDoor } from '../money/cod-due.ts';
import { isCoveredBy } from '../money/paid-for.ts';
import { askHold, releaseAll } from '../stock/stock.ts';

/**
 * Goods sent again for what was missing or damaged (S0 7.7.3 b). They travel on a shipment of
 * their own through the same handover, delivery and inspection, with stock of their own, and cost
 * the consumer nothing more; only what was missing at a door where it would have been paid is paid
 * at the door to which it comes. A line of the order counts every ordered unit once: a replacement
 * moves what was missing to accepted or refused; what the consumer has kept stays accepted.
 */
export function reship(draft: Draft, found: Case, command: ResolveCase): void {
  demandOrderStatus(draft, ['in_delivery', 'delivered']);
  const lines = linesOf(found, command);
  demandPaidFor(draft, found, lines);
  const bearer = bearerOf(found, command);
  const origin = demandShipment(draft, found.subjectId);
  const id = draft.context.newId('shp');
  const subject = { type: 'shipment' as const, id };
  leaveRest(draft, found, lines);
  draft.shipments.push({
    ...emptyShipment(id, draft.order.id),
    direction: 'replacement',
    originShipmentId: origin.id,
    caseId: found.id,
    courierService: origin.courierService,
  });
  for (const { lineNo, quantity } of lines) {
    draft.shipmentLines.push(emptyShipmentLine(draft.order.id, id, lineNo, quantity));
  }
  const { courierId } = origin;
  record(draft, 'replacement_planned', { caseId: found.id, shipmentId: id, courierId }, subject);
  const again = demandShipment(draft, id);
  if (isPaidAtDoor(draft, again)) awaitCollection(draft);
  assignCourier(draft, again, origin.courierId);
  askHold(draft, shippedStock(draft, id), id);
  found.resolution = { ...found.resolution, bearer, lines, shipmentId: id };
}

/** Only what was paid, and is still paid, is sent again; or what is paid when it comes. */
function demandPaidFor(draft: Draft, found: Case, lines: readonly RefundLine[]): void {
  demand(
    !isCaptureOpen(draft),
    'payment_unresolved',
    'the provider has not said yet whether the money was taken; resolve the case after that',
  );
  if (draft.order.paymentTiming === 'on_delivery' && found.details.goods === 'missing') return;
  demandSentOnce(draft, lines);
  const left = refundable(draft);
  for (const { lineNo, quantity } of lines) {
    const line = left.lines.find((candidate) => candidate.lineNo === lineNo);
    const paid = line?.quantity ?? 0;
    demand(
      quantity <= paid,
      'outcome_not_allowed',
      `${quantity} of line ${lineNo} would be sent again, but only ${paid} are paid for`,
      { pointer: '/outcome' },
    );
  }
  const worthMinor = worthOf(
    draft,
    ({ lineNo }) => lines.find((line) => line.lineNo === lineNo)?.quantity ?? 0,
  );
  demand(
    isCoveredBy(left.amountMinor, worthMinor),
    'outcome_not_allowed',
    'so much of the payment has gone back that these goods are not paid for any more',
    { pointer: '/outcome', refundableMinor: left.amountMinor },
  );
}

/** What of the case is neither sent again nor given back stays open as a case of its own. */
export function leaveRest(draft: Draft, found: Case, lines: readonly RefundLine[]): void {
  const rest = linesOf(found, {})
    .map(({ lineNo, quantity }) => ({
      lineNo,
      quantity: quantity - (lines.find((line) => line.lineNo === lineNo)?.quantity ?? 0),
    }))
    .filter(({ quantity }) => quantity > 0);
  if (rest.length === 0) return;
  const { kind, subjectType: type, subjectId: id, respondentRole, respondentPartyId } = found;
  const left = openCase(draft, {
    kind,
    subject: { type, id },
    respondentRole,
    respondentPartyId,
    details: { ...found.details, lines: rest },
  });
  left.answer = found.answer;
  if (left.answer === null && hasRespondent(left)) startAnswerClock(draft, left);
  found.details = { ...found.details, lines };
}

/** The case that a replacement is to end. */
export function caseOfReplacement({ cases }: OrderState, shipment: Shipment): Case {
  return must(
    cases.find(({ id }) => id === shipment.caseId),
    'case of the replacement',
  );
}

/** What the units of a shipment counted as on their line before it came. */
export function goodsBefore(state: OrderState, shipment: Shipment): string {
  return shipment.caseId === null
    ? 'missing'
    : String(caseOfReplacement(state, shipment).details.goods);
}

/** A unit of a line that was missing is so no more: it was accepted, or refused at the door. */
export function countReplaced(draft: Draft, shipment: Shipment, found: InspectedLine): void {
  if (goodsBefore(draft, shipment) !== 'missing') return;
  const line = must(
    draft.lines.find(({ lineNo }) => lineNo === found.lineNo),
    'line',
  );
  line.missing -= found.accepted + found.refused;
  line.accepted += found.accepted;
  // One that replaced damaged goods may have been back by then: a unit is counted once.
  line.refusedBack = Math.min(line.refusedBack, line.quantity - line.accepted);
  line.refused += found.refused;
}

/** Whoever bears the case pays for the goods that the seller gave twice (§2.4). */
export function chargeReplacement(
  draft: Draft,
  shipment: Shipment,
  lines: readonly InspectedLine[],
): void {
  const bearer = replacementBearer(draft, shipment);
  if (bearer === 'seller') return;
  const valueMinor = valueOf(
    draft,
    lines.map(({ lineNo, accepted }) => ({ lineNo, quantity: accepted })),
  );
  const { platformId } = draft.order;
  const party = bearer === 'courier' ? blamedCourier(draft, shipment) : platformId;
  record(draft, 'replacement_claimed', {
    shipmentId: shipment.id,
    bearer,
    amountMinor: valueMinor,
  });
  post(draft, 'goods_replaced', shipment.id, {
    [`claim:${party}`]: valueMinor,
    seller: -valueMinor,
  });
}

/** Who bears what a replacement costs, a refund in its stead included. */
export function replacementBearer(state: OrderState, shipment: Shipment): CaseBearer {
  const { resolution } = caseOfReplacement(state, shipment);
  return (resolution?.bearer as CaseBearer | undefined) ?? 'seller';
}

/** The courier whom the case is against, which need not be the one that carried the replacement. */
export function blamedCourier(state: OrderState, shipment: Shipment): string {
  const origin = state.shipments.find(({ id }) => id === shipment.originShipmentId);
  return must(origin?.courierId ?? state.order.courierId, 'courier');
}

/** Goods that will not be handed over: their stock is let go, the case is open again. */
export function failReplacement(draft: Draft, shipment: Shipment, reason: string): void {
  shipment.status = 'cancelled';
  shipment.reason = reason;
  shipment.endedAt = draft.context.at;
  voidOpenDocuments(draft, shipment.id);
  for (const name of ['courier_confirmation', 'dispatch'] as const) {
    stopDeadline(draft, name, shipment.id);
  }
  releaseAll(draft, shipment.id);
  followCollection(draft);
  reopenCase(draft, shipment, reason);
}

/** The replacement has not come: support decides the case anew, with what was tried in it. */
export function reopenCase(draft: Draft, shipment: Shipment, reason: string): void {
  const found = caseOfReplacement(draft, shipment);
  const failed = (found.details.failedReplacements ?? []) as object[];
  found.status = 'open';
  found.resolvedAt = null;
  found.resolution = null;
  found.details = {
    ...found.details,
    failedReplacements: [...failed, { shipmentId: shipment.id, reason, at: draft.context.at }],
  };
  draft.order.escalated = true;
  const subject = { type: 'case' as const, id: found.id };
  record(draft, 'case_reopened', { kind: found.kind, reason, shipmentId: shipment.id }, subject);
  startDecisionClock(draft, found);
}

/** What came as a replacement may be returned as long as anything else: the window begins anew. */
export function renewAfterSale(draft: Draft, accepted: number): void {
  const { order } = draft;
  if (order.status !== 'delivered' || accepted === 0) return;
  stopDeadline(draft, 'after_sale', order.id);
  order.afterSaleEnded = false;
  startDeadline(draft, 'after_sale', { type: 'order', id: order.id });
}
