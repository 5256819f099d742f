import { createHash, timingSafeEqual } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import temporalProto from '@temporalio/proto';
import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const { Payloads } = temporalProto.temporal.api.common.v1;

/** Temporal's largest payload is 2 MiB; its UI sends a page of history at once, in base64. */
const bodyLimitBytes = 32 * 1024 * 1024;
const requestTimeoutMs = 30_000;

export interface CodecServerOptions {
  codec: PayloadCodec;
  /** The origin of Temporal's web UI, such as `http://127.0.0.1:8233`. */
  allowedOrigin: string;
  /** When set, every call must bear it. */
  token?: string;
}

/**
 * Serves `POST /decode` and `POST /encode` to Temporal's web UI and command line, on 127.0.0.1
 * only. Port 0 takes a free one.
 */
export async function startCodecServer(
  options: CodecServerOptions & { port: number },
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createCodecServer(options);
  const url = await server.listen({ host: '127.0.0.1', port: options.port });
  return { url, close: () => server.close() };
}

/**
 * The server, not yet listening. It refuses browsers of other origins (403), calls without the
 * token (401), and bodies that are no payloads or do not open (400); its answers to these say
 * nothing of what was sent.
 */
export function createCodecServer(options: CodecServerOptions): FastifyInstance {
  const { codec, allowedOrigin, token } = options;
  const server = Fastify({ bodyLimit: bodyLimitBytes, requestTimeout: requestTimeoutMs });

  server.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    reply.header('vary', 'Origin');
    // The command line sends no origin; a browser always does.
    if (origin !== undefined && origin !== allowedOrigin) return refuse(reply, 403);
    reply.headers(corsHeaders(allowedOrigin));
    // A preflight cannot carry the token.
    if (request.method !== 'OPTIONS' && !bearsToken(request, token)) return refuse(reply, 401);
  });
  server.setErrorHandler((error: { statusCode?: number }, _request, reply) =>
    refuse(reply, error.statusCode ?? 400),
  );

  const conversions: Record<string, (payloads: Payload[]) => Promise<Payload[]>> = {
    '/decode': (payloads) => codec.decode(payloads),
    '/encode': (payloads) => codec.encode(payloads),
  };
  for (const [path, convert] of Object.entries(conversions)) {
    server.options(path, (_request, reply) => reply.code(204).send());
    server.post(path, async (request) => writePayloads(await convert(readPayloads(request.body))));
  }
  return server;
}

function corsHeaders(allowedOrigin: string): Record<string, string> {
  return {
    'access-control-allow-origin': allowedOrigin,
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': 'content-type, x-namespace, authorization',
    'access-control-allow-credentials': 'true',
  };
}

function bearsToken(request: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined) return true;
  const sent = request.headers.authorization ?? '';
  return timingSafeEqual(sha256(sent), sha256(`Bearer ${token}`));
}

/** Digests have one length, so that comparing them tells nothing of the token's. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refuse(reply: FastifyReply, status: number): FastifyReply {
  return reply.code(status).send({ message: refusals[status] ?? refusals[400] });
}

const refusals: Record<number, string> = {
  400: 'The body must be payloads that this server can convert.',
  401: 'The bearer token is missing or wrong.',
  403: 'This origin is not allowed.',
  413: 'The body is too large.',
  415: 'The body must be application/json.',
};

/** JSON of Temporal's Payloads message, in which bytes are base64. */
function readPayloads(body: unknown): Payload[] {
  const hasPayloads = typeof body === 'object' && body !== null && 'payloads' in body;
  if (!hasPayloads) throw new TypeError('no payloads');
  return Payloads.fromObject(body).payloads.map(({ metadata, data }) => ({ metadata, data }));
}

function writePayloads(payloads: Payload[]): Record<string, unknown> {
  return Payloads.toObject(Payloads.create({ payloads }), { bytes: String, defaults: false });
}
