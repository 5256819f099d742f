import { startAnswerClock } from './answering.ts';
import type { CaseBearer } from '../commands.ts';
import { linesOf, unitsLess, valueOf } from './discrepancy-refunds.ts';
import { openCase } from './open-cases.ts';
import { type Draft, record } from '../draft.ts';
import { post } from '../money/posting.ts';
import { must } from '../errors.ts';
import { demandShipment } from '../guards.ts';
import type { Case, OrderState, Shipment } from '../order.ts';
import type { RefundLine } from '../money/refundable.ts';

/**
 * Less came back to the seller than started back (S0 7.7.3 a): both have signed for what is there,
 * and the courier answers for the rest. The consumer has its money for all that it refused.
 */
export function openShortReturn(draft: Draft, shipment: Shipment, documentId: string): void {
  const lines = draft.shipmentLines
    .filter(({ shipmentId, missing }) => shipmentId === shipment.id && missing > 0)
    .map(({ lineNo, missing }) => ({ lineNo, quantity: missing }));
  if (lines.length === 0) return;
  const opened = openCase(draft, {
    kind: 'missing_on_return',
    subject: { type: 'shipment', id: shipment.id },
    respondentRole: 'courier',
    respondentPartyId: shipment.courierId,
    details: { goods: 'sent_back', documentId, lines },
  });
  startAnswerClock(draft, opened);
}

/**
 * Whoever lost them owes the seller their value; no unit is owed twice, as damaged at the door and
 * as gone on its way back.
 */
export function chargeShortReturn(draft: Draft, found: Case, bearer: CaseBearer): void {
  found.resolution = { ...found.resolution, bearer };
  if (bearer === 'seller') return;
  const shipment = demandShipment(draft, found.subjectId);
  const owed = draft.cases
    .filter(({ subjectId }) => subjectId === shipment.originShipmentId)
    .flatMap(({ resolution }) => (resolution?.charged ?? []) as RefundLine[]);
  const travelled = draft.shipmentLines.filter(({ shipmentId }) => shipmentId === shipment.id);
  const charged = atMost(linesOf(found, {}), unitsLess(travelled, owed));
  found.resolution.charged = charged;
  const party = bearer === 'courier' ? must(shipment.courierId, 'courier') : draft.order.platformId;
  const valueMinor = valueOf(draft, charged);
  record(draft, 'return_loss_claimed', { caseId: found.id, bearer, amountMinor: valueMinor });
  post(draft, 'goods_lost', found.id, {
    [`claim:${party}`]: valueMinor,
    seller: -valueMinor,
  });
}

/** Of refused goods so many as nobody owes as gone on their way back. */
export function notOwedAsMissing(
  state: OrderState,
  originShipmentId: string,
  lines: readonly RefundLine[],
): RefundLine[] {
  const back = state.shipments.filter((one) => one.originShipmentId === originShipmentId);
  const isBack = (id: string) => back.some((one) => one.id === id);
  const owed = state.cases
    .filter(({ kind, subjectId }) => kind === 'missing_on_return' && isBack(subjectId))
    .flatMap(({ resolution }) => (resolution?.charged ?? []) as RefundLine[]);
  if (owed.length === 0) return [...lines];
  const travelled = state.shipmentLines.filter(({ shipmentId }) => isBack(shipmentId));
  return atMost(lines, unitsLess(travelled, owed));
}

function atMost(lines: readonly RefundLine[], most: readonly RefundLine[]): RefundLine[] {
  return lines.map(({ lineNo, quantity }) => {
    const limit = most.find((line) => line.lineNo === lineNo)?.quantity ?? 0;
    return { lineNo, quantity: Math.min(quantity, limit) };
  });
}

/** The courier has proved that it brought them all: they are back with the seller. */
export function believeReturn(draft: Draft, found: Case): void {
  for (const { lineNo, quantity } of linesOf(found, {})) {
    const line = draft.lines.find((candidate) => candidate.lineNo === lineNo);
    if (line)
      line.refusedBack = Math.min(line.quantity - line.accepted, line.refusedBack + quantity);
  }
}
