import { describe, expect, test } from 'vitest';
import { createAttestor } from '../../../src/evidence/attestation.ts';
import { documentDigest, newSalt, sealedDigest } from '../../../src/evidence/document.ts';
import { verifyDocument } from '../../../src/evidence/document-verification.ts';
import type {
  DocumentExport,
  ExportedSignature,
} from '../../../src/evidence/document-verification.ts';
import { signStatement } from '../../../src/evidence/signature.ts';
import { aSigningPerson } from './signing-people.ts';

const seller = aSigningPerson({ keyId: 'key_seller', personId: 'per_seller' });
const courier = aSigningPerson({
  keyId: 'key_courier',
  ownerId: 'pty_courier',
  personId: 'per_courier',
});
const attestor = createAttestor({ masterKey: Buffer.alloc(32, 7) });

const sealedDisclosure = { salt: 'a-fixed-salt', value: { recipient: { name: '张三' } } };
const content = {
  documentId: 'doc_1',
  kind: 'handover_note',
  number: 'H-2026-000001',
  version: 2,
  orderId: 'ord_1',
  shipmentId: 'shp_1',
  lines: [{ lineNo: 1, quantity: 2 }],
  sealedDigest: sealedDigest(sealedDisclosure),
};
const statement = {
  documents: [{ documentId: 'doc_1', version: 2, digest: documentDigest(content) }],
  signedAt: '2026-11-24T10:00:00.000Z',
};

function aSignature(change: Partial<ExportedSignature>): ExportedSignature {
  return {
    role: 'seller',
    method: 'jws',
    keyId: null,
    jws: null,
    evidenceDigest: null,
    recordedAt: '2026-11-24T10:00:01.000Z',
    signer: { personId: null },
    ...change,
  };
}

async function signedBy(
  person: typeof seller,
  role: 'seller' | 'courier',
  change: object = {},
): Promise<ExportedSignature> {
  const { keyId, personId } = person.key;
  const { privateJwk } = person;
  const jws = await signStatement({ privateJwk, keyId, ...statement, role, ...change });
  return aSignature({ role, keyId, jws, signer: { personId } });
}

async function anExport(change: Partial<DocumentExport> = {}): Promise<DocumentExport> {
  return {
    content,
    digest: documentDigest(content),
    sealedDisclosure,
    signatures: [await signedBy(seller, 'seller'), await signedBy(courier, 'courier')],
    keys: [seller.key, courier.key],
    attestorKeys: [attestor],
    ...change,
  };
}

async function failuresOf(document: DocumentExport): Promise<string[]> {
  const findings = await verifyDocument(document);
  return findings.filter(({ result }) => result === 'failed').map(({ code }) => code);
}

describe('S0 6.7.2, 10.4: an exported document', () => {
  test('stands by itself when both sides signed it', async () => {
    const findings = await verifyDocument(await anExport());

    expect(findings.map(({ code, result, role }) => [code, result, role])).toEqual([
      ['digest_holds', 'verified', null],
      ['sealed_holds', 'verified', null],
      ['signature_holds', 'verified', 'seller'],
      ['signature_holds', 'verified', 'courier'],
    ]);
  });

  test('stands without the personal fields, and says that they were not there', async () => {
    const findings = await verifyDocument(await anExport({ sealedDisclosure: null }));

    expect(findings[1]).toMatchObject({ code: 'sealed_not_disclosed', result: 'not_checkable' });
    expect(findings.some(({ result }) => result === 'failed')).toBe(false);
  });

  test('fails when its content was changed, with every signature over it', async () => {
    const changed = { ...content, lines: [{ lineNo: 1, quantity: 20 }] };

    expect(await failuresOf(await anExport({ content: changed }))).toEqual([
      'digest_differs',
      'signature_of_other_document',
      'signature_of_other_document',
    ]);
    expect(
      await failuresOf(await anExport({ content: changed, digest: documentDigest(changed) })),
    ).toEqual(['signature_of_other_document', 'signature_of_other_document']);
  });

  test('fails when the personal fields are others, or their salt is', async () => {
    const other = { ...sealedDisclosure, value: { recipient: { name: '李四' } } };
    const salted = { ...sealedDisclosure, salt: newSalt() };

    expect(await failuresOf(await anExport({ sealedDisclosure: other }))).toEqual([
      'sealed_differs',
    ]);
    expect(await failuresOf(await anExport({ sealedDisclosure: salted }))).toEqual([
      'sealed_differs',
    ]);
  });

  test.each([
    ['another version', { documents: [{ ...statement.documents[0], version: 1 }] }],
    ['another document', { documents: [{ ...statement.documents[0], documentId: 'doc_2' }] }],
  ])('fails when %s was signed', async (_what, change) => {
    const signatures = [await signedBy(seller, 'seller', change)];

    expect(await failuresOf(await anExport({ signatures }))).toEqual([
      'signature_of_other_document',
    ]);
  });

  test('fails when a signature is shown under another role or person', async () => {
    const signature = await signedBy(seller, 'seller');
    const asCourier = { ...signature, role: 'courier' as const };
    const asOther = { ...signature, signer: { personId: 'per_courier' } };

    expect(await failuresOf(await anExport({ signatures: [asCourier] }))).toEqual([
      'signature_of_other_role',
    ]);
    expect(await failuresOf(await anExport({ signatures: [asOther] }))).toEqual([
      'signature_of_other_person',
    ]);
  });

  test('fails when a key is unknown, or another key made the signature', async () => {
    const signatures = [await signedBy(seller, 'seller')];
    const exchanged = { ...seller.key, jwk: courier.key.jwk };

    expect(await failuresOf(await anExport({ signatures, keys: [] }))).toEqual(['key_unknown']);
    expect(await failuresOf(await anExport({ signatures, keys: [exchanged] }))).toEqual([
      'signature_invalid',
    ]);
  });

  test('fails when the key was revoked before the signature was recorded, not after', async () => {
    const signatures = [await signedBy(seller, 'seller')];
    const before = { ...seller.key, revokedAt: '2026-11-24T10:00:01.000Z' };
    const after = { ...seller.key, revokedAt: '2026-11-24T10:00:01.001Z' };

    expect(await failuresOf(await anExport({ signatures, keys: [before] }))).toEqual([
      'key_revoked',
    ]);
    expect(await failuresOf(await anExport({ signatures, keys: [after] }))).toEqual([]);
  });

  test('fails when one person signed for both sides or one role signed twice', async () => {
    const first = await signedBy(seller, 'seller');
    const both = [first, await signedBy(seller, 'courier')];
    const digest = { personId: null, personDigest: documentDigest({ name: '张三' }) };
    const atTheDoor = [
      aSignature({ method: 'handwritten', signer: digest, evidenceDigest: documentDigest({}) }),
      aSignature({
        method: 'handwritten',
        role: 'consumer',
        signer: digest,
        evidenceDigest: documentDigest({}),
      }),
    ];

    expect(await failuresOf(await anExport({ signatures: both }))).toEqual([
      'same_person_both_sides',
    ]);
    expect(await failuresOf(await anExport({ signatures: atTheDoor }))).toEqual([
      'same_person_both_sides',
    ]);
    expect(await failuresOf(await anExport({ signatures: [first, first] }))).toEqual([
      'signed_twice',
    ]);
  });

  test('takes two signers of whom nothing is known for two', async () => {
    const evidenceDigest = documentDigest({});
    const signatures = [
      aSignature({ method: 'handwritten', evidenceDigest }),
      aSignature({ method: 'one_time_code', role: 'consumer', evidenceDigest }),
    ];

    const findings = await verifyDocument(await anExport({ signatures }));

    expect(findings.slice(2).map(({ code, result }) => [code, result])).toEqual([
      ['evidence_only', 'not_checkable'],
      ['evidence_only', 'not_checkable'],
    ]);
  });

  test('fails when a signature lacks what would prove it', async () => {
    const signatures = [
      aSignature({ method: 'jws' }),
      aSignature({ method: 'attested', role: 'courier' }),
      aSignature({ method: 'handwritten', role: 'consumer' }),
    ];

    expect(await failuresOf(await anExport({ signatures }))).toEqual([
      'signature_missing',
      'signature_missing',
      'evidence_missing',
    ]);
  });

  test('stands by an attested signature only with the key of the server', async () => {
    const jws = await attestor.attest({
      ...statement,
      role: 'courier',
      signer: {
        personId: 'per_courier',
        personDigest: null,
        relation: null,
        consent: null,
        agreedBy: { role: 'courier', id: 'pty_courier' },
      },
    });
    const signatures = [aSignature({ method: 'attested', role: 'courier', jws })];
    const asParty = [aSignature({ method: 'jws', role: 'courier', jws })];

    expect(await failuresOf(await anExport({ signatures }))).toEqual([]);
    expect(await failuresOf(await anExport({ signatures, attestorKeys: [] }))).toEqual([
      'key_unknown',
    ]);
    expect(await failuresOf(await anExport({ signatures: asParty }))).toEqual([
      'signature_invalid',
    ]);
  });
});

describe('newSalt', () => {
  test('gives another 128 bits each time', () => {
    expect(newSalt()).not.toBe(newSalt());
    expect(Buffer.from(newSalt(), 'base64url')).toHaveLength(16);
  });
});
