import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ZodError } from 'zod';

/** A running simulator. `close` ends its server, its timers and its books. */
export type Simulator = { url: string; close(): Promise<void> };

/** The simulator says no: `status` is the HTTP status, `code` what the caller reads. */
export class SimulatorRefusal extends Error {
  override readonly name = 'SimulatorRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, options?: ErrorOptions) {
    super(`${status} ${code}`, options);
    this.status = status;
    this.code = code;
  }
}

/** An HTTP server without routes whose refusals are answered as `{code, problems?}`. */
export function createServer(): FastifyInstance {
  const server = fastify({
    bodyLimit: 65_536,
    routerOptions: { maxParamLength: 500 },
    // Held sockets (a call that is never answered) must not keep a closing simulator alive.
    forceCloseConnections: true,
  });
  server.setErrorHandler((error, _request, reply) => answerError(error, reply));
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: 'route_not_found' }));
  return server;
}

/** What a simulator says of itself at `GET /`, for whoever develops against it. */
export type SelfDescription = {
  simulator: string;
  /** What it knows, to be read. */
  books: Record<string, string>;
  /** How it is told to behave. */
  controls: Record<string, string>;
  /** Values that make it answer in a way of their own. */
  sentinels: Record<string, string>;
};

export function describeAtRoot(server: FastifyInstance, description: SelfDescription): void {
  server.get('/', () => description);
}

/** Listens on loopback only; port 0 takes a free one. Answers the base URL. */
export function listenOnLoopback(server: FastifyInstance, port: number): Promise<string> {
  return server.listen({ host: '127.0.0.1', port });
}

/** The `Idempotency-Key` of a command; a command without one is refused. */
export function idempotencyKeyOf(request: FastifyRequest): string {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key.length === 0 || key.length > 300) {
    throw new SimulatorRefusal(400, 'idempotency_key_missing');
  }
  return key;
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof SimulatorRefusal) {
    return reply.code(error.status).send({ code: error.code });
  }
  if (error instanceof ZodError) {
    const problems = error.issues.map(({ path, message }) => ({ path: path.join('/'), message }));
    return reply.code(400).send({ code: 'malformed_request', problems });
  }
  const status = statusOf(error);
  if (status < 500) return reply.code(status).send({ code: 'malformed_request' });
  // A simulator has no log of its own: a bug in it must show on the terminal that runs it.
  console.error(error);
  return reply.code(500).send({ code: 'simulator_bug' });
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  return typeof status === 'number' ? status : 500;
}
