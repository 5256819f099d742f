import { carriedStatuses, keepDeliveryDue } from './carriage.ts';
import type { AppointDelivery } from '../commands.ts';
import { meetDeadline, runningDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { addDuration } from '../calendars/duration.ts';
import { demand } from '../errors.ts';
import { giveMoreTime } from '../deadlines/extending.ts';
import { demandInTime, demandShipment, demandShipmentStatus } from '../guards.ts';
import type { Appointment, EarlierAppointment, Shipment } from '../order.ts';

/**
 * Time and place agreed with the consumer before the delivery (S0 7.7.2 a). Either side may agree
 * on another time; what was agreed before is kept.
 */
export function appointDelivery(draft: Draft, command: AppointDelivery): void {
  const shipment = demandShipment(draft, command.shipmentId);
  demandInTime(draft, 'appointment', shipment.id);
  demandShipmentStatus(shipment, carriedStatuses);
  demand(
    shipment.direction !== 'return',
    'wrong_shipment_status',
    'a return leg ends at the seller, by its return note',
  );
  demand(
    shipment.inspection === null,
    'wrong_shipment_status',
    'the goods were inspected; the delivery note decides',
  );
  demandWindow(draft, command);
  const isAnother = shipment.appointment !== null;
  const appointment = appointmentOf(draft, command);
  demandMayPutOff(draft, shipment, appointment);
  endAppointment(draft, shipment, 'rescheduled');
  shipment.appointment = appointment;
  meetDeadline(draft, 'appointment', shipment.id);
  // Another attempt after a failed one has nothing to keep but the appointment itself, which a
  // courier sets no later than if the goods had just been handed over.
  if (shipment.attempts.length > 0) {
    const withinRule = appointment.madeBy !== 'consumer';
    keepDeliveryDue(draft, shipment, { promise: command.to, withinRule });
  }
  record(
    draft,
    isAnother ? 'delivery_rescheduled' : 'delivery_appointed',
    { shipmentId: shipment.id, from: command.from, to: command.to, by: appointment.madeBy },
    { type: 'shipment', id: shipment.id },
  );
  if (appointment.madeBy === 'consumer') grantLaterDelivery(draft, shipment, command.to);
  draft.answer = { type: 'shipment', id: shipment.id };
}

/** Nobody agrees on a time that is over, so far ahead that it is none, or so long. */
function demandWindow(draft: Draft, { from, to }: AppointDelivery): void {
  const { at } = draft.context;
  const { zone } = draft.policy;
  demand(to > at, 'appointment_out_of_range', `an appointment ends after now, ${at}`, {
    pointer: '/to',
    after: at,
  });
  const latestFrom = addDuration(at, 'P90D', zone);
  demand(
    from <= latestFrom,
    'appointment_out_of_range',
    `an appointment begins within 90 days, by ${latestFrom}`,
    { pointer: '/from', notAfter: latestFrom },
  );
  const latestTo = addDuration(from, 'P7D', zone);
  demand(
    to <= latestTo,
    'appointment_out_of_range',
    `an appointment that begins then ends within 7 days, by ${latestTo}`,
    { pointer: '/to', notAfter: latestTo },
  );
}

/**
 * The consumer may put the delivery off so often as the policy allows. Only what it asks for itself
 * counts here: no word of a courier takes that from it. The courier, who answers for the promise, as often as the consumer agrees.
 */
function demandMayPutOff(draft: Draft, shipment: Shipment, next: Appointment): void {
  const { appointment } = shipment;
  if (!appointment || !putsOff(appointment, next)) return;
  const most = putOffsMax(draft);
  demand(
    timesAsked(shipment) < most,
    'put_off_too_often',
    `the consumer has put the delivery off ${most} times; it stays agreed for ` +
      `${appointment.from} to ${appointment.to}, unless the courier agrees on another time`,
    { pointer: '/from', putOffsMax: most, from: appointment.from, to: appointment.to },
  );
}

function putsOff(before: Appointment, next: Appointment): boolean {
  return next.madeBy === 'consumer' && next.from > before.from;
}

/** How often the consumer may have one delivery put off. */
export function putOffsMax({ policy }: Pick<Draft, 'policy'>): number {
  return policy.attempts.maxReschedulings ?? policy.attempts.maxAttempts;
}

/** How often the consumer has asked for a later time itself. */
function timesAsked({ appointment, earlierAppointments }: Shipment): number {
  const asked = earlierAppointments.filter((before, index) => {
    const next = earlierAppointments[index + 1] ?? appointment;
    return before.endedBy === 'rescheduled' && next !== null && putsOff(before, next);
  });
  return asked.length;
}

/** How often it was put off, what the courier says of it at the door included. */
export function timesPutOff(shipment: Shipment): number {
  const atTheDoor = shipment.attempts.filter(({ outcome }) => outcome === 'consumer_rescheduled');
  return timesAsked(shipment) + atTheDoor.length;
}

function appointmentOf(draft: Draft, command: AppointDelivery): Appointment {
  const { actor, at } = draft.context;
  return {
    from: command.from,
    to: command.to,
    place: command.place,
    contact: command.contact,
    madeAt: at,
    madeBy: (actor.onBehalfOf ?? actor.role) as 'courier' | 'consumer',
  };
}

/** The appointment stands no more; it is kept with how it ended. */
export function endAppointment(
  draft: Draft,
  shipment: Shipment,
  endedBy: EarlierAppointment['endedBy'],
): void {
  if (!shipment.appointment) return;
  shipment.earlierAppointments.push({
    ...shipment.appointment,
    endedAt: draft.context.at,
    endedBy,
  });
  shipment.appointment = null;
}

/**
 * Whom the promise protects asks for a later time: it is due then, where the policy lets the
 * consumer give more time (S0 7.5.1 c).
 */
function grantLaterDelivery(draft: Draft, shipment: Shipment, to: string): void {
  if (!draft.policy.deadlines.delivery.extendableBy?.includes('consumer')) return;
  const deadline = runningDeadline(draft, 'delivery', shipment.id);
  // One that this very transition started has no due time yet.
  const isEarlier = deadline?.state === 'running' && deadline.dueAt !== '' && deadline.dueAt < to;
  if (deadline && isEarlier) {
    giveMoreTime(draft, deadline, { until: to, by: 'consumer', reason: null });
    return;
  }
  const presumed = runningDeadline(draft, 'presumed_lost', shipment.id);
  if (!presumed || presumed.dueAt > to) return;
  // Late already: they are not lost for it while the consumer itself lets them wait.
  stopDeadline(draft, 'presumed_lost', shipment.id);
  keepDeliveryDue(draft, shipment, { promise: to });
}
