import { createHmac } from 'node:crypto';
import { base64url, CompactSign, exportJWK, generateKeyPair } from 'jose';
import { describe, expect, test } from 'vitest';
import { canonicalJson, digestOf } from '../../../src/evidence/canonical.ts';
import { publicSigningJwk, signatureHolds } from '../../../src/evidence/jws.ts';
import {
  signStatement,
  verifyCompactSignature,
  verifyIgnoringRevocation,
} from '../../../src/evidence/signature.ts';
import type { ResolveKey, SigningKey } from '../../../src/evidence/signature.ts';
import {
  aHeader,
  aJws,
  aP256Person,
  aSigningPerson,
  aStatement,
  signingInput,
} from './signing-people.ts';
import type { SigningPerson } from './signing-people.ts';

function registryOf(...keys: SigningKey[]): ResolveKey {
  return async (keyId) => keys.find((key) => key.keyId === keyId);
}

async function refusalOf(jws: string, ...keys: SigningKey[]): Promise<unknown> {
  return verifyCompactSignature({ jws, resolveKey: registryOf(...keys) }).then(
    () => 'accepted',
    (error: { code?: unknown }) => error.code,
  );
}

function signed(person: SigningPerson, change: Partial<typeof aStatement> = {}): Promise<string> {
  const { privateJwk, key } = person;
  return signStatement({ privateJwk, keyId: key.keyId, ...aStatement, ...change });
}

describe('S0 6.7.2: a signature by a registered key', () => {
  test.each([
    ['Ed25519', aSigningPerson()],
    ['P-256', aP256Person()],
  ])('of %s is accepted with what it says and whose it is', async (_kind, person) => {
    const jws = await signed(person);

    const verified = await verifyCompactSignature({ jws, resolveKey: registryOf(person.key) });

    expect(verified).toEqual({ keyId: 'key_1', payload: aStatement, key: person.key });
  });

  test('may cover several documents', async () => {
    const person = aSigningPerson();
    const second = { documentId: 'doc_2', version: 3, digest: digestOf({}) };

    const jws = await signed(person, { documents: [...aStatement.documents, second] });

    expect(await refusalOf(jws, person.key)).toBe('accepted');
  });

  test('has the header and payload of design §4 to the letter', async () => {
    const [header, payload] = (await signed(aSigningPerson())).split('.') as [string, string];

    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual(aHeader);
    expect(Buffer.from(payload, 'base64url').toString()).toBe(canonicalJson(aStatement));
  });

  test('is accepted when another program made it', async () => {
    const person = aSigningPerson();

    expect(await refusalOf(aJws(person), person.key)).toBe('accepted');
  });
});

describe('S0 6.7.2: a signature is refused', () => {
  const person = aSigningPerson();

  test('key_unknown when nobody registered its key', async () => {
    expect(await refusalOf(await signed(person), { ...person.key, keyId: 'key_2' })).toBe(
      'key_unknown',
    );
  });

  test('key_revoked when its key was revoked', async () => {
    const revoked = { ...person.key, revokedAt: '2026-11-24T09:00:00.000Z' };

    expect(await refusalOf(await signed(person), revoked)).toBe('key_revoked');
  });

  test('signature_invalid when another key made it', async () => {
    const other = aSigningPerson();

    expect(await refusalOf(await signed(other), person.key)).toBe('signature_invalid');
  });

  test('signature_invalid when its payload was exchanged', async () => {
    const [header, , signature] = (await signed(person)).split('.');
    const payload = base64url.encode(canonicalJson({ ...aStatement, role: 'courier' }));

    expect(await refusalOf(`${header}.${payload}.${signature}`, person.key)).toBe(
      'signature_invalid',
    );
  });

  test('signature_invalid when a bit of it was changed', async () => {
    const jws = await signed(person);
    const at = jws.lastIndexOf('.') + 5;
    const changed = jws.slice(0, at) + (jws[at] === 'A' ? 'B' : 'A') + jws.slice(at + 1);

    expect(await refusalOf(changed, person.key)).toBe('signature_invalid');
  });

  test('signature_invalid when it is unsigned (alg none)', async () => {
    const unsigned = signingInput({ header: { ...aHeader, alg: 'none' } });

    expect(await refusalOf(`${unsigned}.`, person.key)).toBe('signature_invalid');
    expect(await refusalOf(`${signingInput({})}.`, person.key)).toBe('signature_invalid');
  });

  test('signature_invalid when the public key serves as an HMAC secret (alg HS256)', async () => {
    const input = signingInput({ header: { ...aHeader, alg: 'HS256' } });
    const secrets = [
      Buffer.from(person.key.jwk.x ?? '', 'base64url'),
      Buffer.from(JSON.stringify(person.key.jwk)),
    ];

    for (const secret of secrets) {
      const mac = createHmac('sha256', secret).update(input).digest('base64url');
      expect(await refusalOf(`${input}.${mac}`, person.key)).toBe('signature_invalid');
    }
  });

  test('signature_invalid when the algorithm is not the one of the key', async () => {
    const p256 = aP256Person();
    const [, payload, signature] = (await signed(p256)).split('.');
    const header = base64url.encode(JSON.stringify(aHeader));

    expect(await refusalOf(`${header}.${payload}.${signature}`, p256.key)).toBe(
      'signature_invalid',
    );
    expect(await refusalOf(await signed(p256), person.key)).toBe('signature_invalid');
  });

  test('signature_invalid when the registered key is of a kind that may not sign', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const jws = await new CompactSign(Buffer.from(canonicalJson(aStatement)))
      .setProtectedHeader({ ...aHeader, alg: 'RS256' })
      .sign(privateKey);

    expect(await refusalOf(jws, { ...person.key, jwk: await exportJWK(publicKey) })).toBe(
      'signature_invalid',
    );
  });

  test.each([
    ['crit', { ...aHeader, crit: ['b64'], b64: true }],
    ['an embedded key', { ...aHeader, jwk: person.key.jwk }],
    ['a link to a key', { ...aHeader, jku: 'https://example.test/keys' }],
    ['no kid', { alg: 'EdDSA', typ: 'luyue-signature' }],
    ['a kid that is no string', { ...aHeader, kid: 1 }],
    ['no typ', { alg: 'EdDSA', kid: 'key_1' }],
    ['the typ of another token', { ...aHeader, typ: 'JWT' }],
    ['the typ of an attestation', { ...aHeader, typ: 'luyue-attestation' }],
    ['an algorithm by another name', { ...aHeader, alg: 'Ed25519' }],
    ['a list for a header', ['EdDSA']],
  ])('signature_invalid for a header with %s', async (_what, header) => {
    expect(await refusalOf(aJws(person, { header }), person.key)).toBe('signature_invalid');
  });

  const [document] = aStatement.documents as [(typeof aStatement.documents)[number]];
  test.each([
    ['of no object', 'text'],
    ['without documents', { ...aStatement, documents: [] }],
    ['without a role', { documents: [document], signedAt: aStatement.signedAt }],
    ['with an empty role', { ...aStatement, role: '' }],
    ['with a further field', { ...aStatement, note: 'x' }],
    ['with a further field in a document', { ...aStatement, documents: [{ ...document, a: 1 }] }],
    ['with a version of text', { ...aStatement, documents: [{ ...document, version: '1' }] }],
    ['with version 0', { ...aStatement, documents: [{ ...document, version: 0 }] }],
    ['with a digest of another kind', { ...aStatement, documents: [{ ...document, digest: 'x' }] }],
    ['with one document twice', { ...aStatement, documents: [document, document] }],
    ['with a time that is none', { ...aStatement, signedAt: '2026-13-45T00:00:00.000Z' }],
    ['with a local time', { ...aStatement, signedAt: '2026-11-24T10:00:00+08:00' }],
  ])('signature_invalid for a payload %s', async (_what, payload) => {
    const jws = aJws(person, { payload: canonicalJson(payload) });

    expect(await refusalOf(jws, person.key)).toBe('signature_invalid');
  });

  test.each([
    ['is not canonical', JSON.stringify(aStatement, null, 1)],
    [
      'has its members in another order',
      JSON.stringify(Object.fromEntries(Object.entries(aStatement).toReversed())),
    ],
    ['repeats a member', canonicalJson(aStatement).replace('"role"', '"role":"courier","role"')],
    ['begins with a byte order mark', `\ufeff${canonicalJson(aStatement)}`],
    ['is no JSON', 'doc_1'],
  ])('signature_invalid for a payload that %s', async (_what, payload) => {
    expect(await refusalOf(aJws(person, { payload }), person.key)).toBe('signature_invalid');
  });

  test.each(['', '.', '..', 'a.b.c', 'only-one-part', signingInput({})])(
    'signature_invalid for %j',
    async (text) => {
      expect(await refusalOf(text, person.key)).toBe('signature_invalid');
    },
  );

  test('not for a later revocation, where the record is verified', async () => {
    const key = { ...person.key, revokedAt: '2027-01-01T00:00:00.000Z' };
    const jws = await signed(person);

    const verified = await verifyIgnoringRevocation({ jws, resolveKey: registryOf(key) });

    expect(verified.key.revokedAt).toBe('2027-01-01T00:00:00.000Z');
  });
});

describe('publicSigningJwk', () => {
  test('keeps the public part and nothing else', async () => {
    const { jwk } = aP256Person().key;

    expect(await publicSigningJwk({ ...jwk, kid: 'x', use: 'sig' })).toEqual({
      kty: 'EC',
      crv: 'P-256',
      x: jwk.x,
      y: jwk.y,
    });
  });

  test.each([
    ['0', '00'.repeat(32)],
    ['1', `01${'00'.repeat(31)}`],
    ['1, the other sign', `01${'00'.repeat(30)}80`],
    ['-1', `ec${'ff'.repeat(30)}7f`],
    ['p', `ed${'ff'.repeat(30)}7f`],
    ['order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
    ['order 8 too', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'],
  ])(
    'refuses the point of small order with y = %s, under which anything holds',
    async (_y, hex) => {
      const x = Buffer.from(hex, 'hex').toString('base64url');
      const weak = { kty: 'OKP', crv: 'Ed25519', x };
      // R = the point itself, s = 0: some verifiers take it for many a message.
      const forged = `${signingInput({})}.${Buffer.from(hex + '00'.repeat(32), 'hex').toString('base64url')}`;

      expect(await publicSigningJwk(weak)).toBeUndefined();
      expect(await signatureHolds(forged, weak)).toBe(false);
    },
  );

  test('refuses a private key, other kinds, and what is no key', async () => {
    const { privateJwk, key } = aSigningPerson();

    expect(await publicSigningJwk(privateJwk)).toBeUndefined();
    expect(await publicSigningJwk({ kty: 'oct', k: 'c2VjcmV0' })).toBeUndefined();
    expect(await publicSigningJwk({ ...key.jwk, crv: 'X25519' })).toBeUndefined();
    expect(await publicSigningJwk({ ...key.jwk, x: 'AAAA' })).toBeUndefined();
    expect(await publicSigningJwk({ ...aP256Person().key.jwk, y: key.jwk.x })).toBeUndefined();
  });
});
