import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import { addCommand } from '../commands/order-command.ts';
import type { Parts } from '../parts.ts';
import {
  courierDecisionBody,
  interceptionBody,
  reassignmentBody,
  shipmentCancellationBody,
  splitBody,
} from '../schemas/delivery/carriage.ts';
import { shipmentAnswer } from '../schemas/answers/shipment-answers.ts';

const tag = 'shipments';

/** What a courier must be to carry goods. */
const courierRefusals = [
  'party_not_found',
  'party_wrong_role',
  'party_not_approved',
  'qualification_missing',
  'qualification_expired',
  'qualification_revoked',
  'courier_not_capable',
  'cash_limit_exceeded',
  'courier_region_not_served',
  'goods_prohibited',
  'service_unknown',
] as const;

/** Who carries which part of an order, until it is handed over; and goods that are called back. */
export function addCarriageRoutes(app: Door, parts: Parts): void {
  addSplit(app, parts);
  addCourierDecision(app, parts);
  addCalls(app, parts);
}

function addSplit(app: Door, parts: Parts): void {
  addCommand(app, parts, {
    url: '/v1/orders/:id/shipments',
    right: 'splitShipment',
    subject: 'order',
    tag,
    summary: 'Send part of the order on a shipment of its own (S0 5.3, 6.7.2)',
    body: splitBody,
    answer: shipmentAnswer,
    refusals: [
      'wrong_shipment_status',
      'line_not_found',
      'duplicate_line_no',
      'quantity_exceeded',
      'quantities_do_not_add_up',
      ...courierRefusals,
    ],
    created: ({ id }) => `/v1/shipments/${id}`,
    make: ({ body: { courierId, courierService, lines } }) => ({
      name: 'splitShipment',
      newShipmentId: newId('shp'),
      courierId,
      courierService,
      lines,
    }),
  });
}

function addCourierDecision(app: Door, parts: Parts): void {
  addCommand(app, parts, {
    url: '/v1/shipments/:id/courier-decision',
    right: 'decideAsCourier',
    subject: 'shipment',
    tag,
    summary: 'The courier confirms or declines the carriage (S0 7.5.1 a)',
    body: courierDecisionBody,
    answer: shipmentAnswer,
    refusals: ['wrong_shipment_status', 'reason_missing'],
    make: ({ id, body: { decision, reason }, caller }) => ({
      name: 'decideAsCourier',
      shipmentId: id,
      courierId: caller.partyId,
      decision,
      reason,
    }),
  });
  addCommand(app, parts, {
    url: '/v1/shipments/:id/reassignment',
    right: 'reassignShipment',
    subject: 'shipment',
    tag,
    summary: 'Give a shipment to another courier before it is handed over',
    body: reassignmentBody,
    answer: shipmentAnswer,
    refusals: [
      'wrong_shipment_status',
      'courier_unchanged',
      'courier_unavailable',
      ...courierRefusals,
    ],
    make: ({ id, body: { courierId, courierService } }) => ({
      name: 'reassignShipment',
      shipmentId: id,
      courierId,
      courierService,
    }),
  });
}

function addCalls(app: Door, parts: Parts): void {
  addCommand(app, parts, {
    url: '/v1/shipments/:id/cancellation',
    right: 'cancelShipment',
    subject: 'shipment',
    tag,
    summary: 'Call a shipment off before it is handed over',
    body: shipmentCancellationBody,
    answer: shipmentAnswer,
    refusals: ['wrong_shipment_status', 'reason_not_allowed'],
    make: ({ id, body: { reason, note }, sealer }) => ({
      name: 'cancelShipment',
      shipmentId: id,
      reason,
      note: sealer.textOrNull(note),
    }),
  });
  addCommand(app, parts, {
    url: '/v1/shipments/:id/interception',
    right: 'interceptShipment',
    subject: 'shipment',
    tag,
    summary: 'Call goods back that are on their way',
    body: interceptionBody,
    answer: shipmentAnswer,
    refusals: ['wrong_shipment_status'],
    make: ({ id, body: { reason, note }, sealer }) => ({
      name: 'interceptShipment',
      shipmentId: id,
      returnShipmentId: newId('shp'),
      reason,
      note: sealer.textOrNull(note),
    }),
  });
}
