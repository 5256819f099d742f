import { calculateJwkThumbprint } from 'jose';
import type { TransactionSql } from 'postgres';
import { readParty } from '../../db/registry/parties.ts';
import {
  type KeyOwner,
  listSigningKeys,
  registerSigningKey,
  revokeSigningKey,
} from '../../db/registry/signing-keys.ts';
import { demand, must } from '../../domain/errors.ts';
import { publicSigningJwk } from '../../evidence/jws.ts';
import { callerOf, notFound } from '../access/access.ts';
import type { Caller } from '../access/authenticate.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import type { Parts } from '../parts.ts';
import { answerRegistryCommand } from '../registry/registry-command.ts';
import {
  type PersonalOwner,
  presentRegistry,
  registrySealer,
  signingKeyView,
} from '../registry/registry-views.ts';
import { listOf } from '../schemas/answers/answer-values.ts';
import { signingKeyAnswer } from '../schemas/answers/signing-key-answer.ts';
import { consumerParams } from '../schemas/consumer-data.ts';
import { keyParams, signingKeyBody } from '../schemas/registry/signing-keys.ts';
import { idParams } from '../schemas/values.ts';

const tag = 'signing keys';
const refusals = ['not_found', 'signature_invalid', 'key_in_use', 'key_revoked'] as const;

/** Public keys of the people who sign. Private keys never reach the server (design §4). */
export function addSigningKeyRoutes(app: Door, parts: Parts): void {
  addPartyKeys(app, parts);
  addRevocation(app, parts);
  addConsumerKeys(app, parts);
}

function addPartyKeys(app: Door, parts: Parts): void {
  app.post(
    '/v1/parties/:id/signing-keys',
    {
      config: { right: 'registerSigningKey' },
      schema: documented(
        {
          tag,
          summary: 'Register the public key of a person of the party',
          answers: { 201: signingKeyAnswer },
          isCommand: true,
          refusals,
        },
        { params: idParams, body: signingKeyBody },
      ),
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const personal = await ownerParty(parts, caller, request.params.id);
      const owner = { ownerType: 'party', ownerId: personal.id, platformId: null } as const;
      const done = await answerRegistryCommand(parts, request, (tx, at) =>
        register(parts, { tx, at, owner, personal, body: request.body }),
      );
      reply.code(201);
      return presentRegistry(parts.vault, caller, personal)(done.answer);
    },
  );
  app.get(
    '/v1/parties/:id/signing-keys',
    {
      config: { right: 'registerSigningKey' },
      schema: documented(
        {
          tag,
          summary: 'The keys of the party’s people, revoked ones included',
          answers: { 200: listOf(signingKeyAnswer) },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const personal = await ownerParty(parts, caller, request.params.id);
      const owner = { ownerType: 'party', ownerId: personal.id, platformId: null } as const;
      const keys = await listSigningKeys(parts.sql, owner);
      const data = presentRegistry(parts.vault, caller, personal)(keys.map(signingKeyView));
      return { data, nextCursor: null };
    },
  );
}

function addRevocation(app: Door, parts: Parts): void {
  app.delete(
    '/v1/parties/:id/signing-keys/:keyId',
    {
      config: { right: 'registerSigningKey' },
      schema: documented(
        {
          tag,
          summary: 'Revoke a key from now on; what it signed stays signed',
          answers: { 200: signingKeyAnswer },
          refusals: ['not_found'],
        },
        { params: keyParams },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { id, keyId } = request.params;
      const personal = await ownerParty(parts, caller, id);
      const owner = { ownerType: 'party', ownerId: id, platformId: null } as const;
      const revokedAt = new Date().toISOString();
      const key = await revokeSigningKey(parts.sql, { owner, keyId, revokedAt });
      if (!key) throw notFound();
      return presentRegistry(parts.vault, caller, personal)(signingKeyView(key));
    },
  );
}

function addConsumerKeys(app: Door, parts: Parts): void {
  app.post(
    '/v1/consumers/:ref/signing-keys',
    {
      config: { right: 'registerConsumerKey' },
      schema: documented(
        {
          tag,
          summary: 'Register the public key of a consumer',
          answers: { 201: signingKeyAnswer },
          isCommand: true,
          refusals,
        },
        { params: consumerParams, body: signingKeyBody },
      ),
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { ref } = request.params;
      demand(
        caller.role === 'platform' || caller.consumerRef === ref,
        'not_found',
        notFound().message,
      );
      const platformId = must(caller.platformId, 'platform');
      await parts.platforms.ensure(platformId);
      const personal = { id: platformId, wrappedKey: await keyOf(parts, platformId) };
      const owner = { ownerType: 'consumer', ownerId: ref, platformId } as const;
      const done = await answerRegistryCommand(parts, request, (tx, at) =>
        register(parts, { tx, at, owner, personal, body: request.body }),
      );
      reply.code(201);
      return presentRegistry(parts.vault, caller, personal)(done.answer);
    },
  );
}

interface Registration {
  tx: TransactionSql;
  at: string;
  owner: KeyOwner;
  personal: PersonalOwner;
  body: { person: { personId: string | null; name: string }; jwk: Record<string, unknown> };
}

async function register(parts: Parts, { tx, at, owner, personal, body }: Registration) {
  const jwk = await publicSigningJwk(body.jwk);
  demand(
    jwk !== undefined,
    'signature_invalid',
    'A signing key is a public key, Ed25519 or P-256, without its private part.',
    { pointer: '/jwk' },
  );
  const key = await registerSigningKey(tx, {
    ...owner,
    keyId: newId('key'),
    personId: body.person.personId ?? newId('per'),
    personName: registrySealer(parts.vault, personal).name(body.person.name),
    jwk: jwk,
    thumbprint: await calculateJwkThumbprint(jwk),
    registeredAt: at,
  });
  const subject = { type: 'signing_key', id: key.keyId };
  return { status: 201 as const, subject, answer: signingKeyView(key) };
}

/** The party whose keys these are, if it is the caller or the caller is ops. */
async function ownerParty(parts: Parts, caller: Caller, partyId: string): Promise<PersonalOwner> {
  const isOthers = caller.partyId !== null && caller.partyId !== partyId;
  const party = isOthers ? null : await readParty(parts.sql, partyId);
  if (!party) throw notFound();
  return { id: partyId, wrappedKey: party.wrappedKey };
}

async function keyOf(parts: Parts, partyId: string): Promise<string | null> {
  return must(await readParty(parts.sql, partyId), 'platform').wrappedKey;
}
