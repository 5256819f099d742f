import { listSigningKeys } from '../../db/registry/signing-keys.ts';
import type { SignDocument } from '../../domain/commands.ts';
import { demand } from '../../domain/errors.ts';
import type { Parts } from '../parts.ts';
import { orderTime } from './order-clock.ts';
import { currentDocument } from './signed-document.ts';
import { namedSigner, ownerOf, signatureBase, withKnownName } from './signer.ts';
import type { Signing } from './signing.ts';

/** The caller agrees under its own login; the engine's key vouches for that. */
export async function attested(parts: Parts, signing: Signing): Promise<SignDocument> {
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
