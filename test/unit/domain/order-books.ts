import { isUnresolved } from '../../../src/domain/asked-effects.ts';
import type { StockLine } from '../../../src/domain/stock/stock.ts';
import type { Action, EffectOutcome } from '../../../src/domain/commands.ts';
import type { Effect, InspectedLine, OrderState, Refund } from '../../../src/domain/order.ts';

/**
 * The order's money and goods counted a second time, from the outside: only what the neighbours
 * answered and what was inspected, never what the rules made of it.
 */
export interface Books {
  /** The consumer's money that the provider holds: authorized, neither taken nor let go. */
  held: Set<string>;
  /** No longer: taken or given up. */
  letGo: Set<string>;
  captured: number;
  refunded: number;
  compensated: number;
  /** Taken beyond the price, and not given back yet. */
  surplus: number;
  /** Given back beyond what was owed. */
  overpaid: number;
  collected: number;
  remitted: number;
  quantities: Map<number, { accepted: number; refused: number; missing: number }>;
  /** What the stock keeper holds, by the key of its hold and by SKU. */
  stock: Map<string, Map<string, number>>;
  /** Keys under which nothing is held any more, nor ever will be. */
  released: Set<string>;
  /** Units that an amendment dropped before anybody had paid for them. */
  dropped: Map<number, number>;
  /** Support has given money back at its own will: the formula alone no longer tells how much. */
  isRefundedFreely: boolean;
}

export function emptyBooks(): Books {
  return {
    held: new Set(),
    letGo: new Set(),
    captured: 0,
    refunded: 0,
    compensated: 0,
    surplus: 0,
    overpaid: 0,
    collected: 0,
    remitted: 0,
    quantities: new Map(),
    stock: new Map(),
    released: new Set(),
    dropped: new Map(),
    isRefundedFreely: false,
  };
}

/** Writes down what an action that was taken has moved. */
export function note(books: Books, action: Action, before: OrderState, after: OrderState): void {
  if (action.name === 'recordEffect' || action.name === 'recordPaymentFact') {
    noteEffect(books, action, before);
  }
  if (action.name === 'recordRefund' && action.outcome.status === 'succeeded') {
    const refund = before.refunds.find(({ id }) => id === action.refundId);
    const owed = refund ? refund.amountMinor - (refund.paidMinor ?? 0) : 0;
    // Of what was told otherwise nothing is believed before support has found out.
    if (refund && (action.outcome.amountMinor ?? owed) === owed) giveBack(books, refund, owed);
  }
  if (action.name === 'requestRefund') books.isRefundedFreely = true;
  if (action.name === 'resolveCase') {
    noteCase(books, action, before);
    noteDifference(books, action, before);
  }
  if (action.name === 'recordRemittance') books.remitted += action.amountMinor;
  if (before.order.amendment?.status === 'proposed') noteAmendment(books, after);
  noteDeliveries(books, before, after);
}

function giveBack(books: Books, { kind }: Refund, amountMinor: number): void {
  if (kind === 'compensation') books.compensated += amountMinor;
  else if (kind === 'surplus') books.surplus -= amountMinor;
  else books.refunded += amountMinor;
}

/** Support tells what is true: what was asked for, or what was told. */
function noteDifference(
  books: Books,
  { caseId, outcome }: Extract<Action, { name: 'resolveCase' }>,
  { cases, effects, refunds }: OrderState,
): void {
  const found = cases.find(({ id, kind }) => id === caseId && kind === 'payment_differs');
  if (!found) return;
  const { effectId, asked, told } = found.details as {
    effectId: string;
    asked: { amountMinor: number };
    told: { amountMinor: number };
  };
  const moved = outcome === 'rejected' ? asked.amountMinor : told.amountMinor;
  const refund = refunds.find(({ id }) => effectId.startsWith(`refund:${id}:`));
  if (refund?.status === 'unknown') {
    giveBack(books, refund, Math.min(moved, asked.amountMinor));
    books.overpaid += Math.max(0, moved - asked.amountMinor);
  }
  const effect = effects.find(({ id }) => id === effectId);
  if (effect?.status !== 'unknown' && effect?.status !== 'pending') return;
  if (effect.kind === 'authorize_payment') return;
  // What a void has not let go the provider keeps until its time is over: support knows.
  if (moved > 0 || effect.kind === 'void_payment') {
    letGo(books, String(effect.request.authorizationReference));
  }
  if (effect.kind !== 'capture_payment') return;
  books.captured += Math.min(moved, asked.amountMinor);
  books.surplus += Math.max(0, moved - asked.amountMinor);
}

/** Accepted by word or by silence: what was not paid by then never will be. */
function noteAmendment(books: Books, { order, lines }: OrderState): void {
  const { amendment } = order;
  if (amendment?.status !== 'accepted' || books.captured > 0) return;
  for (const { lineNo, quantity } of lines) {
    const kept = amendment.lines.find((line) => line.lineNo === lineNo)?.quantity ?? 0;
    books.dropped.set(lineNo, quantity - kept);
  }
}

function noteCase(
  books: Books,
  { caseId, outcome }: Extract<Action, { name: 'resolveCase' }>,
  before: OrderState,
): void {
  const isMoneyBack = outcome !== 'noted' && outcome !== 'rejected';
  const found = before.cases.find(({ id }) => id === caseId);
  const isDiscrepancy = found?.kind === 'missing_goods' || found?.kind === 'damaged_goods';
  if (isMoneyBack && isDiscrepancy) books.isRefundedFreely = true;
}

function noteEffect(
  books: Books,
  { name, effectId, outcome }: Extract<Action, { name: 'recordEffect' | 'recordPaymentFact' }>,
  before: OrderState,
): void {
  const effect = before.effects.find(({ id }) => id === effectId);
  const reference = String(effect?.request.authorizationReference);
  const asked = Number(effect?.request.amountMinor);
  const isAsAsked = (outcome.amountMinor ?? asked) === asked;
  // What is held otherwise than asked is let go again; a push of that alone proves nothing.
  const isHeld = effect?.kind === 'authorize_payment' && name === 'recordEffect';
  const succeeded = outcome.status === 'succeeded' && (isAsAsked || isHeld);
  // Of what was told otherwise nothing is believed before support has found out.
  if (outcome.status === 'succeeded' && !succeeded && effect?.kind.endsWith('_payment')) return;
  switch (effect?.kind) {
    case 'authorize_payment':
      // What was let go, or taken, is not held again, whoever tells of it late.
      if (succeeded && !books.letGo.has(outcome.reference ?? '')) {
        books.held.add(outcome.reference ?? '');
      }
      return;
    case 'capture_payment':
      // What is told of a call whose outcome is booked already is a case, and books nothing.
      if (!succeeded || !isUnresolved(effect)) return;
      books.captured += Number(effect.request.amountMinor);
      letGo(books, reference);
      return;
    case 'void_payment':
      // A release that the provider refuses is a case with an owner.
      if (succeeded || outcome.status === 'declined') letGo(books, reference);
      return;
    default:
      if (effect) noteStock(books, effect, outcome);
  }
}

function letGo(books: Books, reference: string): void {
  books.held.delete(reference);
  books.letGo.add(reference);
}

interface StockRequest {
  holdKey: string;
  lines?: StockLine[];
}

const placeOf = ({ sku, warehouse }: StockLine): string => `${sku}@${warehouse ?? 'anywhere'}`;

/** A hold under a released key is never taken; what the keeper refuses to undo is a case. */
function noteStock(books: Books, { id, kind, request }: Effect, outcome: EffectOutcome): void {
  const { status, allocations } = outcome;
  const { holdKey, lines = [] } = request as unknown as StockRequest;
  const isDone = status === 'succeeded' || status === 'declined';
  if (kind === 'hold_stock' && status === 'succeeded' && !books.released.has(id)) {
    const held: StockLine[] = allocations ?? lines;
    books.stock.set(id, new Map(held.map((line) => [placeOf(line), line.quantity])));
  } else if (kind === 'renew_hold' && status === 'declined') {
    // Its time was over: what it held is anybody's.
    books.stock.delete(holdKey);
    books.released.add(holdKey);
  } else if (kind === 'release_stock' && isDone && request.lines === undefined) {
    books.stock.delete(holdKey);
    books.released.add(holdKey);
  } else if ((kind === 'release_stock' || kind === 'commit_stock') && isDone) {
    const held = books.stock.get(holdKey);
    // The whole hold was over before a part of it could be let go: the keeper refuses that.
    if (books.released.has(holdKey)) return;
    for (const line of lines) {
      const place = placeOf(line);
      const left = (held?.get(place) ?? 0) - line.quantity;
      if (left < 0) throw new Error(`${id}: ${line.quantity} of ${place} are not held`);
      held?.set(place, left);
    }
  }
}

function noteDeliveries(books: Books, before: OrderState, after: OrderState): void {
  for (const shipment of after.shipments) {
    const earlier = before.shipments.find(({ id }) => id === shipment.id);
    const delivered = ['accepted', 'partly_accepted', 'refused'].includes(shipment.status);
    if (!delivered || !earlier || earlier.endedAt !== null) continue;
    // What the consumer tells afterwards is told and counted in one.
    const inspection = earlier.inspection ?? shipment.inspection;
    books.collected += inspection?.collection?.amountMinor ?? 0;
    const again = before.cases.find(({ id }) => id === shipment.caseId);
    for (const line of inspection?.lines ?? []) {
      if (again) recount(books, line, again.details.goods === 'missing');
      else count(books, line);
    }
  }
}

function count(books: Books, found: InspectedLine): void {
  const line = books.quantities.get(found.lineNo) ?? { accepted: 0, refused: 0, missing: 0 };
  line.accepted += found.accepted;
  line.refused += found.refused;
  line.missing += found.missing;
  books.quantities.set(found.lineNo, line);
}

/** A replacement: what was missing no longer is; what was kept stays kept. */
function recount(books: Books, found: InspectedLine, wasMissing: boolean): void {
  const line = books.quantities.get(found.lineNo);
  if (!line || !wasMissing) return;
  line.missing -= found.accepted + found.refused;
  line.accepted += found.accepted;
  line.refused += found.refused;
}

/** What must have been given back at the end: without support's free hand, the formula (§2.3). */
export function refundedByFormula(state: OrderState, books: Books): number[] {
  const { order, lines } = state;
  if (order.status === 'cancelled') return [books.captured];
  if (order.paymentTiming === 'on_delivery' || books.captured === 0) return [0];
  const goods = lines.map((line) => {
    const counted = books.quantities.get(line.lineNo);
    const back = line.quantity - (counted?.accepted ?? 0) - (counted?.missing ?? 0);
    const unpaid = books.dropped.get(line.lineNo) ?? 0;
    const ofLine = (units: number): number =>
      share(line.netMinor, units, line.quantity) + share(line.taxMinor, units, line.quantity);
    return ofLine(back) - ofLine(unpaid);
  });
  const total = goods.reduce((sum, amount) => sum + amount, 0);
  // Nothing kept: the delivery fee too, unless the consumer has only changed its mind.
  return order.status === 'returned' ? [total, total + order.deliveryFeeMinor] : [total];
}

function share(minor: number, units: number, of: number): number {
  return Math.floor((minor * units) / of);
}
