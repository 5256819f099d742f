import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { validatorCompiler } from '@fastify/type-provider-zod';
import Fastify, { type FastifyInstance } from 'fastify';
import { DomainError } from '../domain/errors.ts';
import { addAccessChecks } from './access/access.ts';
import { addAnswerLimits } from './answer-limits.ts';
import type { Door } from './door.ts';
import { addErrorHandler, sendProblem } from './error-handler.ts';
import { startFactForwarder } from './facts/fact-forwarder.ts';
import { addMetrics } from './metrics.ts';
import { addOpenApi } from './openapi/openapi.ts';
import type { Parts } from './parts.ts';
import { problemOf } from './problems.ts';
import { addRequestLog } from './request-log.ts';
import { addAgreementRoutes } from './routes/agreements.ts';
import { addCarriageRoutes } from './routes/carriage.ts';
import { addCaseRoutes } from './routes/cases.ts';
import { addCashRoutes } from './routes/cash.ts';
import { addConsumerDataRoutes } from './routes/consumer-data.ts';
import { addDecisionRoutes } from './routes/decisions.ts';
import { addDocumentRoutes } from './routes/documents.ts';
import { addExtensionRoute } from './routes/extensions.ts';
import { addEventRoutes } from './routes/events.ts';
import { addGoodsRoutes } from './routes/goods.ts';
import { addHealthRoutes } from './routes/health.ts';
import { addInvoiceRoutes } from './routes/invoices.ts';
import { addNotificationRoutes } from './routes/notifications.ts';
import { addNoteRoutes } from './routes/notes.ts';
import { addReceiptRoutes } from './routes/receipts.ts';
import { addOrderRoutes } from './routes/orders.ts';
import { addPartyRoutes } from './routes/parties.ts';
import { addPaymentRoutes } from './routes/payments.ts';
import { addPolicyRoutes } from './routes/policies.ts';
import { addReviewRoutes } from './routes/reviews.ts';
import { addQualificationRoutes } from './routes/qualifications.ts';
import { addRefundRoutes } from './routes/refunds.ts';
import { addSandboxRoutes } from './routes/sandbox.ts';
import { addShipmentRoutes } from './routes/shipments.ts';
import { addSigningKeyRoutes } from './routes/signing-keys.ts';
import { addWebhookRoutes } from './routes/webhooks.ts';
import { speakOurWords } from './schemas/words.ts';

const bodyLimitBytes = 64 * 1024;
/** A whole request must have arrived by then; a slow sender holds nothing longer. */
const requestTimeoutMs = 15_000;
/** Longer than the longest wait of `GET /v1/orders/{id}` and of a command. */
const connectionTimeoutMs = 60_000;
const keepAliveTimeoutMs = 72_000;

/**
 * The API over the given parts, ready to listen or to be injected into. The list of routes below
 * is the table of contents. Closing it ends the inbox's forwarding, not the parts.
 */
export async function buildApp(parts: Parts): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: parts.logger,
    disableRequestLogging: true,
    genReqId: () => randomUUID(),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: connectionTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    routerOptions: { maxParamLength: 200 },
    // An address that cannot even be read is answered before any handler is chosen.
    frameworkErrors: (_error, _request, reply) => {
      const refusal = new DomainError('malformed_request', 'The address is not well-formed.');
      sendProblem(reply, problemOf(refusal));
    },
  });
  // JSON is all that is taken; Fastify would read plain text as well.
  app.removeContentTypeParser('text/plain');
  speakOurWords();
  app.setValidatorCompiler(validatorCompiler);
  // Answers are built by views with types of their own; tests compare them with their schemas.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  addRequestLog(app);
  addErrorHandler(app);
  addAnswerLimits(app);
  const metrics = addMetrics(app);
  await addProtection(app, parts);
  await addOpenApi(app);
  addAccessChecks(app, parts);
  const forwarder = startFactForwarder(parts);
  app.addHook('onClose', () => forwarder.close());
  app.register(async (scope) => {
    const door = scope as unknown as Door;
    addOrderRoutes(door, parts);
    addDecisionRoutes(door, parts);
    addExtensionRoute(door, parts);
    addPaymentRoutes(door, parts);
    addCashRoutes(door, parts);
    addShipmentRoutes(door, parts);
    addCarriageRoutes(door, parts);
    addNoteRoutes(door, parts);
    addReceiptRoutes(door, parts);
    addDocumentRoutes(door, parts);
    addRefundRoutes(door, parts);
    addCaseRoutes(door, parts);
    addInvoiceRoutes(door, parts);
    addPartyRoutes(door, parts);
    addReviewRoutes(door, parts);
    addQualificationRoutes(door, parts);
    addAgreementRoutes(door, parts);
    addGoodsRoutes(door, parts);
    addSigningKeyRoutes(door, parts);
    addPolicyRoutes(door, parts);
    addEventRoutes(door, parts);
    addNotificationRoutes(door, parts);
    addConsumerDataRoutes(door, parts);
    addWebhookRoutes(door, parts, forwarder);
    addSandboxRoutes(door, parts);
    addHealthRoutes(door, parts, metrics);
  });
  return app;
}

async function addProtection(app: FastifyInstance, parts: Parts): Promise<void> {
  await app.register(helmet, {
    // The reference page at /docs brings its own scripts and styles; nothing else is a page.
    contentSecurityPolicy: false,
  });
  await app.register(cors, { origin: false });
  await app.register(rateLimit, {
    max: parts.rateLimitPerMinute,
    timeWindow: '1 minute',
    errorResponseBuilder: () => Object.assign(new Error('rate limited'), { statusCode: 429 }),
  });
}
