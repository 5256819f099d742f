import { type Draft, record } from '../draft.ts';
import { demand, must } from '../errors.ts';
import { partyName } from '../guards.ts';
import { isNote, type Note, type NoteKind, type Shipment, type SigningRole } from '../order.ts';

/** Who signs what: always two sides over one digest (S0 6.7.2 b, 7.7.2 d, 7.7.3 a). */
export const signingRoles: Record<NoteKind, readonly [SigningRole, SigningRole]> = {
  handover_note: ['seller', 'courier'],
  delivery_note: ['courier', 'consumer'],
  return_to_seller_note: ['courier', 'seller'],
};

/** Who issues what, and numbers it in a series of its own (S0 6.7.2, 7.7.1). */
const issuingRoles: Record<NoteKind, 'seller' | 'courier'> = {
  handover_note: 'seller',
  delivery_note: 'courier',
  return_to_seller_note: 'courier',
};

/** What of a document is personal: sealed apart, only its salted digest in the content (§4). */
export interface PersonalPart {
  /** Takes the recipient's name, phone and address in. */
  recipient: boolean;
  [field: string]: unknown;
}

export interface NewDocument {
  documentId: string;
  shipment: Shipment;
  kind: NoteKind;
  content: Record<string, unknown>;
  personal: PersonalPart;
}

/**
 * Adds a document as its rule wants it. Number, sealed part and digest are put in by the
 * transition, which alone can make them; a note after a void one is its next version.
 */
export function addDocument(draft: Draft, wanted: NewDocument): void {
  const { shipment, kind } = wanted;
  const earlier = draft.documents.filter(
    (document) => document.shipmentId === shipment.id && document.kind === kind,
  );
  const issuer = issuingRoles[kind] === 'seller' ? draft.order.sellerId : shipment.courierId;
  const version = earlier.length + 1;
  const number = earlier[0]?.number ?? '';
  draft.documents.push({
    id: wanted.documentId,
    orderId: draft.order.id,
    shipmentId: shipment.id,
    kind,
    issuerId: must(issuer, 'issuer'),
    number,
    version,
    status: 'issued',
    digest: '',
    content: {
      documentId: wanted.documentId,
      kind,
      issuer: partyName(draft, issuer),
      number,
      version,
      orderId: draft.order.id,
      platformOrderNo: draft.order.platformOrderNo,
      shipmentId: shipment.id,
      issuedAt: draft.context.at,
      ...wanted.content,
      personal: wanted.personal,
    },
    sealed: null,
    issuedAt: draft.context.at,
  });
  record(
    draft,
    'document_issued',
    { documentId: wanted.documentId, kind, version },
    { type: 'document', id: wanted.documentId },
  );
  draft.answer = { type: 'document', id: wanted.documentId };
}

export function demandNoLiveDocument(draft: Draft, shipmentId: string, kind: NoteKind): void {
  const live = draft.documents.find(
    (document) =>
      document.shipmentId === shipmentId && document.kind === kind && document.status !== 'void',
  );
  demand(
    live === undefined,
    'wrong_document_status',
    live?.status === 'signed'
      ? `there is a ${kind} already, signed by both sides: it stands`
      : `there is a ${kind} already, not yet signed by both sides: before another is issued a ` +
          'discrepancy must void it',
    { existingId: live?.id, currentStatus: live?.status },
  );
}

export function demandNote(draft: Draft, documentId: string): Note {
  const document = draft.documents.find((candidate) => candidate.id === documentId);
  demand(document !== undefined, 'not_found', `there is no document ${documentId}`);
  demand(
    isNote(document),
    'not_the_signing_role',
    'an offer is signed by nobody: its consumer confirms it, or declines',
  );
  return document;
}

/** Voids what is not fully signed, of one shipment or of all: its goods take another way. */
export function voidOpenDocuments(draft: Draft, shipmentId?: string): void {
  for (const document of draft.documents) {
    if (shipmentId !== undefined && document.shipmentId !== shipmentId) continue;
    if (document.status === 'issued' || document.status === 'partly_signed') {
      document.status = 'void';
    }
  }
}
