import type { OrderLine, OrderRow, OrderState } from '../order.ts';
import { refundForUnits } from './money.ts';
import { demandNotSentAgain, unitsSentAgain } from './undecided-goods.ts';

export interface RefundLine {
  lineNo: number;
  quantity: number;
}

/** What was paid in, less every refund decided, those under way included. */
export function leftMinor({ order, refunds }: Pick<OrderState, 'order' | 'refunds'>): number {
  const decided = refunds
    .filter(({ kind }) => kind === 'refund')
    .reduce((sum, refund) => sum + refund.amountMinor, 0);
  return order.capturedMinor + order.collectedMinor - decided;
}

/** What can still be given back, but for the worth of goods that are being sent again. */
export function refundable(state: OrderState): {
  amountMinor: number;
  deliveryFeeMinor: number;
  lines: { lineNo: number; quantity: number; amountMinor: number }[];
} {
  const { order } = state;
  const paid = order.capturedMinor + order.collectedMinor;
  const sentAgain = worthOf(state, (line) => unitsSentAgain(state, line.lineNo));
  const amountMinor = Math.max(0, leftMinor(state) - sentAgain);
  return {
    amountMinor,
    deliveryFeeMinor: Math.min(
      amountMinor,
      paid > 0 ? order.deliveryFeeMinor - order.deliveryFeeRefundedMinor : 0,
    ),
    lines: state.lines.map((line) => {
      const quantity = freeUnits(state, line);
      const ofLine = lineRefund(order, line, quantity);
      return { lineNo: line.lineNo, quantity, amountMinor: Math.min(amountMinor, ofLine) };
    }),
  };
}

/** What the last so many refundable units of each line would bring. */
export function worthOf(
  { order, lines }: OrderState,
  unitsOf: (line: OrderLine) => number,
): number {
  return lines.reduce((sum, line) => {
    const units = refundableUnits(order, line);
    const rest = Math.max(0, units - unitsOf(line));
    return sum + lineRefund(order, line, units) - lineRefund(order, line, rest);
  }, 0);
}

/**
 * Units of a line that nobody has paid for: at the door only what is accepted is collected, and
 * what an amendment has dropped was never asked for.
 */
export function unpaidUnits({ paymentTiming }: OrderRow, line: OrderLine): number {
  return paymentTiming === 'on_delivery' ? line.quantity - line.accepted : line.dropped;
}

export function refundableUnits(order: OrderRow, line: OrderLine): number {
  return line.quantity - unpaidUnits(order, line) - line.refundedQuantity;
}

/** Units that can be refunded and are not on their way once more. */
export function freeUnits(state: OrderState, line: OrderLine): number {
  return Math.max(0, refundableUnits(state.order, line) - unitsSentAgain(state, line.lineNo));
}

/**
 * The refund for so many more units of a line, goods and tax (§2.3): the share of all units given
 * back so far, rounded down, less what was given back before; all units give back all of it.
 */
export function lineRefund(order: OrderRow, line: OrderLine, quantity: number): number {
  const unpaid = unpaidUnits(order, line);
  const share = (net: number, unitsAlreadyRefunded: number, unitsNow: number): number =>
    refundForUnits({
      net,
      unitsTotal: line.quantity,
      unitsAlreadyRefunded,
      refundedMinorBefore: 0,
      unitsNow,
    });
  const back = (net: number): number =>
    share(net, unpaid + line.refundedQuantity, quantity) - share(net, 0, unpaid);
  return Math.max(0, back(line.netMinor) + back(line.taxMinor) - line.refundedMinor);
}

/** No goods are sent again, or refunded, that are on their way once more already. */
export function demandSentOnce(state: OrderState, asked: readonly RefundLine[]): void {
  for (const { lineNo, quantity } of asked) {
    const line = state.lines.find((candidate) => candidate.lineNo === lineNo);
    if (!line) continue;
    const isPaid = quantity <= refundableUnits(state.order, line);
    demandNotSentAgain(state, quantity <= freeUnits(state, line) || !isPaid, lineNo);
  }
}
