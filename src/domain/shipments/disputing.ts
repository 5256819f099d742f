import { hasRespondent, startAnswerClock } from '../cases/answering.ts';
import { shareCollection } from '../money/collecting.ts';
import type { DisputeDocument } from '../commands.ts';
import { openCase } from '../cases/open-cases.ts';
import { runningDeadline, startDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { demand } from '../errors.ts';
import { demandShipment } from '../guards.ts';
import type { Note, Shipment, SigningRole } from '../order.ts';
import { demandMismatch } from '../placing/counting.ts';
import { keepDeliveryDue } from './carriage.ts';
import { demandNote, signingRoles } from './documents.ts';
import { demandInTimeFor, demandUnderWay } from './signing.ts';

/** A mismatch: the note is void and the discrepancy is kept; the next note is a new version. */
export function disputeDocument(draft: Draft, command: DisputeDocument): void {
  const document = demandNote(draft, command.documentId);
  demandInTimeFor(draft, document);
  demand(
    document.status === 'issued' || document.status === 'partly_signed',
    'wrong_document_status',
    `the document is ${document.status}`,
    { currentStatus: document.status },
  );
  const role = draft.context.actor.onBehalfOf ?? draft.context.actor.role;
  demand(
    signingRoles[document.kind].includes(role as SigningRole),
    'not_the_signing_role',
    `a ${document.kind} is disputed by a side that signs it`,
  );
  demandUnderWay(draft, document);
  demandMismatch(draft, document.shipmentId, command);
  document.status = 'void';
  const shipment = demandShipment(draft, document.shipmentId);
  const other = signingRoles[document.kind].find((candidate) => candidate !== role) ?? role;
  record(
    draft,
    'document_disputed',
    { documentId: document.id, kind: command.kind },
    { type: 'document', id: document.id },
  );
  const opened = openCase(draft, {
    id: command.caseId,
    kind: 'document_discrepancy',
    subject: { type: 'shipment', id: document.shipmentId },
    respondentRole: other,
    respondentPartyId: other === 'seller' ? draft.order.sellerId : shipment.courierId,
    details: {
      documentId: document.id,
      discrepancy: command.kind,
      lines: command.lines,
      note: command.note,
      evidence: command.evidence,
    },
  });
  if (hasRespondent(opened)) startAnswerClock(draft, opened);
  awaitNextVersion(draft, document, shipment);
  draft.answer = { type: 'document', id: document.id };
}

/** Nobody is overtaken by a note that is void; whoever has the goods must come up with the next. */
function awaitNextVersion(draft: Draft, document: Note, shipment: Shipment): void {
  if (document.kind === 'delivery_note') {
    const isConsumers = shipment.inspection?.by === 'consumer';
    shipment.inspection = null;
    // Another door may have been paid in the meantime.
    shareCollection(draft);
    // The consumer's time to say what it has found runs on.
    if (isConsumers) startDeadline(draft, 'acceptance', { type: 'shipment', id: shipment.id });
    else {
      stopDeadline(draft, 'acceptance', shipment.id);
      keepDeliveryDue(draft, shipment);
    }
  }
  if (document.kind === 'return_to_seller_note') {
    stopDeadline(draft, 'return_receipt', shipment.id);
    if (!runningDeadline(draft, 'return_to_seller', shipment.id)) {
      startDeadline(draft, 'presumed_lost', { type: 'shipment', id: shipment.id });
    }
  }
}
