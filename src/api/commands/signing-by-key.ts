import type { OrderAccess } from '../../db/reading/order-access.ts';
import type { StoredSigningKey } from '../../db/registry/signing-keys.ts';
import type { SignDocument } from '../../domain/commands.ts';
import { demand, must } from '../../domain/errors.ts';
import type { SigningRole } from '../../domain/order.ts';
import { verifyCompactSignature } from '../../evidence/signature.ts';
import type { Parts } from '../parts.ts';
import { signatureBase, signerOf, withKnownName } from './signer.ts';
import { type ResolvedKey, resolveSigningKey } from './signing-key.ts';
import type { Signing } from './signing.ts';

/** A person has signed with a registered key: the JWS holds, covers the document and is its own. */
export async function commandOfJws(parts: Parts, signing: Signing): Promise<SignDocument> {
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
