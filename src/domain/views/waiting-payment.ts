import { isCaptureOpen, isPaymentUnresolved } from '../asked-effects.ts';
import { mayPayAgain } from '../money/paying.ts';
import type { OrderState } from '../order.ts';
import { type Awaited, awaited, orderSubject, post } from './awaited.ts';

/** What an order waits for that is to be paid now: the consumer, or the provider's answer. */
export function awaitedPayment(state: OrderState): Awaited {
  const { order } = state;
  const facts = {
    subject: orderSubject(state),
    deadline: 'payment',
    // Paid anew it has no time of its own: the goods have theirs.
    otherwiseDueAt: state.deadlines.find(
      ({ name, state: run }) => name === 'dispatch' && run === 'running',
    )?.dueAt,
    otherwiseClause: 'S0 8.2 c',
  } as const;
  const path = `/v1/orders/${order.id}`;
  switch (order.paymentStatus) {
    case 'authorizing':
    case 'unknown':
      return awaited(state, {
        ...facts,
        what: 'payment_outcome',
        role: 'payment_provider',
        clause: 'S0 8.2 d',
      });
    case 'requires_action':
      return awaited(state, {
        ...facts,
        what: 'payment_action',
        role: 'consumer',
        // The order's `payment.nextAction` says what the consumer opens at the provider.
        action: { method: 'GET', path, role: 'consumer' },
      });
    default:
      return awaited(state, {
        ...facts,
        what: 'payment',
        role: 'consumer',
        action: post(`${path}/payments`, 'consumer'),
      });
  }
}

/** What was paid came to nothing before the goods left: the consumer pays anew. */
export function awaitedRepayment(state: OrderState): Awaited[] {
  return mayPayAgain(state) || isActionDue(state) ? [awaitedPayment(state)] : [];
}

/** Whether goods that may not leave now may leave once the consumer or the provider has acted. */
export function isMoneyToCome(state: OrderState): boolean {
  return mayPayAgain(state) || isPaymentUnresolved(state) || isCaptureOpen(state);
}

function isActionDue({ order }: OrderState): boolean {
  return order.status !== 'awaiting_payment' && order.paymentStatus === 'requires_action';
}
