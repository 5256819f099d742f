import type {
  DocumentSignature,
  Invoice,
  OrderDocument,
  PaymentMovement,
  Refund,
  Shipment,
  ShipmentLine,
} from './order-parts.ts';
import type { Deadline, Effect, Case } from './order-records.ts';
import type { RegisteredGoods } from './placing/goods.ts';
import type { Policy } from './policies/policy.ts';

export * from './order-parts.ts';
export * from './order-records.ts';

/**
 * The order and everything that lives and dies with it, as JSON-safe values. One row of a table
 * is one object here; the names are the same in camelCase. Instants are ISO strings (UTC),
 * money is integer minor units of the order's currency, quantities are in the line's unit.
 */
export const orderStatuses = [
  'awaiting_consumer',
  'awaiting_confirmation',
  'awaiting_payment',
  'awaiting_handover',
  'in_delivery',
  'delivered',
  'completed',
  'cancelled',
  'returned',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];
export const finalOrderStatuses: readonly OrderStatus[] = ['completed', 'cancelled', 'returned'];

export type PaymentStatus =
  | 'none'
  | 'requires_action'
  | 'authorizing'
  | 'authorized'
  | 'authorization_expired'
  | 'captured'
  | 'capture_failed'
  | 'partly_refunded'
  | 'refunded'
  | 'voided'
  | 'declined'
  | 'unknown'
  | 'charged_back'
  | 'collection_due'
  | 'collected';

export type PaymentTiming = 'after_confirmation' | 'before_confirmation' | 'on_delivery';
export type PaymentMethod = 'card' | 'wechat_pay' | 'alipay' | 'bank_transfer' | 'cash';

export type Role =
  | 'platform'
  | 'support'
  | 'ops'
  | 'auditor'
  | 'seller'
  | 'courier'
  | 'consumer'
  | 'payment_provider';

/** Who acted. `system` is the engine itself: a deadline, a result, a carrier's event. */
export interface Actor {
  role: Role | 'system' | 'carrier';
  id: string;
  onBehalfOf?: Role;
}

export interface Subject {
  type: 'order' | 'shipment' | 'document' | 'refund' | 'case' | 'payment' | 'invoice';
  id: string;
}

export interface NextAction {
  type: 'qr' | 'redirect' | 'app';
  value: string;
  expiresAt: string;
}

export interface OrderRow {
  id: string;
  platformId: string;
  platformOrderNo: string;
  sellerId: string;
  courierId: string | null;
  courierService: string | null;
  paymentProviderId: string | null;
  consumerRef: string;
  policyName: string;
  policyVersion: number;
  status: OrderStatus;
  statusReason: string | null;
  version: number;
  placedAt: string;
  /** The journal's newest time: the order's time never goes back behind it (D8). */
  lastAt: string;
  currency: string;
  goodsMinor: number;
  discountMinor: number;
  deliveryFeeMinor: number;
  taxMinor: number;
  totalMinor: number;
  paymentTiming: PaymentTiming;
  paymentMethod: PaymentMethod;
  paymentStatus: PaymentStatus;
  paymentToken: string | null;
  paymentAttempt: number;
  attemptsLeft: number;
  nextAction: NextAction | null;
  authorizedMinor: number;
  authorizationReference: string | null;
  authorizationExpiresAt: string | null;
  capturedMinor: number;
  captureReference: string | null;
  collectedMinor: number;
  remittance: 'none' | 'due' | 'remitted';
  refundedMinor: number;
  deliveryFeeRefundedMinor: number;
  escalated: boolean;
  /** A constraint was violated: only support and ops may go on (D3). */
  frozen: boolean;
  promisedDispatchBy: string | null;
  promisedDeliverBy: string | null;
  consumerConfirmation: ConsumerConfirmation | null;
  deliveryPreference: DeliveryPreference | null;
  /** What was to be paid when the order was placed; an amendment lets the total fall. */
  placedTotalMinor: number;
  /** The offer as the seller has last amended it. */
  amendment: Amendment | null;
  /** The after-sale windows are over; settlement waits only for what is still open. */
  afterSaleEnded: boolean;
  /** The invoice that the consumer has asked for; to whom lies sealed beside the order. */
  invoiceKind?: InvoiceKind | null;
}

export const invoiceKinds = ['personal', 'company', 'public_body'] as const;
export type InvoiceKind = (typeof invoiceKinds)[number];

/** A new version of the offer, with less of what was ordered (S0 9.4 a). */
export interface Amendment {
  /** The offer itself was version 1. */
  version: number;
  /** Absent: the seller. `stock`: there is less in stock than was ordered. */
  proposedBy?: 'seller' | 'stock';
  /** What the order waited for when it was proposed. */
  from?: OrderStatus;
  /** `withdrawn` where the order was cancelled before the consumer had decided. */
  status: 'proposed' | 'accepted' | 'declined' | 'expired' | 'withdrawn';
  /** What would be delivered of every line. */
  lines: AmendedLine[];
  totals: { goodsMinor: number; discountMinor: number; taxMinor: number; totalMinor: number };
  proposedAt: string;
  decidedAt: string | null;
}

export interface AmendedLine {
  lineNo: number;
  quantity: number;
}

export interface ConsumerConfirmation {
  at: string;
  channel: string;
  offerDigest: string | null;
}

export interface DeliveryPreference {
  unattended: string;
  consentAt: string | null;
  channel: string | null;
}

export interface OrderLine {
  orderId: string;
  lineNo: number;
  sku: string;
  name: string;
  quantity: number;
  unit: string;
  unitPriceMinor: number;
  pricePer: number;
  discountMinor: number;
  handling: string[];
  /** As registered when the order was placed; null for goods that nobody has registered. */
  goods: RegisteredGoods | null;
  noReasonReturn: { eligible: boolean; exclusion: string | null };
  /** quantity × price − discount (§2.3), and the share of the order's tax. */
  netMinor: number;
  taxMinor: number;
  confirmed: number;
  /** On shipments that travel, or will: what is called off is `cancelled`. */
  planned: number;
  cancelled: number;
  handedOver: number;
  accepted: number;
  refused: number;
  missing: number;
  refusedBack: number;
  returnedAfterSale: number;
  /** Units that amendments took out of the offer, paid or not. */
  withdrawn: number;
  /** Those of them that were dropped before they were paid. */
  dropped: number;
  /** Units and money of this line given back or on their way back. */
  refundedQuantity: number;
  refundedMinor: number;
}

export interface Posting {
  account: string;
  amountMinor: number;
  currency: string;
  reason: string;
  reference: string;
  /** Whose it is, on the accounts that run per party over orders. */
  partyId: string | null;
}

/** What the engine knows of the parties of an order: no person's data. */
export interface PartyFacts {
  id: string;
  role: string;
  name: string;
  calendarId: string;
}

/** Everything a rule may look at. Balances are the sums of the order's ledger by account. */
export interface OrderState {
  order: OrderRow;
  lines: OrderLine[];
  shipments: Shipment[];
  shipmentLines: ShipmentLine[];
  documents: OrderDocument[];
  signatures: DocumentSignature[];
  movements: PaymentMovement[];
  refunds: Refund[];
  deadlines: Deadline[];
  effects: Effect[];
  cases: Case[];
  invoices: Invoice[];
  balances: Record<string, number>;
  parties: PartyFacts[];
  policy: Policy;
}

/** The collections of a state that are tables with rows of the order. */
export const stateTables = [
  'lines',
  'shipments',
  'shipmentLines',
  'documents',
  'signatures',
  'movements',
  'refunds',
  'deadlines',
  'effects',
  'cases',
  'invoices',
] as const;
export type StateTable = (typeof stateTables)[number];

/** Whether nothing about the order is undecided any more (a refund may still be on its way). */
export function isFinal(order: OrderRow): boolean {
  return finalOrderStatuses.includes(order.status);
}
