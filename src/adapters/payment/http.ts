import { z } from 'zod';
import { callNeighbour, callRepeatable, neighbourUrl, parseAnswer } from '../neighbour.ts';
import type { PaymentGateway, PaymentOutcome } from './port.ts';

const neighbour = 'payment provider';
const defaultTimeoutMs = 8_000;

const text = z.string().min(1).max(500);
const amountMinor = z.int().nonnegative();

const operationSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('succeeded'),
    key: text,
    reference: text,
    amountMinor,
    validForSeconds: z.int().positive().nullish(),
    releasedMinor: amountMinor.nullish(),
  }),
  z.object({
    status: z.literal('declined'),
    key: text,
    reference: text.nullable(),
    failure: text,
  }),
  z.object({
    status: z.literal('requires_action'),
    key: text,
    reference: text,
    nextAction: z.object({
      type: z.enum(['qr', 'redirect', 'app']),
      value: z.string().min(1).max(4000),
      expiresAt: z.iso.datetime(),
    }),
  }),
  z.object({ status: z.literal('pending'), key: text }),
]);

const notFoundSchema = z.object({ code: z.literal('operation_not_found') });

/** Where the provider is and how long one call may take (default 8000 ms). */
export type HttpPaymentGatewayOptions = { url: string; apiKey: string; timeoutMs?: number };

/** The payment provider over HTTP; keeps the promises of `PaymentGateway`. */
export function createHttpPaymentGateway(options: HttpPaymentGatewayOptions): PaymentGateway {
  const { apiKey, timeoutMs = defaultTimeoutMs } = options;
  const base = { neighbour, apiKey, timeoutMs };

  async function command<R extends { key: string }>(
    path: string,
    request: R,
  ): Promise<PaymentOutcome> {
    const { key, ...body } = request;
    const url = neighbourUrl(options.url, path);
    const answer = await callNeighbour({ ...base, method: 'POST', url, key, body });
    if (answer.kind === 'lost') return { status: 'unknown', failure: answer.failure };
    const parsed = operationSchema.safeParse(answer.body);
    // An answer that we cannot read, or that is about another call, proves nothing about ours.
    if (!parsed.success || parsed.data.key !== key) {
      return { status: 'unknown', failure: 'unreadable_answer' };
    }
    if (parsed.data.status === 'pending') return { status: 'unknown', failure: 'pending' };
    return outcomeOf(parsed.data);
  }

  async function query({ key }: { key: string }): Promise<PaymentOutcome> {
    const url = neighbourUrl(options.url, `/v1/operations/${encodeURIComponent(key)}`);
    const answer = await callRepeatable({ ...base, method: 'GET', url, expected: [404] });
    if (answer.status === 404) {
      // Only the provider's own word counts: a proxy's 404 must not pass for "never happened".
      parseAnswer(neighbour, notFoundSchema, answer.body);
      return { status: 'not_found' };
    }
    return outcomeOf(parseAnswer(neighbour, ofKey(key), answer.body));
  }

  return {
    authorize: (request) => command('/v1/authorizations', request),
    capture: (request) => command('/v1/captures', request),
    void: (request) => command('/v1/voids', request),
    refund: (request) => command('/v1/refunds', request),
    transfer: (request) => command('/v1/transfers', request),
    query,
  };
}

function ofKey(key: string) {
  return operationSchema.refine((operation) => operation.key === key, 'is about another key');
}

function outcomeOf(operation: z.infer<typeof operationSchema>): PaymentOutcome {
  switch (operation.status) {
    case 'succeeded': {
      const { reference: providerReference, validForSeconds, releasedMinor } = operation;
      const outcome = {
        status: operation.status,
        providerReference,
        amountMinor: operation.amountMinor,
      };
      return {
        ...outcome,
        ...(typeof validForSeconds === 'number' ? { validForSeconds } : {}),
        ...(typeof releasedMinor === 'number' ? { releasedMinor } : {}),
      };
    }
    case 'declined':
      return {
        status: 'declined',
        providerReference: operation.reference,
        failure: operation.failure,
      };
    case 'requires_action':
      return {
        status: 'requires_action',
        providerReference: operation.reference,
        nextAction: operation.nextAction,
      };
    case 'pending':
      return { status: 'pending' };
  }
}
