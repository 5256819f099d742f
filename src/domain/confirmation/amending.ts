import { amendedOffer, amendedTotals, amendedUnits, offeredUnits } from './amended-offer.ts';
import { takeAmendment } from './amended-order.ts';
import { cancelEverything } from './cancelling.ts';
import type { DecideAsSeller, DecideOnAmendment } from '../commands.ts';
import { isCaptureOpen, isUnresolved } from '../asked-effects.ts';
import { meetDeadline, startDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record, setStatus } from '../draft.ts';
import { voidOpenDocuments } from '../shipments/documents.ts';
import { demand, must } from '../errors.ts';
import { demandEachLineOnce, demandInTime, demandOrderStatus } from '../guards.ts';
import { confirmOffer, demandCurrentOffer, issueOffer } from './offering.ts';
import type { AmendedLine, Amendment } from '../order.ts';
import { offerOf } from '../placing/offer.ts';

/** What the seller can deliver of each line; a line it does not list it delivers whole. */
export function confirmedLines(draft: Draft, command: DecideAsSeller): AmendedLine[] {
  const asked = command.lines ?? [];
  demandEachLineOnce(asked);
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
  demandSettled(draft);
  propose(draft, lines, { proposedBy: 'seller', from: draft.order.status, note });
}

/**
 * There is less in stock than the order needs: what there is, is offered instead (S0 5.3). Whatever
 * else was awaited waits for the consumer now, and is awaited anew afterwards.
 */
export function proposeByStock(draft: Draft, lines: AmendedLine[]): void {
  const { order } = draft;
  const open = order.amendment?.status === 'proposed' ? order.amendment : null;
  const from = open?.from ?? order.status;
  for (const name of awaitedBefore) stopDeadline(draft, name, order.id);
  for (const { id } of draft.shipments) {
    stopDeadline(draft, 'dispatch', id);
    // A note that names more goods than there are is no longer right.
    voidOpenDocuments(draft, id);
  }
  propose(draft, lines, { proposedBy: open?.proposedBy ?? 'stock', from, note: null });
}

const awaitedBefore = [
  'consumer_confirmation',
  'seller_confirmation',
  'payment',
  'amendment',
] as const;

function propose(
  draft: Draft,
  lines: AmendedLine[],
  { note, ...origin }: Required<Pick<Amendment, 'proposedBy' | 'from'>> & { note: string | null },
): void {
  const { order } = draft;
  const totals = amendedTotals(draft, lines);
  demand(
    totals.totalMinor > 0,
    'totals_do_not_add_up',
    'what is left is worth nothing; a seller that can deliver nothing declines the order',
    { pointer: '/lines' },
  );
  const earlier = order.amendment?.version ?? 1;
  const offered = issueOffer(draft, amendedOffer(draft, lines, totals));
  const amendment: Amendment = {
    // An offer that was made anew has taken a version as well.
    version: Math.max(offered.version, earlier + 1),
    ...origin,
    status: 'proposed',
    lines,
    totals,
    proposedAt: draft.context.at,
    decidedAt: null,
  };
  order.amendment = amendment;
  setStatus(draft, 'awaiting_consumer', 'amendment');
  record(draft, 'amendment_proposed', {
    version: amendment.version,
    proposedBy: amendment.proposedBy,
    totalMinor: totals.totalMinor,
    note,
  });
  // Silence is no consent to what nobody has ever agreed to, whatever the policy says.
  const isUnconfirmed = origin.from === 'awaiting_consumer';
  const onExpiry = isUnconfirmed ? { onExpiry: 'cancel' } : {};
  startDeadline(draft, 'amendment', { type: 'order', id: order.id }, onExpiry);
}

/** What the consumer has not decided on yet is offered anew, as it has become (S0 9.4 a). */
export function offerAnew(draft: Draft): void {
  const { order, lines, documents } = draft;
  const isOpen = documents.some(({ kind, status }) => kind === 'offer' && status === 'issued');
  if (!isOpen) return;
  const amendment = order.amendment?.status === 'proposed' ? order.amendment : null;
  const offered = amendment
    ? amendedOffer(draft, amendment.lines, amendment.totals)
    : offerOf(order, lines);
  const { version } = issueOffer(draft, offered);
  if (amendment) order.amendment = { ...amendment, version };
}

/** What is reduced must be known: the hold at the stock keeper, and money on its way. */
function demandSettled(draft: Draft): void {
  const isHoldOpen = draft.effects.some(
    (effect) => effect.kind === 'hold_stock' && isUnresolved(effect),
  );
  demand(
    !isHoldOpen && !isCaptureOpen(draft),
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
  demandCurrentOffer(draft, command.offerDigest);
  if (command.decision === 'accept') demandSettled(draft);
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

/**
 * The policy takes silence for consent: the consumer had agreed to it beforehand. While the
 * provider has not said what became of a payment, the difference is not known yet.
 */
export function acceptSilently(draft: Draft): void {
  if (isCaptureOpen(draft)) return;
  record(draft, 'amendment_taken_as_accepted', toldOf(draft));
  // In effect, but not by the consumer's word: what the consumer has confirmed stays on record.
  confirmOffer(draft);
  takeAmendment(draft);
}

function toldOf(draft: Draft): { version: number; totalMinor: number } {
  const { version, totals } = must(draft.order.amendment, 'amendment');
  return { version, totalMinor: totals.totalMinor };
}

/** The provider has answered: a silence of meanwhile takes effect now. */
export function resumeSilence(draft: Draft): void {
  const { order } = draft;
  if (order.status !== 'awaiting_consumer' || order.amendment?.status !== 'proposed') return;
  const last = draft.deadlines.findLast(({ name }) => name === 'amendment');
  if (last?.state === 'missed' && last.onExpiry === 'accept') acceptSilently(draft);
}

function closeAmendment(draft: Draft, status: 'declined' | 'expired'): void {
  const amendment = must(draft.order.amendment, 'amendment');
  draft.order.amendment = { ...amendment, status, decidedAt: draft.context.at };
}
