import { exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../src/domain/policies/policy.ts';
import {
  as,
  devFile,
  type Document,
  jwsOf,
  newToken,
  refusal,
  type Role,
  sign,
  signatureBy,
  taken,
  untilStatus,
  withToken,
} from '../../support/client.ts';
import { bringTo, place, placeAt } from '../life.ts';
import { handoverNote } from '../steps.ts';

type SigningRole = 'seller' | 'courier' | 'consumer';

/** A note that waits for both signatures. */
const issuedNote = async (): Promise<Document> => handoverNote(await placeAt('awaiting_handover'));

const bring = (role: Role, note: Document, body: object) =>
  as(role).post<Document>(`/v1/documents/${note.id}/signatures`, body);

const refused = (role: Role, note: Document, body: object) =>
  refusal(bring(role, note, body) as never);

/** A signature as its role makes it, with something changed about the JWS. */
async function changed(
  role: SigningRole,
  note: Document,
  change: Parameters<typeof jwsOf>[2] & Partial<Pick<Document, 'digest' | 'version'>>,
) {
  const { digest = note.digest, version = note.version, ...about } = change;
  const jws = await jwsOf(role, [{ id: note.id, version, digest }], about);
  return { role, signer: { personId: null, name: null }, method: 'jws', jws };
}

async function registerKey(owner: string, personId: string | null = null) {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const { d, ...jwk } = await exportJWK(privateKey);
  const registered = await taken(
    as('ops').post<{ keyId: string; person: { personId: string } }>(
      `/v1/parties/${owner}/signing-keys`,
      { person: { personId, name: '赵签' }, jwk },
    ),
  );
  return { ...registered, privateJwk: { ...jwk, d } };
}

describe('S0 6.7.2 b: a signature that is none is refused', () => {
  it('S0 6.7.2 b: by the wrong role', async () => {
    const note = await issuedNote();

    expect(await refused('consumer', note, await signatureBy('consumer', note))).toBe(
      '403 not_the_signing_role',
    );
    expect(await refused('courier', note, await signatureBy('seller', note))).toBe(
      '403 not_the_signing_role',
    );
    expect(await refused('support', note, await signatureBy('seller', note))).toBe(
      '403 role_not_allowed',
    );
  });

  it('S0 6.7.2 b: over another digest or version than the note has now', async () => {
    const note = await issuedNote();
    const digest = `sha256:${'0'.repeat(64)}`;

    expect(await refused('seller', note, await changed('seller', note, { digest }))).toBe(
      '422 digest_mismatch',
    );
    expect(await refused('seller', note, await changed('seller', note, { version: 2 }))).toBe(
      '422 digest_mismatch',
    );
    const other = await issuedNote();
    expect(await refused('seller', note, await signatureBy('seller', other))).toBe(
      '422 digest_mismatch',
    );
  });

  it('S0 6.7.2 b: a second time by the same role', async () => {
    const note = await issuedNote();
    await sign('seller', note);

    expect(await refused('seller', note, await signatureBy('seller', note))).toBe(
      '409 already_signed',
    );
    await sign('courier', note);
    expect(await refused('courier', note, await signatureBy('courier', note))).toBe(
      '409 already_signed',
    );
  });

  it('S0 6.7.2 b: by one person for both sides', async () => {
    const { parties, signers } = devFile();
    const { personId } = signers.seller;
    const note = await issuedNote();
    await sign('seller', note);
    const twin = await registerKey(parties.courier, personId);

    const body = await changed('courier', note, twin);

    expect(await refused('courier', note, body)).toBe('422 same_person_both_sides');
  });

  it('S0 10.4.1: for anybody but the person of the token, where the server attests', async () => {
    const { signers } = devFile();
    const note = await issuedNote();
    const attested = (personId: string | null) => ({
      role: 'courier',
      signer: { personId, name: '王递' },
      method: 'attested',
    });

    for (const personId of [signers.seller.personId, signers.consumer.personId, 'per_nobody']) {
      expect(await refused('courier', note, attested(personId))).toBe('422 person_unknown');
    }
    const { body } = await bring('courier', note, attested(null));
    expect(body.signatures[0]?.signer).toMatchObject({ personId: signers.courier.personId });
  });

  it('S0 6.7.2 b: by one person who signs by key on one side and by name on the other', async () => {
    const { parties } = devFile();
    const note = await issuedNote();
    await taken(
      bring('seller', note, await changed('seller', note, await registerKey(parties.seller))),
    );
    const courier = withToken(await newToken({ role: 'courier', partyId: parties.courier }));
    const path = `/v1/documents/${note.id}/signatures`;
    const body = { role: 'courier', method: 'attested' };

    expect(await refusal(courier.post(path, { ...body, signer: { name: '赵签' } }))).toBe(
      '422 same_person_both_sides',
    );
    expect(await refusal(courier.post(path, { ...body, signer: { name: '赵\u2060签' } }))).toBe(
      '422 same_person_both_sides',
    );
  });

  it('S0 6.7.2 b: by a key that is unknown, foreign or revoked', async () => {
    const { parties, signers } = devFile();
    const note = await issuedNote();

    const unknown = await changed('seller', note, { keyId: 'key_01jd0000000000000000000001' });
    expect(await refused('seller', note, unknown)).toBe('422 key_unknown');
    const { keyId, privateJwk } = signers.courier;
    expect(
      await refused('seller', note, await changed('seller', note, { keyId, privateJwk })),
    ).toBe('422 key_unknown');
    const lost = await registerKey(parties.seller);
    await taken(as('ops').delete(`/v1/parties/${parties.seller}/signing-keys/${lost.keyId}`));
    expect(await refused('seller', note, await changed('seller', note, lost))).toBe(
      '422 key_revoked',
    );
  });

  it('S0 10.4: made by another key than it names, in another role, or of another form', async () => {
    const note = await issuedNote();
    const { privateJwk } = devFile().signers.courier;

    expect(await refused('seller', note, await changed('seller', note, { privateJwk }))).toBe(
      '422 signature_invalid',
    );
    expect(await refused('seller', note, await changed('seller', note, { role: 'courier' }))).toBe(
      '422 signature_invalid',
    );
    const body = await signatureBy('seller', note);
    expect(await refused('seller', note, { ...body, jws: body.jws.slice(0, -4) })).toBe(
      '422 signature_invalid',
    );
    const someoneElse = { ...body, signer: { personId: devFile().signers.courier.personId } };
    expect(await refused('seller', note, someoneElse)).toBe('422 signature_invalid');
  });

  it('S0 6.7.2 b: a code or handwriting is no way for a seller or courier to sign', async () => {
    const note = await issuedNote();
    const evidenceDigest = `sha256:${'1'.repeat(64)}`;
    const body = {
      role: 'seller',
      signer: { name: '李销' },
      method: 'handwritten',
      evidenceDigest,
    };

    expect(await refused('seller', note, body)).toBe('422 method_not_allowed_for_role');
  });

  it('S0 6.7.2 b: a signature bears the name that its person is registered with, whatever is sent', async () => {
    const { personId } = devFile().signers.courier;
    const note = await issuedNote();
    const signer = { personId, name: '冒名者' };

    const { body } = await bring('courier', note, {
      ...(await changed('courier', note, {})),
      signer,
    });

    expect(body.signatures[0]?.signer).toMatchObject({ personId, name: '王递' });
  });

  it('a key is registered for one person only, and never with its private part', async () => {
    const { parties, signers } = devFile();
    const { d: _, ...jwk } = signers.seller.privateJwk;
    const register = (key: object) =>
      refusal(
        as('ops').post(`/v1/parties/${parties.courier}/signing-keys`, {
          person: { name: '某' },
          jwk: key,
        }),
      );

    expect(await register(jwk)).toBe('409 key_in_use');
    expect(await register(signers.seller.privateJwk)).toBe('422 signature_invalid');
  });
});

describe('attested signatures', () => {
  const attested = (role: SigningRole) => ({
    role,
    signer: { personId: null, name: null },
    method: 'attested',
  });

  it('S0 6.7.2 b: who is known to the server signs by its word, and the record says so', async () => {
    const note = await issuedNote();

    await taken(bring('seller', note, attested('seller')));
    const signed = await taken(bring('courier', note, attested('courier')));

    expect(signed.status).toBe('signed');
    expect(signed.signatures.map(({ method }) => method)).toEqual(['attested', 'attested']);
  });

  it('S0 6.7.2 b: not where the policy wants keys', async () => {
    const {
      version: _,
      name: __,
      ...policy
    } = await taken(as('ops').get<Policy>('/v1/policies/default'));
    const strict = { ...policy, attestation: { allowed: false, roles: [] } };
    await taken(as('ops').put('/v1/policies/keys-only', strict));
    const { id } = await place({ policy: 'keys-only' });
    const note = await handoverNote(await bringTo(id, 'awaiting_handover'));

    expect(await refused('seller', note, attested('seller'))).toBe('422 attestation_not_allowed');
    await sign('seller', note);
  });

  it('S0 6.7.2 b: a token without a person says who signs', async () => {
    const note = await issuedNote();
    const backend = withToken(
      await newToken({ role: 'seller', partyId: devFile().parties.seller }),
    );

    const answer = backend.post(`/v1/documents/${note.id}/signatures`, attested('seller'));

    expect(await refusal(answer)).toBe('400 malformed_request');
  });
});

describe('POST /v1/signatures', () => {
  type Results = { results: { id: string; status: number; problem?: { code: string } }[] };
  const signAll = async (role: 'seller' | 'courier', notes: Document[], key?: string) =>
    as(role).post<Results>(
      '/v1/signatures',
      {
        role,
        signer: { personId: devFile().signers[role].personId, name: null },
        method: 'jws',
        jws: await jwsOf(role, notes),
      },
      { key },
    );

  it('S0 6.7.2 b: one signature over several notes hands all of them over', async () => {
    const notes = [await issuedNote(), await issuedNote(), await issuedNote()];

    const bySeller = await taken(signAll('seller', notes));
    const byCourier = await taken(signAll('courier', notes));

    const ids = notes.map(({ id }) => id);
    for (const { results } of [bySeller, byCourier]) {
      expect(results.map(({ id, status }) => [id, status])).toEqual(ids.map((id) => [id, 200]));
    }
    for (const { orderId } of notes) await untilStatus(orderId, 'in_delivery');
  });

  it('S0 6.7.2 b: what can’t be signed is named, the rest is signed; a repeat says the same', async () => {
    const [good, disputed] = [await issuedNote(), await issuedNote()];
    await taken(as('courier').post(`/v1/documents/${disputed.id}/discrepancy`, { kind: 'other' }));
    const jws = await jwsOf('seller', [good, disputed]);
    const { personId } = devFile().signers.seller;
    const body = { role: 'seller', signer: { personId, name: null }, method: 'jws', jws };
    const call = () => as('seller').post<Results>('/v1/signatures', body, { key: good.id });

    const first = await taken(call());
    const second = await taken(call());

    expect(first.results).toMatchObject([
      { id: good.id, status: 200 },
      { id: disputed.id, status: 409, problem: { code: 'wrong_document_status' } },
    ]);
    expect(second).toEqual(first);
  });

  it('S0 10.4: a signature that does not hold is refused as a whole', async () => {
    const note = await issuedNote();
    const jws = await jwsOf('seller', [note], { privateJwk: devFile().signers.courier.privateJwk });
    const body = { role: 'seller', signer: { personId: null, name: null }, method: 'jws', jws };

    expect(await refusal(as('seller').post('/v1/signatures', body))).toBe('422 signature_invalid');
  });
});

describe('GET /v1/documents/{id}/verification', () => {
  interface Verification {
    holds: boolean;
    findings: { code: string; result: string; role: string | null }[];
  }

  it('S0 10.4: a signed document holds, every signature of it', async () => {
    const note = await issuedNote();
    await sign('seller', note);
    await sign('courier', note);

    const { holds, findings } = await taken(
      as('auditor').get<Verification>(`/v1/documents/${note.id}/verification`),
    );

    expect(holds).toBe(true);
    const roles = findings.filter(({ result }) => result === 'verified').map(({ role }) => role);
    expect(roles).toEqual(expect.arrayContaining(['seller', 'courier']));
  });
});
