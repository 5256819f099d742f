import { endAppointment, putOffsMax, timesPutOff } from './appointing.ts';
import { carriedStatuses, stopDeliveryClocks } from './carriage.ts';
import { followCollection } from '../money/cash.ts';
import type { RecordAttempt } from '../commands.ts';
import { endLateness } from './compensating.ts';
import { meetDeadline, startDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { voidOpenDocuments } from './documents.ts';
import { demand } from '../errors.ts';
import { demandInTime, demandShipment, demandShipmentStatus } from '../guards.ts';
import type { Appointment, Evidence, Shipment } from '../order.ts';
import { supersedeReceiptCases } from './receiving.ts';
import { sendBack } from './returning.ts';

/** What may be known before anybody was to be at the door; it is held against nobody. */
const knownBefore: readonly string[] = ['address_wrong', 'consumer_rescheduled', 'force_majeure'];

/**
 * The courier came and could not deliver; so often, and the goods go back (§2.2 no. 7). Only who
 * was there at the agreed time has tried: an attempt outside of it, or hindered by force majeure,
 * is kept but neither counts against the consumer nor keeps the promise (S0 7.7.2 a, 7.5.1 c).
 * Refuses with `appointment_missing`, `appointment_not_begun`.
 */
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
  demandBegun(draft, shipment.appointment, command.outcome);
  const wasThere = isWithin(shipment.appointment, draft.context.at);
  const isTried = wasThere && command.outcome !== 'force_majeure';
  if (isTried) {
    // The promise is kept by being there at the agreed place and time (7.5.1 c).
    meetDeadline(draft, 'delivery', shipment.id);
    stopDeadline(draft, 'presumed_lost', shipment.id);
    endLateness(draft, shipment, draft.context.at);
  }
  const counted = isTried && !(isPutOff(command) && mayPutOff(draft, shipment));
  failAttempt(draft, shipment, { ...command, counted });
}

/** Before the agreed time nobody can have been absent, unreachable or without the cash. */
function demandBegun(draft: Draft, { from, to }: Appointment, outcome: string): void {
  const { at } = draft.context;
  demand(
    at >= from || knownBefore.includes(outcome),
    'appointment_not_begun',
    `the delivery was agreed for ${from} to ${to}: before it begins nothing has failed by ` +
      `${outcome}; ${knownBefore.join(', ')} are recorded and do not count (S0 7.7.2 a)`,
    { pointer: '/outcome', from, to, now: at },
  );
}

/** Reported by the order's own time, the ends of the window included. */
function isWithin({ from, to }: Appointment, at: string): boolean {
  return from <= at && at <= to;
}

function isPutOff({ outcome }: { outcome: string }): boolean {
  return outcome === 'consumer_rescheduled';
}

/** A delivery that the consumer has put off has not failed, so often as the policy allows. */
function mayPutOff(draft: Draft, shipment: Shipment): boolean {
  return timesPutOff(shipment) < putOffsMax(draft);
}

export interface FailedAttempt {
  outcome: string;
  note: string | null;
  evidence: Evidence[];
  counted: boolean;
  returnShipmentId?: string;
}

/** Keeps a failed attempt, one that the silence about an appointment makes included. */
export function failAttempt(draft: Draft, shipment: Shipment, failed: FailedAttempt): void {
  const subject = { type: 'shipment' as const, id: shipment.id };
  const { outcome, note, evidence, counted } = failed;
  shipment.attempts.push({
    attemptNo: shipment.attempts.length + 1,
    at: draft.context.at,
    outcome,
    note,
    evidence,
    counted,
  });
  endAppointment(draft, shipment, 'attempt_failed');
  shipment.unattended = null;
  if (shipment.reportedDeliveredAt !== null) {
    shipment.reportedDeliveredAt = null;
    stopDeadline(draft, 'acceptance', shipment.id);
  }
  supersedeReceiptCases(draft, shipment);
  record(draft, 'delivery_attempt_failed', { shipmentId: shipment.id, outcome, counted }, subject);
  draft.answer = subject;
  const failures = shipment.attempts.filter((attempt) => attempt.counted).length;
  if (failures < draft.policy.attempts.maxAttempts) {
    shipment.status = 'awaiting_delivery';
    startDeadline(draft, 'appointment', subject);
    return;
  }
  giveUpDelivery(draft, shipment, failed.returnShipmentId ?? draft.context.newId('shp'));
}

/** So many attempts have failed: all of the goods go back. */
function giveUpDelivery(draft: Draft, shipment: Shipment, returnShipmentId: string): void {
  shipment.status = 'undeliverable';
  shipment.reason = 'undeliverable';
  shipment.endedAt = draft.context.at;
  stopDeliveryClocks(draft, shipment);
  voidOpenDocuments(draft, shipment.id);
  record(draft, 'shipment_undeliverable', { shipmentId: shipment.id });
  followCollection(draft);
  sendBack(draft, shipment, {
    shipmentId: returnShipmentId,
    reason: 'undeliverable',
    lines: draft.shipmentLines
      .filter((line) => line.shipmentId === shipment.id && line.quantity > 0)
      .map(({ lineNo, quantity }) => ({ lineNo, quantity })),
  });
}
