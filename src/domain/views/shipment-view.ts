import { type CodParts, codPartsOfAll } from '../money/cod-due.ts';
import type {
  Appointment,
  Attempt,
  EarlierAppointment,
  Inspection,
  OrderState,
  Parcel,
  ShipmentLine,
  Unattended,
} from '../order.ts';
import type { DocumentView } from './document-view.ts';

/** The parts of an order as they are read (design §5). Sealed strings stay sealed. */
export interface ShipmentView {
  id: string;
  orderId: string;
  direction: string;
  originShipmentId: string | null;
  caseId: string | null;
  status: string;
  reason: string | null;
  courierId: string | null;
  courierService: string | null;
  waybillNo: string | null;
  codDueMinor: number | null;
  /** Of what is still to be collected. */
  codParts: CodParts | null;
  lines: Pick<ShipmentLine, 'lineNo' | 'quantity' | 'accepted' | 'refused' | 'missing'>[];
  parcels: Parcel[];
  attempts: Attempt[];
  appointment: Appointment | null;
  earlierAppointments: EarlierAppointment[];
  unattended: Unattended | null;
  reportedDeliveredAt: string | null;
  damagedAt: string | null;
  inspection: Inspection | null;
  documents: Pick<DocumentView, 'id' | 'kind' | 'status'>[];
  handedOverAt: string | null;
  endedAt: string | null;
}

/** The shipment with its lines and documents; undefined if the order has none of that id. */
export function shipmentView(state: OrderState, shipmentId: string): ShipmentView | undefined {
  const shipment = state.shipments.find(({ id }) => id === shipmentId);
  if (shipment === undefined) return undefined;
  const { codDueMinor, endedAt, inspection } = shipment;
  const isToCome = codDueMinor !== null && endedAt === null && inspection === null;
  return {
    id: shipment.id,
    orderId: shipment.orderId,
    direction: shipment.direction,
    originShipmentId: shipment.originShipmentId,
    caseId: shipment.caseId ?? null,
    status: shipment.status,
    reason: shipment.reason,
    courierId: shipment.courierId,
    courierService: shipment.courierService,
    waybillNo: shipment.waybillNo,
    codDueMinor,
    codParts: isToCome ? codPartsOfAll(state, shipment) : null,
    lines: linesOf(state, shipmentId),
    parcels: shipment.parcels,
    attempts: shipment.attempts,
    appointment: shipment.appointment,
    earlierAppointments: shipment.earlierAppointments,
    unattended: shipment.unattended,
    reportedDeliveredAt: shipment.reportedDeliveredAt,
    damagedAt: shipment.damagedAt,
    inspection: shipment.inspection,
    documents: state.documents
      .filter((document) => document.shipmentId === shipmentId)
      .map(({ id, kind, status }) => ({ id, kind, status })),
    handedOverAt: shipment.handedOverAt,
    endedAt: shipment.endedAt,
  };
}

function linesOf(state: OrderState, shipmentId: string): ShipmentView['lines'] {
  return state.shipmentLines
    .filter((line) => line.shipmentId === shipmentId && line.quantity > 0)
    .map(({ lineNo, quantity, accepted, refused, missing }) => ({
      lineNo,
      quantity,
      accepted,
      refused,
      missing,
    }))
    .toSorted((left, right) => left.lineNo - right.lineNo);
}
