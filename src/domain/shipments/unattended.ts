import { endAppointment } from './appointing.ts';
import { carriedStatuses } from './carriage.ts';
import { endLateness } from './compensating.ts';
import type { LeaveUnattended } from '../commands.ts';
import { demandNoLiveDocument } from './documents.ts';
import { meetDeadline, startDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { addDuration } from '../calendars/duration.ts';
import { demand, must } from '../errors.ts';
import { demandInTime, demandShipment, demandShipmentStatus } from '../guards.ts';
import type { OrderRow, Shipment } from '../order.ts';

/**
 * Goods left in a locker, at a pick-up point or on the doorstep, where the consumer has agreed to
 * just that before (S0 7.7.2). They are accepted only once they were taken out.
 */
export function leaveUnattended(draft: Draft, command: LeaveUnattended): void {
  const shipment = demandShipment(draft, command.shipmentId);
  demandInTime(draft, 'presumed_lost', shipment.id);
  demandShipmentStatus(shipment, carriedStatuses);
  demand(
    shipment.direction !== 'return' && shipment.reportedDeliveredAt === null,
    'wrong_shipment_status',
    shipment.direction === 'return'
      ? 'a return leg ends at the seller, by its return note'
      : 'the goods were reported as delivered already',
    { currentStatus: shipment.status },
  );
  demandNoLiveDocument(draft, shipment.id, 'delivery_note');
  demandNothingToCollect(shipment);
  demandAgreed(draft, command);
  demandKept(draft, command);
  endAppointment(draft, shipment, 'left_unattended');
  shipment.status = 'awaiting_collection';
  shipment.unattended = {
    place: command.place,
    evidence: command.evidence,
    leftAt: draft.context.at,
    storedUntil: command.storedUntil,
    collectedAt: null,
  };
  const subject = { type: 'shipment' as const, id: shipment.id };
  // The place was agreed on: being there keeps the promise (7.5.1 c).
  meetDeadline(draft, 'delivery', shipment.id);
  endLateness(draft, shipment, draft.context.at);
  for (const name of ['appointment', 'presumed_lost'] as const) {
    stopDeadline(draft, name, shipment.id);
  }
  startDeadline(draft, 'collection', subject, { promise: command.storedUntil });
  const { storedUntil, place } = command;
  record(
    draft,
    'goods_left_unattended',
    { shipmentId: shipment.id, place: place.kind, storedUntil },
    subject,
  );
  draft.answer = subject;
}

/** Cash is paid from hand to hand, for what was looked at. */
export function demandNothingToCollect(shipment: Shipment): void {
  demand(
    shipment.codDueMinor === null,
    'cod_needs_recipient',
    'the goods are paid at the door: the courier inspects them with the recipient and collects',
  );
}

function demandAgreed({ order, context }: Draft, { place }: LeaveUnattended): void {
  const agreed = agreedPlace(order, context.at);
  demand(
    agreed === place.kind,
    'unattended_not_agreed',
    agreed === null
      ? 'the consumer has not agreed that the goods are left unattended'
      : `the consumer has agreed to ${agreed} only`,
    { pointer: '/place/kind', agreed },
  );
}

/** Where the consumer has agreed, before, that goods may be left; null for nowhere. */
function agreedPlace({ deliveryPreference }: OrderRow, at: string): string | null {
  const { unattended = 'never', consentAt = null } = deliveryPreference ?? {};
  const isAgreed = unattended !== 'never' && consentAt !== null && consentAt <= at;
  return isAgreed ? unattended : null;
}

function demandKept(draft: Draft, { storedUntil, place, evidence }: LeaveUnattended): void {
  const { at } = draft.context;
  const latest = addDuration(at, 'P30D', draft.policy.zone);
  demand(
    storedUntil > at && storedUntil <= latest,
    'stored_until_out_of_range',
    `goods are kept for the consumer for some time after now, ${at}, and 30 days at the most`,
    { pointer: '/storedUntil', after: at, notAfter: latest },
  );
  demand(
    place.kind !== 'doorstep' || evidence.length > 0,
    'evidence_missing',
    'what lies on a doorstep is shown by a picture',
    { pointer: '/evidence' },
  );
}

/** Taken out: now the consumer has its time to look at the goods (§2.2 no. 5). */
export function takeOut(draft: Draft, shipment: Shipment): void {
  must(shipment.unattended, 'unattended').collectedAt = draft.context.at;
  meetDeadline(draft, 'collection', shipment.id);
  startDeadline(draft, 'acceptance', { type: 'shipment', id: shipment.id });
}
