import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { canonicalJson, digestOf } from '../../../src/evidence/canonical.ts';
import type { SigningKey } from '../../../src/evidence/signature.ts';

/** A key pair with its registration, as a client and the engine hold the two halves. */
export interface SigningPerson {
  privateJwk: JWK;
  key: SigningKey;
}

export function aSigningPerson(change: Partial<SigningKey> = {}): SigningPerson {
  return personOf(generateKeyPairSync('ed25519'), change);
}

export function aP256Person(change: Partial<SigningKey> = {}): SigningPerson {
  return personOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }), change);
}

function personOf(
  pair: { publicKey: KeyObject; privateKey: KeyObject },
  change: Partial<SigningKey>,
): SigningPerson {
  return {
    privateJwk: pair.privateKey.export({ format: 'jwk' }),
    key: {
      keyId: 'key_1',
      ownerType: 'party',
      ownerId: 'pty_seller',
      personId: 'per_1',
      jwk: pair.publicKey.export({ format: 'jwk' }),
      revokedAt: null,
      ...change,
    },
  };
}

export const aHeader = { alg: 'EdDSA', kid: 'key_1', typ: 'luyue-signature' };

export const aStatement = {
  documents: [{ documentId: 'doc_1', version: 1, digest: digestOf({ number: 'H-1' }) }],
  role: 'seller',
  signedAt: '2026-11-24T10:00:00.000Z',
};

/** The first two parts of a JWS to the letter, good or not. */
export function signingInput(parts: { header?: unknown; payload?: string }): string {
  const header = JSON.stringify(parts.header ?? aHeader);
  const payload = parts.payload ?? canonicalJson(aStatement);
  return [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
}

/** A JWS of any form, rightly signed by an Ed25519 key. */
export function aJws(
  person: SigningPerson,
  parts: { header?: unknown; payload?: string } = {},
): string {
  const input = signingInput(parts);
  const key = createPrivateKey({ key: person.privateJwk, format: 'jwk' });
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
}
