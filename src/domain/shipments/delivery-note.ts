import { keptDamaged } from '../cases/discrepancies.ts';
import { type Draft, record } from '../draft.ts';
import { must } from '../errors.ts';
import { partyName } from '../guards.ts';
import type { Evidence, Inspection, Shipment } from '../order.ts';
import { addDocument } from './documents.ts';
import { goodsOf } from './handover-note.ts';

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
