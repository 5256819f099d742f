import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { inMemory } from '../../../simulators/books.ts';
import { startPaymentSimulator } from '../../../simulators/payment.ts';
import type { PaymentSimulatorOptions } from '../../../simulators/payment.ts';
import { createHttpPaymentGateway } from '../../../src/adapters/payment/http.ts';
import type { PaymentGateway, PaymentOutcome } from '../../../src/adapters/payment/port.ts';
import {
  closing,
  deadUrl,
  send,
  startBareServer,
  startWebhookReceiver,
  temporaryHome,
  unique,
} from './started.ts';

const apiKey = 'key-of-the-tests';
const webhookSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const impatientMs = 150;

async function startProvider(options: Partial<PaymentSimulatorOptions> = {}) {
  const base = { port: 0, home: inMemory, apiKey, webhookSecret, webhookRetryBaseMs: 1 };
  return closing(await startPaymentSimulator({ ...base, ...options }));
}

async function startGateway(options: Partial<PaymentSimulatorOptions> = {}) {
  const { url } = await startProvider(options);
  return {
    url,
    gateway: createHttpPaymentGateway({ url, apiKey }),
    impatient: createHttpPaymentGateway({ url, apiKey, timeoutMs: impatientMs }),
  };
}

function anAuthorization(token: string | null = 'tok_ok') {
  const orderRef = unique('ord_');
  const key = `authorize:${orderRef}:1`;
  return { key, orderRef, amountMinor: 26_980, currency: 'CNY', method: 'card', token } as const;
}

function referenceOf(outcome: PaymentOutcome): string {
  if (outcome.status === 'succeeded' || outcome.status === 'requires_action') {
    return outcome.providerReference;
  }
  throw new Error(`The outcome ${outcome.status} has no reference.`);
}

async function authorized(gateway: PaymentGateway, token = 'tok_ok') {
  const request = anAuthorization(token);
  const authorizationReference = referenceOf(await gateway.authorize(request));
  const { orderRef, amountMinor, currency } = request;
  const capture = { orderRef, authorizationReference, amountMinor, currency };
  return { ...capture, key: `capture:${orderRef}:1` };
}

async function captured(gateway: PaymentGateway, token = 'tok_ok') {
  const request = await authorized(gateway, token);
  const captureReference = referenceOf(await gateway.capture(request));
  const { orderRef, currency } = request;
  return {
    orderRef,
    captureReference,
    currency,
    amountMinor: 12_990,
    key: `refund:${orderRef}:1`,
  };
}

async function ledger(url: string, orderRef: string) {
  const { body } = await send('GET', `${url}/ledger?orderRef=${orderRef}`);
  return (body as { movements: { kind: string; amountMinor: number; key: string }[] }).movements;
}

const kinds = (movements: { kind: string }[]) => movements.map(({ kind }) => kind);

describe('S0 8.2 c: every movement has the reference of the provider', () => {
  test('S0 8.2 c: authorization, capture, refund and transfer are in the ledger', async () => {
    const { url, gateway } = await startGateway();
    const refund = await captured(gateway);
    const { orderRef, currency } = refund;

    const refunded = await gateway.refund(refund);
    const transfer = { key: `transfer:${orderRef}`, payeeId: 'pty_1', amountMinor: 13_000 };
    const transferred = await gateway.transfer({ ...transfer, orderRef, currency });

    const movements = await ledger(url, orderRef);
    expect(kinds(movements)).toEqual(['authorization', 'capture', 'refund', 'transfer']);
    expect(movements[2]).toMatchObject({
      key: refund.key,
      reference: referenceOf(refunded),
      sourceReference: refund.captureReference,
      amountMinor: 12_990,
      currency: 'CNY',
    });
    expect(movements[3]).toMatchObject({ reference: referenceOf(transferred), payeeId: 'pty_1' });
  });

  test('an authorization says how long it can be captured', async () => {
    const { gateway } = await startGateway();

    expect(await gateway.authorize(anAuthorization())).toMatchObject({
      status: 'succeeded',
      amountMinor: 26_980,
      validForSeconds: 2_592_000,
    });
    expect(await gateway.authorize(anAuthorization('tok_expires_soon'))).toMatchObject({
      validForSeconds: 3_600,
    });
  });

  test('an authorization cannot be captured after its validity', async () => {
    let nowMs = Date.parse('2026-11-24T08:00:00.000Z');
    const { gateway } = await startGateway({ nowMs: () => nowMs });
    const inTime = await authorized(gateway, 'tok_expires_soon');
    const late = await authorized(gateway, 'tok_expires_soon');

    nowMs += 3_600_000 - 1;
    expect(await gateway.capture(inTime)).toMatchObject({ status: 'succeeded' });
    nowMs += 1;
    expect(await gateway.capture(late)).toMatchObject({ failure: 'authorization_expired' });
  });

  test('a void gives the authorization up', async () => {
    const { url, gateway } = await startGateway();
    const { orderRef, authorizationReference, ...capture } = await authorized(gateway);

    const voided = await gateway.void({ key: 'void:1', orderRef, authorizationReference });

    expect(voided).toMatchObject({ status: 'succeeded', amountMinor: 26_980 });
    expect(kinds(await ledger(url, orderRef))).toEqual(['authorization', 'void']);
    expect(await gateway.capture({ ...capture, orderRef, authorizationReference })).toMatchObject({
      status: 'declined',
      failure: 'already_voided',
    });
  });
});

describe('idempotency', () => {
  test('the same call under one key has one effect and one answer', async () => {
    const { url, gateway } = await startGateway();
    const request = anAuthorization();

    const first = await gateway.authorize(request);
    const second = await gateway.authorize(request);

    expect(second).toEqual(first);
    expect(await ledger(url, request.orderRef)).toHaveLength(1);
  });

  test('the same call from two instances at once has one effect and one answer', async () => {
    const { url, gateway } = await startGateway();
    const other = createHttpPaymentGateway({ url, apiKey });
    const capture = await authorized(gateway);

    const [first, second] = await Promise.all([gateway.capture(capture), other.capture(capture)]);

    expect(second).toEqual(first);
    expect(kinds(await ledger(url, capture.orderRef))).toEqual(['authorization', 'capture']);
  });

  test('another call under the same key is refused', async () => {
    const { url, gateway } = await startGateway();
    const request = anAuthorization();
    await gateway.authorize(request);

    await expect(gateway.authorize({ ...request, amountMinor: 1 })).rejects.toMatchObject({
      name: 'NeighbourRefused',
      failure: 'idempotency_key_reused',
    });
    expect(await ledger(url, request.orderRef)).toHaveLength(1);
  });

  test('a decline is remembered under its key', async () => {
    const { gateway } = await startGateway();
    const request = anAuthorization('tok_declined_once');

    const declined = await gateway.authorize(request);

    expect(declined).toMatchObject({ status: 'declined', failure: 'insufficient_funds' });
    expect(await gateway.authorize(request)).toEqual(declined);
    expect(await gateway.query({ key: request.key })).toEqual(declined);
  });
});

describe("the provider's own checks", () => {
  test('a capture never exceeds its authorization', async () => {
    const { gateway } = await startGateway();
    const capture = await authorized(gateway);

    expect(await gateway.capture({ ...capture, amountMinor: 26_981 })).toMatchObject({
      failure: 'capture_exceeds_authorized',
    });
  });

  test('an authorization is captured once', async () => {
    const { gateway } = await startGateway();
    const capture = { ...(await authorized(gateway)), amountMinor: 1 };
    await gateway.capture(capture);

    expect(await gateway.capture({ ...capture, key: unique('capture:') })).toMatchObject({
      failure: 'already_captured',
    });
  });

  test('a captured authorization cannot be voided', async () => {
    const { gateway } = await startGateway();
    const { orderRef, authorizationReference, ...rest } = await authorized(gateway);
    await gateway.capture({ ...rest, orderRef, authorizationReference });

    expect(
      await gateway.void({ key: unique('void:'), orderRef, authorizationReference }),
    ).toMatchObject({ status: 'declined', failure: 'already_captured' });
  });

  test('capture and void at once: exactly one of them succeeds', async () => {
    const { gateway } = await startGateway();
    const capture = await authorized(gateway);
    const { orderRef, authorizationReference } = capture;

    const outcomes = await Promise.all([
      gateway.capture(capture),
      gateway.void({ key: unique('void:'), orderRef, authorizationReference }),
    ]);

    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['declined', 'succeeded']);
  });

  test('refunds at once never exceed what was captured', async () => {
    const { url, gateway } = await startGateway();
    const refund = await captured(gateway);

    const outcomes = await Promise.all(
      [1, 2, 3].map((n) => gateway.refund({ ...refund, key: `${refund.key}:${n}` })),
    );

    expect(outcomes.filter(({ status }) => status === 'succeeded')).toHaveLength(2);
    const movements = (await ledger(url, refund.orderRef)).filter(({ kind }) => kind === 'refund');
    expect(movements.map(({ amountMinor }) => amountMinor)).toEqual([12_990, 12_990]);
  });

  test.each([
    ['another currency', { currency: 'EUR' }, 'currency_differs'],
    ['another order', { orderRef: 'ord_other' }, 'authorization_not_found'],
    ['an unknown reference', { authorizationReference: 'x' }, 'authorization_not_found'],
  ])('a capture for %s is declined', async (_what, change, failure) => {
    const { gateway } = await startGateway();
    const capture = await authorized(gateway);

    expect(await gateway.capture({ ...capture, ...change })).toMatchObject({ failure });
  });
});

describe('tokens at the authorization', () => {
  test.each([
    ['tok_declined', 'declined_by_issuer'],
    ['tok_of_nobody', 'token_unknown'],
    [null, 'token_missing'],
  ])('%s is declined', async (token, failure) => {
    const { url, gateway } = await startGateway();
    const request = anAuthorization(token);

    const declined = await gateway.authorize(request);

    expect(declined).toMatchObject({ status: 'declined', failure });
    expect(await ledger(url, request.orderRef)).toEqual([]);
  });

  test('tok_declined_once succeeds at the second attempt of the same order only', async () => {
    const { gateway } = await startGateway();
    const request = anAuthorization('tok_declined_once');
    await gateway.authorize(request);

    const again = await gateway.authorize({ ...request, key: unique('authorize:') });
    const otherOrder = await gateway.authorize(anAuthorization('tok_declined_once'));

    expect(again).toMatchObject({ status: 'succeeded' });
    expect(otherOrder).toMatchObject({ status: 'declined' });
  });

  test('S0 8.2 d: tok_timeout_after_success is unknown, and the query tells that it succeeded', async () => {
    const { url, impatient } = await startGateway();
    const request = anAuthorization('tok_timeout_after_success');

    const outcome = await impatient.authorize(request);

    expect(outcome).toEqual({ status: 'unknown', failure: 'timeout' });
    expect(await impatient.query({ key: request.key })).toMatchObject({ status: 'succeeded' });
    expect(await ledger(url, request.orderRef)).toHaveLength(1);
  });

  test('S0 8.2 d: tok_timeout is unknown, and the query tells that nothing happened', async () => {
    const { url, impatient } = await startGateway();
    const request = anAuthorization('tok_timeout');

    const outcomes = [
      await impatient.authorize(request),
      await impatient.authorize({ ...request, key: `${request.key}:2` }),
    ];

    expect(outcomes.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
    expect(await impatient.query({ key: request.key })).toEqual({ status: 'not_found' });
    expect(await ledger(url, request.orderRef)).toEqual([]);
  });

  test('tok_503_twice does nothing at the first two calls of each key', async () => {
    const { url, gateway } = await startGateway();
    const request = anAuthorization('tok_503_twice');
    const unavailable = { name: 'NeighbourUnavailable', failure: 'status_503' };

    await expect(gateway.authorize(request)).rejects.toMatchObject(unavailable);
    await expect(gateway.authorize(request)).rejects.toMatchObject(unavailable);
    expect(await gateway.query({ key: request.key })).toEqual({ status: 'not_found' });

    const authorizationReference = referenceOf(await gateway.authorize(request));
    expect(await ledger(url, request.orderRef)).toHaveLength(1);
    const { orderRef, amountMinor, currency } = request;
    const capture = { key: 'c', orderRef, authorizationReference, amountMinor, currency };
    await expect(gateway.capture(capture)).rejects.toMatchObject(unavailable);
    await expect(gateway.capture(capture)).rejects.toMatchObject(unavailable);
    expect(await gateway.capture(capture)).toMatchObject({ status: 'succeeded' });
  });

  test('tok_slow answers late but answers', async () => {
    const { gateway, impatient } = await startGateway({ slowMs: impatientMs * 2 });

    expect(await gateway.authorize(anAuthorization('tok_slow'))).toMatchObject({
      status: 'succeeded',
    });
    expect(await impatient.authorize(anAuthorization('tok_slow'))).toMatchObject({
      status: 'unknown',
    });
  });
});

describe('tokens after the authorization', () => {
  test('S0 8.2 d: tok_capture_timeout_after_success has captured once', async () => {
    const { url, impatient } = await startGateway();
    const capture = await authorized(impatient, 'tok_capture_timeout_after_success');

    expect(await impatient.capture(capture)).toMatchObject({ status: 'unknown' });
    const queried = await impatient.query({ key: capture.key });

    expect(queried).toMatchObject({ status: 'succeeded', amountMinor: 26_980 });
    expect(await impatient.capture(capture)).toEqual(queried);
    expect(kinds(await ledger(url, capture.orderRef))).toEqual(['authorization', 'capture']);
  });

  test('tok_capture_fails is a definite no that leaves the authorization to be voided', async () => {
    const { gateway } = await startGateway();
    const capture = await authorized(gateway, 'tok_capture_fails');
    const { orderRef, authorizationReference } = capture;

    expect(await gateway.capture(capture)).toMatchObject({ failure: 'capture_failed' });
    expect(
      await gateway.void({ key: unique('void:'), orderRef, authorizationReference }),
    ).toMatchObject({ status: 'succeeded' });
  });

  test('S0 8.2 d: tok_void_timeout_after_success has voided', async () => {
    const { impatient } = await startGateway();
    const capture = await authorized(impatient, 'tok_void_timeout_after_success');
    const { orderRef, authorizationReference } = capture;
    const request = { key: unique('void:'), orderRef, authorizationReference };

    expect(await impatient.void(request)).toMatchObject({ status: 'unknown' });
    expect(await impatient.query(request)).toMatchObject({ status: 'succeeded' });
  });

  test('tok_refund_fails refuses the refund for good', async () => {
    const { url, gateway } = await startGateway();
    const refund = await captured(gateway, 'tok_refund_fails');

    expect(await gateway.refund(refund)).toMatchObject({ failure: 'refund_refused' });
    expect(kinds(await ledger(url, refund.orderRef))).not.toContain('refund');
  });

  test('S0 8.2 d: tok_refund_unknown is pending for three queries, then succeeded', async () => {
    const { url, impatient } = await startGateway();
    const refund = await captured(impatient, 'tok_refund_unknown');
    expect(await impatient.refund(refund)).toMatchObject({ status: 'unknown' });

    const beyond = { ...refund, key: unique('refund:'), amountMinor: 13_991 };
    expect(await impatient.refund(beyond)).toMatchObject({ failure: 'refund_exceeds_captured' });

    const statuses: string[] = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await impatient.query(refund)).status);
    expect(statuses).toEqual(['pending', 'pending', 'pending', 'succeeded']);
    expect(kinds(await ledger(url, refund.orderRef))).toContain('refund');
  });
});

describe("the consumer's action", () => {
  const methods = [
    ['wechat_pay', null, 'qr'],
    ['alipay', null, 'app'],
    ['bank_transfer', null, 'redirect'],
    ['card', 'tok_requires_action', 'redirect'],
  ] as const;

  async function actionOf(gateway: PaymentGateway, request = anAuthorization()) {
    const outcome = await gateway.authorize(request);
    if (outcome.status !== 'requires_action') throw new Error(`It is ${outcome.status}.`);
    return outcome;
  }

  test.each(methods)('%s with token %s answers a %s to open', async (method, token, type) => {
    const { url, gateway } = await startGateway();

    const { nextAction } = await actionOf(gateway, { ...anAuthorization(token), method } as never);

    expect(nextAction.type).toBe(type);
    expect(nextAction.value.startsWith(url)).toBe(true);
    const page = await (await fetch(nextAction.value)).text();
    expect(page).toContain('269.80 CNY');
  });

  test('completing authorizes and tells the engine by a signed webhook', async () => {
    const { url: webhookUrl, received } = await startWebhookReceiver([500, 503]);
    const { url, gateway } = await startGateway({ webhookUrl });
    const request = anAuthorization('tok_requires_action');
    const { nextAction, providerReference } = await actionOf(gateway, request);
    expect(await gateway.query(request)).toMatchObject({ status: 'requires_action', nextAction });
    expect(await ledger(url, request.orderRef)).toEqual([]);

    expect(await send('POST', `${nextAction.value}/complete`)).toMatchObject({ status: 200 });

    await eventually(() => expect(received).toHaveLength(3));
    const [first, , last] = received;
    expect(last?.path).toBe('/v1/webhooks/payment');
    expect(last?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const { orderRef, key } = request;
    expect(JSON.parse(last?.body ?? '')).toEqual({
      eventId: last?.headers['webhook-id'],
      type: 'payment.authorized',
      key,
      orderRef,
      providerReference,
      amountMinor: 26_980,
      currency: 'CNY',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(last?.headers['webhook-signature']).toBe(signatureOf(last));
    expect(await gateway.query(request)).toMatchObject({ status: 'succeeded', providerReference });
  });

  test('refusing declines and tells the engine; what is ended stays ended', async () => {
    const { url: webhookUrl, received } = await startWebhookReceiver();
    const { gateway } = await startGateway({ webhookUrl });
    const request = anAuthorization('tok_requires_action');
    const { nextAction } = await actionOf(gateway, request);

    expect(await send('POST', `${nextAction.value}/fail`)).toMatchObject({ status: 200 });

    await eventually(() => expect(received).toHaveLength(1));
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      type: 'payment.declined',
      failure: 'declined_by_consumer',
    });
    expect(await send('POST', `${nextAction.value}/complete`)).toMatchObject({ status: 409 });
    expect(await gateway.query(request)).toMatchObject({ failure: 'declined_by_consumer' });

    // Webhooks go out in order: had there been a second one, it would come before the next action's.
    const next = await actionOf(gateway, anAuthorization('tok_requires_action'));
    await send('POST', `${next.nextAction.value}/complete`);
    await eventually(() => expect(received.length).toBeGreaterThan(1));
    expect(JSON.parse(received[1]?.body ?? '')).toMatchObject({
      type: 'payment.authorized',
      providerReference: next.providerReference,
    });
  });

  test('a void ends an action that the consumer has not taken', async () => {
    const { gateway } = await startGateway();
    const request = anAuthorization('tok_requires_action');
    const { orderRef } = request;
    const { nextAction, providerReference } = await actionOf(gateway, request);

    const authorizationReference = providerReference;
    const voided = await gateway.void({ key: unique('void:'), orderRef, authorizationReference });

    expect(voided).toMatchObject({ status: 'succeeded', amountMinor: 0 });
    expect(await send('POST', `${nextAction.value}/complete`)).toMatchObject({
      status: 409,
      body: { code: 'voided' },
    });
    expect(await gateway.query(request)).toMatchObject({ status: 'declined', failure: 'voided' });
  });

  test('an action that expired can no longer be completed', async () => {
    let nowMs = Date.now();
    const { gateway } = await startGateway({ nowMs: () => nowMs });
    const request = anAuthorization('tok_requires_action');
    const { nextAction } = await actionOf(gateway, request);

    nowMs = Date.parse(nextAction.expiresAt);

    expect(await send('POST', `${nextAction.value}/complete`)).toMatchObject({ status: 409 });
    expect(await gateway.query(request)).toMatchObject({ failure: 'action_expired' });
  });

  test('a webhook without a target waits until it is told one', async () => {
    const { url, gateway } = await startGateway();
    const { nextAction } = await actionOf(gateway, anAuthorization('tok_requires_action'));
    await send('POST', `${nextAction.value}/complete`);
    const receiver = await startWebhookReceiver();

    await send('PUT', `${url}/webhook-target`, { url: receiver.url });

    await eventually(() => expect(receiver.received).toHaveLength(1));
  });

  test('a webhook is sent at most ten times', async () => {
    const receiver = await startWebhookReceiver(Array.from({ length: 20 }, () => 500));
    const { gateway } = await startGateway({ webhookUrl: receiver.url });
    const [first, second] = [
      await actionOf(gateway, anAuthorization('tok_requires_action')),
      await actionOf(gateway, anAuthorization('tok_requires_action')),
    ];

    await send('POST', `${first.nextAction.value}/complete`);
    await eventually(() => expect(receiver.received).toHaveLength(10));
    await send('POST', `${second.nextAction.value}/complete`);
    await eventually(() => expect(receiver.received).toHaveLength(20));

    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids.slice(0, 10)).size).toBe(1);
    expect(new Set(ids.slice(10)).size).toBe(1);
  });
});

describe('trouble with the provider', () => {
  test('the wrong key is final', async () => {
    const { url } = await startGateway();
    const gateway = createHttpPaymentGateway({ url, apiKey: 'wrong' });

    await expect(gateway.authorize(anAuthorization())).rejects.toMatchObject({
      name: 'NeighbourRefused',
      failure: 'api_key_wrong',
    });
  });

  test('a provider that is down did nothing', async () => {
    const { url, gateway } = await startGateway();
    await send('PUT', `${url}/faults`, { mode: 'down' });
    const request = anAuthorization();

    await expect(gateway.authorize(request)).rejects.toMatchObject({
      name: 'NeighbourUnavailable',
    });
    await expect(gateway.query(request)).rejects.toMatchObject({ name: 'NeighbourUnavailable' });
    await send('PUT', `${url}/faults`, { mode: 'none' });

    expect(await gateway.query(request)).toEqual({ status: 'not_found' });
  });

  test('a provider that is slow leaves a command unknown and a query to be repeated', async () => {
    const { url, impatient } = await startGateway({ slowMs: impatientMs * 4 });
    await send('PUT', `${url}/faults`, { mode: 'slow' });
    const request = anAuthorization();

    expect(await impatient.authorize(request)).toMatchObject({ status: 'unknown' });
    await expect(impatient.query(request)).rejects.toMatchObject({
      name: 'NeighbourUnavailable',
      failure: 'timeout',
    });
  });

  test('a provider that does not run did nothing', async () => {
    const gateway = createHttpPaymentGateway({ url: await deadUrl(), apiKey });

    await expect(gateway.authorize(anAuthorization())).rejects.toMatchObject({
      name: 'NeighbourUnavailable',
    });
  });

  test.each([
    ['of another shape', { status: 'succeeded' }],
    ['about another key', { status: 'succeeded', key: 'x', reference: 'r', amountMinor: 1 }],
  ])('an answer %s proves nothing', async (_what, body) => {
    const url = await startBareServer((_request, response) => {
      response.end(JSON.stringify(body));
    });
    const gateway = createHttpPaymentGateway({ url, apiKey });

    expect(await gateway.authorize(anAuthorization())).toEqual({
      status: 'unknown',
      failure: 'unreadable_answer',
    });
    await expect(gateway.query({ key: 'k' })).rejects.toMatchObject({ name: 'NeighbourRefused' });
  });

  test('a 404 that is not the provider’s own word is not taken for "never happened"', async () => {
    const url = await startBareServer((_request, response) => {
      response.writeHead(404).end('{"code":"route_not_found"}');
    });
    const gateway = createHttpPaymentGateway({ url, apiKey });

    await expect(gateway.query({ key: 'k' })).rejects.toMatchObject({ name: 'NeighbourRefused' });
  });
});

test('the books survive a restart, and what was not delivered goes out after it', async () => {
  const receiver = await startWebhookReceiver(['never']);
  const options = { port: 0, home: temporaryHome(), apiKey, webhookSecret };
  const before = await startPaymentSimulator({ ...options, webhookUrl: receiver.url });
  const request = anAuthorization();
  const waiting = anAuthorization('tok_requires_action');
  const first = createHttpPaymentGateway({ url: before.url, apiKey });
  const outcome = await first.authorize(request);
  const { nextAction } = (await first.authorize(waiting)) as { nextAction: { value: string } };
  await send('POST', `${nextAction.value}/complete`);
  await eventually(() => expect(receiver.received).toHaveLength(1));
  await before.close();

  const after = await startProvider(options);

  const gateway = createHttpPaymentGateway({ url: after.url, apiKey });
  expect(await gateway.authorize(request)).toEqual(outcome);
  expect(await ledger(after.url, request.orderRef)).toHaveLength(1);
  await eventually(() => expect(receiver.received).toHaveLength(2));
  const [unconfirmed, repeated] = receiver.received;
  expect(repeated?.body).toBe(unconfirmed?.body);
});

/** Recomputed here by the text of Standard Webhooks, not by the code under test. */
function signatureOf(webhook: { headers: Record<string, unknown>; body: string } | undefined) {
  const { headers, body } = webhook ?? { headers: {}, body: '' };
  const secret = Buffer.from(webhookSecret.slice('whsec_'.length), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  return `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`;
}
