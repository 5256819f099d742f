import { partyBalance } from '../../db/ledger.ts';
import { listMovements } from '../../db/reads.ts';
import { demand } from '../../domain/errors.ts';
import { callerOf, notFound, orderOf } from '../access.ts';
import { documented } from '../documentation.ts';
import type { Door } from '../door.ts';
import { addCommand } from '../order-command.ts';
import type { Parts } from '../parts.ts';
import { remit } from '../remittances.ts';
import { listOf, paymentAnswer, resultsAnswer } from '../schemas/answers.ts';
import { anyAnswer } from '../schemas/registry-answers.ts';
import { remittancesBody } from '../schemas/delivery.ts';
import { paymentBody } from '../schemas/orders.ts';
import { idParams } from '../schemas/values.ts';

const tag = 'payments';

/** Money of an order, and cash between couriers and the platform. */
export function addPaymentRoutes(app: Door, parts: Parts): void {
  addCommand(app, parts, {
    url: '/v1/orders/:id/payments',
    right: 'payOrder',
    subject: 'order',
    tag,
    summary: 'Pay, or pay again after a decline',
    body: paymentBody,
    answer: paymentAnswer,
    refusals: ['payment_unresolved', 'payment_attempts_exhausted', 'payment_not_due'],
    created: (_, orderId) => `/v1/orders/${orderId}/payments`,
    make: ({ body: { method, token } }) => ({ name: 'payOrder', method, token }),
  });
  app.get(
    '/v1/orders/:id/payments',
    {
      config: { right: 'readPayments', subject: 'order' },
      schema: documented(
        {
          tag,
          summary: 'Every movement of the order’s money (S0 8.2 c)',
          answers: { 200: listOf(paymentAnswer) },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => ({
      data: await listMovements(parts.sql, orderOf(request).orderId),
      nextCursor: null,
    }),
  );
  addCashRoutes(app, parts);
}

function addCashRoutes(app: Door, parts: Parts): void {
  app.post(
    '/v1/parties/:id/remittances',
    {
      config: { right: 'recordRemittance' },
      schema: documented(
        {
          tag,
          summary: 'The courier hands over collected cash (S0 6.7.1 f)',
          description: 'Each order is a command of its own; a repeat completes the rest.',
          answers: { 200: resultsAnswer },
          isCommand: true,
          refusals: ['not_found'],
        },
        { params: idParams, body: remittancesBody },
      ),
    },
    (request) => remit(parts, request, { courierId: request.params.id, ...request.body }),
  );
  app.get(
    '/v1/parties/:id/balance',
    {
      config: { right: 'readBalance' },
      schema: documented(
        {
          tag,
          summary: 'What a party has earned and what it owes, over all its orders',
          answers: { 200: anyAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => {
      const { id } = request.params;
      const { partyId } = callerOf(request);
      demand(partyId === null || partyId === id, 'not_found', notFound().message);
      return partyBalance(parts.sql, id);
    },
  );
}
