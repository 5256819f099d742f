import { agreedDuration } from '../parties/agreements.ts';
import { dateAt, epochMsOf } from '../calendars/calendar.ts';
import type { DecideAsCourier, ReassignShipment } from '../commands.ts';
import {
  bestCourier,
  type CarriageWanted,
  type CourierStanding,
  demandAble,
  handlingOfShipment,
} from '../parties/couriers.ts';
import { cancelShipmentAlone } from './calling-off.ts';
import { cashWanted } from '../parties/cash-limit.ts';
import { closeCases, openCase } from '../cases/open-cases.ts';
import {
  meetDeadline,
  runningDeadline,
  startDeadline,
  stopDeadline,
} from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { voidOpenDocuments } from './documents.ts';
import { demand } from '../errors.ts';
import { demandInTime, demandShipment, demandShipmentStatus } from '../guards.ts';
import { isPaidFor } from '../money/paid-for.ts';
import type { OrderState, Shipment } from '../order.ts';
import type { CouriersPolicy } from '../policies/policy.ts';

const unsent = ['planned', 'awaiting_courier', 'awaiting_handover'] as const;

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

function askCourier(draft: Draft, { id }: Shipment): void {
  startDeadline(draft, 'courier_confirmation', { type: 'shipment', id });
}

function awaitHandover(draft: Draft, shipment: Shipment): void {
  shipment.status = 'awaiting_handover';
  awaitDispatch(draft, shipment);
}

function awaitDispatch(draft: Draft, shipment: Shipment): void {
  // An amendment is decided on first: the dispatch is awaited anew after that.
  if (draft.order.status === 'awaiting_consumer') return;
  startDeadline(
    draft,
    'dispatch',
    { type: 'shipment', id: shipment.id },
    { promise: shipment.direction === 'outbound' ? draft.order.promisedDispatchBy : null },
  );
}

/** Not so what its money has gone back for; what is sent again is paid for by whoever answers for it. */
export function isToLeave(state: OrderState, shipment: Shipment): boolean {
  return shipment.direction === 'replacement' || isPaidFor(state, shipment);
}

/**
 * Goods whose money goes back while their courier is being asked, or none is left to ask, do not
 * leave: nobody is asked any more, and the dispatch deadline calls them off unless the seller does
 * (decision 0030). If it has called off others instead, the courier is asked again.
 */
export function askOnlyForPaid(draft: Draft): void {
  for (const shipment of draft.shipments) {
    if (shipment.status !== 'awaiting_courier') continue;
    if (isToLeave(draft, shipment)) askAfresh(draft, shipment);
    else askNobody(draft, shipment);
  }
}

function askNobody(draft: Draft, shipment: Shipment): void {
  const { id, courierId } = shipment;
  if (runningDeadline(draft, 'courier_confirmation', id)) {
    stopDeadline(draft, 'courier_confirmation', id);
    record(draft, 'carriage_not_needed', { courierId }, { type: 'shipment', id });
  }
  closeUncarried(draft, shipment, { outcome: 'not_paid_for' });
  awaitDispatch(draft, shipment);
}

function askAfresh(draft: Draft, shipment: Shipment): void {
  const { id, courierId } = shipment;
  const latest = draft.deadlines.findLast(
    ({ name, subjectId }) => name === 'courier_confirmation' && subjectId === id,
  );
  // Where the policy only escalates its silence, the courier has been asked still.
  const isAsked = latest?.state === 'running' || latest?.state === 'missed';
  if (courierId === null || isAsked) return;
  askCourier(draft, shipment);
  record(draft, 'carriage_asked_again', { shipmentId: id, courierId }, { type: 'shipment', id });
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

export const declineReasons = [
  'no_capacity',
  'region_not_served',
  'goods_not_carried',
  'too_late',
  'other',
] as const;

/** The courier answers whether it carries the goods; a no makes the next able one be asked. */
export function decideAsCourier(draft: Draft, command: DecideAsCourier): void {
  const shipment = demandShipment(draft, command.shipmentId);
  const isAsked = shipment.courierId === command.courierId;
  if (isAsked) demandInTime(draft, 'courier_confirmation', shipment.id);
  demand(
    isAsked && shipment.status === 'awaiting_courier' && isToLeave(draft, shipment),
    'wrong_shipment_status',
    isAsked
      ? `the shipment is ${shipment.status}; nobody waits for the courier’s confirmation`
      : 'another courier was asked to carry the goods',
    { currentStatus: shipment.status },
  );
  demand(
    command.decision === 'accept' || command.reason !== null,
    'reason_missing',
    'a courier that declines says why',
    { pointer: '/reason' },
  );
  const subject = { type: 'shipment' as const, id: shipment.id };
  meetDeadline(draft, 'courier_confirmation', shipment.id);
  draft.answer = subject;
  if (command.decision === 'accept') {
    record(draft, 'carriage_confirmed', { courierId: shipment.courierId }, subject);
    awaitHandover(draft, shipment);
    return;
  }
  record(
    draft,
    'carriage_declined',
    { courierId: shipment.courierId, reason: command.reason },
    subject,
  );
  askNextCourier(draft, shipment, command.reason ?? 'other');
}

/** The next courier that may and can carry the goods; nobody left is for the policy to decide. */
export function askNextCourier(draft: Draft, shipment: Shipment, reason: string): void {
  noteDecline(draft, shipment, reason);
  const next = bestCourier(leftFor(draft, shipment), wantedFor(draft, shipment));
  if (next === null) {
    giveUpCarriage(draft, shipment);
    return;
  }
  reassign(draft, shipment, next.id);
}

function noteDecline(draft: Draft, shipment: Shipment, reason: string): void {
  if (shipment.courierId === null) return;
  shipment.declines = [
    ...(shipment.declines ?? []),
    { courierId: shipment.courierId, at: draft.context.at, reason },
  ];
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

/** Nobody is left to ask: the goods stay where they are, by policy until support has looked. */
export function giveUpCarriage(draft: Draft, shipment: Shipment): void {
  if (draft.policy.couriers?.whenNoneIsLeft === 'cancel') {
    cancelShipmentAlone(draft, shipment, 'courier_unavailable');
    return;
  }
  shipment.courierId = null;
  openCase(draft, {
    kind: 'courier_unavailable',
    subject: { type: 'shipment', id: shipment.id },
    respondentRole: 'seller',
    respondentPartyId: draft.order.sellerId,
    details: { declines: shipment.declines },
  });
}

/** Gives the shipment to another courier, whatever the one before has signed. */
export function reassign(draft: Draft, shipment: Shipment, courierId: string): void {
  const from = shipment.courierId;
  stopDeadline(draft, 'courier_confirmation', shipment.id);
  voidOpenDocuments(draft, shipment.id);
  shipment.waybillNo = null;
  assignCourier(draft, shipment, courierId);
  // The order's courier is that of what has not been split off.
  if (shipment.originShipmentId === null) draft.order.courierId = courierId;
  record(
    draft,
    'shipment_reassigned',
    { shipmentId: shipment.id, from, to: courierId },
    { type: 'shipment', id: shipment.id },
  );
  closeUncarried(draft, shipment, { outcome: 'reassigned', courierId });
}

/** Nobody has to find a courier for it any more. */
export function closeUncarried(
  draft: Draft,
  { id }: Shipment,
  resolution: Record<string, unknown>,
): void {
  closeCases(
    draft,
    ({ kind, subjectId }) => kind === 'courier_unavailable' && subjectId === id,
    resolution,
  );
}

/** The seller has another courier carry the goods, before they are handed over (design §5). */
export function reassignShipment(draft: Draft, command: ReassignShipment): void {
  const shipment = demandShipment(draft, command.shipmentId);
  demandInTime(draft, 'dispatch', shipment.id);
  demandOutbound(shipment);
  demandShipmentStatus(shipment, unsent);
  demand(
    command.courierId === null || command.courierId !== shipment.courierId,
    'courier_unchanged',
    'this courier carries the shipment already',
    { pointer: '/courierId' },
  );
  const asked = wantedFor(draft, shipment);
  const wanted = { ...asked, service: command.courierService ?? asked.service ?? null };
  const courierId = command.courierId ?? bestOther(draft, shipment, wanted);
  demandNamedCourier(draft, courierId, wanted);
  if (command.courierService !== null) shipment.courierService = command.courierService;
  reassign(draft, shipment, courierId);
  draft.answer = { type: 'shipment', id: shipment.id };
}

/** A way that goods go out on; those that come back have their courier already. */
export function demandOutbound(shipment: Shipment): void {
  demand(
    shipment.direction !== 'return',
    'wrong_shipment_status',
    'goods that come back stay with the courier that has them',
    { currentStatus: shipment.status },
  );
}

function bestOther(draft: Draft, shipment: Shipment, wanted: CarriageWanted): string {
  // A validator does not know the couriers: the transition decides.
  if (!draft.context.couriers) return shipment.courierId ?? '';
  const others = leftFor(draft, shipment).filter(({ id }) => id !== shipment.courierId);
  const best = bestCourier(others, wanted);
  demand(best !== null, 'courier_unavailable', 'no other courier may and can carry these goods');
  return best.id;
}

/** A courier that the seller names must be allowed and able; only the transition knows them. */
export function demandNamedCourier(draft: Draft, courierId: string, wanted: CarriageWanted): void {
  const { couriers } = draft.context;
  if (!couriers) return;
  const found = couriers.find(({ id }) => id === courierId);
  demand(found !== undefined, 'party_not_found', `there is no party ${courierId}`, {
    pointer: wanted.pointer,
  });
  demandAble(found, wanted);
}
