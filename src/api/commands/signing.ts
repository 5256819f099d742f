import type { OrderAccess } from '../../db/reading/order-access.ts';
import { listDocuments } from '../../db/reading/reads.ts';
import {
  findSigningKey,
  type KeyOwner,
  listSigningKeys,
  type StoredSigningKey,
} from '../../db/registry/signing-keys.ts';
import type { SignDocument } from '../../domain/commands.ts';
import { demand, must } from '../../domain/errors.ts';
import type { Actor, SigningRole } from '../../domain/order.ts';
import type { DocumentView } from '../../domain/views/part-views.ts';
import { type SigningKey, verifyCompactSignature } from '../../evidence/signature.ts';
import type { Caller } from '../access/authenticate.ts';
import { newId } from '../ids.ts';
import { orderTime } from './order-clock.ts';
import type { Parts } from '../parts.ts';
import { registeredName } from '../registry/registry-views.ts';
import type { SignatureBody } from '../schemas/delivery/signatures.ts';
import type { Sealer } from './sealing.ts';

/** A signature as asked for; one JWS may cover several documents. */
export type AskedSignature = Pick<
  SignatureBody,
  'role' | 'signer' | 'method' | 'jws' | 'evidenceDigest'
>;

interface Signing {
  documentId: string;
  asked: AskedSignature;
  caller: Caller;
  actor: Actor;
  order: OrderAccess;
  sealer: Sealer;
}

/**
 * Makes the command of a signature after checking at the door what only the door can: whose
 * signature the caller may bring, that a JWS holds and whose key it is. Whether document and
 * moment are right is the rule's to say (design §4).
 */
export async function signingCommand(parts: Parts, signing: Signing): Promise<SignDocument> {
  const { asked, caller } = signing;
  demandSigningRole(caller, asked);
  if (asked.method === 'jws') return commandOfJws(parts, signing);
  demand(asked.jws === null, 'malformed_request', `A signature by ${asked.method} brings no JWS.`, {
    pointer: '/jws',
  });
  return asked.method === 'attested' ? attested(parts, signing) : takenAtTheDoor(parts, signing);
}

/** Each role signs for itself; the courier also takes the recipient's sign at the door. */
function demandSigningRole(caller: Caller, { role, method }: AskedSignature): void {
  const atTheDoor = method === 'one_time_code' || method === 'handwritten';
  if (atTheDoor) {
    demand(
      role === 'consumer',
      'method_not_allowed_for_role',
      'A code or handwriting is taken at the door, from the recipient.',
      { pointer: '/method' },
    );
  }
  const bringer = atTheDoor ? 'courier' : role;
  const isConsumers = bringer === 'consumer' && caller.role === 'platform';
  demand(
    caller.role === bringer || isConsumers,
    'not_the_signing_role',
    `A ${role}'s signature by ${method} is brought by the ${bringer}.`,
    { pointer: '/role' },
  );
  demand(
    method !== 'jws' || caller.role === role,
    'method_not_allowed_for_role',
    'What a platform signs for its consumer is attested (design §3).',
    { pointer: '/method' },
  );
}

async function commandOfJws(parts: Parts, signing: Signing): Promise<SignDocument> {
  const { asked, order, sealer, documentId } = signing;
  demand(asked.jws !== null, 'signature_invalid', 'A signature by jws brings its JWS.', {
    pointer: '/jws',
  });
  const { verified, stored } = await verify(parts, asked.jws);
  demandOwner(stored, asked.role, { order, documentId });
  const { payload, key } = verified;
  demand(
    payload.role === asked.role,
    'signature_invalid',
    'The JWS was made in another role than the one that signs here.',
  );
  const { personId } = asked.signer;
  demand(
    personId === null || personId === key.personId,
    'signature_invalid',
    'The key is another person’s: sign with one of the signer’s own.',
    { pointer: '/signer/personId' },
  );
  const signed = payload.documents.find((document) => document.documentId === documentId);
  demand(
    signed !== undefined,
    'digest_mismatch',
    'The JWS does not cover this document: sign its id, version and digest.',
  );
  return {
    ...signatureBase(signing),
    signer: await withKnownName(parts, signing, {
      signer: { ...signerOf(asked, sealer), personId: key.personId },
      keys: [stored],
    }),
    keyId: key.keyId,
    digest: signed.digest,
    version: signed.version,
    jws: asked.jws,
    evidenceDigest: asked.evidenceDigest,
    signedAt: payload.signedAt,
  };
}

/** Throws `signature_invalid`, `key_unknown` or `key_revoked`. */
async function verify(parts: Pick<Parts, 'sql'>, jws: string) {
  let found: ResolvedKey | undefined;
  const verified = await verifyCompactSignature({
    jws,
    resolveKey: async (keyId) => {
      found = await resolveSigningKey(parts, keyId);
      return found?.key;
    },
  });
  return { verified, stored: must(found, 'signing key').stored };
}

interface ResolvedKey {
  key: SigningKey;
  stored: StoredSigningKey;
}

/** The registered key in the form that signatures are verified with, without its person's name. */
export async function resolveSigningKey(
  parts: Pick<Parts, 'sql'>,
  keyId: string,
): Promise<ResolvedKey | undefined> {
  const stored = await findSigningKey(parts.sql, keyId);
  if (!stored) return undefined;
  const { ownerType, ownerId, personId, revokedAt } = stored;
  const jwk = stored.jwk as SigningKey['jwk'];
  return { key: { keyId, ownerType, ownerId, personId, jwk, revokedAt }, stored };
}

/** A key of somebody who is no side of this document is as good as none. */
function demandOwner(
  key: StoredSigningKey,
  role: SigningRole,
  { order, documentId }: { order: OrderAccess; documentId: string },
): void {
  const shipmentId = order.documents.find(({ id }) => id === documentId)?.shipmentId;
  const courierId = order.shipments.find(({ id }) => id === shipmentId)?.courierId;
  const isTheirs =
    role === 'consumer'
      ? key.ownerType === 'consumer' &&
        key.ownerId === order.consumerRef &&
        key.platformId === order.platformId
      : key.ownerType === 'party' &&
        key.ownerId === (role === 'seller' ? order.sellerId : courierId);
  demand(
    isTheirs,
    'key_unknown',
    `The key is not registered for a person of this ${role}: register it first.`,
  );
}

async function attested(parts: Parts, signing: Signing): Promise<SignDocument> {
  const { asked, actor, documentId, order } = signing;
  const document = await currentDocument(parts, signing);
  const person = await ownPerson(parts, signing);
  const owner = ownerOf(asked.role, signing.caller, order);
  const keys = person.personId === null ? [] : await listSigningKeys(parts.sql, owner);
  const signer = await withKnownName(parts, signing, { signer: person, keys });
  const signedAt = orderTime(order);
  const { name: _, ...unnamed } = signer;
  const jws = await parts.attestor.attest({
    documents: [{ documentId, version: document.version, digest: document.digest }],
    role: asked.role,
    signedAt,
    signer: { ...unnamed, agreedBy: actor },
  });
  return {
    ...signatureBase(signing),
    signer,
    keyId: parts.attestor.keyId,
    digest: document.digest,
    version: document.version,
    jws,
    evidenceDigest: asked.evidenceDigest,
    signedAt,
  };
}

async function takenAtTheDoor(parts: Parts, signing: Signing): Promise<SignDocument> {
  const { asked, order } = signing;
  demand(
    asked.evidenceDigest !== null,
    'evidence_missing',
    'A code or handwriting is kept as evidence: send its evidenceDigest.',
    {
      pointer: '/evidenceDigest',
    },
  );
  const document = await currentDocument(parts, signing);
  return {
    ...signatureBase(signing),
    signer: namedSigner(signing),
    keyId: null,
    digest: document.digest,
    version: document.version,
    jws: null,
    evidenceDigest: asked.evidenceDigest,
    signedAt: orderTime(order),
  };
}

/**
 * Who agrees is the principal itself: the person of its token, else one whom its side has
 * registered, or at least named. Nobody is put down for another (S0 10.4.1).
 */
async function ownPerson(parts: Parts, signing: Signing): Promise<SignDocument['signer']> {
  const { asked, caller, order } = signing;
  const { personId } = asked.signer;
  const signer = namedSigner(signing);
  if (personId === null) {
    return caller.role === asked.role && caller.personId !== null
      ? { ...signer, personId: caller.personId }
      : signer;
  }
  if (caller.role === asked.role && caller.personId !== null) {
    demand(
      personId === caller.personId,
      'person_unknown',
      'An attested signature is that of the caller: the person of its token.',
      { pointer: '/signer/personId' },
    );
    return signer;
  }
  const keys = await listSigningKeys(parts.sql, ownerOf(asked.role, caller, order));
  demand(
    keys.some((key) => key.personId === personId),
    'person_unknown',
    `No person of the ${asked.role} is registered under this id; leave it out and give the name.`,
    { pointer: '/signer/personId' },
  );
  return signer;
}

/**
 * Under the name that the person was registered with, whatever name is given now: else one who signs
 * by key on one side and by name on the other would be two (S0 6.7.2 b).
 */
async function withKnownName(
  parts: Parts,
  { sealer }: Signing,
  { signer, keys }: { signer: SignDocument['signer']; keys: StoredSigningKey[] },
): Promise<SignDocument['signer']> {
  const key = keys.find(({ personId }) => personId === signer.personId);
  const known = key ? await registeredName(parts, key) : null;
  return known === null ? signer : { ...signer, personDigest: sealer.personDigest(known) };
}

function ownerOf(role: SigningRole, caller: Caller, order: OrderAccess): KeyOwner {
  return role === 'consumer'
    ? { ownerType: 'consumer', ownerId: order.consumerRef, platformId: order.platformId }
    : { ownerType: 'party', ownerId: must(caller.partyId, 'party'), platformId: null };
}

/** Without a key the signer must be named; a token's own person stands in for nobody else. */
function namedSigner({ asked, caller, sealer }: Signing): SignDocument['signer'] {
  const { personId, name } = asked.signer;
  const own = caller.role === asked.role ? caller.personId : null;
  const signer = signerOf(asked, sealer);
  if (personId !== null || name !== null) return signer;
  demand(own !== null, 'malformed_request', 'Say who signs: a personId or a name.', {
    pointer: '/signer',
  });
  return { ...signer, personId: own };
}

function signerOf({ signer, role }: AskedSignature, sealer: Sealer): SignDocument['signer'] {
  return {
    personId: signer.personId,
    name: role === 'consumer' ? sealer.nameOrNull(signer.name) : sealer.staffOrNull(signer.name),
    personDigest: sealer.personDigest(signer.name),
    relation: signer.relation,
    consent: signer.consent,
  };
}

function signatureBase({ documentId, asked }: Signing) {
  return {
    name: 'signDocument' as const,
    documentId,
    signatureId: newId('sig'),
    role: asked.role,
    method: asked.method,
  };
}

async function currentDocument(
  parts: Pick<Parts, 'sql'>,
  { documentId, order }: Pick<Signing, 'documentId' | 'order'>,
): Promise<DocumentView> {
  const documents = await listDocuments(parts.sql, order.orderId);
  return must(
    documents.find(({ id }) => id === documentId),
    'document',
  );
}
