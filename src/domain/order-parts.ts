import type { Role } from './order.ts';
import type { AllowedCount } from './placing/goods.ts';

/**
 * The things an order is made of besides its own row and lines: shipments, documents, signatures
 * and movements of money. Read together with order.ts, which names them all in `OrderState`.
 */
export type ShipmentDirection = 'outbound' | 'return' | 'replacement';
export const shipmentStatuses = [
  'planned',
  'awaiting_courier',
  'awaiting_handover',
  'handed_over',
  'in_transit',
  'awaiting_delivery',
  'out_for_delivery',
  'awaiting_collection',
  'accepted',
  'partly_accepted',
  'refused',
  'undeliverable',
  'lost',
  'cancelled',
  'returned',
] as const;
export type ShipmentStatus = (typeof shipmentStatuses)[number];

export interface Shipment {
  id: string;
  orderId: string;
  direction: ShipmentDirection;
  originShipmentId: string | null;
  /** The case whose resolution a replacement is. */
  caseId: string | null;
  status: ShipmentStatus;
  courierId: string | null;
  courierService: string | null;
  waybillNo: string | null;
  /** Couriers that did not take it on; absent where it was planned before that was kept. */
  declines?: Decline[];
  reason: string | null;
  codDueMinor: number | null;
  parcels: Parcel[];
  appointment: Appointment | null;
  /** What was agreed before, oldest first. */
  earlierAppointments: EarlierAppointment[];
  attempts: Attempt[];
  unattended: Unattended | null;
  /** The courier or its carrier says so, and no note says who took the goods. */
  reportedDeliveredAt: string | null;
  /** The carriage reported damage. */
  damagedAt: string | null;
  inspection: Inspection | null;
  trackingRank: number;
  handedOverAt: string | null;
  endedAt: string | null;
  /** Paid at the door. Like the two below absent where it was planned before it was kept. */
  cashCollectedMinor?: number | null;
  cashRemittedAt?: string | null;
  /** Since when it is a claim on the courier. */
  cashClaimedAt?: string | null;
  /** When its goods turned out to be given back wholly before; absent like those above. */
  refundWaivedAt?: string | null;
}

/** A courier that declined, or kept silent until its time was over (S0 7.5.1 a). */
export interface Decline {
  courierId: string;
  at: string;
  reason: string;
}

export interface Parcel {
  parcelNo: number;
  weightG: number;
  packaging: string;
}

/** `place` is sealed. */
export interface Appointment {
  from: string;
  to: string;
  place: string;
  contact: { channel: string; at: string };
  madeAt: string;
  madeBy: Role;
}

/** An appointment that stands no more: another took its place, or it was not kept. */
export interface EarlierAppointment extends Appointment {
  endedAt: string;
  endedBy: 'rescheduled' | 'attempt_failed' | 'left_unattended';
}

export type UnattendedKind = 'locker' | 'pickup_point' | 'doorstep';

/** Goods left where the consumer has agreed to; the operator is sealed (S0 7.7.2). */
export interface Unattended {
  place: { kind: UnattendedKind; operator: string | null };
  evidence: Evidence[];
  leftAt: string;
  storedUntil: string;
  /** Taken out: from then on the consumer has its time to look. */
  collectedAt: string | null;
}

export interface Attempt {
  attemptNo: number;
  at: string;
  outcome: string;
  note: string | null;
  evidence: Evidence[];
  /** Whether it is one of those after which the goods go back (S0 7.7.2 a). */
  counted: boolean;
}

export interface Evidence {
  digest: string;
  mediaType: string;
  url?: string | null;
}

/**
 * The result of the inspection (7.7.2 b–d), at the door or by the consumer alone afterwards; the
 * agent's name and digits are sealed.
 */
export interface Inspection {
  at: string;
  /** Null where nobody inspected: what was taken out and never complained of. */
  documentId: string | null;
  /** Absent at the door: there it was the courier. */
  by?: 'consumer';
  /** Null where no agent was there. */
  agent: { name: string; identityDocument: { kind: string; last4: string } } | null;
  packaging: string;
  opening: string;
  lines: InspectedLine[];
  collection: { amountMinor: number; method: string; reference: string | null } | null;
}

export interface InspectedLine {
  lineNo: number;
  accepted: number;
  refused: number;
  missing: number;
  /** Of those accepted, kept although their content is damaged. */
  damaged?: number;
  /** What was measured, where it differs from what was declared within the tolerance. */
  counted?: number;
  /** What the tolerance of the goods allows there. */
  allowedCount?: AllowedCount;
  reason: string | null;
  evidence: Evidence[];
}

export interface ShipmentLine {
  orderId: string;
  shipmentId: string;
  lineNo: number;
  quantity: number;
  handedOver: number;
  accepted: number;
  refused: number;
  missing: number;
}

/** What two sides sign when goods change hands. */
export type NoteKind = 'handover_note' | 'delivery_note' | 'return_to_seller_note';
/** The offer is signed by nobody: it is confirmed by its consumer (S0 9.4 a). */
export type DocumentKind = NoteKind | 'offer';
export type DocumentStatus = 'issued' | 'partly_signed' | 'signed' | 'confirmed' | 'void';

export interface OrderDocument {
  id: string;
  orderId: string;
  /** Null for an offer, which is the whole order's. */
  shipmentId: string | null;
  kind: DocumentKind;
  /** The party whose series the number is of. */
  issuerId: string;
  number: string;
  version: number;
  status: DocumentStatus;
  digest: string;
  content: Record<string, unknown>;
  /** Personal fields, each sealed by kind, and the salt of their digest; null where there are none. */
  sealed: Record<string, unknown> | null;
  issuedAt: string;
}

export type Note = OrderDocument & { kind: NoteKind; shipmentId: string };

export function isNote(document: OrderDocument): document is Note {
  return document.kind !== 'offer' && document.shipmentId !== null;
}

export type SigningRole = 'seller' | 'courier' | 'consumer';
export type SignatureMethod = 'jws' | 'one_time_code' | 'handwritten' | 'attested';

export interface DocumentSignature {
  id: string;
  orderId: string;
  documentId: string;
  role: SigningRole;
  method: SignatureMethod;
  /** `name` is sealed; `personDigest` lets two signers be compared without their names. */
  signer: {
    personId: string | null;
    name: string | null;
    personDigest: string | null;
    relation: string | null;
    consent: boolean | null;
  };
  keyId: string | null;
  digest: string;
  jws: string | null;
  evidenceDigest: string | null;
  signedAt: string;
  recordedAt: string;
}

export type MovementKind =
  | 'authorization'
  | 'capture'
  | 'void'
  | 'refund'
  | 'compensation'
  | 'collection'
  | 'remittance'
  | 'settlement';

/** One movement of money as its consumer may verify it (8.2 c). */
export interface PaymentMovement {
  id: string;
  orderId: string;
  kind: MovementKind;
  method: string;
  status: 'processing' | 'requires_action' | 'succeeded' | 'declined' | 'failed' | 'unknown';
  amountMinor: number;
  currency: string;
  providerReference: string | null;
  failure: string | null;
  at: string;
}

/** What the seller has invoiced, or taken back of it by a red one; the paper is the seller's. */
export interface Invoice {
  id: string;
  orderId: string;
  sellerId: string;
  number: string;
  kind: 'blue' | 'red';
  amountMinor: number;
  currency: string;
  digest: string;
  /** The id of the blue one that a red one takes back. */
  redOf: string | null;
  issuedAt: string;
  recordedAt: string;
}

export type RefundStatus = 'requested' | 'processing' | 'succeeded' | 'failed' | 'unknown';

export interface RefundedLine {
  lineNo: number;
  quantity: number;
  amountMinor: number;
  /** Units whose claim on another bearer was released: their goods are back, or made good. */
  released?: number;
}

export interface Refund {
  id: string;
  orderId: string;
  /**
   * A compensation gives nothing back of what was paid, nor does a surplus, which the provider took
   * beyond that: neither is counted against it.
   */
  kind: 'refund' | 'compensation' | 'surplus';
  status: RefundStatus;
  amountMinor: number;
  deliveryFeeMinor: number;
  currency: string;
  reason: string;
  bearer: 'seller' | 'courier' | 'platform' | 'consumer';
  channel: 'original' | 'payout';
  lines: RefundedLine[];
  /** What others bore of it and the order's own money has paid after all. */
  releasedMinor?: number | null;
  /** What the provider has given back of it so far, where that was less than all; absent: nothing. */
  paidMinor?: number | null;
  shipmentId: string | null;
  tries: number;
  providerReference: string | null;
  failure: string | null;
  requestedAt: string;
  finishedAt: string | null;
}
