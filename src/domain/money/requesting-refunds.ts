import { amountText } from './amount-text.ts';
import type { RequestRefund } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { demand, must } from '../errors.ts';
import { isFinal, type OrderLine } from '../order.ts';
import {
  leftMinor,
  lineRefund,
  refundable,
  refundableUnits,
  type RefundLine,
  unpaidUnits,
  worthOf,
} from './refundable.ts';
import { createRefund } from './refunding.ts';
import {
  demandNoOpenCase,
  demandNotSentAgain,
  unitsInCases,
  unitsSentAgain,
} from './undecided-goods.ts';

/** Support refunds by line and quantity, or an amount, the delivery fee beside it (S0 6.8 d). */
export function requestRefund(draft: Draft, command: RequestRefund): void {
  const left = refundable(draft);
  const lines = command.lines ?? [];
  demand(
    command.bearer !== 'consumer' || !isFinal(draft.order),
    'bearer_not_allowed',
    'the order is settled: its consumer has nothing left in it to bear a refund with',
    { pointer: '/bearer' },
  );
  demand(
    new Set(lines.map(({ lineNo }) => lineNo)).size === lines.length,
    'duplicate_line_no',
    'a refund names every line once',
    { pointer: '/lines' },
  );
  demand(
    command.bearer !== 'courier' || draft.order.courierId !== null,
    'party_not_found',
    'the order has no courier that could bear the refund',
    { pointer: '/bearer' },
  );
  for (const asked of lines) {
    const line = left.lines.find((candidate) => candidate.lineNo === asked.lineNo);
    demand(line !== undefined, 'line_not_found', `the order has no line ${asked.lineNo}`);
    demandRefundable(draft, asked, line.quantity);
  }
  const byLines = lines.reduce((sum, asked) => sum + askedOf(draft, asked), 0);
  const amount = (minor: number): string => amountText(draft.order.currency, minor);
  demand(
    command.amountMinor === null || lines.length === 0 || command.amountMinor === byLines,
    'totals_do_not_add_up',
    `the lines come to ${amount(byLines)}; leave the amount out, or the lines for a free amount`,
    { pointer: '/amountMinor', expectedMinor: byLines },
  );
  const goods = command.amountMinor ?? byLines;
  const fee = command.deliveryFeeMinor ?? 0;
  demand(goods + fee > 0, 'amount_not_positive', 'a refund gives something back', {
    pointer: '/amountMinor',
  });
  demandNotSpokenFor(draft, goods + fee);
  demand(
    goods + fee <= left.amountMinor && fee <= left.deliveryFeeMinor,
    'refund_exceeds_refundable',
    `${amount(left.amountMinor)} can still be refunded, ${amount(left.deliveryFeeMinor)} of it as delivery fee`,
    { refundableMinor: left.amountMinor, refundableDeliveryFeeMinor: left.deliveryFeeMinor },
  );
  createRefund(draft, {
    id: command.refundId,
    lines,
    amountMinor: command.amountMinor,
    deliveryFeeMinor: fee,
    reason: command.reason,
    bearer: command.bearer,
    channel: command.channel,
  });
  draft.answer = { type: 'refund', id: command.refundId };
}

function askedOf(draft: Draft, { lineNo, quantity }: RefundLine): number {
  return lineRefund(draft.order, lineOf(draft, lineNo), quantity);
}

function lineOf(draft: Draft, lineNo: number): OrderLine {
  return must(
    draft.lines.find((candidate) => candidate.lineNo === lineNo),
    'line',
  );
}

/** So many units of it are there, paid for, and not spoken for. */
function demandRefundable(draft: Draft, { lineNo, quantity }: RefundLine, free: number): void {
  const line = lineOf(draft, lineNo);
  const isPaid = quantity <= refundableUnits(draft.order, line);
  demandNotSentAgain(draft, quantity <= free || !isPaid, lineNo);
  demandNoOpenCase(draft, quantity <= free - unitsInCases(draft, lineNo) || !isPaid, lineNo);
  const unpaid = unpaidUnits(draft.order, line);
  demand(
    quantity <= free,
    'refund_exceeds_refundable',
    `line ${lineNo} has ${free} left to refund${unpaid > 0 ? `; ${unpaid} were never paid` : ''}`,
    { pointer: '/lines', refundable: free },
  );
}

/** Whatever it is for, it leaves the money there for goods that are spoken for. */
function demandNotSpokenFor(draft: Draft, amountMinor: number): void {
  const left = leftMinor(draft);
  if (amountMinor > left) return;
  const sentAgain = worthOf(draft, ({ lineNo }) => unitsSentAgain(draft, lineNo));
  demandNotSentAgain(draft, amountMinor <= left - sentAgain);
  const both = worthOf(
    draft,
    ({ lineNo }) => unitsSentAgain(draft, lineNo) + unitsInCases(draft, lineNo),
  );
  demandNoOpenCase(draft, amountMinor <= left - both);
}
