import type { Invoice, OrderState, PaymentMovement, Refund } from '../order.ts';

/** A refund as it is read (design §2.3). */
export interface RefundView {
  id: string;
  orderId: string;
  kind: Refund['kind'];
  status: string;
  amountMinor: number;
  deliveryFeeMinor: number;
  currency: string;
  reason: string;
  bearer: string;
  channel: string;
  lines: Refund['lines'];
  shipmentId: string | null;
  providerReference: string | null;
  failure: string | null;
  requestedAt: string;
  finishedAt: string | null;
}

/** One movement of money as its consumer may verify it (8.2 c). */
export interface PaymentView {
  id: string;
  orderId: string;
  kind: string;
  method: string;
  status: string;
  amountMinor: number;
  currency: string;
  providerReference: string | null;
  at: string;
  failure: string | null;
}

export function refundView(refund: Refund): RefundView {
  const { tries: _, releasedMinor: __, paidMinor: ___, lines, ...shown } = refund;
  return {
    ...shown,
    lines: lines.map(({ lineNo, quantity, amountMinor }) => ({ lineNo, quantity, amountMinor })),
  };
}

/** Every movement of the order's money, in the order in which they came to be known. */
export function paymentsView(state: Pick<OrderState, 'movements'>): PaymentView[] {
  return state.movements.map(paymentView);
}

/** An authorization that has not answered reads `authorizing`, like the order's payment (§2.1). */
export function paymentView(movement: PaymentMovement): PaymentView {
  const isAuthorizing = movement.kind === 'authorization' && movement.status === 'processing';
  return { ...movement, status: isAuthorizing ? 'authorizing' : movement.status };
}

/** An invoice as it is read; `redOf` is the number of the blue one. */
export type InvoiceView = Omit<Invoice, 'sellerId'>;

export function invoicesView({ invoices }: Pick<OrderState, 'invoices'>): InvoiceView[] {
  return invoices.map(({ sellerId: _, redOf, ...shown }) => ({
    ...shown,
    redOf: invoices.find(({ id }) => id === redOf)?.number ?? null,
  }));
}
