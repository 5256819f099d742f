import { listMovements } from '../../db/reading/reads.ts';
import { orderOf } from '../access/access.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import { addCommand } from '../commands/order-command.ts';
import type { Parts } from '../parts.ts';
import { listOf } from '../schemas/answers/answer-values.ts';
import { paymentAnswer } from '../schemas/answers/payment-answer.ts';
import { paymentBody } from '../schemas/payments.ts';
import { idParams } from '../schemas/values.ts';

const tag = 'payments';

/** Money of an order. */
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
}
