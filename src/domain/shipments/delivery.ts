import { carriedStatuses } from './carriage.ts';
import { collectCash, demandCollection } from '../money/cash.ts';
import { shareCollection } from '../money/collecting.ts';
import type { InspectDelivery } from '../commands.ts';
import { declaredOn, foundAsDeclared } from '../placing/counting.ts';
import { allowedInWords } from '../placing/goods.ts';
import { keptDamaged, openDiscrepancies } from '../cases/discrepancies.ts';
import { addDocument, demandNoLiveDocument } from './documents.ts';
import { meetDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { demand, must } from '../errors.ts';
import { demandInTime, demandShipment, demandShipmentStatus, partyName } from '../guards.ts';
import { goodsOf } from './handover-note.ts';
import { complainOfRefusedInspection } from './refused-inspection.ts';
import { endLateness } from './compensating.ts';
import { closeReceiptCases } from './receiving.ts';
import type { Evidence, InspectedLine, Inspection, Shipment } from '../order.ts';
import { chargeReplacement, countReplaced, renewAfterSale } from './replacing.ts';
import { advanceOrder, sendBack } from './returning.ts';

/**
 * The inspection at the door (S0 7.7.2 b–d): identity shown, packaging opened or declined, every
 * unit accepted, refused or missing. Makes the delivery note that courier and recipient sign.
 */
export function inspectDelivery(draft: Draft, told: InspectDelivery): void {
  const shipment = demandShipment(draft, told.shipmentId);
  const command = { ...told, lines: foundAsDeclared(draft, shipment.id, told.lines) };
  demandInTime(draft, 'presumed_lost', shipment.id);
  demandShipmentStatus(shipment, carriedStatuses);
  demand(
    shipment.direction !== 'return',
    'wrong_shipment_status',
    'a return leg ends at the seller, by its return note',
  );
  // Both are there: when they meet earlier or later than agreed, that is agreed too.
  demand(
    shipment.appointment !== null,
    'appointment_missing',
    'agree time and place with the consumer before the delivery (S0 7.7.2 a)',
  );
  demandNoLiveDocument(draft, shipment.id, 'delivery_note');
  demandLinesInspected(draft, shipment, command.lines);
  demandCollection(draft, shipment, command);
  // The delivery's deadline watches over the courier until it has signed; see `keepDeliveryPromise`.
  const inspection = inspectionOf(draft, command);
  shipment.inspection = inspection;
  addDeliveryNote(draft, shipment, inspection);
  if (command.opening === 'refused_by_courier') complainOfRefusedInspection(draft, shipment);
}

export function demandLinesInspected(
  draft: Draft,
  shipment: Shipment,
  lines: InspectedLine[],
): void {
  const carried = draft.shipmentLines.filter(
    (line) => line.shipmentId === shipment.id && line.quantity > 0,
  );
  const numbers = new Set(lines.map((line) => line.lineNo));
  demand(
    numbers.size === lines.length &&
      lines.every((line) => carried.some((c) => c.lineNo === line.lineNo)),
    'line_not_found',
    `the shipment carries the lines ${carried.map((line) => line.lineNo).join(', ')}, each once`,
    { pointer: '/lines' },
  );
  for (const line of carried) {
    const index = lines.findIndex((candidate) => candidate.lineNo === line.lineNo);
    const found = lines[index];
    const sum = found ? found.accepted + found.refused + found.missing : 0;
    demand(
      sum === line.quantity,
      'quantities_do_not_add_up',
      `line ${line.lineNo}: accepted, refused and missing make ${sum} of ${line.quantity}` +
        allowedInWords(must(declaredOn(draft, shipment.id, line.lineNo), 'declared line')),
      { pointer: index < 0 ? '/lines' : `/lines/${index}`, expected: line.quantity },
    );
    const { refused = 0, missing = 0, accepted = 0, damaged = 0, reason = null } = found ?? {};
    demand(
      damaged <= accepted,
      'quantities_do_not_add_up',
      `line ${line.lineNo}: ${damaged} of ${accepted} accepted cannot be damaged`,
      { pointer: `/lines/${index}/damaged` },
    );
    const wrong = Object.entries({ refused, missing, damaged }).filter(([, count]) => count > 0);
    demand(
      wrong.length === 0 || reason !== null,
      'reason_missing',
      `line ${line.lineNo}: ${wrong.map(([what, count]) => `${count} ${what}`).join(', ')}: ` +
        'say why in `reason`',
      { pointer: `/lines/${index}/reason` },
    );
  }
}

function inspectionOf(draft: Draft, command: InspectDelivery): Inspection {
  return {
    at: draft.context.at,
    documentId: command.documentId,
    agent: command.agent,
    packaging: command.packaging,
    opening: command.opening,
    lines: command.lines,
    collection: command.collection,
  };
}

/** The note of what was found, at the door or by the consumer alone (S0 7.7.1). */
export function addDeliveryNote(draft: Draft, shipment: Shipment, inspection: Inspection): void {
  const goods = goodsOf(draft, shipment.id);
  const { agent } = inspection;
  addDocument(draft, {
    documentId: must(inspection.documentId, 'document id'),
    shipment,
    kind: 'delivery_note',
    content: {
      deliveredAt: draft.context.at,
      seller: partyName(draft, draft.order.sellerId),
      courier: partyName(draft, shipment.courierId),
      waybillNo: shipment.waybillNo,
      packaging: inspection.packaging,
      opening: inspection.opening,
      identityDocumentKind: agent?.identityDocument.kind ?? null,
      ...withoutRecipient(shipment, inspection),
      lines: inspection.lines.map((line) => ({
        ...goods.find((candidate) => candidate.lineNo === line.lineNo),
        accepted: line.accepted,
        refused: line.refused,
        missing: line.missing,
        ...(line.counted === undefined
          ? {}
          : { counted: line.counted, allowedCount: line.allowedCount }),
        ...(keptDamaged(line) > 0 ? { damaged: keptDamaged(line) } : {}),
        reason: line.reason,
        evidence: filesOf(line.evidence),
      })),
      collection: inspection.collection,
      currency: draft.order.currency,
    },
    personal: {
      recipient: true,
      ...(agent ? { agent } : {}),
      ...(shipment.unattended ? { operator: shipment.unattended.place.operator } : {}),
    },
  });
  tellTolerated(draft, shipment, inspection);
}

/** Why what was measured short, or over, opens no case: the goods came as declared (S0 6.4.4). */
function tellTolerated(draft: Draft, shipment: Shipment, { lines }: Inspection): void {
  const tolerated = lines.flatMap(({ lineNo, counted, allowedCount: allowed }) =>
    counted === undefined || !allowed ? [] : [{ lineNo, counted, ...allowed }],
  );
  if (tolerated.length === 0) return;
  record(
    draft,
    'counted_within_tolerance',
    { lines: tolerated },
    { type: 'shipment', id: shipment.id },
  );
}

/** How the goods came to a consumer whom nobody met; nothing at the door. */
function withoutRecipient({ unattended, reportedDeliveredAt }: Shipment, { by }: Inspection) {
  if (by !== 'consumer') return {};
  if (!unattended) return { inspectedBy: by, reportedDeliveredAt };
  const { place, ...left } = unattended;
  const evidence = filesOf(left.evidence);
  return { inspectedBy: by, unattended: { place: place.kind, ...left, evidence } };
}

/** What both sides sign are the files, by their digests; where they lie is no part of it. */
function filesOf(evidence: readonly Evidence[]): Evidence[] {
  return evidence.map(({ digest, mediaType }) => ({ digest, mediaType }));
}

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
