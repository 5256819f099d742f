import { type DueView, dueView } from '../deadlines/due-view.ts';
import { type CodParts, codPartsOfAll } from '../money/cod-due.ts';
import type {
  Appointment,
  Attempt,
  Case,
  Deadline,
  DocumentSignature,
  EarlierAppointment,
  Evidence,
  Inspection,
  OrderDocument,
  OrderState,
  Parcel,
  ShipmentLine,
  Subject,
  Unattended,
} from '../order.ts';

/** The parts of an order as they are read (design §5). Sealed strings stay sealed. */
export interface ShipmentView {
  id: string;
  orderId: string;
  direction: string;
  originShipmentId: string | null;
  caseId: string | null;
  status: string;
  reason: string | null;
  courierId: string | null;
  courierService: string | null;
  waybillNo: string | null;
  codDueMinor: number | null;
  /** Of what is still to be collected. */
  codParts: CodParts | null;
  lines: Pick<ShipmentLine, 'lineNo' | 'quantity' | 'accepted' | 'refused' | 'missing'>[];
  parcels: Parcel[];
  attempts: Attempt[];
  appointment: Appointment | null;
  earlierAppointments: EarlierAppointment[];
  unattended: Unattended | null;
  reportedDeliveredAt: string | null;
  damagedAt: string | null;
  inspection: Inspection | null;
  documents: Pick<DocumentView, 'id' | 'kind' | 'status'>[];
  handedOverAt: string | null;
  endedAt: string | null;
}

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

export interface CaseView {
  id: string;
  orderId: string;
  kind: string;
  subject: Subject;
  respondent: { role: string; partyId: string | null };
  status: string;
  details: Record<string, unknown>;
  openedAt: string;
  resolvedAt: string | null;
  resolution: Record<string, unknown> | null;
  answer: Case['answer'];
  /** What everybody has brought forward so far. */
  evidence: Evidence[];
  due: DueView[];
}

/** The shipment with its lines and documents; undefined if the order has none of that id. */
export function shipmentView(state: OrderState, shipmentId: string): ShipmentView | undefined {
  const shipment = state.shipments.find(({ id }) => id === shipmentId);
  if (shipment === undefined) return undefined;
  const { codDueMinor, endedAt, inspection } = shipment;
  const isToCome = codDueMinor !== null && endedAt === null && inspection === null;
  return {
    id: shipment.id,
    orderId: shipment.orderId,
    direction: shipment.direction,
    originShipmentId: shipment.originShipmentId,
    caseId: shipment.caseId ?? null,
    status: shipment.status,
    reason: shipment.reason,
    courierId: shipment.courierId,
    courierService: shipment.courierService,
    waybillNo: shipment.waybillNo,
    codDueMinor,
    codParts: isToCome ? codPartsOfAll(state, shipment) : null,
    lines: linesOf(state, shipmentId),
    parcels: shipment.parcels,
    attempts: shipment.attempts,
    appointment: shipment.appointment,
    earlierAppointments: shipment.earlierAppointments,
    unattended: shipment.unattended,
    reportedDeliveredAt: shipment.reportedDeliveredAt,
    damagedAt: shipment.damagedAt,
    inspection: shipment.inspection,
    documents: state.documents
      .filter((document) => document.shipmentId === shipmentId)
      .map(({ id, kind, status }) => ({ id, kind, status })),
    handedOverAt: shipment.handedOverAt,
    endedAt: shipment.endedAt,
  };
}

function linesOf(state: OrderState, shipmentId: string): ShipmentView['lines'] {
  return state.shipmentLines
    .filter((line) => line.shipmentId === shipmentId && line.quantity > 0)
    .map(({ lineNo, quantity, accepted, refused, missing }) => ({
      lineNo,
      quantity,
      accepted,
      refused,
      missing,
    }))
    .toSorted((left, right) => left.lineNo - right.lineNo);
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

function evidenceIn(source: object | null | undefined): Evidence[] {
  return (source as { evidence?: Evidence[] } | null)?.evidence ?? [];
}

/** The case with its own deadlines out of those given. */
export function caseView(facts: Case, deadlines: readonly Deadline[] = []): CaseView {
  const { subjectType, subjectId, respondentRole, respondentPartyId, answer, ...shown } = facts;
  return {
    ...shown,
    answer: answer ?? null,
    due: dueView(deadlines.filter(({ subjectId: of }) => of === facts.id)),
    evidence: [facts.details, answer, facts.resolution].flatMap(evidenceIn),
    subject: { type: subjectType, id: subjectId },
    respondent: { role: respondentRole, partyId: respondentPartyId },
  };
}
