import type { OrderView } from '../../src/domain/views/views.ts';
import type { Lived } from './real-life.ts';
import type { Ending, RealOrder } from './source.ts';

/** Compares what became of a real order with what the source says of it. Pure. */

/** Where an order stands that was driven as the source has it. */
const statusAfter: Record<Ending, string> = {
  delivered: 'completed',
  cancelled: 'cancelled',
  never_shipped: 'awaiting_handover',
  never_delivered: 'in_delivery',
};

const policyReasons = ['payment_expired', 'confirmation_expired', 'dispatch_expired', 'lost'];

/** Why a deadline of the policy ended the order; null where none did. */
export function endedByPolicy({ order }: Pick<Lived, 'order'>): string | null {
  const { status, statusReason } = order;
  const isOver = status === 'cancelled' || status === 'returned';
  return isOver && policyReasons.includes(statusReason ?? '') ? statusReason : null;
}

/** What is otherwise than the source has it, in words; empty where all is as it was. */
export function disagreementsOf(lived: Lived): string[] {
  const { real, order } = lived;
  const expected = statusAfter[real.ending];
  if (order.status !== expected) {
    const reason = order.statusReason === null ? '' : ` (${order.statusReason})`;
    return [`is ${order.status}${reason}, not ${expected}`];
  }
  const isOverdue = real.ending === 'never_shipped' || real.ending === 'never_delivered';
  return [
    ...(isOverdue && !order.escalated ? ['is overdue and not escalated'] : []),
    ...deadlineDisagreement(lived, 'dispatch'),
    ...deadlineDisagreement(lived, 'delivery'),
  ];
}

export type Compared = 'dispatch' | 'delivery';
type DueState = 'met' | 'missed' | 'stopped' | null;

function deadlineDisagreement({ real, order }: Lived, name: Compared): string[] {
  const expected = expectedState(real, name);
  const found = stateOf(order, name);
  return found === expected
    ? []
    : [`deadline ${name} ${found ?? 'none'}, by the dates ${expected ?? 'none'}`];
}

/** How the deadline ended in the engine; null where it never began. */
export function stateOf(order: OrderView, name: Compared): string | null {
  return order.due.find((due) => due.name === name)?.state ?? null;
}

/** How a deadline ended by the source's own dates; null where it never began. */
export function expectedState(real: RealOrder, name: Compared): DueState {
  const isHandedOver = real.ending === 'delivered' || real.ending === 'never_delivered';
  if (name === 'dispatch') {
    if (real.ending === 'cancelled') return 'stopped';
    const takenMs = isHandedOver ? real.handedOverAfterMs : null;
    return inTime(takenMs, real.dispatchDueAfterMs);
  }
  if (!isHandedOver) return null;
  const takenMs = real.ending === 'delivered' ? real.deliveredAfterMs : null;
  return inTime(takenMs, real.deliveryDueAfterMs);
}

function inTime(takenMs: number | null, dueMs: number): 'met' | 'missed' {
  return takenMs !== null && takenMs <= dueMs ? 'met' : 'missed';
}

/** An order's money; captured + claimed = refunded + settled + held, and all sums to zero. */
export interface Money {
  capturedMinor: number;
  /** Paid out beyond that, and owed by the party that is liable, as for lost goods. */
  claimedMinor: number;
  refundedMinor: number;
  settledMinor: number;
  heldMinor: number;
  ledgerSumMinor: number;
}

export function moneyOf({ order, balances }: Pick<Lived, 'order' | 'balances'>): Money {
  const owed = (accounts: string[]) =>
    accounts.reduce((sum, account) => sum - (balances[account] ?? 0), 0);
  return {
    capturedMinor: order.payment.capturedMinor,
    claimedMinor: -owed(Object.keys(balances).filter((account) => account.startsWith('claim:'))),
    refundedMinor: order.payment.refundedMinor,
    settledMinor: owed(['seller', 'courier', 'platform_fee']),
    heldMinor: owed(['escrow', 'refund_due', 'cash_in_transit']),
    ledgerSumMinor: Object.values(balances).reduce((sum, amount) => sum + amount, 0),
  };
}

/** What is wrong with an order's money, in words; empty where the ledger closes. */
export function moneyFaults(lived: Lived): string[] {
  const { order } = lived;
  const money = moneyOf(lived);
  const inMinor = money.capturedMinor + money.claimedMinor;
  const outMinor = money.refundedMinor + money.settledMinor + money.heldMinor;
  const isFinal = ['completed', 'cancelled', 'returned'].includes(order.status);
  return [
    ...(money.ledgerSumMinor === 0 ? [] : [`ledger sums to ${money.ledgerSumMinor}`]),
    ...(inMinor === outMinor ? [] : [`${inMinor} taken, ${outMinor} given on or held`]),
    ...(isFinal && money.heldMinor !== 0 ? [`holds ${money.heldMinor} at its end`] : []),
  ];
}
