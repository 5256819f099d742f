import { placeOrder, quoteOrder } from '../commands/place-order.ts';
import type { Door } from '../door.ts';
import { documented } from '../openapi/documentation.ts';
import type { Parts } from '../parts.ts';
import { orderAnswer } from '../schemas/answers/order-answer.ts';
import { dryRunAnswer } from '../schemas/answers/problem-answers.ts';
import { quoteAnswer } from '../schemas/answers/quote-answer.ts';
import { placeOrderBody } from '../schemas/orders.ts';
import { dryRunQuery } from '../schemas/values.ts';

const tag = 'orders';

export function addPlacing(app: Door, parts: Parts): void {
  app.post(
    '/v1/orders',
    {
      config: { right: 'placeOrder' },
      schema: documented(
        {
          tag,
          summary: 'Place an order',
          description:
            'One transaction: the order is accepted, even while Temporal is down. ' +
            'With `dryRun=true` it is only checked.',
          answers: { 200: dryRunAnswer, 201: orderAnswer },
          isCommand: true,
          refusals: [
            'totals_do_not_add_up',
            'duplicate_platform_order_no',
            'duplicate_line_no',
            'party_not_found',
            'party_not_approved',
            'party_wrong_role',
            'policy_not_found',
            'goods_not_registered',
            'goods_prohibited',
            'courier_unavailable',
            'courier_not_capable',
            'courier_region_not_served',
            'service_unknown',
            'unit_mismatch',
            'qualification_missing',
            'qualification_expired',
            'qualification_revoked',
            'offer_mismatch',
            'promise_in_the_past',
            'confirmation_in_the_future',
            'timing_not_allowed',
            'cash_limit_exceeded',
            'method_not_allowed',
          ],
        },
        { body: placeOrderBody, querystring: dryRunQuery },
      ),
    },
    (request, reply) => placeOrder(parts, { request, reply, body: request.body }),
  );
}

export function addQuote(app: Door, parts: Parts): void {
  app.post(
    '/v1/orders/quote',
    {
      config: { right: 'placeOrder' },
      schema: documented(
        {
          tag,
          summary: 'What an order would cost and promise, and every rule it would break (S0 9.4 a)',
          description:
            'The body of an order. Nothing is kept. `offerDigest` is what the consumer confirms: ' +
            'an order that names it as `consumerConfirmation.offerDigest` must be the same offer.',
          answers: { 200: quoteAnswer },
          isCommand: true,
        },
        { body: placeOrderBody },
      ),
    },
    (request, reply) => quoteOrder(parts, { request, reply, body: request.body }),
  );
}
