import type { Connection } from '../../db/queries.ts';
import { listParties, type Party } from '../../db/registry/parties.ts';
import { historyOf } from '../../db/registry/party-history.ts';
import { listReviews } from '../../db/registry/party-reviews.ts';
import { currentPolicy } from '../../db/registry/policies.ts';
import { qualificationsOf } from '../../db/registry/qualifications.ts';
import { remindersOf } from '../../db/registry/re-review.ts';
import { lookupsOf } from '../../db/registry/registry-lookups.ts';
import { must } from '../../domain/errors.ts';
import type { Unqualified } from '../../domain/parties/qualifications.ts';
import { unqualifiedAt } from '../../domain/parties/qualified.ts';
import { callerOf } from '../access/access.ts';
import { etagOf } from '../access/object-version.ts';
import { visibleParty } from '../access/party-access.ts';
import type { Door } from '../door.ts';
import { documented } from '../openapi/documentation.ts';
import type { Parts } from '../parts.ts';
import { partyView, presentRegistry, shownParty } from '../registry/registry-views.ts';
import { listOf } from '../schemas/answers/answer-values.ts';
import { partyAnswer, partyHistoryAnswer } from '../schemas/answers/party-answers.ts';
import { partiesQuery } from '../schemas/registry/parties.ts';
import { idParams } from '../schemas/values.ts';

const tag = 'parties';

export function addPartyReads(app: Door, parts: Parts): void {
  app.get(
    '/v1/parties',
    {
      config: { right: 'readParties' },
      schema: documented(
        { tag, summary: 'List parties, newest first', answers: { 200: listOf(partyAnswer) } },
        { querystring: partiesQuery },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { limit, cursor = null, ...filters } = request.query;
      const kept = caller.partyId === null ? {} : { keptBy: caller.partyId };
      const page = { limit, cursor };
      const found = await listParties(parts.sql, { filters: { ...filters, ...kept }, page });
      const data = found.items.map((party) => shownParty(parts, caller, party));
      return { data, nextCursor: found.nextCursor };
    },
  );
  app.get(
    '/v1/parties/:id',
    {
      config: { right: 'readParties' },
      schema: documented(
        {
          tag,
          summary: 'Read a party with its reviews',
          answers: { 200: partyAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const party = await visibleParty(parts.sql, caller, request.params.id);
      reply.header('etag', etagOf(party.version));
      const [reviews, registryLookups, reminders, unqualified] = await Promise.all([
        listReviews(parts.sql, party.id),
        lookupsOf(parts.sql, party.id),
        remindersOf(parts.sql, party.id),
        unqualifiedToday(parts.sql, party),
      ]);
      const told = { ...partyView(party), reviews, registryLookups, reminders, unqualified };
      return presentRegistry(parts.vault, caller, party)(told);
    },
  );
}

/** What the party lacks to take orders today under the default policy (S0 5.4, 6.4.1). */
async function unqualifiedToday(sql: Connection, { id, role }: Party): Promise<Unqualified[]> {
  const [policy, qualifications] = await Promise.all([
    currentPolicy(sql, 'default'),
    qualificationsOf(sql, id),
  ]);
  const at = new Date().toISOString();
  return unqualifiedAt({ role, qualifications }, { policy: must(policy, 'default policy'), at });
}

/** Everything that was told, decided or found about a party, for whom its file is open. */
export function addHistory(app: Door, parts: Parts): void {
  app.get(
    '/v1/parties/:id/history',
    {
      config: { right: 'readParties' },
      schema: documented(
        {
          tag,
          summary: 'What happened to a party: changes, reviews, proofs, reminders (S0 5.4)',
          answers: { 200: partyHistoryAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const party = await visibleParty(parts.sql, caller, request.params.id);
      const until = new Date().toISOString();
      const data = await historyOf(parts.sql, { partyId: party.id, until });
      return { data: presentRegistry(parts.vault, caller, party)(data) };
    },
  );
}
