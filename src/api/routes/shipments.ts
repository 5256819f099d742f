import { listShipments } from '../../db/reading/lists.ts';
import { loadOrder } from '../../db/orders/load-order.ts';
import { accessOfOrders } from '../../db/reading/order-access.ts';
import { trackingEventsOf } from '../../db/orders/tracking.ts';
import { must } from '../../domain/errors.ts';
import { shipmentView } from '../../domain/views/shipment-view.ts';
import { scopeOf } from '../../domain/rights.ts';
import { callerOf, orderOf } from '../access/access.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import { addCommand } from '../commands/order-command.ts';
import type { Parts } from '../parts.ts';
import { presentTo } from '../present.ts';
import { listOf } from '../schemas/answers/answer-values.ts';
import { dryRunAnswer } from '../schemas/answers/problem-answers.ts';
import {
  shipmentAnswer,
  trackedShipmentAnswer,
  trackingEventAnswer,
} from '../schemas/answers/shipment-answers.ts';
import { appointmentBody, attemptBody } from '../schemas/delivery/at-the-door.ts';
import { shipmentsQuery } from '../schemas/delivery/carriage.ts';
import { trackingEventBody } from '../schemas/delivery/tracking.ts';
import { dryRunQuery, idParams } from '../schemas/values.ts';
import { recordTracking } from '../facts/tracking.ts';

const tag = 'shipments';

/** Goods on their way: reads, the courier's reports, and the agreement on the delivery. */
export function addShipmentRoutes(app: Door, parts: Parts): void {
  addShipmentReads(app, parts);
  addTracking(app, parts);
  addDeliveryCommands(app, parts);
}

function addShipmentReads(app: Door, parts: Parts): void {
  app.get(
    '/v1/shipments',
    {
      config: { right: 'readOrder' },
      schema: documented(
        { tag, summary: 'List shipments, newest first', answers: { 200: listOf(shipmentAnswer) } },
        { querystring: shipmentsQuery },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { limit, cursor = null, ...filters } = request.query;
      const scope = scopeOf(caller);
      if (scope === null) return { data: [], nextCursor: null };
      const found = await listShipments(parts.sql, { filters, scope, page: { limit, cursor } });
      const ids = new Set(found.items.map(({ state }) => state.order.id));
      const access = await accessOfOrders(parts.sql, [...ids]);
      const data = found.items.map(({ shipmentId, state }) => {
        const order = must(access.get(state.order.id), 'order');
        return presentTo(parts.vault, caller, order)(shipmentView(state, shipmentId));
      });
      return { data, nextCursor: found.nextCursor };
    },
  );
  app.get(
    '/v1/shipments/:id',
    {
      config: { right: 'readOrder', subject: 'shipment' },
      schema: documented(
        {
          tag,
          summary: 'Read a shipment',
          answers: { 200: shipmentAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => {
      const order = orderOf(request);
      const state = must(await loadOrder(parts.sql, order.orderId), 'order');
      const present = presentTo(parts.vault, callerOf(request), order);
      return present(must(shipmentView(state, request.params.id), 'shipment'));
    },
  );
}

function addTracking(app: Door, parts: Parts): void {
  app.get(
    '/v1/shipments/:id/tracking-events',
    {
      config: { right: 'readOrder', subject: 'shipment' },
      schema: documented(
        {
          tag,
          summary: 'What courier and carrier reported, moving or not',
          answers: { 200: listOf(trackingEventAnswer) },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => {
      const present = presentTo(parts.vault, callerOf(request), orderOf(request));
      return {
        data: present(await trackingEventsOf(parts.sql, request.params.id)),
        nextCursor: null,
      };
    },
  );
  app.post(
    '/v1/shipments/:id/tracking-events',
    {
      config: { right: 'recordTracking', subject: 'shipment' },
      schema: documented(
        {
          tag,
          summary: 'The courier reports an event',
          description:
            'Unknown, late and repeated events are kept and change nothing: `moved` is false. ' +
            'With `dryRun=true`: what would happen; nothing is kept, the key is not consumed.',
          answers: { 200: trackedShipmentAnswer.or(dryRunAnswer) },
          isCommand: true,
          refusals: ['not_found', 'version_mismatch'],
        },
        { params: idParams, querystring: dryRunQuery, body: trackingEventBody },
      ),
    },
    (request, reply) =>
      recordTracking(parts, { request, reply, shipmentId: request.params.id, event: request.body }),
  );
}

function addDeliveryCommands(app: Door, parts: Parts): void {
  addCommand(app, parts, {
    url: '/v1/shipments/:id/appointments',
    right: 'appointDelivery',
    subject: 'shipment',
    tag,
    summary: 'Agree on time and place of the delivery, or on another time (S0 7.7.2 a)',
    description:
      'Another appointment takes the place of the one before, which is kept in ' +
      '`earlierAppointments`. The consumer may put a delivery off so often as the policy allows ' +
      '(`attempts.maxReschedulings`); that gives the courier more time where the policy lets the ' +
      'consumer do so. A courier’s own reschedulings never move the promised time (S0 7.5.1 c).',
    body: appointmentBody,
    answer: shipmentAnswer,
    refusals: ['wrong_shipment_status', 'appointment_out_of_range', 'put_off_too_often'],
    make: ({ id, body: { from, to, place, contact }, sealer }) => ({
      name: 'appointDelivery',
      shipmentId: id,
      from,
      to,
      place: sealer.place(place),
      contact,
    }),
  });
  addCommand(app, parts, {
    url: '/v1/shipments/:id/attempts',
    right: 'recordAttempt',
    subject: 'shipment',
    tag,
    summary: 'The courier came and could not deliver',
    description:
      'Reported while the courier is there. Within the agreed time it counts, and after so many ' +
      'that count the goods go back; the consumer’s own wish to put it off does not count, so ' +
      'often as the policy allows. Before that time only `address_wrong`, `consumer_rescheduled` ' +
      'and `force_majeure` are taken, anything else is 409 `appointment_not_begun`. Those, an ' +
      'attempt after the agreed time, and `force_majeure` at any time are kept with ' +
      '`counted: false`: they are not held against the consumer, do not keep the promise, and ' +
      'time and place must be agreed anew (S0 7.7.2 a, 7.5.1 c).',
    body: attemptBody,
    answer: shipmentAnswer,
    refusals: ['wrong_shipment_status', 'appointment_missing', 'appointment_not_begun'],
    make: ({ id, body: { outcome, note, evidence }, sealer }) => ({
      name: 'recordAttempt',
      shipmentId: id,
      returnShipmentId: newId('shp'),
      outcome,
      note: sealer.textOrNull(note),
      evidence: sealer.evidence(evidence),
    }),
  });
}
