import type { FastifyReply, FastifyRequest } from 'fastify';
import { findKey } from '../../db/orders/idempotency.ts';
import { accessOfOrder, type OrderAccess } from '../../db/reading/order-access.ts';
import type { Command } from '../../domain/commands.ts';
import { demand, must } from '../../domain/errors.ts';
import type { Actor, Subject } from '../../domain/order.ts';
import { type Action as Right, onBehalfOf } from '../../domain/rights.ts';
import { callerOf, orderOf } from '../access/access.ts';
import type { Caller } from '../access/authenticate.ts';
import { carryOut, runTransition } from './carry-out.ts';
import { type CommandKey, commandKey, readIdempotencyKey } from './command-key.ts';
import { dryRun } from '../dry-run.ts';
import { demandVersion, etagOf } from '../access/object-version.ts';
import { tellingOpenActions } from './open-actions.ts';
import type { Parts } from '../parts.ts';
import { presentOrder, presentTo } from '../present.ts';
import { type Sealer, sealerFor } from './sealing.ts';

/** A command as its route makes it; ids for what may come into being are the route's. */
export interface AskedCommand {
  /** Made once the key is known to be new; what is personal in it goes through the sealer. */
  make: (sealer: Sealer) => Promise<Command> | Command;
  /** 201 for a new resource, with its address. */
  created?: (subject: Subject) => string;
  /** Run by the door itself: the order's workflow has no such command. */
  atTheDoor?: boolean;
}

/**
 * How every command of an order runs: the answer that its key already has, else the version that
 * the caller knows, the personal data sealed, the workflow asked, and the answer read back from
 * where the transition left it. Refusals are thrown and not stored (D2).
 */
export async function answerCommand(
  parts: Parts,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: AskedCommand,
): Promise<unknown> {
  const order = orderOf(request);
  const caller = callerOf(request);
  const actor = actorOf(caller, must(request.routeOptions.config.right, 'right'));
  const sealer = sealerFor(parts.vault, order);
  if (isDryRun(request)) {
    demandVersion(request, order);
    return dryRun(parts, { order, caller, actor, action: await asked.make(sealer) });
  }
  const key = keyOf(request);
  if (!(await findAnswer(parts, key))) {
    demandVersion(request, order);
    const action = await asked.make(sealer);
    await tellingOpenActions(parts, { caller, order }, () =>
      (asked.atTheDoor ? runTransition : carryOut)(parts, { order, action, actor, key }),
    );
  }
  const answer = must(await findAnswer(parts, key), 'answer under the key');
  return sendAnswer(parts, { request, reply, order, answer, created: asked.created });
}

/** Whether the request only asks what would happen. */
export function isDryRun(request: FastifyRequest): boolean {
  return (request.query as { dryRun?: boolean }).dryRun === true;
}

/** The key of this request, from its principal, method, path and header (D2). */
export function keyOf(request: FastifyRequest): CommandKey {
  return commandKey({
    caller: callerOf(request),
    method: request.method,
    path: pathOf(request),
    idempotencyKey: readIdempotencyKey(request.headers['idempotency-key']),
    bodyHash: request.bodyHash,
  });
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? request.url;
}

/** Who acted, and for whom (design §3). */
export function actorOf(caller: Caller, right: Right): Actor {
  const behalf = onBehalfOf({ role: caller.role, action: right });
  return { role: caller.role, id: caller.id, ...(behalf ? { onBehalfOf: behalf } : {}) };
}

export interface StoredAnswer {
  status: number;
  subject: Subject;
  answer: unknown;
}

/** The first answer under the key, if there is one; another body under it is refused. */
export async function findAnswer(
  parts: Pick<Parts, 'sql'>,
  key: CommandKey,
): Promise<StoredAnswer | undefined> {
  const stored = await findKey(parts.sql, key.id);
  if (!stored) return undefined;
  demand(
    stored.bodyHash === key.bodyHash,
    'idempotency_key_reused',
    'This Idempotency-Key was used with another body: send a new one with this body.',
  );
  return { status: stored.status, subject: stored.subject as Subject, answer: stored.answer };
}

interface Sending {
  request: FastifyRequest;
  reply: FastifyReply;
  order: OrderAccess;
  answer: StoredAnswer;
  created?: (subject: Subject) => string;
}

/** Shows a stored answer to this caller, with its status, its address and its version. */
async function sendAnswer(parts: Parts, sending: Sending): Promise<unknown> {
  const { request, reply, answer, created } = sending;
  // Who sees what hangs on the state that the command has made, as it will for every read after it.
  const order = must(await accessOfOrder(parts.sql, sending.order.orderId), 'order');
  const present = presentTo(parts.vault, callerOf(request), order);
  if (created) reply.code(201).header('location', created(answer.subject));
  else reply.code(answer.status);
  if (answer.subject.type !== 'order') {
    // What belongs to an order has its order's version.
    reply.header('etag', etagOf(order.version));
    return present(answer.answer);
  }
  reply.header('etag', etagOf((answer.answer as { version: number }).version));
  return presentOrder(present, order, answer.answer);
}
