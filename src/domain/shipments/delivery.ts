import { openDiscrepancies } from '../cases/discrepancies.ts';
import { meetDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { must } from '../errors.ts';
import { collectCash } from '../money/cash.ts';
import { shareCollection } from '../money/collecting.ts';
import type { Inspection, Shipment } from '../order.ts';
import { endLateness } from './compensating.ts';
import { closeReceiptCases } from './receiving.ts';
import { chargeReplacement, countReplaced, renewAfterSale } from './replacing.ts';
import { advanceOrder, sendBack } from './returning.ts';

/**
 * The courier has signed for the delivery, or its word was confirmed: the promise was kept by the
 * inspection, or when the goods were brought (7.5.1 c).
 */
export function keepDeliveryPromise(draft: Draft, shipment: Shipment): void {
  const { at, by } = must(shipment.inspection, 'inspection');
  const broughtAt = by === 'consumer' ? shipment.reportedDeliveredAt : null;
  meetDeadline(draft, 'delivery', shipment.id, broughtAt ?? at);
  endLateness(draft, shipment, broughtAt ?? at);
}

/** How the recipient's agreement came about. */
export type AcceptanceKind = 'signed' | 'auto';

/**
 * The delivery note is signed by both, or its silence was overtaken: quantities count, money
 * collected is owed, refused goods start back, what is missing or damaged becomes a case (S0 7.7.3).
 */
export function completeDelivery(
  draft: Draft,
  shipment: Shipment,
  acceptance: AcceptanceKind = 'signed',
): void {
  const inspection = must(shipment.inspection, 'inspection');
  const totals = countLines(draft, shipment, inspection);
  shipment.status =
    totals.accepted === 0
      ? 'refused'
      : totals.refused + totals.missing === 0
        ? 'accepted'
        : 'partly_accepted';
  shipment.reason = inspection.lines.find((line) => line.reason !== null)?.reason ?? null;
  shipment.endedAt = draft.context.at;
  keepDeliveryPromise(draft, shipment);
  if (acceptance === 'signed') meetDeadline(draft, 'acceptance', shipment.id);
  else voidUnsigned(draft, shipment);
  for (const name of ['acceptance', 'appointment', 'collection', 'presumed_lost'] as const) {
    stopDeadline(draft, name, shipment.id);
  }
  record(draft, 'goods_delivered', { shipmentId: shipment.id, acceptance, ...totals });
  closeReceiptCases(draft, shipment, 'delivered');
  collectCash(draft, shipment);
  shareCollection(draft);
  followRefusal(draft, shipment, inspection);
  openDiscrepancies(draft, shipment, inspection);
  if (shipment.direction === 'replacement') {
    chargeReplacement(draft, shipment, inspection.lines);
    renewAfterSale(draft, totals.accepted);
  }
  advanceOrder(draft);
}

/** A note that the courier signed stays as proof; one that nobody signed proves nothing. */
function voidUnsigned(draft: Draft, shipment: Shipment): void {
  for (const document of draft.documents) {
    if (document.shipmentId === shipment.id && document.status === 'issued') {
      document.status = 'void';
    }
  }
}

function countLines(draft: Draft, shipment: Shipment, inspection: Inspection) {
  const totals = { accepted: 0, refused: 0, missing: 0 };
  for (const found of inspection.lines) {
    const carried = draft.shipmentLines.find(
      (line) => line.shipmentId === shipment.id && line.lineNo === found.lineNo,
    );
    const line = draft.lines.find((candidate) => candidate.lineNo === found.lineNo);
    for (const key of ['accepted', 'refused', 'missing'] as const) {
      if (carried) carried[key] = found[key];
      if (line && shipment.direction === 'outbound') line[key] += found[key];
      totals[key] += found[key];
    }
    if (shipment.direction === 'replacement') countReplaced(draft, shipment, found);
  }
  return totals;
}

function followRefusal(draft: Draft, shipment: Shipment, inspection: Inspection): void {
  const lines = inspection.lines
    .filter((line) => line.refused > 0)
    .map((line) => ({ lineNo: line.lineNo, quantity: line.refused }));
  if (lines.length === 0) return;
  const reason = inspection.lines.find((line) => line.refused > 0)?.reason ?? 'other';
  sendBack(draft, shipment, { shipmentId: draft.context.newId('shp'), reason, lines });
}
