import { openCase } from '../cases/open-cases.ts';
import type { DecideAsCourier } from '../commands.ts';
import { meetDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { demand } from '../errors.ts';
import { demandInTime, demandShipment } from '../guards.ts';
import type { Shipment } from '../order.ts';
import { bestCourier } from '../parties/couriers.ts';
import { isToLeave } from './asking-for-paid.ts';
import { awaitHandover, leftFor, wantedFor } from './assigning.ts';
import { cancelShipmentAlone } from './calling-off.ts';
import { reassign } from './reassigning.ts';

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
