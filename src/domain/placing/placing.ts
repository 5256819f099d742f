import type { ActionContext } from '../commands.ts';
import { enterConfirmation } from '../confirmation/confirming.ts';
import { startDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record, setStatus } from '../draft.ts';
import type { RegisteredGoods } from './goods.ts';
import type { CourierStanding } from '../parties/couriers.ts';
import { allocateTax, lineGross, orderTotals } from '../money/money.ts';
import type {
  ConsumerConfirmation,
  DeliveryPreference,
  InvoiceKind,
  OrderLine,
  OrderRow,
  PartyFacts,
  PaymentMethod,
  PaymentTiming,
} from '../order.ts';
import { offerOf } from './offer.ts';
import { confirmOffer, issueOffer } from '../confirmation/offering.ts';
import { placingRules } from './placing-rules.ts';
import type { Policy } from '../policies/policy.ts';
import type { Qualification } from '../parties/qualifications.ts';
import { askHold, stockLines } from '../stock/stock.ts';

/** An order as placed (design §5); what is personal lies apart, sealed. */
export interface PlaceOrderInput {
  platformId: string;
  platformOrderNo: string;
  sellerId: string;
  courierId: string | null;
  courierService: string | null;
  paymentProviderId: string | null;
  consumerRef: string;
  consumerConfirmation: ConsumerConfirmation | null;
  deliveryPreference: DeliveryPreference | null;
  lines: PlacedLine[];
  deliveryFeeMinor: number;
  taxMinor: number;
  totalMinor: number;
  currency: string;
  payment: { timing: PaymentTiming; method: PaymentMethod; token: string | null };
  promised: { dispatchBy: string | null; deliverBy: string | null };
  /** Absent or null: no invoice is asked for. */
  invoiceKind?: InvoiceKind | null;
}

export type PlacedLine = Pick<
  OrderLine,
  | 'lineNo'
  | 'sku'
  | 'name'
  | 'quantity'
  | 'unit'
  | 'unitPriceMinor'
  | 'pricePer'
  | 'discountMinor'
  | 'handling'
  | 'noReasonReturn'
>;

export interface PartyStanding extends PartyFacts {
  status: string;
  /** All that it has filed. */
  qualifications?: Qualification[];
}

/** Whose goods are sold under that SKU (S0 6.4.1). */
export interface SupplierStanding extends PartyStanding {
  sku: string;
}

export interface PlacingFacts {
  orderId: string;
  policy: Policy;
  /** The parties that the order names, as the registry has them now. */
  parties: PartyStanding[];
  /** The seller's records of what is ordered. */
  goods?: RegisteredGoods[];
  suppliers?: SupplierStanding[];
  /** The couriers that might carry it; the door always has them. */
  couriers?: CourierStanding[];
  context: ActionContext;
}

/**
 * The first transition of an order: what was placed, checked as a whole, with its stock hold asked
 * for and its first deadline started (S0 5.4, 6.4.5, 9.4 a). Refuses with the rule that is broken.
 */
export function placeOrder(input: PlaceOrderInput, facts: PlacingFacts): Draft {
  for (const rule of placingRules(input, facts)) rule();
  const lines = pricedLines(input, facts);
  const draft = emptyDraft(orderRow(input, facts), lines, facts);
  record(draft, 'order_placed', {
    totalMinor: input.totalMinor,
    currency: input.currency,
    lines: lines.length,
  });
  askHold(draft, stockLines(lines));
  issueOffer(draft, offerOf(draft.order, draft.lines));
  if (input.consumerConfirmation) {
    confirmOffer(draft);
    enterConfirmation(draft);
    return draft;
  }
  setStatus(draft, 'awaiting_consumer', 'offer');
  startDeadline(draft, 'consumer_confirmation', { type: 'order', id: facts.orderId });
  return draft;
}

function pricedLines(input: PlaceOrderInput, { orderId, goods = [] }: PlacingFacts): OrderLine[] {
  const nets = input.lines.map((line) => lineGross(line) - line.discountMinor);
  const taxes = allocateTax(input.taxMinor, nets);
  return input.lines.map((line, index) => ({
    orderId,
    ...line,
    goods: goods.find(({ sku }) => sku === line.sku) ?? null,
    netMinor: nets[index] ?? 0,
    taxMinor: taxes[index] ?? 0,
    confirmed: 0,
    planned: 0,
    cancelled: 0,
    handedOver: 0,
    accepted: 0,
    refused: 0,
    missing: 0,
    refusedBack: 0,
    returnedAfterSale: 0,
    withdrawn: 0,
    dropped: 0,
    refundedQuantity: 0,
    refundedMinor: 0,
  }));
}

function orderRow(input: PlaceOrderInput, facts: PlacingFacts): OrderRow {
  const totals = orderTotals(input.lines, input.deliveryFeeMinor, input.taxMinor);
  const { at } = facts.context;
  return {
    id: facts.orderId,
    platformId: input.platformId,
    platformOrderNo: input.platformOrderNo,
    sellerId: input.sellerId,
    courierId: input.courierId,
    courierService: input.courierService,
    paymentProviderId: input.paymentProviderId,
    consumerRef: input.consumerRef,
    policyName: facts.policy.name,
    policyVersion: facts.policy.version,
    status: 'awaiting_confirmation',
    statusReason: null,
    version: 0,
    placedAt: at,
    lastAt: at,
    currency: input.currency,
    ...totals,
    ...unpaid(input, facts.policy),
    escalated: false,
    frozen: false,
    promisedDispatchBy: input.promised.dispatchBy,
    promisedDeliverBy: input.promised.deliverBy,
    consumerConfirmation: input.consumerConfirmation,
    deliveryPreference: input.deliveryPreference,
    placedTotalMinor: totals.totalMinor,
    amendment: null,
    afterSaleEnded: false,
    invoiceKind: input.invoiceKind ?? null,
  };
}

function unpaid(input: PlaceOrderInput, policy: Policy) {
  const onDelivery = input.payment.timing === 'on_delivery';
  return {
    paymentTiming: input.payment.timing,
    paymentMethod: input.payment.method,
    paymentStatus: onDelivery ? ('collection_due' as const) : ('none' as const),
    paymentToken: input.payment.token,
    paymentAttempt: 0,
    attemptsLeft: policy.payment.attemptsMax,
    nextAction: null,
    authorizedMinor: 0,
    authorizationReference: null,
    authorizationExpiresAt: null,
    capturedMinor: 0,
    captureReference: null,
    collectedMinor: 0,
    remittance: 'none' as const,
    refundedMinor: 0,
    deliveryFeeRefundedMinor: 0,
  };
}

function emptyDraft(order: OrderRow, lines: OrderLine[], facts: PlacingFacts): Draft {
  return {
    order,
    lines,
    shipments: [],
    shipmentLines: [],
    documents: [],
    signatures: [],
    movements: [],
    refunds: [],
    deadlines: [],
    effects: [],
    cases: [],
    invoices: [],
    balances: {},
    parties: facts.parties.map(({ id, role, name, calendarId }) => ({
      id,
      role,
      name,
      calendarId,
    })),
    policy: facts.policy,
    context: facts.context,
    entry: null,
    postings: [],
    startRequests: [],
    deadlineRequests: [],
    recipient: null,
    answer: { type: 'order', id: order.id },
  };
}
