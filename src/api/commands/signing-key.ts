import { findSigningKey, type StoredSigningKey } from '../../db/registry/signing-keys.ts';
import type { SigningKey } from '../../evidence/signature.ts';
import type { Parts } from '../parts.ts';

export interface ResolvedKey {
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
