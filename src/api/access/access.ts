import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accessOfOrder, type OrderAccess } from '../../db/reading/order-access.ts';
import { findOrderIdOf } from '../../db/reading/reads.ts';
import { demand, DomainError, must } from '../../domain/errors.ts';
import { type Action as Right, canSee, isAllowed, rolesWith } from '../../domain/rights.ts';
import { containsSealed } from '../../vault/seal.ts';
import { inTime } from '../answer-limits.ts';
import type { Caller } from './authenticate.ts';
import { bodyHashOf } from '../commands/command-key.ts';
import { etagOf } from './object-version.ts';
import type { Parts } from '../parts.ts';
import { demandStorable } from '../storable.ts';

/** What a path's `:id` names. */
export type SubjectType = 'order' | 'shipment' | 'document' | 'refund' | 'case';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The row of the rights table that the route stands for; without one it is public. */
    right?: Right;
    /** The object of the path, which must be the caller's own to see. */
    subject?: SubjectType;
  }
  interface FastifyRequest {
    caller: Caller | null;
    order: OrderAccess | null;
    bodyHash: string;
  }
}

/**
 * Before anything of a request is looked at: who asks (401), whether the role may (403), and
 * whether the object exists for it (404). All from one table of rights (design §3).
 */
export function addAccessChecks(app: FastifyInstance, parts: Pick<Parts, 'authenticate' | 'sql'>) {
  app.decorateRequest('caller', null);
  app.decorateRequest('order', null);
  app.decorateRequest('bodyHash', '');
  app.addHook('onRequest', async (request) => {
    const { right } = request.routeOptions.config;
    if (right === undefined) return;
    const caller = await parts.authenticate(request.headers.authorization);
    request.caller = caller;
    demandRight(caller, right);
  });
  app.addHook('preValidation', async (request, reply) => {
    const { right, subject } = request.routeOptions.config;
    if (right !== undefined && subject !== undefined) {
      const order = await inTime(visibleOrder(parts, request, { type: subject, right }));
      request.order = order;
      // What belongs to an order has its order's version.
      if (request.method === 'GET') reply.header('etag', etagOf(order.version));
    }
    demandStorable(request.query, 'querystring');
    if (right === undefined) return;
    demandStorable(request.body, 'body');
    demand(
      !containsSealed(request.body),
      'malformed_request',
      'A text of the form of a sealed value is not taken.',
    );
    request.bodyHash = bodyHashOf(request.body);
  });
}

/** Refuses with `role_not_allowed` unless the role has the right at all. */
export function demandRight(caller: Caller, right: Right): void {
  demand(
    isAllowed({ role: caller.role, action: right }),
    'role_not_allowed',
    `The role ${caller.role} may not do this: ${rolesWith(right).join(', ') || 'no role'} may.`,
  );
}

/** Who asks; only on routes with a right. */
export function callerOf(request: FastifyRequest): Caller {
  return must(request.caller, 'caller');
}

/** The order of the path's object; only on routes with a subject. */
export function orderOf(request: FastifyRequest): OrderAccess {
  return must(request.order, 'order');
}

async function visibleOrder(
  parts: Pick<Parts, 'sql'>,
  request: FastifyRequest,
  { type, right }: { type: SubjectType; right: Right },
): Promise<OrderAccess> {
  const { id } = request.params as { id: string };
  if (!isIdText(id)) throw notFound();
  const found = type === 'order' ? { orderId: id } : await findOrderIdOf(parts.sql, { type, id });
  const order = found ? await accessOfOrder(parts.sql, found.orderId) : undefined;
  const caller = callerOf(request);
  if (!order) throw notFound();
  if (right === 'decideAsCourier' && hasDeclined(caller, order, id)) return order;
  if (!canSee(caller, order) || !isOwnLeg(caller, order, { type, id })) throw notFound();
  return order;
}

/** A courier that declined sees the shipment no more, but may repeat what it said (D2). */
function hasDeclined(caller: Caller, order: OrderAccess, shipmentId: string): boolean {
  const shipment = order.shipments.find(({ id }) => id === shipmentId);
  return caller.partyId !== null && (shipment?.declinedBy.includes(caller.partyId) ?? false);
}

/** Of an order that several couriers carry, each reaches its own legs and their documents only. */
export function isOwnLeg(
  caller: Caller,
  order: OrderAccess,
  subject: { type: SubjectType; id: string },
): boolean {
  if (caller.role !== 'courier') return true;
  const shipmentId =
    subject.type === 'document'
      ? order.documents.find(({ id }) => id === subject.id)?.shipmentId
      : subject.id;
  if (subject.type !== 'document' && subject.type !== 'shipment') return true;
  const shipment = order.shipments.find(({ id }) => id === shipmentId);
  return shipment?.courierId === caller.partyId;
}

/** Asked before any schema is: a database takes no text with a zero byte in it. */
function isIdText(id: string): boolean {
  return /^[\x21-\x7e]{1,100}$/.test(id);
}

/** What may not be seen looks exactly like what does not exist. */
export function notFound(): DomainError {
  return new DomainError('not_found', 'There is no such object, or it is not yours to see.');
}

/** The order of that id, if it exists for the caller. */
export async function demandVisibleOrder(
  parts: Pick<Parts, 'sql'>,
  caller: Caller,
  orderId: string,
): Promise<OrderAccess> {
  const order = await accessOfOrder(parts.sql, orderId);
  if (!order || !canSee(caller, order)) throw notFound();
  return order;
}
