import { closeCases } from '../cases/open-cases.ts';
import type { ReassignShipment } from '../commands.ts';
import { stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { demand } from '../errors.ts';
import { demandInTime, demandShipment, demandShipmentStatus } from '../guards.ts';
import type { Shipment } from '../order.ts';
import { bestCourier, type CarriageWanted, demandAble } from '../parties/couriers.ts';
import { assignCourier, leftFor, wantedFor } from './assigning.ts';
import { voidOpenDocuments } from './documents.ts';

const unsent = ['planned', 'awaiting_courier', 'awaiting_handover'] as const;

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
