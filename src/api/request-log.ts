import type { FastifyInstance } from 'fastify';

/**
 * One line per answered request, of chosen fields only: the route's pattern stands for its
 * address, and nothing of headers, bodies or answers is ever written.
 */
export function addRequestLog(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        requestId: request.id,
        role: request.caller?.role ?? null,
      },
      'answered',
    );
  });
}

/** What of an error may stand in a log: a database's detail or a parameter may be personal. */
export function loggableError(error: Error & { code?: unknown; constraint_name?: unknown }) {
  const isDatabases = 'severity' in error;
  return {
    type: error.name,
    code: error.code,
    constraint: error.constraint_name,
    message: isDatabases ? undefined : error.message,
    stack: error.stack
      ?.split('\n')
      .filter((text) => text.startsWith('    at '))
      .join('\n'),
  };
}
