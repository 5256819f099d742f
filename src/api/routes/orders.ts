import { loadOrder } from '../../db/orders/load-order.ts';
import { listOrders } from '../../db/reading/lists.ts';
import { accessOfOrder, accessOfOrders } from '../../db/reading/order-access.ts';
import { must } from '../../domain/errors.ts';
import { scopeOf } from '../../domain/rights.ts';
import { orderView } from '../../domain/views/views.ts';
import { callerOf, orderOf } from '../access/access.ts';
import { etagOf } from '../access/object-version.ts';
import { warningsOf } from '../access/order-parties.ts';
import { answerLimits } from '../answer-limits.ts';
import type { Door } from '../door.ts';
import { documented } from '../openapi/documentation.ts';
import type { Parts } from '../parts.ts';
import { presentOrder, presentTo } from '../present.ts';
import { listOf } from '../schemas/answers/answer-values.ts';
import { orderAnswer } from '../schemas/answers/order-answer.ts';
import { longestWaitSeconds, orderQuery, ordersQuery } from '../schemas/orders.ts';
import { idParams } from '../schemas/values.ts';
import { addOrderRecords } from './order-records.ts';
import { addPlacing, addQuote } from './placing.ts';

const tag = 'orders';
/** As long as `wait` may be. */
const longestWaitMs = longestWaitSeconds * 1_000;
const ofOrder = { subject: 'order' } as const;

export function addOrderRoutes(app: Door, parts: Parts): void {
  addPlacing(app, parts);
  addQuote(app, parts);
  addOrderReads(app, parts);
  addOrderRecords(app, parts);
}

function addOrderReads(app: Door, parts: Parts): void {
  app.get(
    '/v1/orders',
    {
      config: { right: 'readOrder' },
      schema: documented(
        { tag, summary: 'List orders, newest first', answers: { 200: listOf(orderAnswer) } },
        { querystring: ordersQuery },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { limit, cursor = null, ...filters } = request.query;
      const scope = scopeOf(caller);
      if (scope === null) return { data: [], nextCursor: null };
      const found = await listOrders(parts.sql, { filters, scope, page: { limit, cursor } });
      const ids = found.items.map((state) => state.order.id);
      const access = await accessOfOrders(parts.sql, ids);
      const data = found.items.map((state) => {
        const order = must(access.get(state.order.id), 'order');
        return presentOrder(presentTo(parts.vault, caller, order), order, orderView(state));
      });
      return { data, nextCursor: found.nextCursor };
    },
  );
  app.get(
    '/v1/orders/:id',
    {
      handlerTimeout: longestWaitMs + answerLimits.readMs,
      config: { right: 'readOrder', ...ofOrder },
      schema: documented(
        {
          tag,
          summary: 'Read an order',
          description:
            'With `ifVersionAbove` and `wait` (seconds) the answer comes as soon as the version ' +
            'is above the one that is known, or when the time is over.',
          answers: { 200: orderAnswer },
          refusals: ['not_found'],
        },
        { params: idParams, querystring: orderQuery },
      ),
    },
    async (request, reply) => {
      const { ifVersionAbove, wait } = request.query;
      const { orderId, version } = orderOf(request);
      if (ifVersionAbove !== undefined && version <= ifVersionAbove && wait > 0) {
        const waitMs = wait * 1_000;
        await parts.versions.waitForVersion({ orderId, above: ifVersionAbove, waitMs });
      }
      const state = must(await loadOrder(parts.sql, orderId), 'order');
      const order = must(await accessOfOrder(parts.sql, orderId), 'order');
      reply.header('etag', etagOf(state.order.version));
      const present = presentTo(parts.vault, callerOf(request), order);
      const view = { ...orderView(state), partyWarnings: await warningsOf(parts, order, state) };
      return presentOrder(present, order, view);
    },
  );
}
