import { ensurePartyKey, readParty } from '../../db/registry/parties.ts';
import { listReviews } from '../../db/registry/party-reviews.ts';
import {
  fileQualification,
  qualificationsOf,
  revokeQualification,
} from '../../db/registry/qualifications.ts';
import { isInForce } from '../../domain/parties/qualifications.ts';
import { callerOf, notFound } from '../access/access.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import type { Parts } from '../parts.ts';
import { keptParty, visibleParty } from '../access/party-access.ts';
import { answerRegistryCommand } from '../registry/registry-command.ts';
import { presentRegistry, registrySealer } from '../registry/registry-views.ts';
import { listOf } from '../schemas/answers/answer-values.ts';
import {
  disclosureAnswer,
  qualificationAnswer,
  qualificationBody,
  qualificationParams,
  revocationQuery,
} from '../schemas/registry/qualifications.ts';
import { idParams } from '../schemas/values.ts';

const tag = 'parties';

/** What parties have proven, kept and shown to the public (S0 5.1, 5.4, 5.5, 6.4.1). */
export function addQualificationRoutes(app: Door, parts: Parts): void {
  addFiling(app, parts);
  addRevoking(app, parts);
  addDisclosure(app, parts);
}

function addFiling(app: Door, parts: Parts): void {
  app.post(
    '/v1/parties/:id/qualifications',
    {
      config: { right: 'manageParties' },
      schema: documented(
        {
          tag,
          summary: 'File a qualification of a party (S0 5.4, 6.4.1)',
          answers: { 201: qualificationAnswer },
          isCommand: true,
          refusals: ['not_found', 'duplicate_qualification'],
        },
        { params: idParams, body: qualificationBody },
      ),
    },
    async (request, reply) => {
      const partyId = request.params.id;
      const done = await answerRegistryCommand(parts, request, async (tx, filedAt) => {
        await keptParty(tx, callerOf(request), partyId);
        const id = newId('qua');
        const answer = await fileQualification(tx, { ...request.body, id, partyId, filedAt });
        return { status: 201, subject: { type: 'qualification', id }, answer };
      });
      reply.code(201).header('location', `/v1/parties/${partyId}/qualifications`);
      return done.answer;
    },
  );
  app.get(
    '/v1/parties/:id/qualifications',
    {
      config: { right: 'readParties' },
      schema: documented(
        {
          tag,
          summary: 'All that a party has filed, revoked ones included',
          answers: { 200: listOf(qualificationAnswer) },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const party = await visibleParty(parts.sql, caller, request.params.id);
      const filed = await qualificationsOf(parts.sql, party.id);
      return { data: presentRegistry(parts.vault, caller, party)(filed), nextCursor: null };
    },
  );
}

function addRevoking(app: Door, parts: Parts): void {
  app.delete(
    '/v1/parties/:id/qualifications/:qualificationId',
    {
      config: { right: 'manageParties' },
      schema: documented(
        {
          tag,
          summary: 'Revoke a qualification from now on; orders that run go on',
          answers: { 200: qualificationAnswer },
          refusals: ['not_found'],
        },
        { params: qualificationParams, querystring: revocationQuery },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const party = await keptParty(parts.sql, caller, request.params.id);
      const { note = null } = request.query;
      const wrappedKey = await ensurePartyKey(parts.sql, {
        partyId: party.id,
        wrappedKey: parts.vault.newDataKey().wrapped,
      });
      const revoked = await revokeQualification(parts.sql, {
        partyId: party.id,
        id: request.params.qualificationId,
        note:
          note === null ? null : registrySealer(parts.vault, { ...party, wrappedKey }).text(note),
        at: new Date().toISOString(),
      });
      return presentRegistry(parts.vault, caller, { ...party, wrappedKey })(revoked);
    },
  );
}

function addDisclosure(app: Door, parts: Parts): void {
  app.get(
    '/v1/parties/:id/disclosure',
    {
      schema: documented(
        {
          tag,
          summary: 'A party’s qualifications and standing, for anyone (S0 5.4, 5.5 d)',
          answers: { 200: disclosureAnswer },
          refusals: ['not_found'],
          isPublic: true,
        },
        { params: idParams },
      ),
    },
    async (request) => disclosureOf(parts, request.params.id),
  );
}

/** Nothing of people: neither contacts nor reviewers. Only who was ever approved is disclosed. */
async function disclosureOf(parts: Pick<Parts, 'sql'>, partyId: string) {
  const party = await readParty(parts.sql, partyId);
  // Goods suppliers are their seller's to know; the public deals with platform users (S0 5.5 d).
  const isDisclosed = party?.status === 'approved' || party?.status === 'suspended';
  if (!party || !isDisclosed || party.role === 'supplier') throw notFound();
  const [qualifications, reviews] = await Promise.all([
    qualificationsOf(parts.sql, partyId),
    listReviews(parts.sql, partyId),
  ]);
  const day = new Date().toISOString().slice(0, 10);
  return {
    id: party.id,
    role: party.role,
    kind: party.kind,
    name: party.name,
    registrationNumber: party.registrationNumber,
    status: party.status,
    capabilities: party.capabilities,
    regions: party.regions,
    services: party.services,
    tariffs: party.tariffs,
    qualifications: qualifications.map(
      ({ kind, number, issuer, validFrom, validTo, ...filed }) => ({
        kind,
        number,
        issuer,
        validFrom,
        validTo,
        inForce: isInForce({ kind, number, issuer, validFrom, validTo, ...filed }, day),
        revokedAt: filed.revokedAt,
      }),
    ),
    reviews: reviews.map(({ decision, decidedAt, nextReviewAt }) => ({
      decision,
      decidedAt,
      nextReviewAt,
    })),
  };
}
