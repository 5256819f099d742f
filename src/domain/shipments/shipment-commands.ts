import type {
  DocumentSignature,
  Evidence,
  InspectedLine,
  Parcel,
  UnattendedKind,
} from '../order.ts';

/** Part of what is planned travels on a shipment of its own (S0 5.3). */
export interface SplitShipment {
  name: 'splitShipment';
  newShipmentId: string;
  courierId: string;
  courierService: string | null;
  lines: { lineNo: number; quantity: number }[];
}

/** Whether the courier carries the goods (S0 7.5.1 a). */
export interface DecideAsCourier {
  name: 'decideAsCourier';
  shipmentId: string;
  /** Who answers. */
  courierId: string | null;
  decision: 'accept' | 'decline';
  reason: string | null;
}

export interface ReassignShipment {
  name: 'reassignShipment';
  shipmentId: string;
  /** Null: the best other one. */
  courierId: string | null;
  courierService: string | null;
}

export interface CancelShipment {
  name: 'cancelShipment';
  shipmentId: string;
  reason: string;
  note: string | null;
}

/** Goods on their way are called back. */
export interface InterceptShipment {
  name: 'interceptShipment';
  shipmentId: string;
  returnShipmentId: string;
  reason: string;
  note: string | null;
}

export interface IssueHandoverNote {
  name: 'issueHandoverNote';
  shipmentId: string;
  documentId: string;
  waybillNo: string | null;
  parcels: Parcel[];
  counted: { lineNo: number; counted: number }[] | null;
  /** Sealed names. */
  custodians: { seller: string | null; courier: string | null };
  agentName: string | null;
}

export interface SignDocument extends Pick<
  DocumentSignature,
  'documentId' | 'role' | 'method' | 'signer' | 'keyId' | 'jws' | 'evidenceDigest' | 'signedAt'
> {
  name: 'signDocument';
  signatureId: string;
  /** What the signature covers; refused unless it is the document's current digest and version. */
  digest: string;
  version: number;
}

export interface DisputeDocument {
  name: 'disputeDocument';
  documentId: string;
  caseId: string;
  kind: string;
  lines: { lineNo: number; counted: number }[];
  note: string | null;
  evidence: Evidence[];
}

/** A courier's own event, or one that the carrier pushed (then the actor is `carrier`). */
export interface RecordTracking {
  name: 'recordTracking';
  shipmentId: string;
  caseId: string;
  eventId: string;
  code: string;
  at: string;
  place: string | null;
}

export interface AppointDelivery {
  name: 'appointDelivery';
  shipmentId: string;
  from: string;
  to: string;
  place: string;
  contact: { channel: string; at: string };
}

export interface RecordAttempt {
  name: 'recordAttempt';
  shipmentId: string;
  returnShipmentId: string;
  outcome: string;
  note: string | null;
  evidence: Evidence[];
}

export interface InspectDelivery {
  name: 'inspectDelivery';
  shipmentId: string;
  documentId: string;
  agent: { name: string; identityDocument: { kind: string; last4: string } };
  packaging: string;
  opening: string;
  lines: InspectedLine[];
  collection: { amountMinor: number; method: string; reference: string | null } | null;
}

/** The operator of the place is sealed. */
export interface LeaveUnattended {
  name: 'leaveUnattended';
  shipmentId: string;
  place: { kind: UnattendedKind; operator: string | null };
  evidence: Evidence[];
  storedUntil: string;
}

export interface AcceptGoods {
  name: 'acceptGoods';
  shipmentId: string;
  documentId: string;
  signatureId: string;
  packaging: string;
  lines: InspectedLine[];
  /** Whether the consumer asked for the note to be signed at once by its word. */
  isSigned: boolean;
  signer: SignDocument['signer'];
}

export interface DenyReceipt {
  name: 'denyReceipt';
  shipmentId: string;
  caseId: string;
  /** Sealed. */
  note: string | null;
}

export interface IssueReturnNote {
  name: 'issueReturnNote';
  shipmentId: string;
  documentId: string;
  parcels: Parcel[];
  lines: { lineNo: number; quantity: number; condition: string }[];
  /** Sealed names. */
  custodians?: { seller: string | null; courier: string | null } | null;
}
