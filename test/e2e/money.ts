import type { PaymentView } from '../../src/domain/views/money-views.ts';
import { as, devFile, type Order, type Page, taken, untilOrder } from '../support/client.ts';
import { place, type Wishes } from './life.ts';
import { command } from './steps.ts';

/** Every movement of an order's money as its consumer reads it (S0 8.2 c). */
export async function paymentsOf(id: string): Promise<PaymentView[]> {
  return (await taken(as('consumer').get<Page<PaymentView>>(`/v1/orders/${id}/payments`))).data;
}

interface Movement {
  kind: string;
  status: string;
  reference: string;
  amountMinor: number;
}

/** The payment provider's own books about an order. */
export async function booksOf(id: string): Promise<Movement[]> {
  const answer = await fetch(`${devFile().simulators.payment}/ledger?orderRef=${id}`);
  return ((await answer.json()) as { movements: Movement[] }).movements;
}

interface Ledger {
  postings: { account: string; amountMinor: number; currency: string; reason: string }[];
  balances: Record<string, number>;
}

export async function ledgerOf(id: string): Promise<Ledger> {
  return taken(as('auditor').get<Ledger>(`/v1/orders/${id}/ledger`));
}

export const pay = (id: string, token: string | null, method = 'card') =>
  as('consumer').post<PaymentView>(`/v1/orders/${id}/payments`, { method, token });

/** Confirmed by its seller, so that the payment that came with it is under way. */
export async function placeConfirmed(wishes: Wishes): Promise<Order> {
  const { id } = await place(wishes);
  return command('seller', `/v1/orders/${id}/seller-decision`, { decision: 'accept' });
}

export const untilPayment = (id: string, status: string): Promise<Order> =>
  untilOrder(id, ({ payment }) => payment.status === status);
