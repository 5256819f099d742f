import type { DocumentSignature, OrderDocument, OrderState } from '../order.ts';

export interface DocumentView {
  id: string;
  orderId: string;
  shipmentId: string | null;
  kind: string;
  /** The party whose number it is. */
  issuerId: string;
  number: string;
  version: number;
  status: string;
  digest: string;
  content: Record<string, unknown>;
  sealed: OrderDocument['sealed'];
  issuedAt: string;
  /** When the second side signed, by the engine's own time: the goods are handed over. */
  completedAt: string | null;
  /** Who keeps each side's copy (S0 6.7.2 c); null where the other side is no party. */
  custodians: { seller: Custodian | null; courier: Custodian | null } | null;
  signatures: SignatureView[];
}

/** Named on the note, or else who signed for that side. */
export interface Custodian {
  name: string | null;
  personId: string | null;
  by: 'note' | 'signature';
}

/** With its statement (`jws`) or its evidence, so that the document can be verified offline. */
export interface SignatureView {
  role: string;
  signer: Omit<DocumentSignature['signer'], 'personDigest'>;
  method: string;
  keyId: string | null;
  jws: string | null;
  evidenceDigest: string | null;
  signedAt: string;
  recordedAt: string;
}

/** The document with its signatures; undefined if the order has none of that id. */
export function documentView(
  state: Pick<OrderState, 'documents' | 'signatures'>,
  documentId: string,
): DocumentView | undefined {
  const document = state.documents.find(({ id }) => id === documentId);
  return document && viewOfDocument(document, state.signatures);
}

function viewOfDocument(
  document: OrderDocument,
  signatures: readonly DocumentSignature[],
): DocumentView {
  const signed = signatures
    .filter((signature) => signature.documentId === document.id)
    .map(signatureView);
  return {
    id: document.id,
    orderId: document.orderId,
    shipmentId: document.shipmentId,
    kind: document.kind,
    issuerId: document.issuerId,
    number: document.number,
    version: document.version,
    status: document.status,
    digest: document.digest,
    content: document.content,
    sealed: document.sealed,
    issuedAt: document.issuedAt,
    completedAt: document.status === 'signed' ? lastSignedAt(signed) : null,
    custodians: custodiansOf(document, signed),
    signatures: signed,
  };
}

function lastSignedAt(signed: readonly SignatureView[]): string | null {
  return (
    signed
      .map(({ recordedAt }) => recordedAt)
      .toSorted()
      .at(-1) ?? null
  );
}

/** Between two parties each side names who keeps its documents; else its signer does (6.7.2 c). */
function custodiansOf(
  { kind, sealed }: OrderDocument,
  signed: readonly SignatureView[],
): DocumentView['custodians'] {
  if (kind === 'delivery_note' || kind === 'offer') return null;
  const named = sealed?.['custodians'] as Record<string, string | null> | null | undefined;
  const of = (role: 'seller' | 'courier'): Custodian | null => {
    const name = named?.[role] ?? null;
    if (name !== null) return { name, personId: null, by: 'note' };
    const signer = signed.find((signature) => signature.role === role)?.signer;
    return signer ? { name: signer.name, personId: signer.personId, by: 'signature' } : null;
  };
  return { seller: of('seller'), courier: of('courier') };
}

function signatureView(signature: DocumentSignature): SignatureView {
  const { personId, name, relation, consent } = signature.signer;
  return {
    role: signature.role,
    signer: { personId, name, relation, consent },
    method: signature.method,
    keyId: signature.keyId,
    jws: signature.jws,
    evidenceDigest: signature.evidenceDigest,
    signedAt: signature.signedAt,
    recordedAt: signature.recordedAt,
  };
}
