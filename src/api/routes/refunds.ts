import { listRefunds } from '../../db/reading/lists.ts';
import { loadOrder } from '../../db/orders/load-order.ts';
import { must } from '../../domain/errors.ts';
import { refundView } from '../../domain/views/money-views.ts';
import { refundable } from '../../domain/money/refundable.ts';
import { scopeOf } from '../../domain/rights.ts';
import { callerOf, orderOf } from '../access/access.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import { addCommand } from '../commands/order-command.ts';
import type { Parts } from '../parts.ts';
import { listOf } from '../schemas/answers/answer-values.ts';
import { refundableAnswer, refundAnswer } from '../schemas/answers/refund-answers.ts';
import { refundBody, refundsQuery } from '../schemas/refunds.ts';
import { idParams } from '../schemas/values.ts';

const tag = 'refunds';

/** Money back. */
export function addRefundRoutes(app: Door, parts: Parts): void {
  addRefunds(app, parts);
  addRefundReads(app, parts);
}

function addRefunds(app: Door, parts: Parts): void {
  app.get(
    '/v1/orders/:id/refundable',
    {
      config: { right: 'requestRefund', subject: 'order' },
      schema: documented(
        {
          tag,
          summary: 'What can still be given back, by line; goods that are being sent again cannot',
          answers: { 200: refundableAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => {
      const state = must(await loadOrder(parts.sql, orderOf(request).orderId), 'order');
      return { ...refundable(state), currency: state.order.currency };
    },
  );
  addCommand(app, parts, {
    url: '/v1/orders/:id/refunds',
    right: 'requestRefund',
    subject: 'order',
    tag,
    summary: 'Give money back, by line and quantity or by amount (S0 6.8 d)',
    body: refundBody,
    answer: refundAnswer,
    refusals: [
      'line_not_found',
      'refund_exceeds_refundable',
      'replacement_under_way',
      'case_undecided',
      'amount_not_positive',
      'channel_not_allowed',
      'bearer_not_allowed',
      'totals_do_not_add_up',
    ],
    created: ({ id }) => `/v1/refunds/${id}`,
    atTheDoor: true,
    make: ({ body }) => ({ name: 'requestRefund', refundId: newId('rfd'), ...body }),
  });
}

function addRefundReads(app: Door, parts: Parts): void {
  app.get(
    '/v1/refunds',
    {
      config: { right: 'readRefunds' },
      schema: documented(
        { tag, summary: 'List refunds, newest first', answers: { 200: listOf(refundAnswer) } },
        { querystring: refundsQuery },
      ),
    },
    async (request) => {
      const { limit, cursor = null, ...filters } = request.query;
      const scope = scopeOf(callerOf(request));
      if (scope === null) return { data: [], nextCursor: null };
      const found = await listRefunds(parts.sql, { filters, scope, page: { limit, cursor } });
      return { data: found.items.map(refundView), nextCursor: found.nextCursor };
    },
  );
  app.get(
    '/v1/refunds/:id',
    {
      config: { right: 'readRefunds', subject: 'refund' },
      schema: documented(
        { tag, summary: 'Read a refund', answers: { 200: refundAnswer }, refusals: ['not_found'] },
        { params: idParams },
      ),
    },
    async (request) => {
      const state = must(await loadOrder(parts.sql, orderOf(request).orderId), 'order');
      const refund = state.refunds.find(({ id }) => id === request.params.id);
      return refundView(must(refund, 'refund'));
    },
  );
}
