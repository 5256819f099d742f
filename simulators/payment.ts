import { timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { openBooks } from './books.ts';
import { addFaultSwitch, faultControls, slowByDefaultMs } from './faults.ts';
import { fingerprintOf } from './once.ts';
import { addPaymentActions, nextActionOf } from './payment-actions.ts';
import { movements, paymentSchema } from './payment-books.ts';
import type { Operation, OperationKind } from './payment-books.ts';
import { createPaymentDesk } from './payment-desk.ts';
import type { PaymentDesk } from './payment-desk.ts';
import type { Command } from './payment-rules.ts';
import { tokensTold } from './payment-tokens.ts';
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

/** Where the provider runs and whom it trusts; times in milliseconds. */
export type PaymentSimulatorOptions = {
  /** 0 takes a free port. */
  port: number;
  /** The folder of the books, or `inMemory`. */
  home: string;
  apiKey: string;
  webhookSecret: string;
  /** The engine's base URL, where it is known at the start. */
  webhookUrl?: string;
  /** How slow `tok_slow` and the fault `slow` are; default 3000. */
  slowMs?: number;
  webhookRetryBaseMs?: number;
  /** The provider's clock, in milliseconds since 1970; default the machine's. */
  nowMs?: () => number;
};

const text = z.string().min(1).max(300);
const money = { amountMinor: z.int().positive(), currency: z.string().regex(/^[A-Z]{3}$/) };

const commandSchemas = {
  authorization: z.strictObject({
    orderRef: text,
    ...money,
    method: z.enum(['card', 'wechat_pay', 'alipay', 'bank_transfer']),
    token: text.nullable(),
  }),
  capture: z.strictObject({ orderRef: text, authorizationReference: text, ...money }),
  void: z.strictObject({ orderRef: text, authorizationReference: text }),
  refund: z.strictObject({ orderRef: text, captureReference: text, ...money }),
  transfer: z.strictObject({ orderRef: text, payeeId: text, ...money }),
} satisfies Record<OperationKind, z.ZodType>;

const paths: ReadonlyArray<[OperationKind, string]> = [
  ['authorization', '/v1/authorizations'],
  ['capture', '/v1/captures'],
  ['void', '/v1/voids'],
  ['refund', '/v1/refunds'],
  ['transfer', '/v1/transfers'],
];

const description = {
  simulator: 'payment provider',
  books: { 'GET /ledger?orderRef=': 'every movement of money, to be reconciled with' },
  controls: {
    'GET /v1/actions/{id}': 'the page on which a consumer pays: the `nextAction` of an order',
    'POST /v1/actions/{id}/complete · /fail': 'the consumer pays there, or refuses',
    ...webhookControls,
    ...faultControls,
  },
  sentinels: tokensTold,
};

/**
 * A payment provider with its own books and double checks (S0 8.2 c). `/v1` wants the bearer key;
 * the ledger, the faults, the webhook target and the consumers' action pages do not.
 */
export async function startPaymentSimulator(options: PaymentSimulatorOptions): Promise<Simulator> {
  const { home, webhookSecret: secret, webhookRetryBaseMs: retryBaseMs } = options;
  const schema = `${paymentSchema};${webhooksSchema}`;
  const books = openBooks({ home, name: 'payment', schema });
  const webhooks = createWebhookSender({
    books,
    path: '/v1/webhooks/payment',
    secret,
    retryBaseMs,
  });
  if (options.webhookUrl !== undefined) webhooks.setTarget(options.webhookUrl);
  const desk = createPaymentDesk({ books, webhooks, nowMs: options.nowMs ?? Date.now });

  const server = createServer();
  describeAtRoot(server, description);
  const underFaults = addFaultSwitch(server, options.slowMs);
  underFaults((scope) => addOperations(scope, desk, options));
  addPaymentActions(server, desk);
  addWebhookTarget(server, webhooks);
  server.get('/ledger', (request) => {
    const { orderRef } = z.strictObject({ orderRef: text.optional() }).parse(request.query);
    return { movements: movements(books, orderRef ?? null) };
  });

  const url = await listenOnLoopback(server, options.port);
  return {
    url,
    async close() {
      await server.close();
      await webhooks.close();
      books.close();
    },
  };
}

function addOperations(
  scope: FastifyInstance,
  desk: PaymentDesk,
  { apiKey, slowMs = slowByDefaultMs }: PaymentSimulatorOptions,
): void {
  scope.addHook('onRequest', async (request) => assertApiKey(request, apiKey));

  for (const [kind, path] of paths) {
    scope.post(path, async (request, reply) => {
      const key = idempotencyKeyOf(request);
      const command = commandOf(kind, request.body);
      const call = { key, kind, command, fingerprint: fingerprintOf(kind, command) };
      const { operation, answer } = desk.execute(call);
      if (operation === null || answer === 'never') return holdOpen(reply);
      if (answer === 'slowly') await delay(slowMs, undefined, { ref: false });
      return answerOf(scope, operation);
    });
  }

  scope.get<{ Params: { key: string } }>('/v1/operations/:key', (request) => {
    const operation = desk.query(request.params.key);
    if (operation === undefined) throw new SimulatorRefusal(404, 'operation_not_found');
    return answerOf(scope, operation);
  });
}

function assertApiKey(request: FastifyRequest, apiKey: string): void {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${apiKey}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new SimulatorRefusal(401, 'api_key_wrong');
  }
}

function commandOf(kind: OperationKind, body: unknown): Command {
  const parsed: Partial<Command> & {
    orderRef: string;
    authorizationReference?: string;
    captureReference?: string;
  } = commandSchemas[kind].parse(body);
  return {
    orderRef: parsed.orderRef,
    amountMinor: parsed.amountMinor ?? null,
    currency: parsed.currency ?? null,
    method: parsed.method ?? null,
    token: parsed.token ?? null,
    sourceReference: parsed.authorizationReference ?? parsed.captureReference ?? null,
    payeeId: parsed.payeeId ?? null,
  };
}

/** Never answers: the socket stays open until the client leaves or the simulator closes. */
function holdOpen(reply: FastifyReply): FastifyReply {
  return reply.hijack();
}

function answerOf(scope: FastifyInstance, operation: Operation) {
  const { key, kind, status, reference, orderRef, amountMinor, currency, at } = operation;
  const answer = { key, kind, status, reference, orderRef, amountMinor, currency, at };
  if (status === 'declined') return { ...answer, failure: operation.failure };
  if (status === 'requires_action') {
    return { ...answer, nextAction: nextActionOf(operation, scope.listeningOrigin) };
  }
  const { validForSeconds, releasedMinor } = operation;
  return {
    ...answer,
    ...(status === 'succeeded' && validForSeconds !== null ? { validForSeconds } : {}),
    ...(releasedMinor === null ? {} : { releasedMinor }),
  };
}
