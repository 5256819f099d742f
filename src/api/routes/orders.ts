import { loadOrder } from '../../db/orders/load-order.ts';
import { accessOfOrder, accessOfOrders } from '../../db/reading/order-access.ts';
import { ledgerOf } from '../../db/orders/ledger.ts';
import { listOrders } from '../../db/reading/lists.ts';
import { journalOf } from '../../db/reading/reads.ts';
import { must } from '../../domain/errors.ts';
import { scopeOf } from '../../domain/rights.ts';
import { languageOf } from '../access/language.ts';
import { timelineOf } from '../../domain/views/timeline.ts';
import { orderView } from '../../domain/views/views.ts';
import { told } from '../../domain/views/waiting-words.ts';
import { waitingFor } from '../../domain/views/waiting.ts';
import { callerOf, orderOf } from '../access/access.ts';
import { answerLimits } from '../answer-limits.ts';
import { etagOf } from '../access/object-version.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import type { Parts } from '../parts.ts';
import { warningsOf, withPartyItems } from '../access/order-parties.ts';
import { placeOrder, quoteOrder } from '../commands/place-order.ts';
import { presentOrder, presentTo } from '../present.ts';
import { listOf } from '../schemas/answers/answer-values.ts';
import { orderAnswer } from '../schemas/answers/order-answer.ts';
import { dryRunAnswer } from '../schemas/answers/problem-answers.ts';
import { waitingAnswer } from '../schemas/answers/waiting-answer.ts';
import { quoteAnswer } from '../schemas/answers/quote-answer.ts';
import { journalAnswer, ledgerAnswer, timelineAnswer } from '../schemas/answers/record-answers.ts';
import { longestWaitSeconds, orderQuery, ordersQuery, placeOrderBody } from '../schemas/orders.ts';
import { dryRunQuery, idParams } from '../schemas/values.ts';

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

function addPlacing(app: Door, parts: Parts): void {
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

function addQuote(app: Door, parts: Parts): void {
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

const inLanguages =
  'Its sentences are Chinese where `Accept-Language` likes `zh` best, else English; ' +
  '`Content-Language` says which.';

function addOrderRecords(app: Door, parts: Parts): void {
  app.get(
    '/v1/orders/:id/waiting',
    {
      config: { right: 'readOrder', ...ofOrder },
      schema: documented(
        {
          tag,
          summary: 'Why does the order not move: who must do what, by when',
          description: inLanguages,
          answers: { 200: waitingAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request, reply) => {
      const order = orderOf(request);
      const language = languageOf(request.headers['accept-language']);
      const state = must(await loadOrder(parts.sql, order.orderId), 'order');
      const { status, waitingFor: list } = waitingFor(state);
      void reply.header('content-language', language).header('vary', 'accept-language');
      return {
        status,
        waitingFor: list.map((one) => told(one, language)),
        partyWarnings: await warningsOf(parts, order, state),
      };
    },
  );
  app.get(
    '/v1/orders/:id/timeline',
    {
      config: { right: 'readOrder', ...ofOrder },
      schema: documented(
        {
          tag,
          summary: 'The story of the order for its parties',
          description: inLanguages,
          answers: { 200: timelineAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request, reply) => {
      const order = orderOf(request);
      const language = languageOf(request.headers['accept-language']);
      const told = timelineOf(await journalOf(parts.sql, order.orderId), language);
      void reply.header('content-language', language).header('vary', 'accept-language');
      return { data: await withPartyItems(parts, order, { told, language }) };
    },
  );
  addOrderProofs(app, parts);
}

/** What only overseers read: the chained journal and the books. */
function addOrderProofs(app: Door, parts: Parts): void {
  app.get(
    '/v1/orders/:id/journal',
    {
      config: { right: 'readJournal', ...ofOrder },
      schema: documented(
        {
          tag,
          summary: 'The hash-chained journal',
          description: 'As it is hashed: what is personal in it stays sealed (S0 10.4).',
          answers: { 200: journalAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => ({ data: await journalOf(parts.sql, orderOf(request).orderId) }),
  );
  app.get(
    '/v1/orders/:id/ledger',
    {
      config: { right: 'readLedger', ...ofOrder },
      schema: documented(
        {
          tag,
          summary: 'The order’s double-entry ledger',
          answers: { 200: ledgerAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    (request) => ledgerOf(parts.sql, orderOf(request).orderId),
  );
}
