import { currentCalendar } from '../../db/calendars.ts';
import {
  createParty,
  defaultCalendarId,
  listParties,
  type Party,
  patchParty,
  readParty,
} from '../../db/parties.ts';
import { listReviews, reviewParty } from '../../db/party-reviews.ts';
import { lookupsOf, type RegistryLookup, storeLookup } from '../../db/registry-lookups.ts';
import { remindersOf } from '../../db/re-review.ts';
import type { Connection } from '../../db/queries.ts';
import { demand } from '../../domain/errors.ts';
import { callerOf, notFound } from '../access.ts';
import { documented } from '../documentation.ts';
import type { Caller } from '../authenticate.ts';
import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import type { Parts } from '../parts.ts';
import { demandVersion, etagOf } from '../commands.ts';
import { lookUpRegistration } from '../registration.ts';
import { answerRegistryCommand, isAnswered } from '../registry-command.ts';
import { partyView, presentRegistry, registrySealer } from '../registry-views.ts';
import { listOf } from '../schemas/answers.ts';
import { partyAnswer } from '../schemas/registry-answers.ts';
import {
  partiesQuery,
  partyBody,
  type PartyBody,
  partyPatchBody,
  reviewBody,
} from '../schemas/registry.ts';
import { idParams } from '../schemas/values.ts';

const tag = 'parties';

/** Who takes part: registered, reviewed and kept up to date by ops (S0 5.4). */
export function addPartyRoutes(app: Door, parts: Parts): void {
  addPartyReads(app, parts);
  addPartyChanges(app, parts);
  addReviews(app, parts);
}

function addPartyReads(app: Door, parts: Parts): void {
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
      const own = caller.partyId === null ? null : await readParty(parts.sql, caller.partyId);
      if (own) return { data: [shown(parts, caller, own)], nextCursor: null };
      if (caller.partyId !== null) return { data: [], nextCursor: null };
      const found = await listParties(parts.sql, { filters, page: { limit, cursor } });
      const data = found.items.map((party) => shown(parts, caller, party));
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
      const party = await visibleParty(parts, caller, request.params.id);
      reply.header('etag', etagOf(party.version));
      if (caller.partyId !== null)
        return { ...(shown(parts, caller, party) as object), reviews: [] };
      const [reviews, registryLookups, reminders] = await Promise.all([
        listReviews(parts.sql, party.id),
        lookupsOf(parts.sql, party.id),
        remindersOf(parts.sql, party.id),
      ]);
      return { ...(shown(parts, caller, party) as object), reviews, registryLookups, reminders };
    },
  );
}

function addPartyChanges(app: Door, parts: Parts): void {
  app.post(
    '/v1/parties',
    {
      config: { right: 'manageParties' },
      schema: documented(
        {
          tag,
          summary: 'Register a party; it is pending until it is reviewed',
          answers: { 201: partyAnswer },
          isCommand: true,
          refusals: ['duplicate_registration_number', 'calendar_not_found'],
        },
        { body: partyBody },
      ),
    },
    async (request, reply) => {
      const done = await answerRegistryCommand(parts, request, async (tx, at) => {
        const wanted = newParty(parts, request.body, at);
        await demandCalendar(tx, wanted.calendarId);
        const party = await createParty(tx, wanted);
        return { status: 201, subject: { type: 'party', id: party.id }, answer: partyView(party) };
      });
      reply.code(201).header('location', `/v1/parties/${done.subject.id}`);
      return shownAnswer(parts, callerOf(request), done);
    },
  );
  app.patch(
    '/v1/parties/:id',
    {
      config: { right: 'manageParties' },
      schema: documented(
        {
          tag,
          summary: 'Change what a party says of itself',
          answers: { 200: partyAnswer },
          refusals: [
            'not_found',
            'version_mismatch',
            'calendar_not_found',
            'too_large',
            'unsupported_media_type',
          ],
        },
        { params: idParams, body: partyPatchBody },
      ),
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const stored = await visibleParty(parts, caller, request.params.id);
      demandVersion(request, stored);
      const { calendar, contacts, ...details } = request.body;
      if (calendar) await demandCalendar(parts.sql, calendar);
      const wrappedKey = stored.wrappedKey ?? parts.vault.newDataKey().wrapped;
      const sealer = registrySealer(parts.vault, { partyId: stored.id, wrappedKey });
      const party = await patchParty(parts.sql, {
        partyId: stored.id,
        changes: {
          ...details,
          ...(calendar ? { calendarId: calendar } : {}),
          ...(contacts ? { contacts: sealer.contacts(contacts), wrappedKey } : {}),
        },
        at: new Date().toISOString(),
        // Contacts are sealed under the key that was read: nobody may have changed it since.
        ifVersion: stored.version,
      });
      reply.header('etag', etagOf(party.version));
      return shown(parts, caller, party);
    },
  );
}

function addReviews(app: Door, parts: Parts): void {
  app.post(
    '/v1/parties/:id/reviews',
    {
      config: { right: 'manageParties' },
      schema: documented(
        {
          tag,
          summary: 'Approve, reject, suspend or reinstate a party (S0 5.4)',
          answers: { 200: partyAnswer },
          isCommand: true,
          refusals: ['not_found', 'party_not_approved', 'registration_not_confirmed'],
        },
        { params: idParams, body: reviewBody },
      ),
    },
    async (request) => {
      // The neighbour is asked before the transaction, which holds nothing while it waits.
      const lookup = (await isAnswered(parts, request))
        ? null
        : await confirmRegistration(parts, request.params.id, request.body.decision);
      const done = await answerRegistryCommand(parts, request, async (tx, at) => {
        if (lookup) await storeLookup(tx, { ...lookup, lookedUpAt: at });
        const review = { id: newId('rev'), partyId: request.params.id, ...request.body };
        const party = await reviewParty(tx, { ...review, decidedAt: at });
        return { status: 200, subject: { type: 'party', id: party.id }, answer: partyView(party) };
      });
      return shownAnswer(parts, callerOf(request), done);
    },
  );
}

/** A party becomes one to trade with only while the public registry confirms it (S0 5.4). */
async function confirmRegistration(
  parts: Parts,
  partyId: string,
  decision: string,
): Promise<RegistryLookup | null> {
  if (decision !== 'approve' && decision !== 'reinstate') return null;
  const party = await readParty(parts.sql, partyId);
  if (!party) throw notFound();
  return lookUpRegistration(parts.partyRegistry, party, new Date().toISOString());
}

function newParty(parts: Parts, body: PartyBody, createdAt: string) {
  const { calendar, contacts, ...facts } = body;
  const id = newId('pty');
  const wrappedKey = parts.vault.newDataKey().wrapped;
  return {
    ...facts,
    id,
    calendarId: calendar ?? defaultCalendarId(body.role),
    contacts: registrySealer(parts.vault, { partyId: id, wrappedKey }).contacts(contacts),
    wrappedKey,
    createdAt,
  };
}

/** Any stored calendar will do: hours and zone of the party's own (S0 6.6 b). */
async function demandCalendar(sql: Connection, calendarId: string): Promise<void> {
  const calendar = await currentCalendar(sql, calendarId);
  demand(calendar !== null, 'calendar_not_found', `there is no calendar ${calendarId}`, {
    pointer: '/calendar',
  });
}

async function visibleParty(parts: Parts, caller: Caller, partyId: string): Promise<Party> {
  const isOthers = caller.partyId !== null && caller.partyId !== partyId;
  const party = isOthers ? null : await readParty(parts.sql, partyId);
  if (!party) throw notFound();
  return party;
}

function shown(parts: Parts, caller: Caller, party: Party) {
  const owner = { partyId: party.id, wrappedKey: party.wrappedKey };
  return presentRegistry(parts.vault, caller, owner)(partyView(party));
}

async function shownAnswer(
  parts: Parts,
  caller: Caller,
  { subject, answer }: { subject: { id: string }; answer: unknown },
) {
  const party = await readParty(parts.sql, subject.id);
  const owner = { partyId: subject.id, wrappedKey: party?.wrappedKey ?? null };
  return presentRegistry(parts.vault, caller, owner)(answer);
}
