import { type Draft, record } from '../draft.ts';
import { demandShipment } from '../guards.ts';
import type { Shipment, ShipmentLine } from '../order.ts';
import { assignCourier } from './assigning.ts';

/** One shipment of everything confirmed, with the order's courier, waits for its handover. */
export function planShipment(draft: Draft): void {
  const { order } = draft;
  const id = draft.context.newId('shp');
  draft.shipments.push({
    ...emptyShipment(id, order.id),
    courierId: order.courierId,
    courierService: order.courierService,
    codDueMinor: order.paymentTiming === 'on_delivery' ? order.totalMinor : null,
  });
  for (const line of draft.lines) {
    if (line.confirmed === 0) continue;
    line.planned = line.confirmed;
    draft.shipmentLines.push(emptyShipmentLine(order.id, id, line.lineNo, line.confirmed));
  }
  const { courierId } = order;
  record(draft, 'shipment_planned', { shipmentId: id, courierId }, { type: 'shipment', id });
  assignCourier(draft, demandShipment(draft, id), order.courierId);
}

export function emptyShipment(id: string, orderId: string): Shipment {
  return {
    id,
    orderId,
    direction: 'outbound',
    originShipmentId: null,
    caseId: null,
    status: 'planned',
    courierId: null,
    courierService: null,
    waybillNo: null,
    declines: [],
    reason: null,
    codDueMinor: null,
    parcels: [],
    appointment: null,
    earlierAppointments: [],
    attempts: [],
    unattended: null,
    reportedDeliveredAt: null,
    damagedAt: null,
    inspection: null,
    trackingRank: 0,
    handedOverAt: null,
    endedAt: null,
    cashCollectedMinor: null,
    cashRemittedAt: null,
    cashClaimedAt: null,
    refundWaivedAt: null,
  };
}

export function emptyShipmentLine(
  orderId: string,
  shipmentId: string,
  lineNo: number,
  quantity: number,
): ShipmentLine {
  return {
    orderId,
    shipmentId,
    lineNo,
    quantity,
    handedOver: 0,
    accepted: 0,
    refused: 0,
    missing: 0,
  };
}
