import { loadOrder } from '../../db/orders/load-order.ts';
import { must } from '../../domain/errors.ts';
import { invoicesView } from '../../domain/views/money-views.ts';
import { orderOf } from '../access/access.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import { addCommand } from '../commands/order-command.ts';
import type { Parts } from '../parts.ts';
import { listOf } from '../schemas/answers/answer-values.ts';
import { invoiceAnswer, invoiceBody } from '../schemas/invoices.ts';
import { idParams } from '../schemas/values.ts';

const tag = 'invoices';

/** What the seller has invoiced for an order, and what it took back after a refund. */
export function addInvoiceRoutes(app: Door, parts: Parts): void {
  addCommand(app, parts, {
    url: '/v1/orders/:id/invoices',
    right: 'recordInvoice',
    subject: 'order',
    tag,
    summary: 'Record an invoice: number, kind, amount and digest; the paper stays with the seller',
    body: invoiceBody,
    answer: invoiceAnswer,
    refusals: [
      'currency_mismatch',
      'invoice_number_in_use',
      'invoice_not_found',
      'invoice_exceeds_paid',
      'red_invoice_exceeds_blue',
    ],
    created: (_, id) => `/v1/orders/${id}/invoices`,
    make: ({ body }) => ({ name: 'recordInvoice', invoiceId: newId('inv'), ...body }),
  });
  app.get(
    '/v1/orders/:id/invoices',
    {
      config: { right: 'readInvoices', subject: 'order' },
      schema: documented(
        {
          tag,
          summary: 'The invoices of an order',
          answers: { 200: listOf(invoiceAnswer) },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => {
      const state = must(await loadOrder(parts.sql, orderOf(request).orderId), 'order');
      return { data: invoicesView(state), nextCursor: null };
    },
  );
}
