import type { FastifyInstance } from 'fastify';
import type { PaymentNextAction } from '../src/adapters/payment/port.ts';
import type { Operation } from './payment-books.ts';
import type { PaymentDesk } from './payment-desk.ts';
import { SimulatorRefusal } from './server.ts';

type ActionRequest = { Params: { id: string } };

/** What the consumer has to open: an address of this simulator, in the form of its method. */
export function nextActionOf(operation: Operation, origin: string): PaymentNextAction {
  const { method, actionId, actionExpiresAt } = operation;
  const types = { wechat_pay: 'qr', alipay: 'app' } as const;
  const type = method === 'wechat_pay' || method === 'alipay' ? types[method] : 'redirect';
  return { type, value: `${origin}/v1/actions/${actionId}`, expiresAt: actionExpiresAt ?? '' };
}

/**
 * The pages that a consumer opens to pay, without authentication: `GET /v1/actions/{id}` is for
 * people, `POST …/complete` and `POST …/fail` end the action once and for all (else 409).
 */
export function addPaymentActions(server: FastifyInstance, desk: PaymentDesk): void {
  server.register(async (scope) => {
    // The page's buttons send an empty form.
    scope.addContentTypeParser('application/x-www-form-urlencoded', (_request, payload, done) => {
      payload.resume();
      done(null, null);
    });

    scope.get<ActionRequest>('/v1/actions/:id', (request, reply) => {
      const operation = must(desk.findAction(request.params.id));
      return reply.type('text/html; charset=utf-8').send(pageOf(operation));
    });
    scope.post<ActionRequest>('/v1/actions/:id/complete', (request) =>
      settle(desk, request.params.id, true),
    );
    scope.post<ActionRequest>('/v1/actions/:id/fail', (request) =>
      settle(desk, request.params.id, false),
    );
  });
}

function settle(desk: PaymentDesk, actionId: string, consent: boolean) {
  const { key, status, failure } = must(desk.settleAction(actionId, consent));
  const asWanted = consent ? status === 'succeeded' : failure === 'declined_by_consumer';
  if (!asWanted) throw new SimulatorRefusal(409, failure ?? 'action_completed');
  return { key, status };
}

function must(operation: Operation | undefined): Operation {
  if (operation === undefined) throw new SimulatorRefusal(404, 'action_not_found');
  return operation;
}

function pageOf({ actionId, amountMinor, currency, status }: Operation): string {
  const button = (verb: string, label: string) =>
    `<form method="post" action="/v1/actions/${actionId}/${verb}"><button>${label}</button></form>`;
  const open = status === 'requires_action';
  return `<!doctype html><meta charset="utf-8"><title>Simulated payment</title>
<h1>${(amountMinor / 100).toFixed(2)} ${currency}</h1>
${open ? button('complete', 'Pay') + button('fail', 'Refuse') : `<p>${status}</p>`}`;
}
