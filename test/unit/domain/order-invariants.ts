import { must } from '../../../src/domain/errors.ts';
import { expect } from './swift-expect.ts';
import { isUnresolved } from '../../../src/domain/asked-effects.ts';
import { isArmed } from '../../../src/domain/deadlines/deadlines.ts';
import type { Draft } from '../../../src/domain/draft.ts';
import { isCashOwed } from '../../../src/domain/money/cash.ts';
import { unpaidOf } from '../../../src/domain/money/refund-outcomes.ts';
import { codDue } from '../../../src/domain/money/cod-due.ts';
import { unpaidUnits } from '../../../src/domain/money/refundable.ts';
import { unitsSentAgain } from '../../../src/domain/money/undecided-goods.ts';
import { invoicedMinor, keptMinor } from '../../../src/domain/money/invoicing.ts';
import {
  isFinal,
  type OrderLine,
  type OrderState,
  type Shipment,
} from '../../../src/domain/order.ts';
import { timelineOf } from '../../../src/domain/views/timeline.ts';
import { orderView, renderAnswer } from '../../../src/domain/views/views.ts';
import { waitingFor } from '../../../src/domain/views/waiting.ts';
import { type Books, refundedByFormula } from './order-books.ts';
import { noticeTexts } from '../../../src/domain/notices/notice-texts.ts';
import { noticesOf } from '../../../src/domain/notices/notices.ts';
import { checkHistory, checkRecords } from './order-record-invariants.ts';
import { currentHold, stockLeft } from '../../../src/domain/stock/stock.ts';
import type { Life } from './order-life.ts';

/** What one transition must keep, whatever it did. */
export function checkTransition(before: OrderState, draft: Draft, life: Life): void {
  const { state } = life;
  expect(state.order.version).toBe(before.order.version + 1);
  expect(draft.entry).not.toBeNull();
  checkLeaving(before, state);
  checkPaidFor(before, state);
  checkHistory(before, draft, state);
  expect(sum(draft.postings.map(({ amountMinor }) => amountMinor))).toBe(0);
  expect(draft.postings.every(({ amountMinor }) => Number.isSafeInteger(amountMinor))).toBe(true);
  for (const [id, status] of statuses(before)) {
    if (status === 'confirmed') expect(['confirmed', 'void']).toContain(statusOf(state, id));
    if (status === 'signed' || status === 'void')
      expect([id, statusOf(state, id)]).toEqual([id, status]);
  }
  if (isFinal(before.order)) expect(state.order.status).toBe(before.order.status);
  expect(() => renderAnswer(state, draft.answer)).not.toThrow();
  expect(timelineOf(life.journal.slice(-1)).length).toBeGreaterThan(0);
  checkNotices(life);
}

/** Whoever is told something is told it once, and no text has a blank in it (S0 5.3). */
function checkNotices({ state, journal }: Life): void {
  const entry = must(journal.at(-1), 'entry');
  const notices = noticesOf({ ...entry, status: state.order.status }, state);
  const recipients = new Set(notices.map(({ role, partyId }) => `${role} ${partyId}`));
  if (recipients.size !== notices.length) throw new Error(`${entry.type} is told twice`);
  for (const { event, params } of notices) {
    const blank = filledIn.find(
      (name) => params[name] === null && noticeTexts.zh[event].text.includes(`{${name}}`),
    );
    if (blank) throw new Error(`${event} of ${entry.type} has no ${blank}`);
  }
}

const filledIn = ['dueAt', 'from', 'to', 'about', 'waybillNo'] as const;

/** Goods leave from what is held for them at that moment, and from nowhere else (S0 5.3). */
function checkLeaving(before: OrderState, after: OrderState): void {
  const known = new Set(before.effects.map(({ id }) => id));
  for (const { id, kind, request } of after.effects) {
    if (kind !== 'commit_stock' || known.has(id)) continue;
    const hold = before.effects.find((effect) => effect.id === request.holdKey);
    expect([id, hold?.status, hold?.result?.lostAt ?? null]).toEqual([id, 'done', null]);
    const validUntil = hold?.result?.validUntil ?? null;
    if (validUntil !== null) expect(after.order.lastAt < validUntil).toBe(true);
  }
}

/**
 * Nothing is handed over, and nothing lost is found, that is not paid for at that moment: its units
 * were not given back before, nor the money for them (S0 6.7.2 b, 6.8 d).
 */
function checkPaidFor(before: OrderState, after: OrderState): void {
  const { order, refunds, lines, shipments, shipmentLines } = before;
  if (order.paymentTiming === 'on_delivery' || order.capturedMinor === 0) return;
  const back = refunds.filter(({ kind }) => kind === 'refund');
  const left = order.capturedMinor - sum(back.map(({ amountMinor }) => amountMinor));
  for (const { id, direction, handedOverAt, status } of shipments) {
    const now = after.shipments.find((one) => one.id === id);
    const isLeaving = handedOverAt === null && (now?.handedOverAt ?? null) !== null;
    const isFound = status === 'lost' && now?.status !== 'lost';
    if (direction !== 'outbound' || !(isLeaving || isFound)) continue;
    let worth = 0;
    for (const { lineNo, quantity } of shipmentLines.filter((one) => one.shipmentId === id)) {
      const ordered = must(
        lines.find((one) => one.lineNo === lineNo),
        'line',
      );
      const paid = ordered.quantity - ordered.dropped - ordered.refundedQuantity;
      expect([id, lineNo, quantity <= paid]).toEqual([id, lineNo, true]);
      // Rounded in the seller's favour at most once a line and once for its tax.
      const share = (ordered.netMinor + ordered.taxMinor) / ordered.quantity;
      worth += Math.floor(share * quantity) - 2;
    }
    // A lower price is no end of the sale; half of it is.
    expect([id, worth <= 2 * left]).toEqual([id, true]);
  }
}

function statuses(state: OrderState): [string, string][] {
  return state.documents.map(({ id, status }) => [id, status]);
}

function statusOf(state: OrderState, documentId: string): string | undefined {
  return state.documents.find(({ id }) => id === documentId)?.status;
}

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** What every state of an order must keep. */
export function checkState(state: OrderState, books: Books): void {
  expect(orderView(state).version).toBe(state.order.version);
  checkMoney(state, books);
  checkInvoices(state);
  checkQuantities(state, books);
  checkStock(state);
  checkHeld(state);
  checkDeadlines(state);
  checkOffers(state);
  checkRecords(state);
  if (isFinal(state.order)) checkFinal(state);
  else checkAlive(state);
}

function checkMoney(state: OrderState, books: Books): void {
  const { order, refunds, lines, balances } = state;
  checkCash(state);
  checkDoors(state, books);
  const account = (name: string): number => balances[name] ?? 0;
  expect(order.capturedMinor).toBe(books.captured);
  expect(order.collectedMinor).toBe(books.collected);
  expect(order.refundedMinor).toBe(books.refunded);
  expect(account('provider')).toBe(
    books.captured +
      books.remitted +
      books.surplus -
      books.refunded -
      books.compensated -
      books.overpaid,
  );
  expect(sum(Object.values(balances))).toBe(0);
  const paid = order.capturedMinor + order.collectedMinor;
  expect(paid).toBeLessThanOrEqual(order.placedTotalMinor);
  checkTotals(order);
  const givenBack = refunds.filter(({ kind }) => kind === 'refund');
  expect(sum(givenBack.map(({ amountMinor }) => amountMinor))).toBeLessThanOrEqual(paid);
  expect(account('refund_due')).toBe(
    0 - sum(refunds.filter(({ status }) => status !== 'succeeded').map(unpaidOf)),
  );
  // Never more in escrow than nothing: it is owed to somebody, so never a debit.
  expect(account('escrow')).toBeLessThanOrEqual(0);
  expect(account('cash_in_transit')).toBeGreaterThanOrEqual(0);
  // Whoever bears what, the seller is paid once for what it gave away, sent again included.
  const given = order.placedTotalMinor + worthSentAgain(state);
  expect(-account('seller')).toBeLessThanOrEqual(given);
  expect(order.attemptsLeft).toBeGreaterThanOrEqual(0);
  expect(order.deliveryFeeRefundedMinor).toBeLessThanOrEqual(order.deliveryFeeMinor);
  for (const line of lines) {
    expect(line.refundedMinor).toBeLessThanOrEqual(line.netMinor + line.taxMinor);
    expect(line.refundedQuantity).toBeLessThanOrEqual(line.quantity);
  }
  checkSentOnce(state);
  for (const refund of refunds) expect(refund.amountMinor).toBeGreaterThan(0);
  if (order.status === 'completed') checkWhoBore(state);
}

/** What others bore for goods that were found missing or damaged at the door stays theirs. */
function checkWhoBore({ order, refunds, balances }: OrderState): void {
  const others = refunds.filter(
    ({ kind, bearer }) => kind === 'refund' && (bearer === 'courier' || bearer === 'platform'),
  );
  for (const { id, shipmentId, lines, releasedMinor } of others) {
    if (shipmentId !== null && lines.length > 0) expect([id, releasedMinor ?? 0]).toEqual([id, 0]);
  }
  // A fee that only others have given back was earned all the same.
  const isOthers = others.length > 0 && others.length === refunds.length;
  const isReleased = others.some(({ releasedMinor }) => (releasedMinor ?? 0) > 0);
  if (isOthers && !isReleased && order.capturedMinor + order.collectedMinor > 0) {
    expect(balances.courier ?? 0).toBe(-order.deliveryFeeMinor || 0);
  }
}

/** What is being sent again was paid for and is not refunded as well (S0 7.7.3 b). */
function checkSentOnce(state: OrderState): void {
  for (const line of state.lines) {
    const paid = line.quantity - unpaidUnits(state.order, line) - line.refundedQuantity;
    expect([line.lineNo, unitsSentAgain(state, line.lineNo) <= paid]).toEqual([line.lineNo, true]);
  }
  checkStillPaid(state);
}

/** Whatever else is given back meanwhile: goods that are sent again stay paid for (S0 6.7.2 b). */
function checkStillPaid(state: OrderState): void {
  const { order, refunds, lines } = state;
  const back = refunds.filter(({ kind }) => kind === 'refund');
  const left =
    order.capturedMinor + order.collectedMinor - sum(back.map(({ amountMinor }) => amountMinor));
  const worth = lines.map((line) => {
    const units = unitsSentAgain(state, line.lineNo);
    // Rounded in the seller's favour at most once a line and once for its tax.
    const share = ((line.netMinor + line.taxMinor) / line.quantity) * units;
    return Math.max(0, Math.floor(share) - 2);
  });
  expect(['sent again', sum(worth) <= 2 * left]).toEqual(['sent again', true]);
}

function worthSentAgain({ shipments, shipmentLines, lines }: OrderState): number {
  const again = new Set(
    shipments.filter(({ direction }) => direction === 'replacement').map(({ id }) => id),
  );
  const worth = ({ lineNo, handedOver }: OrderState['shipmentLines'][number]): number => {
    const line = lines.find((candidate) => candidate.lineNo === lineNo);
    return line ? Math.ceil((line.netMinor * handedOver) / line.quantity) : 0;
  };
  return sum(shipmentLines.filter(({ shipmentId }) => again.has(shipmentId)).map(worth));
}

/** One version of the offer is in effect, and it is what the order is worth (S0 9.4 a). */
function checkOffers({ order, documents }: OrderState): void {
  const offers = documents.filter(({ kind }) => kind === 'offer');
  expect(offers.map(({ version }) => version)).toEqual(offers.map((_, index) => index + 1));
  const inEffect = offers.filter(({ status }) => status === 'confirmed');
  expect(inEffect.length).toBe(order.consumerConfirmation === null ? 0 : 1);
  for (const { content } of inEffect) {
    expect(content['offer']).toMatchObject({ totals: { totalMinor: order.totalMinor } });
  }
}

/** No more is invoiced than was paid; what is too much after a refund is the seller's to take back. */
function checkInvoices(state: OrderState): void {
  const invoiced = invoicedMinor(state);
  const paid = state.order.capturedMinor + state.order.collectedMinor;
  expect(invoiced).toBeGreaterThanOrEqual(0);
  expect(invoiced).toBeLessThanOrEqual(paid);
  const due = state.cases.filter(
    ({ kind, status }) => kind === 'red_invoice_due' && status === 'open',
  );
  expect(due.length).toBeLessThanOrEqual(1);
  const over = invoiced - keptMinor(state);
  for (const { details } of due) expect(details.amountMinor).toBe(over);
  const wasDecided = state.cases.some(
    ({ kind, resolution }) =>
      kind === 'red_invoice_due' && ['noted', 'rejected'].includes(String(resolution?.outcome)),
  );
  if (over > 0 && !wasDecided) expect(due).toHaveLength(1);
}

/** Goods, discount, fee and tax apart, and their sum holds, also in what is proposed (S0 6.4.5). */
function checkTotals({ amendment, deliveryFeeMinor, ...order }: OrderState['order']): void {
  const offers = [order, ...(amendment ? [amendment.totals] : [])];
  for (const { goodsMinor, discountMinor, taxMinor, totalMinor } of offers) {
    expect(totalMinor).toBe(goodsMinor - discountMinor + deliveryFeeMinor + taxMinor);
    expect(Math.min(goodsMinor, discountMinor, taxMinor)).toBeGreaterThanOrEqual(0);
    expect(totalMinor).toBeLessThanOrEqual(order.placedTotalMinor);
  }
  if (amendment?.status === 'accepted') expect(order).toMatchObject(amendment.totals);
}

/** Every coin that was collected is in transit, has become a claim, or was handed over. */
function checkCash({ order, shipments, balances }: OrderState): void {
  const cash = (isIn: (shipment: Shipment) => boolean): number =>
    sum(shipments.filter(isIn).map(({ cashCollectedMinor }) => cashCollectedMinor ?? 0));
  expect(cash(() => true)).toBe(order.collectedMinor);
  expect(balances.cash_in_transit ?? 0).toBe(
    cash((one) => isCashOwed(one) && (one.cashClaimedAt ?? null) === null),
  );
  const expected = cash(isCashOwed) > 0 ? 'due' : order.collectedMinor > 0 ? 'remitted' : 'none';
  expect(order.remittance).toBe(expected);
}

/**
 * All doors together have taken the price of what is kept, and the fee once if anything is; what a
 * door is told to collect is what it would take next; its open note says so (S0 6.7.1 f, 6.4.5).
 */
function checkDoors(state: OrderState, books: Books): void {
  const { order, lines, shipments, documents } = state;
  if (order.paymentTiming !== 'on_delivery') return;
  const acceptedOf = (lineNo: number): number => books.quantities.get(lineNo)?.accepted ?? 0;
  const isKept = lines.some(({ lineNo }) => acceptedOf(lineNo) > 0);
  const price = sum(lines.map((line) => priceOfKept(line, acceptedOf(line.lineNo))));
  expect(books.collected).toBe(isKept ? price + order.deliveryFeeMinor : 0);
  for (const shipment of shipments) {
    const { id, codDueMinor, endedAt, inspection } = shipment;
    if (codDueMinor === null || endedAt !== null || inspection !== null) continue;
    const all = state.shipmentLines
      .filter(({ shipmentId }) => shipmentId === id)
      .map(({ lineNo, quantity }) => ({ lineNo, accepted: quantity }));
    expect([id, codDueMinor]).toEqual([id, codDue(state, shipment, all)]);
    const note = documents.find(
      ({ shipmentId, kind, status }) =>
        shipmentId === id &&
        kind === 'handover_note' &&
        (status === 'issued' || status === 'partly_signed'),
    );
    if (note) expect([id, note.content['codDueMinor']]).toEqual([id, codDueMinor]);
  }
  const isOpen = shipments.some((one) => one.codDueMinor !== null && one.endedAt === null);
  const { collectedMinor, refundedMinor } = order;
  if (refundedMinor > 0) {
    const status = refundedMinor >= collectedMinor ? 'refunded' : 'partly_refunded';
    expect(order.paymentStatus).toBe(status);
  } else if (collectedMinor > 0) {
    expect(order.paymentStatus).toBe(isOpen ? 'collection_due' : 'collected');
  }
}

/** What is not accepted is taken off, rounded down; the rest is the price of what is kept. */
function priceOfKept({ netMinor, taxMinor, quantity }: OrderLine, accepted: number): number {
  if (accepted === 0) return 0;
  const off = (minor: number): number => Math.floor((minor * (quantity - accepted)) / quantity);
  return netMinor - off(netMinor) + taxMinor - off(taxMinor);
}

function checkQuantities({ lines, shipments, shipmentLines }: OrderState, books: Books): void {
  for (const line of lines) {
    const counted = books.quantities.get(line.lineNo) ?? { accepted: 0, refused: 0, missing: 0 };
    const { accepted, refused, missing } = line;
    expect({ accepted, refused, missing }).toEqual(counted);
    expect(accepted + refused + missing).toBeLessThanOrEqual(line.handedOver);
    expect(line.handedOver).toBeLessThanOrEqual(line.confirmed);
    expect(line.withdrawn + line.confirmed).toBeLessThanOrEqual(line.quantity);
    expect(line.withdrawn).toBeGreaterThanOrEqual(line.dropped);
    expect(line.confirmed + line.dropped).toBeLessThanOrEqual(line.quantity);
    expect(line.dropped).toBe(books.dropped.get(line.lineNo) ?? 0);
    expect(line.refusedBack).toBeLessThanOrEqual(line.quantity - line.accepted);
  }
  checkPlanned({ lines, shipments, shipmentLines });
  for (const line of shipmentLines) {
    expect(line.accepted + line.refused + line.missing).toBeLessThanOrEqual(line.handedOver);
    expect(line.handedOver).toBeLessThanOrEqual(line.quantity);
  }
  for (const { endedAt, status } of shipments) {
    const over = [
      'accepted',
      'partly_accepted',
      'refused',
      'undeliverable',
      'lost',
      'cancelled',
      'returned',
    ];
    expect([status, endedAt !== null]).toEqual([status, over.includes(status)]);
  }
}

/** However an order is split: what was confirmed is on its way, or called off, or not planned yet. */
function checkPlanned({
  lines,
  shipments,
  shipmentLines,
}: Pick<OrderState, 'lines' | 'shipments' | 'shipmentLines'>): void {
  const outbound = shipments.filter(({ direction }) => direction === 'outbound');
  const carried = (lineNo: number, isCounted: (shipment: Shipment) => boolean): number =>
    sum(
      outbound
        .filter(isCounted)
        .flatMap(({ id }) => shipmentLines.filter((line) => line.shipmentId === id))
        .filter((line) => line.lineNo === lineNo)
        .map(({ quantity }) => quantity),
    );
  // An order that is cancelled as a whole keeps what was planned for it.
  const isWhole = outbound.every(({ status }) => status === 'cancelled');
  for (const { lineNo, confirmed, planned, cancelled, handedOver } of lines) {
    const calledOff = carried(lineNo, ({ status }) => status === 'cancelled');
    if (isWhole) expect(cancelled).toBeLessThanOrEqual(calledOff);
    else expect(cancelled).toBe(calledOff);
    expect(planned + cancelled).toBe(outbound.length > 0 ? confirmed : 0);
    expect(handedOver).toBe(carried(lineNo, ({ handedOverAt }) => handedOverAt !== null));
  }
}

/** Never more taken out of stock and put back than was set aside for the order. */
function checkStock({ order, effects, lines, shipmentLines, shipments }: OrderState): void {
  const moved = new Map<string, number>();
  for (const { kind, request } of effects) {
    if (kind !== 'commit_stock' && kind !== 'release_stock') continue;
    // What is sent again has stock of its own, all of which it takes or lets go.
    if (request.holdKey !== `hold:${order.id}`) continue;
    for (const { sku, quantity } of (request.lines ?? []) as { sku: string; quantity: number }[]) {
      moved.set(sku, (moved.get(sku) ?? 0) + quantity);
    }
  }
  for (const [sku, quantity] of moved) {
    const ofSku = lines.filter((line) => line.sku === sku);
    expect(quantity).toBeLessThanOrEqual(sum(ofSku.map((line) => line.quantity)));
  }
  const emptied = shipmentLines.filter(({ quantity }) => quantity === 0);
  for (const { shipmentId } of emptied) {
    const planned = shipments.find(({ id }) => id === shipmentId);
    // An amendment for want of stock may leave nothing to what was split off.
    const isAmended = order.amendment?.proposedBy === 'stock';
    expect(isAmended || planned?.originShipmentId === null).toBe(true);
  }
}

/** What waits for its handover is held for it, and nothing beyond, once the keeper has answered. */
function checkHeld(state: OrderState): void {
  const { order, lines } = state;
  const hold = currentHold(state);
  const isShort = order.status === 'awaiting_consumer' && order.amendment?.proposedBy === 'stock';
  if (isFinal(order) || isShort || hold?.status !== 'done') return;
  const held = stockLeft(state, hold);
  for (const sku of new Set(lines.map((line) => line.sku))) {
    const waiting = lines
      .filter((line) => line.sku === sku)
      .map((line) => line.quantity - line.withdrawn - line.cancelled - line.handedOver);
    const ofSku = held.filter((line) => line.sku === sku).map(({ quantity }) => quantity);
    expect([sku, sum(ofSku)]).toEqual([sku, sum(waiting)]);
  }
}

function checkDeadlines({ deadlines, shipments }: OrderState): void {
  for (const deadline of deadlines) {
    expect(deadline.dueAt).not.toBe('');
    const shipment = shipments.find(({ id }) => id === deadline.subjectId);
    // Goods that have arrived somewhere are waited for no longer; their money may be.
    const isOfMoney = deadline.name === 'refund' || deadline.name === 'cod_remittance';
    if (shipment && shipment.endedAt !== null && !isOfMoney) {
      expect([deadline.name, isArmed(deadline)]).toEqual([deadline.name, false]);
    }
  }
}

/** Nothing is undecided: only a refund may still be on its way (design §2.1, §2.4). */
function checkFinal(state: OrderState): void {
  const { balances, deadlines, shipments, documents, cases } = state;
  expect(balances.escrow ?? 0).toBe(0);
  expect(balances.cash_in_transit ?? 0).toBe(0);
  for (const { subjectType, subjectId } of deadlines.filter(isArmed)) {
    const found = cases.find(({ id }) => id === subjectId);
    // Money told of otherwise, or a case about what was to be undone that its respondent has answered.
    const isOpen = found?.kind === 'payment_differs' || (found?.answer ?? null) !== null;
    expect([found?.kind ?? subjectType, !found || isOpen]).toEqual([found?.kind ?? 'refund', true]);
  }
  for (const shipment of shipments) expect(shipment.endedAt).not.toBeNull();
  // One side's signature is kept as proof where a deadline overtook the other.
  for (const { status } of documents) expect(status).not.toBe('issued');
  for (const { what } of waitingFor(state).waitingFor)
    expect(['refund', 'red_invoice', 'case_resolution', 'case_answer']).toContain(what);
}

/** Somebody must do something, and if nobody does, something still happens (design §2.5). */
function checkAlive(state: OrderState): void {
  const waits = waitingFor(state).waitingFor.map(({ what }) => what);
  expect(waits).not.toEqual([]);
  expect(waits).not.toContain('next_step');
  checkMoneyAwaited(state, waits);
  const moves =
    state.deadlines.some(isArmed) ||
    state.effects.some(isUnresolved) ||
    state.cases.some(({ status }) => status === 'open') ||
    state.refunds.some(({ status }) => status !== 'succeeded');
  expect([state.order.status, moves]).toEqual([state.order.status, true]);
}

/** Nobody is asked to hand goods over, or to pay for them, when that would be refused (S0 5.3). */
function checkMoneyAwaited({ order, shipments }: OrderState, waits: string[]): void {
  const { paymentTiming, paymentStatus, capturedMinor, frozen } = order;
  const isThere =
    paymentTiming === 'on_delivery' || capturedMinor > 0 || paymentStatus === 'authorized';
  const handover = waits.filter((what) => what.startsWith('handover_note'));
  if (!isThere) expect([paymentStatus, handover]).toEqual([paymentStatus, []]);
  if (waits.includes('payment')) expect(order.attemptsLeft).toBeGreaterThan(0);
  const isLost = paymentStatus === 'capture_failed' || paymentStatus === 'declined';
  const isWaiting = shipments.some(({ status }) => status === 'awaiting_handover');
  if (frozen || !isLost || !isWaiting) return;
  expect(waits.some((what) => what === 'payment' || what === 'shipment_cancellation')).toBe(true);
}

/** Nobody is out of paid goods because somebody noted it (S0 7.7.3 b). */
function checkNoted({ order, lines, cases, refunds }: OrderState): void {
  const back = refunds.filter(({ kind }) => kind === 'refund').map((one) => one.amountMinor);
  const left = order.capturedMinor + order.collectedMinor - sum(back);
  for (const { kind, details, resolution } of cases) {
    if (resolution?.outcome !== 'noted' || kind !== 'missing_goods') continue;
    const isUnpaid = order.paymentTiming === 'on_delivery' && details.goods === 'missing';
    const about = (details.lines as { lineNo: number }[]).map(({ lineNo }) => lineNo);
    const worth = lines.filter(
      (line) =>
        about.includes(line.lineNo) &&
        line.netMinor + line.taxMinor > 0 &&
        line.refundedQuantity < line.quantity - line.dropped,
    );
    expect([kind, isUnpaid || left === 0 || worth.length === 0]).toEqual([kind, true]);
  }
}

/** At the end the consumer has back what it must, and nothing is forgotten outside. */
export function checkEnd(state: OrderState, books: Books): void {
  checkNoted(state);
  if (!books.isRefundedFreely) expect(refundedByFormula(state, books)).toContain(books.refunded);
  // All that was ever set aside has left with the courier or is free again.
  const stillHeld = [...books.stock.values()].flatMap((held) => [...held.values()]);
  expect(stillHeld.filter((left) => left > 0)).toEqual([]);
  // Whatever was held and not taken is let go: also for kept goods that nobody has paid for.
  expect([...books.held]).toEqual([]);
}
