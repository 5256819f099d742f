import type { CourierStanding } from './parties/couriers.ts';
import type { AnswerCase, ResolveCase } from './cases/case-commands.ts';
import type { RecordRemittance, RequestRefund, RecordInvoice } from './money/money-commands.ts';
import type {
  SplitShipment,
  DecideAsCourier,
  ReassignShipment,
  CancelShipment,
  InterceptShipment,
  IssueHandoverNote,
  SignDocument,
  DisputeDocument,
  RecordTracking,
  AppointDelivery,
  RecordAttempt,
  InspectDelivery,
  LeaveUnattended,
  AcceptGoods,
  DenyReceipt,
  IssueReturnNote,
} from './shipments/shipment-commands.ts';
import type { Counting } from './calendars/due-instants.ts';
import type { Actor } from './order.ts';
import type { DeadlineName } from './policies/deadline-rules.ts';
import type { Step } from './steps.ts';

export * from './cases/case-commands.ts';
export * from './money/money-commands.ts';
export * from './shipments/shipment-commands.ts';
export * from './steps.ts';

/**
 * What may happen to an order. `commands` come from actors and travel as Updates of the same name;
 * `steps` come from the engine itself. Texts and names arrive sealed (D6).
 */
export interface DecideAsConsumer {
  name: 'decideAsConsumer';
  decision: 'accept' | 'decline';
  /** Which offer is meant; without it the one that stands. */
  offerDigest?: string | null;
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
  /** Which offer is meant; without it the one that stands. */
  offerDigest?: string | null;
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
