import type { Connection } from '../../db/queries.ts';
import { currentCalendar } from '../../db/registry/calendars.ts';
import { createParty, defaultCalendarId, patchParty } from '../../db/registry/parties.ts';
import { demand } from '../../domain/errors.ts';
import { demandOffering } from '../../domain/parties/tariffs.ts';
import { callerOf } from '../access/access.ts';
import type { Caller } from '../access/authenticate.ts';
import { demandVersion, etagOf } from '../access/object-version.ts';
import { keptParty } from '../access/party-access.ts';
import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import { documented } from '../openapi/documentation.ts';
import type { Parts } from '../parts.ts';
import { answerRegistryCommand } from '../registry/registry-command.ts';
import {
  partyView,
  registrySealer,
  shownParty,
  shownPartyAnswer,
} from '../registry/registry-views.ts';
import { partyAnswer } from '../schemas/answers/party-answers.ts';
import { partyBody, type PartyBody, partyPatchBody } from '../schemas/registry/parties.ts';
import { idParams } from '../schemas/values.ts';
import { addHistory, addPartyReads } from './party-reads.ts';

const tag = 'parties';
/** What a courier may publish of its services and tariffs (S0 7.4.2). */
const offeringRefusals = [
  'party_wrong_role',
  'service_duplicate',
  'service_unknown',
  'tariff_never_valid',
] as const;

/**
 * Who takes part: registered and kept up to date by ops (S0 5.4), goods suppliers by their seller
 * too (6.4.1).
 */
export function addPartyRoutes(app: Door, parts: Parts): void {
  addPartyReads(app, parts);
  addPartyChanges(app, parts);
  addHistory(app, parts);
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
          description: 'A seller files its own goods suppliers (S0 6.4.1), ops everybody.',
          answers: { 201: partyAnswer },
          isCommand: true,
          refusals: ['duplicate_registration_number', 'calendar_not_found', ...offeringRefusals],
        },
        { body: partyBody },
      ),
    },
    async (request, reply) => {
      const caller = callerOf(request);
      demandMayRegister(caller, request.body.role);
      demandOffering(request.body.role, request.body);
      const done = await answerRegistryCommand(parts, request, async (tx, at) => {
        const wanted = newParty(parts, { body: request.body, caller, createdAt: at });
        await demandCalendar(tx, wanted.calendarId);
        const party = await createParty(tx, wanted);
        return { status: 201, subject: { type: 'party', id: party.id }, answer: partyView(party) };
      });
      reply.code(201).header('location', `/v1/parties/${done.subject.id}`);
      return shownPartyAnswer(parts, caller, done);
    },
  );
  addPatching(app, parts);
}

function addPatching(app: Door, parts: Parts): void {
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
            ...offeringRefusals,
            'too_large',
            'unsupported_media_type',
          ],
        },
        { params: idParams, body: partyPatchBody },
      ),
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const stored = await keptParty(parts.sql, caller, request.params.id);
      demandVersion(request, stored);
      const { calendar, contacts, ...details } = request.body;
      demandOffering(stored.role, { ...stored, ...details });
      if (calendar) await demandCalendar(parts.sql, calendar);
      const wrappedKey = stored.wrappedKey ?? parts.vault.newDataKey().wrapped;
      const sealer = registrySealer(parts.vault, { id: stored.id, wrappedKey });
      const party = await patchParty(parts.sql, {
        partyId: stored.id,
        actor: { role: caller.role, id: caller.id },
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
      return shownParty(parts, caller, party);
    },
  );
}

function demandMayRegister(caller: Caller, role: string): void {
  demand(
    caller.role === 'ops' || (caller.partyId !== null && role === 'supplier'),
    'role_not_allowed',
    'A seller files goods suppliers; everybody else is registered by ops.',
    { pointer: '/role' },
  );
}

function newParty(
  parts: Parts,
  { body, caller, createdAt }: { body: PartyBody; caller: Caller; createdAt: string },
) {
  const { calendar, contacts, ...facts } = body;
  const id = newId('pty');
  const wrappedKey = parts.vault.newDataKey().wrapped;
  return {
    ...facts,
    id,
    sellerId: caller.partyId,
    calendarId: calendar ?? defaultCalendarId(body.role),
    contacts: registrySealer(parts.vault, { id, wrappedKey }).contacts(contacts),
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
