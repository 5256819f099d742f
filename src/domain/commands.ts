import type { CourierStanding } from './parties/couriers.ts';
import type { Counting } from './calendars/due-instants.ts';
import type {
  Actor,
  CaseAnswer,
  CaseProposal,
  Evidence,
  InspectedLine,
  Parcel,
  SignatureMethod,
  SigningRole,
  UnattendedKind,
} from './order.ts';
import type { DeadlineName } from './policies/policy.ts';
import type { Step } from './steps.ts';

export * from './steps.ts';

/**
 * What may happen to an order. `commands` come from actors and travel as Updates of the same name;
 * `steps` come from the engine itself. Texts and names arrive sealed (D6).
 */
export interface DecideAsConsumer {
  name: 'decideAsConsumer';
  decision: 'accept' | 'decline';
  reason: string | null;
  note: string | null;
}

export interface DecideAsSeller {
  name: 'decideAsSeller';
  decision: 'accept' | 'decline';
  reason: string | null;
  note: string | null;
  lines: { lineNo: number; quantity: number }[] | null;
}

export interface DecideOnAmendment {
  name: 'decideOnAmendment';
  decision: 'accept' | 'decline';
}

export interface PayOrder {
  name: 'payOrder';
  method: 'card' | 'wechat_pay' | 'alipay' | 'bank_transfer';
  token: string | null;
}

export interface CancelOrder {
  name: 'cancelOrder';
  reason: string;
  note: string | null;
}

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

export interface SignDocument {
  name: 'signDocument';
  documentId: string;
  signatureId: string;
  role: SigningRole;
  method: SignatureMethod;
  signer: {
    personId: string | null;
    name: string | null;
    personDigest: string | null;
    relation: string | null;
    consent: boolean | null;
  };
  keyId: string | null;
  /** What the signature covers; refused unless it is the document's current digest and version. */
  digest: string;
  version: number;
  jws: string | null;
  evidenceDigest: string | null;
  signedAt: string;
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

export interface RecordRemittance {
  name: 'recordRemittance';
  /** Whose cash it is: several couriers may have collected for one order. */
  courierId: string;
  reference: string;
  amountMinor: number;
}

export interface RequestRefund {
  name: 'requestRefund';
  refundId: string;
  lines: { lineNo: number; quantity: number }[] | null;
  amountMinor: number | null;
  deliveryFeeMinor: number | null;
  reason: string;
  bearer: 'seller' | 'courier' | 'platform' | 'consumer';
  channel: 'original' | 'payout' | null;
}

/** What the seller has invoiced; `redOf` is the number of the blue one that a red takes back. */
export interface RecordInvoice {
  name: 'recordInvoice';
  invoiceId: string;
  number: string;
  kind: 'blue' | 'red';
  amountMinor: number;
  currency: string | null;
  digest: string;
  issuedAt: string | null;
  redOf: string | null;
}

/** The respondent's say. The text is sealed. */
export interface AnswerCase {
  name: 'answerCase';
  caseId: string;
  position: CaseAnswer['position'];
  proposal: CaseProposal | null;
  text: string | null;
  evidence: Evidence[];
}

export interface ResolveCase {
  name: 'resolveCase';
  caseId: string;
  /** Of the refund that it may bring. */
  refundId: string;
  outcome: CaseOutcome;
  note: string | null;
  /** Of the lines of the case; absent, all of them. */
  lines?: { lineNo: number; quantity: number }[] | null;
  /** A part refund that no formula tells. */
  amountMinor?: number | null;
  /** Whom it costs; absent, the respondent. */
  bearer?: CaseBearer | null;
  /** How a refund that failed is sent again; absent, as before. */
  channel?: 'original' | 'payout' | null;
  evidence?: Evidence[];
}

export const caseOutcomes = ['reship', 'refund', 'part_refund', 'rejected', 'noted'] as const;
export type CaseOutcome = (typeof caseOutcomes)[number];
export const caseBearers = ['seller', 'courier', 'platform'] as const;
export type CaseBearer = (typeof caseBearers)[number];

/** Another due time, later than the present one. The reason is sealed. */
export interface ExtendDeadline {
  name: 'extendDeadline';
  deadline: DeadlineName;
  /** Which of several; null where there is one. */
  subjectId: string | null;
  until: string;
  reason: string;
}

/**
 * The goods go to another address, before they leave (S0 7.7.2 a). Every value is sealed but the
 * language. What is not there stays as it was; null takes it away.
 */
export interface ChangeDeliveryAddress {
  name: 'changeDeliveryAddress';
  recipient: RecipientChange;
}

export interface RecipientChange {
  address: string;
  name?: string;
  phone?: string;
  email?: string | null;
  language?: string | null;
}

export type Command =
  | DecideAsConsumer
  | DecideAsSeller
  | DecideOnAmendment
  | PayOrder
  | CancelOrder
  | SplitShipment
  | DecideAsCourier
  | ReassignShipment
  | CancelShipment
  | InterceptShipment
  | IssueHandoverNote
  | SignDocument
  | DisputeDocument
  | RecordTracking
  | AppointDelivery
  | RecordAttempt
  | InspectDelivery
  | LeaveUnattended
  | AcceptGoods
  | DenyReceipt
  | IssueReturnNote
  | RecordRemittance
  | RequestRefund
  | RecordInvoice
  | AnswerCase
  | ResolveCase
  | ExtendDeadline
  | ChangeDeliveryAddress;

export type Action = Command | Step;

/** Names of the Updates of `fulfilOrder`, in the order of a happy life. */
export const commandNames = [
  'decideAsConsumer',
  'decideAsSeller',
  'decideOnAmendment',
  'payOrder',
  'cancelOrder',
  'splitShipment',
  'decideAsCourier',
  'reassignShipment',
  'cancelShipment',
  'interceptShipment',
  'issueHandoverNote',
  'signDocument',
  'disputeDocument',
  'recordTracking',
  'appointDelivery',
  'recordAttempt',
  'inspectDelivery',
  'leaveUnattended',
  'acceptGoods',
  'denyReceipt',
  'issueReturnNote',
  'recordRemittance',
  'recordInvoice',
  'answerCase',
  'resolveCase',
  'extendDeadline',
  'changeDeliveryAddress',
  'recordPaymentFact',
] as const;
export type CommandName = (typeof commandNames)[number];

/** Who asks, when by the order's own clock, and ids for what may come into being. */
export interface ActionContext {
  actor: Actor;
  /** Workflow time (D8). */
  at: string;
  /** Makes an id of the given prefix; the transition passes a real one, a validator any. */
  newId: (prefix: string) => string;
  /** What due times are counted with; only the transition has it. */
  counting?: Counting;
  /** The couriers that might be asked; only the transition has them, where they matter. */
  couriers?: readonly CourierStanding[];
  /** Where the action changes the address; only the transition has it. */
  readdressing?: Readdressing;
}

export interface Readdressing {
  /** What is on record so far, sealed. */
  recipient: Readonly<Record<string, unknown>>;
  /** Whether the new address is in another city: more than a door further on. */
  isElsewhere: boolean;
}
