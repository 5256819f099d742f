import { describe, expect, test } from 'vitest';
import { createAttestor, verifyAttestation } from '../../../src/evidence/attestation.ts';
import type { Attestation } from '../../../src/evidence/attestation.ts';
import { canonicalJson } from '../../../src/evidence/canonical.ts';
import { verifyCompactSignature } from '../../../src/evidence/signature.ts';
import { aHeader, aJws, aSigningPerson, aStatement } from './signing-people.ts';

const masterKey = Buffer.alloc(32, 7);
const signer: Attestation['signer'] = {
  personId: 'per_9',
  personDigest: null,
  relation: 'self',
  consent: null,
  agreedBy: { role: 'platform', id: 'pty_platform', onBehalfOf: 'consumer' },
};

describe('S0 6.7.2: an attested signature', () => {
  test('is verified by the public key alone and tells who agreed through whom', async () => {
    const { attest, keyId, publicJwk } = createAttestor({ masterKey });

    const jws = await attest({ ...aStatement, signer });

    expect(publicJwk).not.toHaveProperty('d');
    expect(await verifyAttestation({ jws, keys: [{ keyId, publicJwk }] })).toEqual({
      keyId,
      payload: { ...aStatement, signer },
    });
  });

  test('has the same key on every machine and another one under another master key', () => {
    const one = createAttestor({ masterKey });

    expect(createAttestor({ masterKey: Buffer.from(masterKey) }).publicJwk).toEqual(one.publicJwk);
    expect(createAttestor({ masterKey: Buffer.alloc(32, 8) }).keyId).not.toBe(one.keyId);
  });

  test('never carries the name, even when it came along', async () => {
    const { attest } = createAttestor({ masterKey });
    const named = { ...signer, name: 'Zhang San' };

    const payload = (await attest({ ...aStatement, signer: named })).split('.')[1] ?? '';

    expect(Buffer.from(payload, 'base64url').toString()).not.toContain('Zhang San');
  });

  test('is not taken for a signature of the party itself', async () => {
    const { attest, keyId, publicJwk } = createAttestor({ masterKey });
    const key = { ...aSigningPerson().key, keyId, jwk: publicJwk };
    const jws = await attest({ ...aStatement, signer });

    const attempt = verifyCompactSignature({ jws, resolveKey: async () => key });

    await expect(attempt).rejects.toMatchObject({ code: 'signature_invalid' });
  });

  test('is refused under an unknown key, another key, and when a party made it', async () => {
    const { attest, keyId } = createAttestor({ masterKey });
    const { publicJwk } = createAttestor({ masterKey: Buffer.alloc(32, 8) });
    const jws = await attest({ ...aStatement, signer });

    await expect(verifyAttestation({ jws, keys: [] })).rejects.toMatchObject({
      code: 'key_unknown',
    });
    await expect(verifyAttestation({ jws, keys: [{ keyId, publicJwk }] })).rejects.toMatchObject({
      code: 'signature_invalid',
    });
    await expect(
      verifyAttestation({ jws: aJws(aSigningPerson()), keys: [{ keyId, publicJwk }] }),
    ).rejects.toMatchObject({ code: 'signature_invalid' });
  });

  test('is refused when its typ is the one of a signature', async () => {
    const person = aSigningPerson();
    const keys = [{ keyId: 'key_1', publicJwk: person.key.jwk }];
    const payload = canonicalJson({ ...aStatement, signer });
    const typ = 'luyue-attestation';

    const attempt = verifyAttestation({ jws: aJws(person, { payload }), keys });
    const rightly = aJws(person, { header: { ...aHeader, typ }, payload });

    await expect(attempt).rejects.toMatchObject({ code: 'signature_invalid' });
    expect(await verifyAttestation({ jws: rightly, keys })).toMatchObject({ keyId: 'key_1' });
  });
});
