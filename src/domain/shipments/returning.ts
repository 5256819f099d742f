import { isCaptureOpen } from '../asked-effects.ts';
import { latestRefundAt } from '../calendars/deadline-times.ts';
import { openShortReturn } from '../cases/short-returns.ts';
import {
  meetDeadline,
  startDeadline,
  stopDeadline,
  stopDeadlines,
} from '../deadlines/deadlines.ts';
import { type Draft, record, setStatus } from '../draft.ts';
import { isOver } from '../guards.ts';
import { voidAuthorization } from '../money/voiding.ts';
import { followCollection } from '../money/cash.ts';
import { isPaidAtDoor } from '../money/cod-due.ts';
import { holdsOrder } from '../money/invoicing.ts';
import { refundWhatIsOwed } from '../money/owed-refunds.ts';
import { settle, settleIfDone } from '../money/settling.ts';
import type { OrderLine, Shipment, ShipmentLine } from '../order.ts';
import { isAsDeclared } from '../placing/goods.ts';
import { endLateness } from './compensating.ts';
import { voidOpenDocuments } from './documents.ts';
import { awaitFinding, isSought, postValue } from './losing.ts';
import { emptyShipment, emptyShipmentLine } from './planning.ts';
import { closeReceiptCases } from './receiving.ts';
import { reopenCase } from './replacing.ts';

export interface GoodsBack {
  shipmentId: string;
  reason: string;
  lines: { lineNo: number; quantity: number }[];
}

/** Goods travel back on a shipment of their own, with the courier who has them (§2.2 no. 6). */
export function sendBack(draft: Draft, origin: Shipment, back: GoodsBack): void {
  const { order } = draft;
  const subject = { type: 'shipment' as const, id: back.shipmentId };
  draft.shipments.push({
    ...emptyShipment(back.shipmentId, order.id),
    direction: 'return',
    originShipmentId: origin.id,
    status: 'in_transit',
    courierId: origin.courierId,
    courierService: origin.courierService,
    reason: back.reason,
    trackingRank: 2,
    handedOverAt: draft.context.at,
  });
  for (const line of back.lines) {
    draft.shipmentLines.push({
      ...emptyShipmentLine(order.id, back.shipmentId, line.lineNo, line.quantity),
      handedOver: line.quantity,
    });
  }
  record(draft, 'goods_sent_back', { shipmentId: back.shipmentId, reason: back.reason }, subject);
  startDeadline(draft, 'return_to_seller', subject);
  if (isPaidAtDoor(draft, origin)) return;
  startDeadline(draft, 'refund', subject, {
    promise: latestRefundAt(draft.policy, draft.context.at),
    onExpiry: 'refund_now',
    responsibleRole: 'platform',
  });
}

/** What the newest note that still counts says is there of a line; without one all of it. */
function countedBack(draft: Draft, shipment: Shipment, carried: ShipmentLine): number {
  const note = noteOf(draft, shipment);
  const lines = (note?.content.lines ?? []) as { lineNo: number; counted?: number }[];
  return lines.find(({ lineNo }) => lineNo === carried.lineNo)?.counted ?? carried.quantity;
}

/** What differs within the tolerance of the goods came back as it started (S0 6.4.4). */
function missingOf(line: OrderLine | undefined, carried: ShipmentLine, counted: number): number {
  const { quantity } = carried;
  return line && isAsDeclared(counted, { ...line, quantity }) ? 0 : quantity - counted;
}

function noteOf(draft: Draft, { id }: Shipment) {
  return draft.documents.findLast(
    ({ shipmentId, kind, status }) =>
      shipmentId === id && kind === 'return_to_seller_note' && status !== 'void',
  );
}

/** The goods are back: both have signed, or the silent seller was overtaken (`return_receipt`). */
export function receiveReturn(
  draft: Draft,
  shipment: Shipment,
  receipt: 'signed' | 'auto' = 'signed',
): void {
  shipment.status = 'returned';
  shipment.endedAt = draft.context.at;
  for (const carried of draft.shipmentLines) {
    if (carried.shipmentId !== shipment.id) continue;
    const line = draft.lines.find((candidate) => candidate.lineNo === carried.lineNo);
    carried.missing = missingOf(line, carried, countedBack(draft, shipment, carried));
    const back = carried.quantity - carried.missing;
    // What a replacement brought back may have been back before: a unit is counted once.
    if (line) {
      line.refusedBack = Math.min(line.quantity - line.accepted, line.refusedBack + back);
    }
  }
  meetDeadline(draft, 'return_to_seller', shipment.id);
  if (receipt === 'signed') meetDeadline(draft, 'return_receipt', shipment.id);
  stopDeadline(draft, 'presumed_lost', shipment.id);
  record(draft, 'goods_returned', { shipmentId: shipment.id, receipt });
  openShortReturn(draft, shipment, noteOf(draft, shipment)?.id ?? '');
  refundWhatIsOwed(draft);
  meetDeadline(draft, 'refund', shipment.id);
  advanceOrder(draft);
  settleIfDone(draft);
}

/**
 * The goods are gone: the money goes back, the courier owes their value (§2.4). What the courier
 * itself reports it may still find; of what was long overdue, or decided, nobody waits any more.
 */
export function markLost(
  draft: Draft,
  shipment: Shipment,
  how: 'reported' | 'presumed' | 'decided',
): void {
  shipment.status = 'lost';
  shipment.reason ??= 'lost';
  shipment.endedAt = draft.context.at;
  for (const name of [
    'delivery',
    'appointment',
    'collection',
    'acceptance',
    'presumed_lost',
    'return_to_seller',
    'return_receipt',
  ] as const) {
    stopDeadline(draft, name, shipment.id);
  }
  voidOpenDocuments(draft, shipment.id);
  record(draft, 'shipment_lost', { shipmentId: shipment.id });
  closeReceiptCases(draft, shipment, 'lost');
  if (shipment.direction !== 'return') followCollection(draft);
  postValue(draft, shipment, 'goods_lost');
  if (shipment.direction !== 'return') endLateness(draft, shipment, draft.context.at);
  if (shipment.direction === 'replacement') reopenCase(draft, shipment, 'lost');
  if (how === 'reported') awaitFinding(draft, shipment);
  refundWhatIsOwed(draft);
  if (shipment.direction === 'return') meetDeadline(draft, 'refund', shipment.id);
  advanceOrder(draft);
  settleIfDone(draft);
}

/** The order follows its shipments: delivered once something was kept, else returned (§2.1). */
export function advanceOrder(draft: Draft): void {
  const { order } = draft;
  if (order.status !== 'in_delivery') return;
  const outbound = draft.shipments.filter((shipment) => shipment.direction === 'outbound');
  if (outbound.some((one) => one.endedAt === null || isSought(draft, one))) return;
  if (draft.lines.some((line) => line.accepted > 0)) {
    setStatus(draft, 'delivered');
    startDeadline(draft, 'after_sale', { type: 'order', id: order.id });
    return;
  }
  const sent = outbound.find(({ status }) => status !== 'cancelled')?.status;
  order.statusReason = sent === 'undeliverable' || sent === 'lost' ? sent : 'refused';
  const back = draft.shipments.every((shipment) => shipment.endedAt !== null);
  const undecided = draft.cases.some(holdsOrder) || isCaptureOpen(draft);
  if (!back || undecided) return;
  endReturned(draft);
}

/** Nothing was kept and all is back: what is left in escrow is settled, a refund may still run. */
function endReturned(draft: Draft): void {
  if (isOver(draft)) return;
  setStatus(draft, 'returned', draft.order.statusReason);
  stopDeadlines(draft, (deadline) => deadline.subjectType === 'refund');
  if (draft.order.paymentStatus === 'capture_failed') voidAuthorization(draft);
  settle(draft);
  record(draft, 'order_returned', { reason: draft.order.statusReason });
}
