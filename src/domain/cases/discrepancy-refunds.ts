import { isCaptureOpen } from '../asked-effects.ts';
import type { CaseBearer, ResolveCase } from '../commands.ts';
import { type Draft, record } from '../draft.ts';
import { demand, must } from '../errors.ts';
import { demandEachLineOnce, demandShipment } from '../guards.ts';
import { post } from '../money/posting.ts';
import { demandSentOnce, lineRefund, refundable, type RefundLine } from '../money/refundable.ts';
import { deliveryFeeBack } from '../money/owed-refunds.ts';
import { createRefund } from '../money/refunding.ts';
import type { Case, OrderLine, Refund, Shipment } from '../order.ts';
import { leaveRest } from '../shipments/replacing.ts';
import { chargeShortReturn, notOwedAsMissing } from './short-returns.ts';

/** Gives the money for the goods of a case back, whole or in part, at the cost of its bearer. */
export function refundDiscrepancy(draft: Draft, found: Case, command: ResolveCase): void {
  const bearer = bearerOf(found, command);
  if (found.kind === 'missing_on_return') {
    chargeShortReturn(draft, found, bearer);
    return;
  }
  if (found.details.goods === 'refused') {
    chargeDamage(draft, found, bearer);
    return;
  }
  demand(
    !isCaptureOpen(draft),
    'payment_unresolved',
    'the provider has not said yet whether the money was taken; resolve the case after that',
  );
  demand(
    draft.order.paymentTiming !== 'on_delivery' || found.details.goods === 'kept',
    'outcome_not_allowed',
    'nothing was paid for what is missing, so there is nothing to give back: have it sent again, ' +
      'to be paid at the door, or resolve the case as rejected or noted',
    { pointer: '/outcome', allowedOutcomes: ['reship', 'rejected', 'noted'] },
  );
  if ((command.amountMinor ?? null) === null) demandSentOnce(draft, linesOf(found, command));
  const refund =
    command.outcome === 'part_refund'
      ? refundInPart(draft, found, { command, bearer })
      : refundWhole(draft, found, { command, bearer });
  found.resolution = { ...found.resolution, bearer, refundId: refund?.id ?? null };
}

interface Decided {
  command: ResolveCase;
  bearer: CaseBearer;
}

function refundWhole(draft: Draft, found: Case, { command, bearer }: Decided): Refund | null {
  const reason = reasonOf(found);
  const lines = linesOf(found, command);
  leaveRest(draft, found, lines);
  return createRefund(draft, {
    id: command.refundId,
    lines,
    deliveryFeeMinor: deliveryFeeBack(draft, reason),
    reason,
    bearer,
    shipmentId: found.subjectId,
  });
}

function refundInPart(draft: Draft, found: Case, { command, bearer }: Decided): Refund | null {
  const amountMinor = command.amountMinor ?? null;
  demand(
    amountMinor !== null || (command.lines ?? null) !== null,
    'amount_not_positive',
    'a part refund names lines or an amount',
    { pointer: '/amountMinor' },
  );
  const most = Math.min(refundable(draft).amountMinor, worthOf(draft, found));
  demand(
    amountMinor === null || amountMinor <= most,
    'refund_exceeds_refundable',
    `${most} can be given back for what the case is about`,
    { pointer: '/amountMinor', refundableMinor: most },
  );
  return createRefund(draft, {
    id: command.refundId,
    lines: amountMinor === null ? linesOf(found, command) : [],
    amountMinor,
    deliveryFeeMinor: 0,
    reason: reasonOf(found),
    bearer,
    shipmentId: found.subjectId,
  });
}

function reasonOf(found: Case): string {
  return found.kind === 'missing_goods' ? 'missing' : 'damaged';
}

/** The lines of the case, or those of them that are asked for. */
export function linesOf(found: Case, { lines }: Pick<ResolveCase, 'lines'>): RefundLine[] {
  const own = found.details.lines as RefundLine[];
  if (!lines) return own;
  demandEachLineOnce(lines);
  for (const [index, { lineNo, quantity }] of lines.entries()) {
    const most = own.find((candidate) => candidate.lineNo === lineNo)?.quantity;
    const pointer = `/lines/${index}`;
    demand(most !== undefined, 'line_not_found', `the case is not about line ${lineNo}`, {
      pointer,
    });
    demand(quantity <= most, 'quantity_exceeded', `the case is about ${most} of line ${lineNo}`, {
      pointer: `${pointer}/quantity`,
    });
  }
  return lines;
}

/** What the consumer has paid for the goods of the case. */
function worthOf(draft: Draft, found: Case): number {
  const left = refundable(draft).lines;
  return linesOf(found, {}).reduce((sum, { lineNo, quantity }) => {
    const line = lineOf(draft, lineNo);
    const units = left.find((candidate) => candidate.lineNo === lineNo)?.quantity ?? 0;
    return sum + lineRefund(draft.order, line, Math.min(quantity, units));
  }, 0);
}

function lineOf(draft: Draft, lineNo: number): OrderLine {
  return must(
    draft.lines.find((candidate) => candidate.lineNo === lineNo),
    'line',
  );
}

export function bearerOf(found: Case, { bearer }: Pick<ResolveCase, 'bearer'>): CaseBearer {
  return bearer ?? (found.respondentRole === 'courier' ? 'courier' : 'seller');
}

/**
 * Refused goods were paid back by the seller already: whoever damaged them owes it their value,
 * unless they were lost on their way back and are owed already.
 */
function chargeDamage(draft: Draft, found: Case, bearer: CaseBearer): void {
  found.resolution = { ...found.resolution, bearer };
  if (bearer === 'seller') return;
  const left = unitsLess(linesOf(found, {}), lostOnTheWayBack(draft, found.subjectId));
  const charged = notOwedAsMissing(draft, found.subjectId, left);
  found.resolution.charged = charged;
  const { courierId } = demandShipment(draft, found.subjectId);
  const party = bearer === 'courier' ? must(courierId, 'courier') : draft.order.platformId;
  const valueMinor = valueOf(draft, charged);
  record(draft, 'damage_claimed', { caseId: found.id, bearer, amountMinor: valueMinor });
  post(draft, 'goods_damaged', found.id, {
    [`claim:${party}`]: valueMinor,
    seller: -valueMinor,
  });
}

function lostOnTheWayBack(draft: Draft, originShipmentId: string): RefundLine[] {
  const lost = draft.shipments.filter(
    (shipment) => shipment.originShipmentId === originShipmentId && shipment.status === 'lost',
  );
  return draft.shipmentLines.filter(({ shipmentId }) => lost.some(({ id }) => id === shipmentId));
}

/** The goods of a lost shipment that nobody owes as damaged already. */
export function notChargedAsDamaged(draft: Draft, shipment: Shipment): RefundLine[] {
  const charged = draft.cases
    .filter(({ subjectId }) => subjectId === shipment.originShipmentId)
    .flatMap(({ resolution }) => (resolution?.charged ?? []) as RefundLine[]);
  const carried = draft.shipmentLines.filter(({ shipmentId }) => shipmentId === shipment.id);
  return unitsLess(carried, charged);
}

/** Of goods those that are left without some of them. */
export function unitsLess(lines: readonly RefundLine[], less: readonly RefundLine[]): RefundLine[] {
  return lines.map(({ lineNo, quantity }) => {
    const gone = less.filter((line) => line.lineNo === lineNo);
    const units = gone.reduce((sum, line) => sum + line.quantity, 0);
    return { lineNo, quantity: Math.max(0, quantity - units) };
  });
}

/** What goods of the order are worth: their share of the lines' price, as on the notes. */
export function valueOf(draft: Draft, lines: readonly RefundLine[]): number {
  return lines.reduce((sum, { lineNo, quantity }) => {
    const line = lineOf(draft, lineNo);
    return sum + Number((BigInt(line.netMinor) * BigInt(quantity)) / BigInt(line.quantity));
  }, 0);
}
