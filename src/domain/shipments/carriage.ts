import { endAppointment } from './appointing.ts';
import { followCollection } from '../money/cash.ts';
import type { RecordAttempt, RecordTracking } from '../commands.ts';
import { endLateness } from './compensating.ts';
import {
  type Draft,
  meetDeadline,
  openCase,
  record,
  runningDeadline,
  startDeadline,
  stopDeadline,
  voidOpenDocuments,
} from '../draft.ts';
import { demand } from '../errors.ts';
import { demandInTime, demandShipment, demandShipmentStatus } from '../guards.ts';
import { findGoods, isFound, recordDamage } from './losing.ts';
import type { OrderState, Shipment, ShipmentStatus } from '../order.ts';
import { markLost, sendBack } from './returning.ts';
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
    markLost(draft, shipment);
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
  promise: string | null = null,
): void {
  if (runningDeadline(draft, 'presumed_lost', shipment.id)) return;
  startDeadline(draft, 'delivery', { type: 'shipment', id: shipment.id }, { promise });
}

/** The courier came and could not deliver; so often, and the goods go back (§2.2 no. 7). */
export function recordAttempt(draft: Draft, command: RecordAttempt): void {
  const shipment = demandShipment(draft, command.shipmentId);
  demandInTime(draft, 'presumed_lost', shipment.id);
  demandShipmentStatus(shipment, carriedStatuses);
  demand(
    shipment.appointment !== null,
    'appointment_missing',
    'agree time and place with the consumer before the delivery is attempted (S0 7.7.2 a)',
  );
  demand(
    shipment.inspection === null,
    'wrong_shipment_status',
    'the goods were inspected; the delivery note decides',
  );
  // The promise is kept by being there at the agreed place, no later than agreed (7.5.1 c).
  if (draft.context.at <= shipment.appointment.to) meetDeadline(draft, 'delivery', shipment.id);
  stopDeadline(draft, 'presumed_lost', shipment.id);
  endLateness(draft, shipment, draft.context.at);
  failAttempt(draft, shipment, command);
}

export interface FailedAttempt {
  outcome: string;
  note: string | null;
  evidence: { digest: string; mediaType: string }[];
  returnShipmentId?: string;
}

/** Counts a failed attempt, one that the silence about an appointment makes included. */
export function failAttempt(draft: Draft, shipment: Shipment, failed: FailedAttempt): void {
  const subject = { type: 'shipment' as const, id: shipment.id };
  shipment.attempts.push({
    attemptNo: shipment.attempts.length + 1,
    at: draft.context.at,
    outcome: failed.outcome,
    note: failed.note,
    evidence: failed.evidence,
  });
  endAppointment(draft, shipment, 'attempt_failed');
  shipment.unattended = null;
  if (shipment.reportedDeliveredAt !== null) {
    shipment.reportedDeliveredAt = null;
    stopDeadline(draft, 'acceptance', shipment.id);
  }
  record(
    draft,
    'delivery_attempt_failed',
    { shipmentId: shipment.id, outcome: failed.outcome },
    subject,
  );
  draft.answer = subject;
  if (failuresOf(draft, shipment) < draft.policy.attempts.maxAttempts) {
    shipment.status = 'awaiting_delivery';
    startDeadline(draft, 'appointment', subject);
    return;
  }
  shipment.status = 'undeliverable';
  shipment.reason = 'undeliverable';
  shipment.endedAt = draft.context.at;
  stopDeliveryClocks(draft, shipment);
  voidOpenDocuments(draft, shipment.id);
  record(draft, 'shipment_undeliverable', { shipmentId: shipment.id });
  followCollection(draft);
  sendBack(draft, shipment, {
    shipmentId: failed.returnShipmentId ?? draft.context.newId('shp'),
    reason: 'undeliverable',
    lines: draft.shipmentLines
      .filter((line) => line.shipmentId === shipment.id && line.quantity > 0)
      .map(({ lineNo, quantity }) => ({ lineNo, quantity })),
  });
}

/** The goods are not going to their recipient any more. */
export function stopDeliveryClocks(draft: Draft, shipment: Shipment): void {
  const clocks = ['delivery', 'appointment', 'collection', 'acceptance', 'presumed_lost'] as const;
  for (const name of clocks) stopDeadline(draft, name, shipment.id);
}

/** A delivery that the consumer has put off has not failed, so often as the policy allows. */
function failuresOf(draft: Draft, { attempts }: Shipment): number {
  const { maxAttempts, maxReschedulings = maxAttempts } = draft.policy.attempts;
  const putOff = attempts.filter(({ outcome }) => outcome === 'consumer_rescheduled').length;
  return attempts.length - Math.min(putOff, maxReschedulings);
}
