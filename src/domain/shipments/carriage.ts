import type { RecordTracking } from '../commands.ts';
import { openCase } from '../cases/open-cases.ts';
import {
  type DeadlineOptions,
  runningDeadline,
  startDeadline,
  stopDeadline,
} from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { demand } from '../errors.ts';
import { demandInTime, demandShipment } from '../guards.ts';
import { findGoods, isFound, recordDamage } from './losing.ts';
import type { OrderState, Shipment, ShipmentStatus } from '../order.ts';
import { markLost } from './returning.ts';
import { takeOut } from './unattended.ts';

/** On the way between two signatures: with the courier. */
export const carriedStatuses: readonly ShipmentStatus[] = [
  'handed_over',
  'in_transit',
  'awaiting_delivery',
  'out_for_delivery',
];

/** Tracking codes by rank: a shipment only moves forward (§2.2 no. 3). */
export const trackingRanks: Record<string, number> = {
  picked_up: 1,
  in_transit: 2,
  arrived: 3,
  out_for_delivery: 4,
  available_for_pickup: 5,
  collected: 6,
  delivered: 7,
};

/** Beside the ranks: what may happen to goods on their way. */
const codesAside: readonly string[] = [
  'exception',
  'delivery_failed',
  'refused',
  'returning',
  'back_at_depot',
  'returned',
  'redirected',
  'lost',
  'damaged',
];

/** Whether it is one of the coded values; any other is kept and never moves anything. */
export function isTrackingCode(code: string): boolean {
  return Object.hasOwn(trackingRanks, code) || codesAside.includes(code);
}

const statusByCode: Record<string, ShipmentStatus> = {
  in_transit: 'in_transit',
  arrived: 'awaiting_delivery',
  out_for_delivery: 'out_for_delivery',
};

/**
 * Whether a carrier's fact changes the shipment. One that does not stays in the inbox: unknown,
 * late and duplicate events are kept and cost nothing (§2.2 no. 3).
 */
export function movesShipment(shipment: Shipment, code: string): boolean {
  if (shipment.status === 'awaiting_collection') {
    const isStored = shipment.unattended?.collectedAt === null;
    return isStored && (code === 'collected' || code === 'lost' || isDamage(shipment, code));
  }
  if (!carriedStatuses.includes(shipment.status)) return false;
  if (code === 'lost' || isDamage(shipment, code)) return true;
  if (isDelivery(code)) {
    return shipment.direction !== 'return' && shipment.reportedDeliveredAt === null;
  }
  const rank = trackingRanks[code] ?? 0;
  return statusByCode[code] !== undefined && rank > shipment.trackingRank;
}

/** The same of the order as a whole: goods that count as lost may turn up. */
export function movesOrder(state: OrderState, shipment: Shipment, code: string): boolean {
  return movesShipment(shipment, code) || isFound(state, shipment, code);
}

/** Damage is answered for once. */
function isDamage({ damagedAt }: Shipment, code: string): boolean {
  return code === 'damaged' && damagedAt === null;
}

/** Taken from a place where it was not left by our rules is delivered by the carrier's word too. */
function isDelivery(code: string): boolean {
  return code === 'delivered' || code === 'collected';
}

/** A fact of the carriage that moves the shipment forward. */
export function recordTracking(draft: Draft, command: RecordTracking): void {
  const shipment = demandShipment(draft, command.shipmentId);
  if (command.code === 'collected') demandInTime(draft, 'collection', shipment.id);
  demand(
    movesOrder(draft, shipment, command.code),
    'wrong_shipment_status',
    `${command.code} changes nothing about a shipment that is ${shipment.status}`,
    { currentStatus: shipment.status },
  );
  record(
    draft,
    'shipment_tracked',
    { shipmentId: shipment.id, code: command.code, eventId: command.eventId, eventAt: command.at },
    { type: 'shipment', id: shipment.id },
  );
  draft.answer = { type: 'shipment', id: shipment.id };
  if (command.code === 'lost') {
    markLost(draft, shipment, 'reported');
    return;
  }
  if (command.code === 'damaged') {
    recordDamage(draft, shipment, command);
    return;
  }
  if (shipment.status === 'lost') findGoods(draft, shipment);
  shipment.trackingRank = trackingRanks[command.code] ?? shipment.trackingRank;
  if (shipment.status === 'awaiting_collection') {
    takeOut(draft, shipment);
    return;
  }
  if (isDelivery(command.code)) {
    deliveredWithoutSignature(draft, shipment, command);
    return;
  }
  shipment.status = statusByCode[command.code] ?? shipment.status;
  if (command.code === 'arrived' && shipment.appointment === null && isOutbound(shipment)) {
    startDeadline(draft, 'appointment', { type: 'shipment', id: shipment.id });
  }
}

function isOutbound(shipment: Shipment): boolean {
  return shipment.direction !== 'return';
}

/** The carrier says delivered, nobody signed: the acceptance runs, the courier must explain. */
function deliveredWithoutSignature(
  draft: Draft,
  shipment: Shipment,
  command: RecordTracking,
): void {
  const subject = { type: 'shipment' as const, id: shipment.id };
  shipment.reportedDeliveredAt = draft.context.at;
  // Nobody agrees on a time for what is said to have happened.
  stopDeadline(draft, 'appointment', shipment.id);
  startDeadline(draft, 'acceptance', subject);
  openCase(draft, {
    id: command.caseId,
    kind: 'delivered_without_signature',
    subject,
    respondentRole: 'courier',
    respondentPartyId: shipment.courierId,
    details: { eventId: command.eventId },
  });
}

/** As long as the courier has the goods, a deadline says by when they must be delivered. */
export function keepDeliveryDue(
  draft: Draft,
  shipment: Shipment,
  due: Pick<DeadlineOptions, 'promise' | 'withinRule'> = {},
): void {
  if (runningDeadline(draft, 'presumed_lost', shipment.id)) return;
  startDeadline(draft, 'delivery', { type: 'shipment', id: shipment.id }, due);
}

/** The goods are not going to their recipient any more. */
export function stopDeliveryClocks(draft: Draft, shipment: Shipment): void {
  const clocks = ['delivery', 'appointment', 'collection', 'acceptance', 'presumed_lost'] as const;
  for (const name of clocks) stopDeadline(draft, name, shipment.id);
}
