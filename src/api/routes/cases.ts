import { deadlinesOfSubjects, listCases } from '../../db/reading/lists.ts';
import { loadOrder } from '../../db/orders/load-order.ts';
import { accessOfOrders } from '../../db/reading/order-access.ts';
import { must } from '../../domain/errors.ts';
import { caseView } from '../../domain/views/case-view.ts';
import { isRespondentOnly, scopeOf } from '../../domain/rights.ts';
import { callerOf, notFound, orderOf } from '../access/access.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import { addCommand } from '../commands/order-command.ts';
import type { Parts } from '../parts.ts';
import { presentTo } from '../present.ts';
import { listOf } from '../schemas/answers/answer-values.ts';
import { caseAnswer } from '../schemas/answers/case-answer.ts';
import { caseAnswerBody, caseResolutionBody, casesQuery } from '../schemas/cases.ts';
import { idParams } from '../schemas/values.ts';

const tag = 'cases';

/** What people decide: who is asked, what was brought forward, and how it ended (S0 7.7.3 b). */
export function addCaseRoutes(app: Door, parts: Parts): void {
  addCaseList(app, parts);
  addCaseRead(app, parts);
  addCaseCommands(app, parts);
}

function addCaseList(app: Door, parts: Parts): void {
  app.get(
    '/v1/cases',
    {
      config: { right: 'readCases' },
      schema: documented(
        {
          tag,
          summary: 'List cases, newest first',
          description:
            'Overseers see all, a seller or courier those against it, a consumer and its ' +
            'platform those of its own orders.',
          answers: { 200: listOf(caseAnswer) },
        },
        { querystring: casesQuery },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { limit, cursor = null, ...filters } = request.query;
      const scope = scopeOf(caller);
      if (scope === null) return { data: [], nextCursor: null };
      const respondent = isRespondentOnly(caller) ? caller.partyId : null;
      const { items, nextCursor } = await listCases(parts.sql, {
        filters: respondent === null ? filters : { ...filters, ownOf: respondent },
        scope,
        page: { limit, cursor },
      });
      const [access, clocks] = await Promise.all([
        accessOfOrders(parts.sql, [...new Set(items.map(({ orderId }) => orderId))]),
        deadlinesOfSubjects(
          parts.sql,
          items.map(({ id }) => id),
        ),
      ]);
      const data = items.map((item) => {
        const order = must(access.get(item.orderId), 'order');
        return presentTo(parts.vault, caller, order)(caseView(item, clocks));
      });
      return { data, nextCursor };
    },
  );
}

function addCaseRead(app: Door, parts: Parts): void {
  app.get(
    '/v1/cases/:id',
    {
      config: { right: 'readCases', subject: 'case' },
      schema: documented(
        {
          tag,
          summary: 'Read a case: its respondent, answer, evidence, due times and resolution',
          answers: { 200: caseAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const order = orderOf(request);
      const state = must(await loadOrder(parts.sql, order.orderId), 'order');
      const found = must(
        state.cases.find(({ id }) => id === request.params.id),
        'case',
      );
      const isOwn = found.respondentPartyId === caller.partyId;
      if (isRespondentOnly(caller) && !isOwn) throw notFound();
      return presentTo(parts.vault, caller, order)(caseView(found, state.deadlines));
    },
  );
}

function addCaseCommands(app: Door, parts: Parts): void {
  addCommand(app, parts, {
    url: '/v1/cases/:id/answer',
    right: 'answerCase',
    subject: 'case',
    tag,
    summary: 'The respondent says what it makes of the case against it (S0 7.7.3 b)',
    body: caseAnswerBody,
    answer: caseAnswer,
    refusals: ['wrong_case_status', 'already_answered', 'outcome_not_allowed'],
    make: ({ id, body: { text, evidence, ...body }, sealer }) => ({
      name: 'answerCase',
      caseId: id,
      ...body,
      text: sealer.textOrNull(text),
      evidence: sealer.evidence(evidence),
    }),
  });
  addCommand(app, parts, {
    url: '/v1/cases/:id/resolution',
    right: 'resolveCase',
    subject: 'case',
    tag,
    summary: 'Support decides a case (S0 7.7.3 b)',
    body: caseResolutionBody,
    answer: caseAnswer,
    refusals: [
      'wrong_case_status',
      'reason_not_allowed',
      'outcome_not_allowed',
      'evidence_missing',
      'line_not_found',
      'duplicate_line_no',
      'quantity_exceeded',
      'refund_exceeds_refundable',
      'replacement_under_way',
      'amount_not_positive',
      'channel_not_allowed',
      'party_not_found',
      'payment_unresolved',
    ],
    make: ({ id, body: { note, evidence, ...body }, sealer }) => ({
      name: 'resolveCase',
      caseId: id,
      refundId: newId('rfd'),
      ...body,
      note: sealer.textOrNull(note),
      evidence: sealer.evidence(evidence),
    }),
  });
}
