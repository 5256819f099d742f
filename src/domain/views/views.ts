import { lineAllocations, type LineAllocation } from '../stock/allocations.ts';
import { type DueView, dueView } from '../deadlines/due-view.ts';
import { must, unreachable } from '../errors.ts';
import {
  type InvoiceView,
  invoicesView,
  type PaymentView,
  type RefundView,
  paymentView,
  refundView,
} from './money-views.ts';
import { isFinal, type OrderLine, type OrderState, type Subject } from '../order.ts';
import { type CaseView, caseView } from './case-view.ts';
import { type DocumentView, documentView } from './document-view.ts';
import { type ShipmentView, shipmentView } from './shipment-view.ts';

/**
 * The order as it is read (design §5). Views know no clock and no reader: the same state gives
 * the same view, which is stored as the first answer under its key (D2). What is personal stays
 * sealed; the door opens or masks it for its reader.
 */
export interface OrderView {
  id: string;
  platformId: string;
  platformOrderNo: string;
  status: string;
  statusReason: string | null;
  version: number;
  placedAt: string;
  updatedAt: string;
  sellerId: string;
  courierId: string | null;
  courierService: string | null;
  paymentProviderId: string | null;
  consumer: { ref: string };
  policy: { name: string; version: number };
  totals: TotalsView;
  payment: OrderPaymentView;
  /** Always null here: the door fills it in from what lies sealed beside the order. */
  recipient: null;
  /** The invoice that was asked for; filled in at the door like the recipient. */
  invoice: null;
  consumerConfirmation: OrderState['order']['consumerConfirmation'];
  deliveryPreference: OrderState['order']['deliveryPreference'];
  promised: { dispatchBy: string | null; deliverBy: string | null };
  lines: LineView[];
  amendment: OrderState['order']['amendment'];
  shipments: Pick<ShipmentView, 'id' | 'direction' | 'status' | 'courierId' | 'originShipmentId'>[];
  returns: [];
  complaints: [];
  refunds: Pick<RefundView, 'id' | 'kind' | 'status' | 'amountMinor' | 'reason'>[];
  cases: Pick<CaseView, 'id' | 'kind' | 'status' | 'subject' | 'openedAt'>[];
  invoices: InvoiceView[];
  escalated: boolean;
  frozen: boolean;
  due: DueView[];
}

export interface TotalsView {
  goodsMinor: number;
  discountMinor: number;
  deliveryFeeMinor: number;
  taxMinor: number;
  totalMinor: number;
  currency: string;
}

export interface OrderPaymentView {
  timing: string;
  method: string;
  status: string;
  remittance: string;
  authorizedMinor: number;
  capturedMinor: number;
  collectedMinor: number;
  refundedMinor: number;
  nextAction: OrderState['order']['nextAction'];
  attemptsLeft: number;
}

/** `quantity` stays what was ordered, and `ordered` says so. */
export interface LineView extends Omit<OrderLine, 'orderId' | 'netMinor' | 'refundedQuantity'> {
  ordered: number;
  /** From which warehouse how much of it comes, as far as it was set aside (S0 5.3). */
  allocations: LineAllocation[];
}

export type AnswerView =
  | OrderView
  | ShipmentView
  | DocumentView
  | RefundView
  | CaseView
  | PaymentView
  | InvoiceView;

/** What a command answers: the object that it made or changed. Throws if there is none (a bug). */
export function renderAnswer(state: OrderState, subject: Subject): AnswerView {
  switch (subject.type) {
    case 'order':
      return orderView(state);
    case 'shipment':
      return must(shipmentView(state, subject.id), subject.id);
    case 'document':
      return must(documentView(state, subject.id), subject.id);
    case 'refund':
      return refundView(byId(state.refunds, subject.id));
    case 'case':
      return caseView(byId(state.cases, subject.id), state.deadlines);
    case 'payment':
      return paymentView(byId(state.movements, subject.id));
    case 'invoice':
      return byId(invoicesView(state), subject.id);
    default:
      return unreachable(subject.type);
  }
}

function byId<T extends { id: string }>(rows: readonly T[], id: string): T {
  return must(
    rows.find((row) => row.id === id),
    id,
  );
}

/** The whole order in the shape of design §5, all its deadlines included. */
export function orderView(state: OrderState): OrderView {
  const { order } = state;
  return {
    id: order.id,
    platformId: order.platformId,
    platformOrderNo: order.platformOrderNo,
    status: order.status,
    statusReason: order.statusReason,
    version: order.version,
    placedAt: order.placedAt,
    updatedAt: order.lastAt,
    sellerId: order.sellerId,
    courierId: order.courierId,
    courierService: order.courierService,
    paymentProviderId: order.paymentProviderId,
    consumer: { ref: order.consumerRef },
    policy: { name: order.policyName, version: order.policyVersion },
    totals: totalsView(state),
    payment: orderPaymentView(state),
    recipient: null,
    invoice: null,
    consumerConfirmation: order.consumerConfirmation,
    deliveryPreference: order.deliveryPreference,
    promised: { dispatchBy: order.promisedDispatchBy, deliverBy: order.promisedDeliverBy },
    lines: linesView(state),
    amendment: order.amendment ?? null,
    ...partsOf(state),
    invoices: invoicesView(state),
    escalated: order.escalated,
    frozen: order.frozen,
    due: dueView(state.deadlines),
  };
}

function totalsView({ order }: OrderState): TotalsView {
  const { goodsMinor, discountMinor, deliveryFeeMinor, taxMinor, totalMinor, currency } = order;
  return { goodsMinor, discountMinor, deliveryFeeMinor, taxMinor, totalMinor, currency };
}

function orderPaymentView({ order }: OrderState): OrderPaymentView {
  return {
    timing: order.paymentTiming,
    method: order.paymentMethod,
    status: order.paymentStatus,
    remittance: order.remittance,
    authorizedMinor: order.authorizedMinor,
    capturedMinor: order.capturedMinor,
    collectedMinor: order.collectedMinor,
    refundedMinor: order.refundedMinor,
    // An order that is over asks nobody for money, though the provider may still wait for it.
    nextAction: isFinal(order) ? null : order.nextAction,
    attemptsLeft: order.attemptsLeft,
  };
}

function linesView(state: OrderState): LineView[] {
  const allocations = lineAllocations(state);
  return state.lines
    .map((line) => {
      const { orderId: _, netMinor: __, refundedQuantity: ___, ...shown } = line;
      return { ...shown, ordered: line.quantity, allocations: allocations.get(line.lineNo) ?? [] };
    })
    .toSorted((left, right) => left.lineNo - right.lineNo);
}

function partsOf(state: OrderState) {
  return {
    shipments: state.shipments.map(({ id, direction, status, courierId, originShipmentId }) => ({
      id,
      direction,
      status,
      courierId,
      originShipmentId,
    })),
    returns: [] as [],
    complaints: [] as [],
    refunds: state.refunds.map(({ id, kind, status, amountMinor, reason }) => ({
      id,
      kind,
      status,
      amountMinor,
      reason,
    })),
    cases: state.cases
      .map((found) => caseView(found))
      .map(({ id, kind, status, subject, openedAt }) => ({
        id,
        kind,
        status,
        subject,
        openedAt,
      })),
  };
}
