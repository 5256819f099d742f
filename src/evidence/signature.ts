import type { JWK } from 'jose';
import { demand, DomainError } from '../domain/errors.ts';
import { readJws, signatureHolds, signJws } from './jws.ts';
import { readStatement } from './statement.ts';
import type { SignedDocument, Statement } from './statement.ts';

/** The `typ` of a party's own signature. */
export const signatureType = 'luyue-signature';

/** A key registered for one person of a party, or for a consumer. */
export interface SigningKey {
  keyId: string;
  ownerType: 'party' | 'consumer';
  ownerId: string;
  personId: string;
  personName?: string;
  jwk: JWK;
  /** ISO-8601 instant in UTC, null while the key is good. */
  revokedAt: string | null;
}

export type ResolveKey = (keyId: string) => Promise<SigningKey | undefined>;

export interface VerifiedSignature {
  keyId: string;
  payload: Statement;
  key: SigningKey;
}

/**
 * Verifies a party's compact JWS over one or more documents (S0 6.7.2, design §4). What it
 * guarantees: a registered, unrevoked key signed exactly this statement. Whether the documents
 * are current, and whether the key's owner may sign them in this role, is for the caller to ask.
 * Throws `DomainError` with `signature_invalid`, `key_unknown` or `key_revoked`.
 */
export async function verifyCompactSignature(options: {
  jws: string;
  resolveKey: ResolveKey;
}): Promise<VerifiedSignature> {
  const verified = await verifyIgnoringRevocation(options);
  demand(verified.key.revokedAt === null, 'key_revoked', 'the signing key was revoked');
  return verified;
}

/** What a signer's device makes, in words for whoever builds one. */
export const signatureForm =
  'a compact JWS whose protected header is {"alg":"EdDSA","kid":"<keyId>",' +
  `"typ":"${signatureType}"} and nothing else (ES256 for a P-256 key), and whose payload is ` +
  'the canonical JSON (RFC 8785) of {"documents":[{"documentId":"…","version":1,' +
  '"digest":"sha256:<hex>"}],"role":"seller|courier|consumer","signedAt":"<RFC 3339 in UTC>"}';

/**
 * The same for a signature recorded long ago: a key revoked since then does not undo it, so the
 * caller compares `key.revokedAt` with the time of recording. Throws `signature_invalid` or
 * `key_unknown`.
 */
export async function verifyIgnoringRevocation(options: {
  jws: string;
  resolveKey: ResolveKey;
}): Promise<VerifiedSignature> {
  const read = readJws(options.jws);
  const statement = readStatement(read?.payload);
  if (read === undefined || read.type !== signatureType || statement === undefined) {
    throw new DomainError(
      'signature_invalid',
      `the signature is not of its form: ${signatureForm}`,
    );
  }
  const key = await options.resolveKey(read.keyId);
  if (key === undefined)
    throw new DomainError('key_unknown', 'no signing key of this id is registered');
  const holds = await signatureHolds(options.jws, key.jwk);
  demand(holds, 'signature_invalid', 'the signature does not fit its key and payload');
  return { keyId: read.keyId, payload: statement, key };
}

/** Signs documents as a client does, on the device that holds the private key. */
export async function signStatement(options: {
  privateJwk: JWK;
  keyId: string;
  documents: readonly SignedDocument[];
  role: string;
  signedAt: string;
}): Promise<string> {
  const { privateJwk, keyId, documents, role, signedAt } = options;
  const payload = { documents, role, signedAt };
  return signJws({ privateJwk, keyId, type: signatureType, payload });
}
