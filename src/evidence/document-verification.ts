import type { JWK } from 'jose';
import { DomainError } from '../domain/errors.ts';
import type { DocumentSignature } from '../domain/order.ts';
import { verifyAttestation } from './attestation.ts';
import { isDigest } from './canonical.ts';
import { documentDigest, sealedDigest } from './document.ts';
import type { SealedDisclosure } from './document.ts';
import { verifyIgnoringRevocation } from './signature.ts';
import type { SigningKey } from './signature.ts';
import type { Statement } from './statement.ts';

export type ExportedSignature = Pick<
  DocumentSignature,
  'role' | 'method' | 'keyId' | 'jws' | 'evidenceDigest' | 'recordedAt'
> & { signer: { personId: string | null; personDigest?: string | null } };

export interface DocumentExport {
  /** Names the document itself: documentId, version, sealedDigest and all that was agreed. */
  content: Record<string, unknown>;
  digest: string;
  sealedDisclosure?: SealedDisclosure | null;
  signatures: readonly ExportedSignature[];
  /** Keys of the parties' people, from a source that the verifier trusts. */
  keys: readonly SigningKey[];
  /** Keys of the server, for attested signatures. */
  attestorKeys?: readonly { keyId: string; publicJwk: JWK }[];
}

export type FindingCode =
  | 'digest_holds'
  | 'digest_differs'
  | 'sealed_holds'
  | 'sealed_differs'
  | 'sealed_not_disclosed'
  | 'signature_holds'
  | 'signature_missing'
  | 'signature_invalid'
  | 'signature_of_other_document'
  | 'signature_of_other_role'
  | 'signature_of_other_person'
  | 'key_unknown'
  | 'key_revoked'
  | 'evidence_only'
  | 'evidence_missing'
  | 'signed_twice'
  | 'same_person_both_sides';

/**
 * One thing that was checked. `verified` and `failed` speak for themselves; `not_checkable`
 * means that the export alone cannot show it.
 */
export interface Finding {
  code: FindingCode;
  result: 'verified' | 'failed' | 'not_checkable';
  /** The role whose signature the finding is about; null if it is about the document. */
  role: string | null;
  detail: string;
}

/**
 * Checks a document and its signatures with nothing but the export and the keys (S0 10.4).
 * The document stands if no finding has the result `failed`.
 */
export async function verifyDocument(document: DocumentExport): Promise<Finding[]> {
  const findings = [checkDigest(document), ...checkSealed(document)];
  for (const signature of document.signatures) {
    findings.push(await checkSignature(document, signature));
  }
  return [...findings, ...checkPersons(document)];
}

function checkDigest(document: DocumentExport): Finding {
  const digest = documentDigest(document.content);
  if (digest === document.digest) {
    return verified('digest_holds', null, `the content has the digest ${digest}`);
  }
  return failed('digest_differs', null, `the content has the digest ${digest}, not the stated one`);
}

function checkSealed({ content, sealedDisclosure }: DocumentExport): Finding[] {
  const committed = content['sealedDigest'];
  if (sealedDisclosure === undefined || sealedDisclosure === null) {
    const detail = 'the personal fields are not part of this copy; their digest is';
    const finding: Finding = {
      code: 'sealed_not_disclosed',
      result: 'not_checkable',
      role: null,
      detail,
    };
    return typeof committed === 'string' ? [finding] : [];
  }
  return sealedDigest(sealedDisclosure) === committed
    ? [verified('sealed_holds', null, 'the personal fields are the ones that were agreed')]
    : [failed('sealed_differs', null, 'the personal fields are not the ones that were agreed')];
}

async function checkSignature(
  document: DocumentExport,
  signature: ExportedSignature,
): Promise<Finding> {
  const { role, method, jws } = signature;
  if (method === 'one_time_code' || method === 'handwritten') return checkEvidence(signature);
  if (jws === null) return failed('signature_missing', role, 'the record lacks the signature');
  try {
    return method === 'jws'
      ? await checkPartySignature(document, { ...signature, jws })
      : await checkAttestation(document, { ...signature, jws });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const code = error.code === 'key_unknown' ? 'key_unknown' : 'signature_invalid';
    return failed(code, role, error.message);
  }
}

type SignatureWithJws = ExportedSignature & { jws: string };

async function checkPartySignature(
  document: DocumentExport,
  signature: SignatureWithJws,
): Promise<Finding> {
  const { role, jws, recordedAt, signer } = signature;
  const keyOf = new Map(document.keys.map((key) => [key.keyId, key]));
  const { key, payload } = await verifyIgnoringRevocation({
    jws,
    resolveKey: async (keyId) => keyOf.get(keyId),
  });
  if (key.revokedAt !== null && Date.parse(key.revokedAt) <= Date.parse(recordedAt)) {
    return failed('key_revoked', role, `the key ${key.keyId} was revoked at ${key.revokedAt}`);
  }
  if (signer.personId !== null && signer.personId !== key.personId) {
    return failed('signature_of_other_person', role, `the key is the one of ${key.personId}`);
  }
  const owner = `${key.personId} of ${key.ownerType} ${key.ownerId}`;
  return checkStatement({ document, role, payload, by: `key ${key.keyId} of ${owner}` });
}

async function checkAttestation(
  document: DocumentExport,
  { role, jws }: SignatureWithJws,
): Promise<Finding> {
  const { keyId, payload } = await verifyAttestation({ jws, keys: document.attestorKeys ?? [] });
  const { agreedBy } = payload.signer;
  const by = `the server (key ${keyId}), for ${agreedBy.role} ${agreedBy.id}`;
  return checkStatement({ document, role, payload, by });
}

function checkStatement(options: {
  document: DocumentExport;
  role: string;
  payload: Statement;
  by: string;
}): Finding {
  const { content } = options.document;
  const { role, payload, by } = options;
  // Compared with the content itself: a wrong stated digest must not make a signature wrong.
  const digest = documentDigest(content);
  const isCovered = payload.documents.some(
    (signed) =>
      signed.documentId === content['documentId'] &&
      signed.version === content['version'] &&
      signed.digest === digest,
  );
  if (!isCovered) return failed('signature_of_other_document', role, `${by} signed something else`);
  if (payload.role !== role) {
    return failed('signature_of_other_role', role, `${by} signed as ${payload.role}`);
  }
  return verified('signature_holds', role, `signed by ${by} at ${payload.signedAt}`);
}

function checkEvidence({ role, method, evidenceDigest }: ExportedSignature): Finding {
  if (!isDigest(evidenceDigest)) {
    return failed('evidence_missing', role, `a signature by ${method} without evidence`);
  }
  const detail = `taken by ${method}; compare the evidence with ${evidenceDigest}`;
  return { code: 'evidence_only', result: 'not_checkable', role, detail };
}

/** Two sides are two persons (S0 6.7.2), and each role signs once. */
function checkPersons({ signatures }: DocumentExport): Finding[] {
  const findings: Finding[] = [];
  signatures.forEach((signature, index) => {
    for (const earlier of signatures.slice(0, index)) {
      if (earlier.role === signature.role) {
        findings.push(failed('signed_twice', signature.role, 'this role signed more than once'));
      } else if (isSamePerson(earlier.signer, signature.signer)) {
        const detail = `the same person signed as ${earlier.role}`;
        findings.push(failed('same_person_both_sides', signature.role, detail));
      }
    }
  });
  return findings;
}

function isSamePerson(one: ExportedSignature['signer'], other: ExportedSignature['signer']) {
  if (one.personId !== null && one.personId === other.personId) return true;
  const digest = one.personDigest ?? null;
  return digest !== null && digest === (other.personDigest ?? null);
}

function verified(code: FindingCode, role: string | null, detail: string): Finding {
  return { code, result: 'verified', role, detail };
}

function failed(code: FindingCode, role: string | null, detail: string): Finding {
  return { code, result: 'failed', role, detail };
}
