import { amendedOffer, amendedTotals, amendedUnits, offeredUnits } from './amended-offer.ts';
import { cancelEverything } from './cancelling.ts';
import type { DecideAsSeller, DecideOnAmendment } from './commands.ts';
import { enterHandover } from './confirming.ts';
import {
  askEffect,
  type Draft,
  isUnresolved,
  meetDeadline,
  record,
  setStatus,
  startDeadline,
} from './draft.ts';
import { demand, must } from './errors.ts';
import { demandInTime, demandOrderStatus } from './guards.ts';
import { confirmOffer, issueOffer } from './offering.ts';
import type { Amendment, AmendedLine } from './order.ts';
import { enterPayment } from './paying.ts';
import { createRefund } from './refunding.ts';

/** What the seller can deliver of each line; a line it does not list it delivers whole. */
export function confirmedLines(draft: Draft, command: DecideAsSeller): AmendedLine[] {
  const asked = command.lines ?? [];
  demand(
    new Set(asked.map(({ lineNo }) => lineNo)).size === asked.length,
    'duplicate_line_no',
    'every line is listed once',
    { pointer: '/lines' },
  );
  for (const [index, { lineNo, quantity }] of asked.entries()) {
    const line = draft.lines.find((candidate) => candidate.lineNo === lineNo);
    const pointer = `/lines/${index}`;
    demand(line !== undefined, 'line_not_found', `the order has no line ${lineNo}`, { pointer });
    const offered = offeredUnits(line);
    demand(quantity <= offered, 'quantity_exceeded', `line ${lineNo} has ${offered}`, {
      pointer: `${pointer}/quantity`,
    });
  }
  const lines = draft.lines.map((line) => ({
    lineNo: line.lineNo,
    quantity: amendedUnits(asked, line),
  }));
  demand(
    lines.some(({ quantity }) => quantity > 0),
    'quantities_do_not_add_up',
    'a seller that can deliver nothing declines the order',
    { pointer: '/lines' },
  );
  return lines;
}

/**
 * The seller confirms less than was ordered: the offer becomes another one, which takes effect
 * only with the consumer's confirmation (S0 9.4 a). Nothing is given back before that.
 */
export function proposeAmendment(draft: Draft, lines: AmendedLine[], note: string | null): void {
  const { order } = draft;
  demandSettled(draft);
  const totals = amendedTotals(draft, lines);
  demand(
    totals.totalMinor > 0,
    'totals_do_not_add_up',
    'what is left is worth nothing; a seller that can deliver nothing declines the order',
    { pointer: '/lines' },
  );
  const amendment: Amendment = {
    version: (order.amendment?.version ?? 1) + 1,
    status: 'proposed',
    lines,
    totals,
    proposedAt: draft.context.at,
    decidedAt: null,
  };
  order.amendment = amendment;
  issueOffer(draft, amendedOffer(draft, lines, totals));
  setStatus(draft, 'awaiting_consumer', 'amendment');
  record(draft, 'amendment_proposed', {
    version: amendment.version,
    totalMinor: amendment.totals.totalMinor,
    note,
  });
  startDeadline(draft, 'amendment', { type: 'order', id: order.id });
}

/** What is reduced must be known: the hold at the stock keeper, and money on its way. */
function demandSettled(draft: Draft): void {
  const open = draft.effects.find(
    ({ kind, ...effect }) =>
      (kind === 'hold_stock' || kind === 'capture_payment') && isUnresolved({ kind, ...effect }),
  );
  demand(
    open === undefined,
    'order_busy',
    'a call to a neighbour is under way; try again in a moment',
  );
}

/** The consumer accepts or declines what the seller can deliver (S0 9.4 a). */
export function decideOnAmendment(draft: Draft, command: DecideOnAmendment): void {
  const { order } = draft;
  demandInTime(draft, 'amendment', order.id);
  demandOrderStatus(draft, ['awaiting_consumer']);
  demand(
    order.statusReason === 'amendment',
    'wrong_order_status',
    'the order waits for the consumer’s decision on the offer itself',
    { currentStatus: order.status },
  );
  meetDeadline(draft, 'amendment', order.id);
  if (command.decision === 'accept') {
    record(draft, 'amendment_accepted', toldOf(draft));
    const confirmed = confirmOffer(draft);
    order.consumerConfirmation = { at: draft.context.at, channel: 'app', ...confirmed };
    takeAmendment(draft);
    return;
  }
  record(draft, 'amendment_declined', toldOf(draft));
  closeAmendment(draft, 'declined');
  cancelEverything(draft, 'amendment_declined');
}

/** A consumer who keeps silent has not agreed: the order ends, unless the policy accepts. */
export function expireAmendment(draft: Draft): void {
  closeAmendment(draft, 'expired');
  cancelEverything(draft, 'amendment_expired');
}

/** The policy takes silence for consent: the consumer had agreed to it beforehand. */
export function acceptSilently(draft: Draft): void {
  record(draft, 'amendment_taken_as_accepted', toldOf(draft));
  // In effect, but not by the consumer's word: what the consumer has confirmed stays on record.
  confirmOffer(draft);
  takeAmendment(draft);
}

function toldOf(draft: Draft): { version: number; totalMinor: number } {
  const { version, totals } = must(draft.order.amendment, 'amendment');
  return { version, totalMinor: totals.totalMinor };
}

/** The price falls, the rest of the goods is released, the difference given back (§2.1). */
function takeAmendment(draft: Draft): void {
  const { order } = draft;
  const amendment = closeAmendment(draft, 'accepted');
  const dropped = droppedUnits(draft, amendment.lines);
  for (const line of draft.lines) {
    const left = amendedUnits(amendment.lines, line);
    line.withdrawn = line.quantity - left;
    line.confirmed = left;
  }
  giveBack(draft, dropped);
  Object.assign(order, amendment.totals);
  releaseDropped(draft, dropped);
  if (order.paymentTiming === 'after_confirmation') enterPayment(draft);
  else enterHandover(draft);
}

function closeAmendment(draft: Draft, status: 'accepted' | 'declined' | 'expired'): Amendment {
  const amendment = must(draft.order.amendment, 'amendment');
  draft.order.amendment = { ...amendment, status, decidedAt: draft.context.at };
  return amendment;
}

function droppedUnits(draft: Draft, lines: AmendedLine[]): AmendedLine[] {
  return draft.lines
    .map((line) => ({
      lineNo: line.lineNo,
      quantity: offeredUnits(line) - amendedUnits(lines, line),
    }))
    .filter(({ quantity }) => quantity > 0);
}

/** Money that was taken goes back; what was not taken yet is simply not asked for. */
function giveBack(draft: Draft, dropped: AmendedLine[]): void {
  if (draft.order.capturedMinor > 0) {
    createRefund(draft, {
      lines: dropped,
      deliveryFeeMinor: 0,
      reason: 'amendment',
      bearer: 'seller',
    });
    return;
  }
  for (const { lineNo, quantity } of dropped) {
    const line = must(
      draft.lines.find((candidate) => candidate.lineNo === lineNo),
      'line',
    );
    line.dropped += quantity;
  }
}

function releaseDropped(draft: Draft, dropped: AmendedLine[]): void {
  const hold = draft.effects.findLast(
    (effect) => effect.kind === 'hold_stock' && effect.status === 'done',
  );
  if (!hold) return;
  const bySku = new Map<string, number>();
  for (const { lineNo, quantity } of dropped) {
    const sku = draft.lines.find((candidate) => candidate.lineNo === lineNo)?.sku ?? '';
    bySku.set(sku, (bySku.get(sku) ?? 0) + quantity);
  }
  const version = must(draft.order.amendment, 'amendment').version;
  askEffect(draft, 'release_stock', `release:${draft.order.id}:amendment:${version}`, {
    holdKey: hold.id,
    lines: [...bySku].map(([sku, quantity]) => ({ sku, quantity })),
  });
}
