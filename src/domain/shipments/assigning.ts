import { dateAt, epochMsOf } from '../calendars/calendar.ts';
import { startDeadline } from '../deadlines/deadlines.ts';
import type { Draft } from '../draft.ts';
import type { Shipment } from '../order.ts';
import { agreedDuration } from '../parties/agreements.ts';
import { cashWanted } from '../parties/cash-limit.ts';
import {
  type CarriageWanted,
  type CourierStanding,
  handlingOfShipment,
} from '../parties/couriers.ts';
import type { CouriersPolicy } from '../policies/policy.ts';
import { isToLeave } from './asking-for-paid.ts';

/**
 * A shipment gets its courier. Where policy or agreement asks the courier to confirm the carriage
 * (S0 7.5.1 a) it waits for that; else for the handover. A dispatch deadline that runs, runs on.
 */
export function assignCourier(draft: Draft, shipment: Shipment, courierId: string | null): void {
  shipment.courierId = courierId;
  noteParty(draft, courierId);
  if (courierId === null || !mustConfirm(draft, courierId)) {
    awaitHandover(draft, shipment);
    return;
  }
  shipment.status = 'awaiting_courier';
  if (isToLeave(draft, shipment)) askCourier(draft, shipment);
  else awaitDispatch(draft, shipment);
}

export function askCourier(draft: Draft, { id }: Shipment): void {
  startDeadline(draft, 'courier_confirmation', { type: 'shipment', id });
}

export function awaitHandover(draft: Draft, shipment: Shipment): void {
  shipment.status = 'awaiting_handover';
  awaitDispatch(draft, shipment);
}

export function awaitDispatch(draft: Draft, shipment: Shipment): void {
  // An amendment is decided on first: the dispatch is awaited anew after that.
  if (draft.order.status === 'awaiting_consumer') return;
  startDeadline(
    draft,
    'dispatch',
    { type: 'shipment', id: shipment.id },
    { promise: shipment.direction === 'outbound' ? draft.order.promisedDispatchBy : null },
  );
}

/** Its name stands in documents, its calendar counts its deadlines. */
export function noteParty(draft: Draft, courierId: string | null): void {
  const found = draft.context.couriers?.find(({ id }) => id === courierId);
  if (!found || draft.parties.some(({ id }) => id === courierId)) return;
  const { id, role, name, calendarId } = found;
  draft.parties.push({ id, role, name, calendarId });
}

/** Whether policy or agreement lets a courier say first that it carries the goods. */
export function mustConfirm(draft: Draft, courierId: string): boolean {
  const { policy, order, context } = draft;
  const confirming: CouriersPolicy['confirming'] = policy.couriers?.confirming ?? [];
  if (confirming === 'all' || confirming.includes(courierId)) return true;
  const agreed = agreedDuration(context.counting?.agreements ?? [], {
    deadline: 'courier_confirmation',
    responsibleId: courierId,
    sellerId: order.sellerId,
    platformId: order.platformId,
    day: dateAt(epochMsOf(context.at), policy.zone),
  });
  return agreed !== null;
}

/** Those that have not declined it. */
export function leftFor(draft: Draft, shipment: Shipment): CourierStanding[] {
  const declined = (shipment.declines ?? []).map(({ courierId }) => courierId);
  return (draft.context.couriers ?? []).filter(({ id }) => !declined.includes(id));
}

/** What a courier of the shipment must be able to do. */
export function wantedFor(draft: Draft, shipment: Shipment): CarriageWanted {
  return {
    handling: handlingOfShipment(draft, shipment.id),
    service: shipment.courierService,
    policy: draft.policy,
    at: draft.context.at,
    cash: cashWanted(draft.order.paymentTiming, draft.order, shipment.codDueMinor ?? 0),
    pointer: '/courierId',
  };
}
