import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type {
  CancelCarriageOutcome,
  RegisterCarriageOutcome,
} from '../src/adapters/logistics/port.ts';
import { openBooks } from './books.ts';
import type { Books } from './books.ts';
import {
  cancelConsignment,
  carrierSchema,
  findConsignment,
  insertConsignment,
  knownEvents,
  planEvent,
} from './carrier-books.ts';
import { createEventPusher } from './carrier-pusher.ts';
import type { EventPusher } from './carrier-pusher.ts';
import { plannedEvents, trackingCodes } from './carrier-services.ts';
import { addFaultSwitch, faultControls } from './faults.ts';
import { answerOnce, answersSchema, fingerprintOf } from './once.ts';
import {
  createServer,
  describeAtRoot,
  idempotencyKeyOf,
  listenOnLoopback,
  SimulatorRefusal,
} from './server.ts';
import type { Simulator } from './server.ts';
import {
  addWebhookTarget,
  createWebhookSender,
  webhookControls,
  webhooksSchema,
} from './webhooks.ts';

/** Where the carrier runs and how fast it is; times in milliseconds. */
export type CarrierSimulatorOptions = {
  /** 0 takes a free port. */
  port: number;
  /** The folder of the books, or `inMemory`. */
  home: string;
  webhookSecret: string;
  /** The engine's base URL, where it is known at the start. */
  webhookUrl?: string;
  /** The time between two pushed events; default 300. */
  paceMs?: number;
  /** How slow the fault `slow` is; default 3000. */
  slowMs?: number;
  webhookRetryBaseMs?: number;
};

type ConsignmentRoute = { Params: { waybillNo: string } };
type Parts = { books: Books; pusher: EventPusher; paceMs: number };

const text = z.string().min(1).max(300);

const registrationSchema = z.strictObject({
  shipmentId: text,
  waybillNo: text,
  service: text,
  parcels: z.int().positive(),
  direction: z.enum(['outbound', 'return', 'replacement']),
});

const sandboxEventSchema = z.strictObject({
  code: z.enum(trackingCodes),
  place: z.string().max(300).default(''),
});

const description = {
  simulator: 'carrier',
  books: { 'GET /v1/consignments/{waybillNo}/events': 'what it knows of a consignment' },
  controls: {
    'POST /sandbox/consignments/{waybillNo}/events {"code","place"?}':
      'it pushes that tracking event to Luyue, signed, as its webhook',
    ...webhookControls,
    ...faultControls,
  },
  sentinels: {
    'courierService manual': 'pushes nothing (the default of the demo order)',
    'courierService ok': 'pushes picked_up, in_transit, arrived, out_for_delivery',
    'courierService lost': 'pushes picked_up, in_transit, lost',
    'courierService duplicate_events': 'as ok, each event twice',
    'courierService out_of_order': 'as ok, in another order',
    'any other courierService': 'refused: service_unknown',
  },
};

/** Nothing can be called back after these. */
const finalCodes: ReadonlySet<string> = new Set(['delivered', 'collected', 'returned', 'lost']);

/** A carrier whose services behave as their names say and push their events as signed webhooks. */
export async function startCarrierSimulator(options: CarrierSimulatorOptions): Promise<Simulator> {
  const { home, webhookSecret: secret, webhookRetryBaseMs: retryBaseMs } = options;
  const schema = [carrierSchema, answersSchema, webhooksSchema].join(';');
  const books = openBooks({ home, name: 'carrier', schema });
  const webhooks = createWebhookSender({
    books,
    path: '/v1/webhooks/carrier',
    secret,
    retryBaseMs,
  });
  if (options.webhookUrl !== undefined) webhooks.setTarget(options.webhookUrl);
  const pusher = createEventPusher(books, webhooks);
  const parts = { books, pusher, paceMs: options.paceMs ?? 300 };

  const server = createServer();
  describeAtRoot(server, description);
  const underFaults = addFaultSwitch(server, options.slowMs);
  underFaults((scope) => addConsignments(scope, parts));
  addSandboxEvents(server, parts);
  addWebhookTarget(server, webhooks);

  const url = await listenOnLoopback(server, options.port);
  return {
    url,
    async close() {
      await server.close();
      pusher.close();
      await webhooks.close();
      books.close();
    },
  };
}

function addConsignments(scope: FastifyInstance, parts: Parts): void {
  const { books } = parts;

  scope.post('/v1/consignments', (request) => {
    const key = idempotencyKeyOf(request);
    const body = registrationSchema.parse(request.body);
    const fingerprint = fingerprintOf('registration', body);
    const outcome = answerOnce(books, { key, fingerprint }, () => register(parts, body));
    parts.pusher.wake();
    return outcome;
  });

  scope.post<ConsignmentRoute>('/v1/consignments/:waybillNo/cancellation', (request) => {
    const key = idempotencyKeyOf(request);
    const { waybillNo } = request.params;
    const fingerprint = fingerprintOf('cancellation', waybillNo);
    return answerOnce(books, { key, fingerprint }, () => cancel(books, waybillNo));
  });

  scope.get<ConsignmentRoute>('/v1/consignments/:waybillNo/events', (request) => ({
    events: knownEvents(books, request.params.waybillNo),
  }));
}

function register(
  { books, paceMs }: Parts,
  body: z.infer<typeof registrationSchema>,
): RegisterCarriageOutcome {
  const { waybillNo, service } = body;
  const planned = plannedEvents(service);
  if (planned === null) return { status: 'refused', failure: 'service_unknown' };
  if (findConsignment(books, waybillNo) !== undefined) {
    return { status: 'refused', failure: 'waybill_in_use' };
  }
  const carrierReference = insertConsignment(books, body);
  const registeredMs = Date.now();
  for (const event of planned) {
    // Journey steps lie milliseconds apart, so that no event is pushed before it happened.
    const at = new Date(registeredMs + event.journeyStep).toISOString();
    planEvent(books, { ...event, waybillNo, at, pushMs: registeredMs + event.pushStep * paceMs });
  }
  return { status: 'registered', carrierReference };
}

function cancel(books: Books, waybillNo: string): CancelCarriageOutcome {
  if (findConsignment(books, waybillNo) === undefined) {
    return { status: 'refused', failure: 'waybill_unknown' };
  }
  const isFinal = knownEvents(books, waybillNo).some(({ code }) => finalCodes.has(code));
  if (isFinal) return { status: 'refused', failure: 'carriage_ended' };
  cancelConsignment(books, waybillNo);
  return { status: 'cancelled' };
}

/**
 * `POST /sandbox/consignments/{waybillNo}/events {code, place}` makes the carrier push one event.
 */
function addSandboxEvents(server: FastifyInstance, { books, pusher }: Parts): void {
  server.post<ConsignmentRoute>('/sandbox/consignments/:waybillNo/events', (request, reply) => {
    const { waybillNo } = request.params;
    const { code, place } = sandboxEventSchema.parse(request.body);
    if (findConsignment(books, waybillNo) === undefined) {
      throw new SimulatorRefusal(404, 'waybill_unknown');
    }
    const pushMs = Date.now();
    const at = new Date(pushMs).toISOString();
    const eventId = planEvent(books, { waybillNo, code, place, at, pushMs, deliveries: 1 });
    pusher.wake();
    return reply.code(201).send({ eventId, waybillNo, code, at, place });
  });
}
