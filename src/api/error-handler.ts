import { hasZodFastifySchemaValidationErrors } from '@fastify/type-provider-zod';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseOutage } from '../db/reading/outage.ts';
import { isDataException } from '../db/orders/violations.ts';
import { DomainError } from '../domain/errors.ts';
import { knownAddresses } from './access/known-addresses.ts';
import { malformedRequest } from './malformed.ts';
import {
  engineRetrySeconds,
  internalProblem,
  type Problem,
  problemMediaType,
  problemOf,
  problemsByCode,
} from './problems.ts';

/**
 * The only place that turns an error into an answer: refusals keep their code, malformed requests
 * list their fields, passing trouble asks to come back, and a bug says nothing (style 3.7).
 */
export function addErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error, request);
    if (refusal?.cause) request.log.warn({ err: refusal.cause }, 'what cannot be stored');
    if (refusal) return sendProblem(reply, problemOf(refusal));
    request.log.error({ err: error, requestId: request.id }, 'request failed');
    return sendProblem(reply, internalProblem);
  });
  const methodsOf = knownAddresses(app);
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(request.url);
    if (methods.length > 0) reply.header('allow', methods.join(', '));
    const detail =
      methods.length > 0
        ? `This address knows ${methods.join(', ')}; ${request.method} is not among them.`
        : 'There is no such address.';
    return sendProblem(reply, problemOf(new DomainError('not_found', detail)));
  });
}

/** Sends a problem with the headers that its status asks for. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 503) reply.header('retry-after', String(engineRetrySeconds));
  // No token makes up for a webhook's signature that does not hold.
  const wantsToken = problem.title === problemsByCode.unauthenticated.title;
  if (wantsToken) reply.header('www-authenticate', 'Bearer realm="luyue"');
  // A problem is no version of the object that was asked for.
  reply.removeHeader('etag');
  return reply
    .code(problem.status)
    .header('content-type', problemMediaType)
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}

/** The refusal behind an error; undefined for a bug. */
export function refusalOf(error: FastifyError, request?: FastifyRequest): DomainError | undefined {
  if (error instanceof DomainError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return malformedRequest(error);
  if (isDatabaseOutage(error)) {
    request?.log.warn({ err: error }, 'database unavailable');
    return new DomainError('engine_unavailable', 'The database cannot be reached. Try again soon.');
  }
  if (isDataException(error)) {
    request?.log.warn({ err: error }, 'a data exception came through');
    return new DomainError('malformed_request', 'A value of the request cannot be stored.');
  }
  return refusalOfStatus(error);
}

function refusalOfStatus(error: FastifyError): DomainError | undefined {
  switch (error.statusCode) {
    case 400:
      return new DomainError('malformed_request', 'The body is not JSON of the documented form.');
    case 404:
      return new DomainError('not_found', 'There is no such address.');
    case 413:
      return new DomainError('too_large', 'A body has at most 64 KiB.');
    case 415:
      return new DomainError('unsupported_media_type', 'The body must be application/json.');
    case 429:
      return new DomainError('rate_limited', 'Too many requests; the headers say when to go on.');
    case 503:
      return new DomainError('engine_unavailable', 'There was no answer in time. Try again soon.');
    default:
      return undefined;
  }
}
