import {
  type Case,
  isNote,
  type Note,
  type NoteKind,
  type OrderState,
  type Shipment,
  type SigningRole,
} from '../order.ts';
import type { DeadlineName } from '../policies/deadline-rules.ts';
import { signingRoles } from '../shipments/documents.ts';
import { openReceiptCases } from '../shipments/receiving.ts';
import { type Awaited, awaited, post } from './awaited.ts';

/** The case in which the courier, then support says whether the consumer has the goods. */
export function askedOfReceipt(state: OrderState, shipment: Shipment): Case | undefined {
  return openReceiptCases(state, shipment).find(
    ({ kind }) => kind !== 'delivered_without_signature',
  );
}

export function signaturesWhileAsked(
  state: OrderState,
  { inspection }: Shipment,
  { note, asked }: { note: Note; asked: Case },
): Awaited[] {
  const missing = missingSignatures(state, note, () => 'case_decision', asked.id);
  if (inspection?.by !== 'consumer') return missing;
  return missing.filter(({ responsible }) => responsible.role === 'consumer');
}

export function signatureOfConsumer(state: OrderState, note: Note): Awaited[] {
  return missingSignatures(state, note, () => 'acceptance').filter(
    ({ responsible }) => responsible.role === 'consumer',
  );
}

export function liveDocument(
  state: OrderState,
  shipment: Shipment,
  kind: NoteKind,
): Note | undefined {
  return state.documents
    .filter(isNote)
    .find(
      (document) =>
        document.shipmentId === shipment.id && document.kind === kind && document.status !== 'void',
    );
}

/** One entry for each side that has not signed; their deadlines run on the shipment. */
export function missingSignatures(
  state: OrderState,
  document: Note,
  deadlineOf: (role: SigningRole) => DeadlineName,
  deadlineSubjectId = document.shipmentId,
): Awaited[] {
  const signed = new Set(
    state.signatures
      .filter(({ documentId }) => documentId === document.id)
      .map((signature) => signature.role),
  );
  const shipment = state.shipments.find(({ id }) => id === document.shipmentId);
  return signingRoles[document.kind]
    .filter((role) => !signed.has(role))
    .map((role) =>
      awaited(state, {
        what: `${document.kind}_signature`,
        subject: { type: 'document', id: document.id },
        role,
        courierId: shipment?.courierId,
        deadline: deadlineOf(role),
        deadlineSubjectId,
        clause: clauseOfDocument[document.kind],
        action: post(`/v1/documents/${document.id}/signatures`, role),
      }),
    );
}

const clauseOfDocument: Record<NoteKind, string> = {
  handover_note: 'S0 6.7.2 b',
  delivery_note: 'S0 7.7.2 d',
  return_to_seller_note: 'S0 7.7.3 a',
};
