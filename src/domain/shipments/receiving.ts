import { carriedStatuses } from './carriage.ts';
import { casesOfReceipt } from '../cases/answering.ts';
import type { AcceptGoods, DenyReceipt, ResolveCase } from '../commands.ts';
import { foundAsDeclared } from '../placing/counting.ts';
import { addDeliveryNote } from './delivery-note.ts';
import { completeDelivery } from './delivery.ts';
import { demandLinesInspected } from './inspecting.ts';
import { demandNoLiveDocument } from './documents.ts';
import { closeCases, openCase } from '../cases/open-cases.ts';
import { startDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { demand } from '../errors.ts';
import { demandInTime, demandShipment } from '../guards.ts';
import type { Case, Inspection, OrderState, Shipment } from '../order.ts';
import { markLost } from './returning.ts';
import { demandNothingToCollect, takeOut } from './unattended.ts';

/** What has become of the shipment answers whether the consumer has the goods. */
export function closeReceiptCases(draft: Draft, shipment: Shipment, outcome: string): void {
  closeCases(
    draft,
    ({ kind, subjectId }) => casesOfReceipt.includes(kind) && subjectId === shipment.id,
    { outcome },
  );
}

/** The courier itself says that the goods are with it: whether they were received is no question. */
export function supersedeReceiptCases(draft: Draft, shipment: Shipment): void {
  const open = openReceiptCases(draft, shipment);
  if (open.length === 0) return;
  closeReceiptCases(draft, shipment, 'superseded');
  const cases = open.map(({ id, kind }) => ({ caseId: id, kind }));
  record(draft, 'receipt_cases_superseded', { cases }, { type: 'shipment', id: shipment.id });
}

export function openReceiptCases({ cases }: OrderState, { id }: Shipment): Case[] {
  return cases.filter(
    ({ kind, subjectId, status }) =>
      status === 'open' && subjectId === id && casesOfReceipt.includes(kind),
  );
}

/**
 * The consumer tells, line by line, what it has found in goods that nobody handed over: taken out
 * where they were left, or delivered by the carrier's word alone. Like at the door it makes the
 * delivery note; the consumer's signature alone ends the shipment (S0 7.7.2 c, d).
 */
export function acceptGoods(draft: Draft, command: AcceptGoods): void {
  const shipment = demandAwaitingReceipt(draft, command.shipmentId);
  demandNothingToCollect(shipment);
  const lines = foundAsDeclared(draft, shipment.id, command.lines);
  demandLinesInspected(draft, shipment, lines);
  record(
    draft,
    'acceptance_declared',
    { shipmentId: shipment.id, documentId: command.documentId },
    { type: 'shipment', id: shipment.id },
  );
  if (shipment.unattended && shipment.unattended.collectedAt === null) takeOut(draft, shipment);
  const inspection: Inspection = {
    at: draft.context.at,
    documentId: command.documentId,
    by: 'consumer',
    agent: null,
    packaging: command.packaging,
    opening: 'opened',
    lines,
    collection: null,
  };
  shipment.inspection = inspection;
  addDeliveryNote(draft, shipment, inspection);
  signByAttestation(draft, shipment, command);
  draft.answer = { type: 'shipment', id: shipment.id };
}

/** Goods that the consumer may have, and that no live note decides. */
function demandAwaitingReceipt(draft: Draft, shipmentId: string): Shipment {
  const shipment = demandShipment(draft, shipmentId);
  demandInTime(draft, 'collection', shipment.id);
  demandInTime(draft, 'acceptance', shipment.id);
  demandInTime(draft, 'presumed_lost', shipment.id);
  const isReported =
    shipment.reportedDeliveredAt !== null && carriedStatuses.includes(shipment.status);
  demand(
    shipment.status === 'awaiting_collection' || isReported,
    'wrong_shipment_status',
    `the shipment is ${shipment.status}; this is for goods that were left for the consumer or ` +
      'reported as delivered, at the door the delivery note decides',
    { currentStatus: shipment.status },
  );
  demandNoLiveDocument(draft, shipment.id, 'delivery_note');
  return shipment;
}

/**
 * The server signs what the consumer has said; number and digest of the note are the transition's
 * to make. Where the policy wants a key, the note waits for the consumer's own signature.
 */
function signByAttestation(draft: Draft, shipment: Shipment, command: AcceptGoods): void {
  const { allowed, roles } = draft.policy.attestation;
  const isAllowed = allowed && roles.includes('consumer');
  demand(
    isAllowed || !command.isSigned,
    'attestation_not_allowed',
    `policy ${draft.policy.name} wants a signature by a registered key: sign the note itself`,
    { pointer: '/signature' },
  );
  if (!isAllowed) return;
  draft.signatures.push({
    id: command.signatureId,
    orderId: draft.order.id,
    documentId: command.documentId,
    role: 'consumer',
    method: 'attested',
    signer: command.signer,
    keyId: null,
    digest: '',
    jws: null,
    evidenceDigest: null,
    signedAt: draft.context.at,
    recordedAt: draft.context.at,
  });
  for (const document of draft.documents) {
    if (document.id === command.documentId) document.status = 'partly_signed';
  }
  completeDelivery(draft, shipment);
}

/** The consumer says that the goods never came: the courier must explain (S0 7.7.2, 7.5.1 d). */
export function denyReceipt(draft: Draft, command: DenyReceipt): void {
  const shipment = demandAwaitingReceipt(draft, command.shipmentId);
  const subject = { type: 'shipment' as const, id: shipment.id };
  const known = draft.cases.find(
    ({ kind, subjectId, status }) =>
      kind === 'not_received' && subjectId === shipment.id && status === 'open',
  );
  demand(known === undefined, 'wrong_case_status', 'the courier is asked about this already', {
    existingId: known?.id,
  });
  record(draft, 'receipt_denied', { shipmentId: shipment.id }, subject);
  for (const name of ['acceptance', 'collection'] as const) stopDeadline(draft, name, shipment.id);
  closeReceiptCases(draft, shipment, 'receipt_denied');
  const opened = openCase(draft, {
    id: command.caseId,
    kind: 'not_received',
    subject,
    respondentRole: 'courier',
    respondentPartyId: shipment.courierId,
    details: {
      note: command.note,
      reportedDeliveredAt: shipment.reportedDeliveredAt,
      collectedAt: shipment.unattended?.collectedAt ?? null,
    },
  });
  startDeadline(
    draft,
    'discrepancy_answer',
    { type: 'case', id: opened.id },
    { responsibleRole: 'courier', responsiblePartyId: shipment.courierId },
  );
  draft.answer = subject;
}

/** Nobody complained of what was taken out, or the courier has proved it: all of it is accepted. */
export function acceptUnseen(draft: Draft, shipment: Shipment): void {
  shipment.inspection = {
    at: draft.context.at,
    documentId: null,
    by: 'consumer',
    agent: null,
    packaging: 'intact',
    opening: 'declined_by_consumer',
    lines: draft.shipmentLines
      .filter((line) => line.shipmentId === shipment.id && line.quantity > 0)
      .map(({ lineNo, quantity }) => ({
        lineNo,
        accepted: quantity,
        refused: 0,
        missing: 0,
        reason: null,
        evidence: [],
      })),
    collection: null,
  };
  completeDelivery(draft, shipment, 'auto');
}

/**
 * Support decides whether the consumer has the goods. Refunded, they count as lost by the courier.
 * Rejected, what was inspected is accepted, and what the consumer denied the courier has proved.
 * Else goods that nobody inspected must still be delivered, or are presumed lost (S0 7.7.2).
 */
export function decideReceipt(draft: Draft, found: Case, command: ResolveCase): void {
  const shipment = demandShipment(draft, found.subjectId);
  if (shipment.endedAt !== null) return;
  if (command.outcome === 'refund') {
    markLost(draft, shipment, 'decided');
    return;
  }
  // The consumer's own time to say something still runs.
  if (found.kind === 'delivered_without_signature') return;
  const isProved = found.kind === 'not_received' && command.outcome === 'rejected';
  if (shipment.inspection) completeDelivery(draft, shipment, 'auto');
  else if (isProved && shipment.codDueMinor === null) acceptUnseen(draft, shipment);
  else startDeadline(draft, 'presumed_lost', { type: 'shipment', id: shipment.id });
}
