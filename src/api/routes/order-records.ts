import { ledgerOf } from '../../db/orders/ledger.ts';
import { loadOrder } from '../../db/orders/load-order.ts';
import { journalOf } from '../../db/reading/reads.ts';
import { must } from '../../domain/errors.ts';
import { timelineOf } from '../../domain/views/timeline.ts';
import { told } from '../../domain/views/waiting-words.ts';
import { waitingFor } from '../../domain/views/waiting.ts';
import { orderOf } from '../access/access.ts';
import { languageOf } from '../access/language.ts';
import { warningsOf, withPartyItems } from '../access/order-parties.ts';
import type { Door } from '../door.ts';
import { documented } from '../openapi/documentation.ts';
import type { Parts } from '../parts.ts';
import { journalAnswer, ledgerAnswer, timelineAnswer } from '../schemas/answers/record-answers.ts';
import { waitingAnswer } from '../schemas/answers/waiting-answer.ts';
import { idParams } from '../schemas/values.ts';

const tag = 'orders';
const ofOrder = { subject: 'order' } as const;
const inLanguages =
  'Its sentences are Chinese where `Accept-Language` likes `zh` best, else English; ' +
  '`Content-Language` says which.';

export function addOrderRecords(app: Door, parts: Parts): void {
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
