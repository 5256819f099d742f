import { partyBalance } from '../../db/reading/party-balance.ts';
import { listRemittances } from '../../db/orders/remittances.ts';
import { demand } from '../../domain/errors.ts';
import { callerOf, notFound } from '../access/access.ts';
import type { Caller } from '../access/authenticate.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import type { Parts } from '../parts.ts';
import { remit } from '../remittances.ts';
import { listOf } from '../schemas/answers/answer-values.ts';
import { resultsAnswer } from '../schemas/answers/problem-answers.ts';
import { balanceAnswer, balanceQuery, remittanceAnswer, remittancesBody } from '../schemas/cash.ts';
import { idParams, pageQuery } from '../schemas/values.ts';
import { z } from 'zod';

const tag = 'payments';

/** Cash between couriers and the platform (S0 6.7.1 f, 7.5.3 g). */
export function addCashRoutes(app: Door, parts: Parts): void {
  addRemittances(app, parts);
  app.get(
    '/v1/parties/:id/balance',
    {
      config: { right: 'readBalance' },
      schema: documented(
        {
          tag,
          summary: 'What a party has earned and what it owes, with the orders behind it',
          answers: { 200: balanceAnswer },
          refusals: ['not_found'],
        },
        { params: idParams, querystring: balanceQuery },
      ),
    },
    async (request) => {
      const { limit, cursor = null, owing = false } = request.query;
      return partyBalance(parts.sql, {
        ...ownParty(callerOf(request), request.params.id),
        owingOnly: owing,
        page: { limit, cursor },
      });
    },
  );
}

function addRemittances(app: Door, parts: Parts): void {
  app.post(
    '/v1/parties/:id/remittances',
    {
      config: { right: 'recordRemittance' },
      schema: documented(
        {
          tag,
          summary: 'The courier hands over collected cash (S0 6.7.1 f)',
          description:
            'Each order is a command of its own; a repeat completes the rest. A reference stands for its orders: what was refused may be told again under it with the right amount.',
          answers: { 200: resultsAnswer },
          isCommand: true,
          refusals: ['not_found', 'remittance_reference_used'],
        },
        { params: idParams, body: remittancesBody },
      ),
    },
    (request) => remit(parts, request, { courierId: request.params.id, ...request.body }),
  );
  app.get(
    '/v1/parties/:id/remittances',
    {
      config: { right: 'readBalance' },
      schema: documented(
        {
          tag,
          summary: 'What a courier has told to have handed over, and what of it was taken',
          answers: { 200: listOf(remittanceAnswer) },
          refusals: ['not_found'],
        },
        { params: idParams, querystring: z.strictObject(pageQuery) },
      ),
    },
    async (request) => {
      const { limit, cursor = null } = request.query;
      const { partyId, platformId } = ownParty(callerOf(request), request.params.id);
      const page = { limit, cursor };
      const found = await listRemittances(parts.sql, { courierId: partyId, platformId, page });
      return { data: found.items, nextCursor: found.nextCursor };
    },
  );
}

/** A party reads its own books; staff of one platform read what concerns its orders. */
function ownParty(caller: Caller, partyId: string): { partyId: string; platformId: string | null } {
  const isOthers = caller.partyId !== null && caller.partyId !== partyId;
  demand(!isOthers, 'not_found', notFound().message);
  return { partyId, platformId: caller.partyId === null ? caller.platformId : null };
}
