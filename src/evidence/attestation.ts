import { createPrivateKey, hkdfSync } from 'node:crypto';
import type { JWK } from 'jose';
import { DomainError } from '../domain/errors.ts';
import type { Actor, DocumentSignature } from '../domain/order.ts';
import { digestOf } from './canonical.ts';
import { readJws, signatureHolds, signJws } from './jws.ts';
import { hasExactly, readStatement } from './statement.ts';
import type { Statement } from './statement.ts';

/** The `typ` of a statement that the server signed: never to be taken for a party's signature. */
export const attestationType = 'luyue-attestation';

/** Who agreed, without a name: an attestation outlives the erasure of personal data. */
export type AttestedSigner = Omit<DocumentSignature['signer'], 'name'> & {
  /** The authenticated principal through whom the agreement came. */
  agreedBy: Actor;
};

export interface Attestation extends Statement {
  signer: AttestedSigner;
}

export interface Attestor {
  keyId: string;
  publicJwk: JWK;
  attest: (attestation: Attestation) => Promise<string>;
}

/**
 * The server's own Ed25519 key, the same for the same master key on every machine. It signs
 * that an authenticated principal agreed (method `attested`).
 */
export function createAttestor(options: { masterKey: Buffer }): Attestor {
  const privateJwk = deriveKey(options.masterKey);
  const publicJwk = { kty: privateJwk.kty, crv: privateJwk.crv, x: privateJwk.x } as JWK;
  const keyId = `attestor_${digestOf(publicJwk).slice('sha256:'.length, 'sha256:'.length + 16)}`;
  const attest = ({ documents, role, signedAt, signer }: Attestation): Promise<string> => {
    // Field by field, so that a name that came along with the signer stays out.
    const { personId, personDigest, relation, consent, agreedBy } = signer;
    const said = { personId, personDigest, relation, consent, agreedBy };
    const payload = { documents, role, signedAt, signer: said };
    return signJws({ privateJwk, keyId, type: attestationType, payload });
  };
  return { keyId, publicJwk, attest };
}

/**
 * Verifies a statement that the server signed. Throws `DomainError` with `signature_invalid`,
 * or `key_unknown` if no published key of the server has that id.
 */
export async function verifyAttestation(options: {
  jws: string;
  keys: readonly { keyId: string; publicJwk: JWK }[];
}): Promise<{ keyId: string; payload: Attestation }> {
  const read = readJws(options.jws);
  const attestation = readAttestation(read?.payload);
  if (read === undefined || read.type !== attestationType || attestation === undefined) {
    throw new DomainError('signature_invalid', 'the attestation is not of its form');
  }
  const key = options.keys.find(({ keyId }) => keyId === read.keyId);
  if (key === undefined) throw new DomainError('key_unknown', 'no such key of the server');
  if (!(await signatureHolds(options.jws, key.publicJwk))) {
    throw new DomainError('signature_invalid', 'the attestation does not fit the server key');
  }
  return { keyId: read.keyId, payload: attestation };
}

function readAttestation(payload: unknown): Attestation | undefined {
  if (!hasExactly(payload, ['documents', 'role', 'signedAt', 'signer'])) return undefined;
  const { signer, ...rest } = payload;
  const statement = readStatement(rest);
  const members = ['personId', 'personDigest', 'relation', 'consent', 'agreedBy'];
  if (statement === undefined || !hasExactly(signer, members)) return undefined;
  return { ...statement, signer: signer as AttestedSigner };
}

/** RFC 8410 wraps the 32 bytes of the seed into these constant bytes. */
const ed25519Pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

function deriveKey(masterKey: Buffer): JWK {
  const seed = hkdfSync('sha256', masterKey, '', 'luyue attestation key v1', 32);
  const der = Buffer.concat([ed25519Pkcs8Prefix, Buffer.from(seed)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({
    format: 'jwk',
  });
}
