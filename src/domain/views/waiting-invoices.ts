import { type Awaited, awaited, orderSubject, post } from './awaited.ts';
import { invoicedMinor, keptMinor } from '../money/invoicing.ts';
import type { OrderState } from '../order.ts';

/**
 * Paper that the seller still owes: the invoice that was asked for, the red one after a refund.
 * Also of an order that has ended: it holds nothing up.
 */
export function awaitedInvoices(state: OrderState): Awaited[] {
  const { order } = state;
  const action = post(`/v1/orders/${order.id}/invoices`, 'seller');
  const clause = 'S0 8.2 c';
  const isDue = keptMinor(state) > 0 && invoicedMinor(state) <= 0;
  const asked =
    (order.invoiceKind ?? null) !== null && isDue
      ? [
          awaited(state, {
            what: 'invoice',
            subject: orderSubject(state),
            role: 'seller',
            clause,
            action,
          }),
        ]
      : [];
  const red = state.cases
    .filter(({ kind, status }) => kind === 'red_invoice_due' && status === 'open')
    .map(({ id }) =>
      awaited(state, {
        what: 'red_invoice',
        subject: { type: 'case', id },
        role: 'seller',
        clause,
        action,
      }),
    );
  return [...asked, ...red];
}
