import { closeCases } from '../cases/open-cases.ts';
import type { SignDocument } from '../commands.ts';
import { startDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { demand } from '../errors.ts';
import { demandInTime, demandShipment } from '../guards.ts';
import { type DocumentSignature, type Note, type Shipment, type SigningRole } from '../order.ts';
import { completeDelivery, keepDeliveryPromise } from './delivery.ts';
import { demandNote, signingRoles } from './documents.ts';
import { completeHandover, demandStillPaid } from './handover.ts';
import { receiveReturn } from './returning.ts';

/**
 * One side signs the document's current digest. The second valid signature, of another person of
 * the other side, completes the document and moves the goods (S0 6.7.2 b).
 */
export function signDocument(draft: Draft, command: SignDocument): void {
  const document = demandNote(draft, command.documentId);
  const roles = signingRoles[document.kind];
  demand(
    roles.includes(command.role),
    'not_the_signing_role',
    `a ${document.kind} is signed by ${roles.join(' and ')}`,
    { pointer: '/role' },
  );
  demandInTimeFor(draft, document);
  demand(
    document.status === 'issued' || document.status === 'partly_signed',
    document.status === 'signed' ? 'already_signed' : 'wrong_document_status',
    `the document is ${document.status}; one that is issued or partly_signed is signed`,
    { currentStatus: document.status },
  );
  if (!isCountersigned(draft, document)) demandUnderWay(draft, document);
  if (document.kind === 'handover_note') demandStillPaid(draft, shipmentOf(draft, document));
  demand(
    command.digest === document.digest && command.version === document.version,
    'digest_mismatch',
    'the signature covers another content or version than the document has now: read it again',
  );
  demandMethod(draft, command);
  const others = draft.signatures.filter((signature) => signature.documentId === document.id);
  for (const other of others) demandOtherPerson(command, other);
  draft.signatures.push(signatureOf(draft, document, command));
  const complete = others.length + 1 === roles.length;
  document.status = complete ? 'signed' : 'partly_signed';
  record(
    draft,
    complete ? 'document_completed' : 'document_signed',
    { documentId: document.id, kind: document.kind, role: command.role, method: command.method },
    { type: 'document', id: document.id },
  );
  draft.answer = { type: 'document', id: document.id };
  if (complete) completeDocument(draft, document);
  else if (isEndedBy(draft, document, command.role))
    completeDelivery(draft, shipmentOf(draft, document));
  else if (command.role === 'courier') awaitOtherSide(draft, document);
}

function shipmentOf(draft: Draft, document: Note): Shipment {
  return demandShipment(draft, document.shipmentId);
}

/** What the consumer alone has inspected it ends alone; the courier may sign for it afterwards. */
function isEndedBy(draft: Draft, document: Note, role: SigningRole): boolean {
  return (
    role === 'consumer' &&
    document.kind === 'delivery_note' &&
    shipmentOf(draft, document).inspection?.by === 'consumer'
  );
}

/** The note that the consumer's word alone has ended: the courier may still sign for its part. */
function isCountersigned(draft: Draft, document: Note): boolean {
  const { inspection } = shipmentOf(draft, document);
  const isNote = document.status === 'partly_signed' && inspection?.documentId === document.id;
  return isNote && inspection.by === 'consumer';
}

/** A shipment that has ended is past signing: a deadline or its loss has decided it. */
export function demandUnderWay(draft: Draft, document: Note): void {
  const shipment = shipmentOf(draft, document);
  demand(
    shipment.endedAt === null,
    'wrong_shipment_status',
    `the shipment is ${shipment.status} already`,
    { currentStatus: shipment.status },
  );
}

function demandMethod(draft: Draft, command: SignDocument): void {
  if (command.method === 'attested') {
    const { allowed, roles } = draft.policy.attestation;
    demand(
      allowed && roles.includes(command.role),
      'attestation_not_allowed',
      `policy ${draft.policy.name} wants a signature by a registered key of the ${command.role}`,
    );
  }
  if (command.method === 'one_time_code' || command.method === 'handwritten') {
    demand(
      command.role === 'consumer',
      'method_not_allowed_for_role',
      'a code or handwriting is taken at the door, from the recipient',
      { pointer: '/method' },
    );
    demand(
      command.evidenceDigest !== null,
      'evidence_missing',
      'a code or handwriting is kept as evidence: send its evidenceDigest',
      { pointer: '/evidenceDigest' },
    );
  }
}

function demandOtherPerson(command: SignDocument, other: DocumentSignature): void {
  demand(
    other.role !== command.role,
    'already_signed',
    `the ${command.role} has signed this document already`,
  );
  const mine = command.signer;
  const theirs = other.signer;
  const samePerson =
    mine.personId !== null && theirs.personId !== null
      ? mine.personId === theirs.personId
      : mine.personDigest !== null && mine.personDigest === theirs.personDigest;
  demand(!samePerson, 'same_person_both_sides', 'one person cannot sign for both sides');
}

/** Late signatures and disputes are refused like any late step (D3). */
export function demandInTimeFor(draft: Draft, document: Note): void {
  if (document.kind === 'handover_note') demandInTime(draft, 'dispatch', document.shipmentId);
  if (document.kind === 'delivery_note') demandInTime(draft, 'acceptance', document.shipmentId);
  if (document.kind === 'return_to_seller_note') {
    demandInTime(draft, 'return_receipt', document.shipmentId);
  }
}

function signatureOf(draft: Draft, document: Note, command: SignDocument): DocumentSignature {
  return {
    id: command.signatureId,
    orderId: draft.order.id,
    documentId: document.id,
    role: command.role,
    method: command.method,
    signer: command.signer,
    keyId: command.keyId,
    digest: command.digest,
    jws: command.jws,
    evidenceDigest: command.evidenceDigest,
    signedAt: command.signedAt,
    recordedAt: draft.context.at,
  };
}

function completeDocument(draft: Draft, document: Note): void {
  const shipment = demandShipment(draft, document.shipmentId);
  closeDiscrepancies(draft, document);
  if (shipment.endedAt !== null) return;
  if (document.kind === 'handover_note') completeHandover(draft, shipment);
  if (document.kind === 'delivery_note') completeDelivery(draft, shipment);
  if (document.kind === 'return_to_seller_note') receiveReturn(draft, shipment);
}

/** The courier has signed; a silent other side is overtaken by its deadline. */
function awaitOtherSide(draft: Draft, document: Note): void {
  const subject = { type: 'shipment' as const, id: document.shipmentId };
  if (document.kind === 'handover_note') return;
  stopDeadline(draft, 'presumed_lost', document.shipmentId);
  if (document.kind === 'delivery_note') {
    keepDeliveryPromise(draft, demandShipment(draft, document.shipmentId));
    startDeadline(draft, 'acceptance', subject);
  } else startDeadline(draft, 'return_receipt', subject);
}

/** Both sides signed: what they disagreed on, or were silent about, is settled between them. */
function closeDiscrepancies(draft: Draft, document: Note): void {
  const settled = ['document_discrepancy', 'acceptance_undecided'];
  closeCases(
    draft,
    (found) => settled.includes(found.kind) && found.subjectId === document.shipmentId,
    { outcome: 'next_version_signed', documentId: document.id },
  );
}
