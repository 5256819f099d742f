import { cancelEverything, dropShipment, reasonsByRole } from '../confirmation/cancelling.ts';
import { closeUncarried } from './reassigning.ts';
import { carriedStatuses, stopDeliveryClocks } from './carriage.ts';
import { followCollection } from '../money/cash.ts';
import { shareCollection } from '../money/collecting.ts';
import type { CancelShipment, InterceptShipment } from '../commands.ts';
import { askEffect } from '../asked-effects.ts';
import { stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { voidOpenDocuments } from './documents.ts';
import { demand, must } from '../errors.ts';
import { demandShipment, demandShipmentStatus } from '../guards.ts';
import type { Shipment } from '../order.ts';
import { refundWhatIsOwed } from '../money/owed-refunds.ts';
import { failReplacement } from './replacing.ts';
import { advanceOrder, sendBack } from './returning.ts';
import { settleIfDone } from '../money/settling.ts';
import { releaseSurplus } from '../stock/stock.ts';

/** The seller calls off one shipment that it still has; the others go on (§2.2 no. 7). */
export function cancelShipment(draft: Draft, command: CancelShipment): void {
  const shipment = demandShipment(draft, command.shipmentId);
  demandShipmentStatus(shipment, ['planned', 'awaiting_courier', 'awaiting_handover']);
  demand(
    shipment.direction !== 'return',
    'wrong_shipment_status',
    'goods that come back are not called off',
    { currentStatus: shipment.status },
  );
  const allowed = reasonsByRole.seller ?? [];
  demand(
    allowed.includes(command.reason),
    'reason_not_allowed',
    `a seller calls off with one of ${allowed.join(', ')}`,
    { pointer: '/reason' },
  );
  const subject = { type: 'shipment' as const, id: shipment.id };
  record(draft, 'shipment_cancelled', { reason: command.reason, note: command.note }, subject);
  cancelShipmentAlone(draft, shipment, command.reason);
  draft.answer = subject;
}

/**
 * Ends one shipment whose goods are still with the seller: its stock is released, and what was
 * paid for it goes back by the formula, at the latest when the money was taken. The last one takes
 * the order with it (§2.2 no. 7).
 */
export function cancelShipmentAlone(draft: Draft, shipment: Shipment, reason: string): void {
  if (shipment.direction === 'replacement') {
    failReplacement(draft, shipment, reason);
    return;
  }
  if (!hasOthers(draft, shipment)) {
    cancelEverything(draft, reason);
    return;
  }
  record(draft, 'shipment_cancelled', { shipmentId: shipment.id, reason });
  voidOpenDocuments(draft, shipment.id);
  for (const name of ['courier_confirmation', 'dispatch'] as const) {
    stopDeadline(draft, name, shipment.id);
  }
  closeUncarried(draft, shipment, { outcome: 'shipment_cancelled' });
  dropShipment(draft, shipment, reason);
  countCalledOff(draft, shipment);
  releaseSurplus(draft, `release:${shipment.id}`);
  shareCollection(draft);
  followCollection(draft);
  refundWhatIsOwed(draft);
  advanceOrder(draft);
  settleIfDone(draft);
}

function hasOthers({ shipments }: Draft, { id }: Shipment): boolean {
  return shipments.some(
    (other) => other.direction === 'outbound' && other.id !== id && other.status !== 'cancelled',
  );
}

/** Its units are no longer planned; those of the others are. */
function countCalledOff(draft: Draft, { id, direction }: Shipment): void {
  if (direction !== 'outbound') return;
  for (const carried of draft.shipmentLines) {
    if (carried.shipmentId !== id) continue;
    const line = must(
      draft.lines.find((candidate) => candidate.lineNo === carried.lineNo),
      'line',
    );
    line.planned -= carried.quantity;
    line.cancelled += carried.quantity;
  }
}

export const interceptionReasons = [
  'consumer_request',
  'wrong_goods',
  'recall',
  'payment_failed',
  'fraud_suspected',
  'operator',
] as const;

/**
 * Support calls goods back that are on their way: they return on a shipment of their own, and the
 * money follows them by the formula (§2.2 no. 7). The carrier is told to stop.
 */
export function interceptShipment(draft: Draft, command: InterceptShipment): void {
  const shipment = demandShipment(draft, command.shipmentId);
  demandShipmentStatus(shipment, [...carriedStatuses, 'awaiting_collection']);
  demand(
    shipment.direction !== 'return',
    'wrong_shipment_status',
    'the goods are on their way back already',
    { currentStatus: shipment.status },
  );
  demand(
    shipment.inspection === null && !shipment.unattended?.collectedAt,
    'wrong_shipment_status',
    shipment.unattended?.collectedAt
      ? 'the consumer has taken the goods out'
      : 'the goods are being inspected at the door; the delivery note decides',
    { currentStatus: shipment.status },
  );
  const subject = { type: 'shipment' as const, id: shipment.id };
  record(draft, 'shipment_intercepted', { reason: command.reason, note: command.note }, subject);
  shipment.status = 'undeliverable';
  shipment.reason = 'intercepted';
  shipment.endedAt = draft.context.at;
  stopDeliveryClocks(draft, shipment);
  voidOpenDocuments(draft, shipment.id);
  stopCarriage(draft, shipment);
  followCollection(draft);
  sendBack(draft, shipment, {
    shipmentId: command.returnShipmentId,
    reason: 'intercepted',
    lines: draft.shipmentLines
      .filter((line) => line.shipmentId === shipment.id && line.quantity > 0)
      .map(({ lineNo, quantity }) => ({ lineNo, quantity })),
  });
  advanceOrder(draft);
  draft.answer = subject;
}

/** Asked only of a carrier that knows of the carriage. */
function stopCarriage(draft: Draft, { id, waybillNo }: Shipment): void {
  const registered = draft.effects.find((effect) => effect.id === `register:${id}`);
  if (!registered || registered.status === 'failed' || waybillNo === null) return;
  askEffect(draft, 'cancel_carriage', `intercept:${id}`, { shipmentId: id, waybillNo });
}
