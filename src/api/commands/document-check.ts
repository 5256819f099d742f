import type { OrderAccess } from '../../db/reading/order-access.ts';
import { listDocuments } from '../../db/reading/reads.ts';
import { must } from '../../domain/errors.ts';
import type { DocumentView } from '../../domain/views/document-view.ts';
import { canonicalJson } from '../../evidence/canonical.ts';
import type { SealedDisclosure } from '../../evidence/document.ts';
import { type DocumentExport, verifyDocument } from '../../evidence/document-verification.ts';
import type { SigningKey } from '../../evidence/signature.ts';
import { erased, type JsonValue } from '../../vault/seal.ts';
import type { Caller } from '../access/authenticate.ts';
import type { Parts } from '../parts.ts';
import { presentTo, revealAll } from '../present.ts';
import { resolveSigningKey } from './signing-key.ts';

interface Checked {
  caller: Caller;
  order: OrderAccess;
  documentId: string;
}

/**
 * Verifies a document with all its signatures, and gives with it the export that the offline
 * command verifies again (S0 10.4). The personal fields are part of it for those who may read them.
 */
export async function checkDocument(parts: Parts, checked: Checked): Promise<unknown> {
  const { caller, order, documentId } = checked;
  const documents = await listDocuments(parts.sql, order.orderId);
  const document = must(
    documents.find(({ id }) => id === documentId),
    'document',
  );
  const exported = await exportOf(parts, document);
  const opened = revealAll(parts.vault, order)(document.sealed);
  const shown = presentTo(parts.vault, caller, order)(document.sealed);
  const findings = await verifyDocument({ ...exported, sealedDisclosure: disclosureOf(opened) });
  const holds = findings.every(({ result }) => result !== 'failed');
  // A commitment opens whole or not at all: a masked part of it would look like a forgery.
  const isOpen = canonicalJson(shown) === canonicalJson(opened);
  const sealedDisclosure = isOpen ? disclosureOf(opened) : null;
  return {
    documentId,
    status: document.status,
    holds,
    findings,
    export: { ...exported, sealedDisclosure },
  };
}

async function exportOf(
  parts: Pick<Parts, 'sql' | 'attestor'>,
  { content, digest, signatures }: DocumentView,
): Promise<DocumentExport> {
  const keys: SigningKey[] = [];
  for (const { method, keyId } of signatures) {
    if (method !== 'jws' || keyId === null) continue;
    const found = await resolveSigningKey(parts, keyId);
    if (found) keys.push(found.key);
  }
  const { keyId, publicJwk } = parts.attestor;
  return {
    content,
    digest,
    keys,
    attestorKeys: [{ keyId, publicJwk }],
    signatures: signatures.map(({ signer, role, method, keyId: key, ...signature }) => ({
      role,
      method: method as DocumentExport['signatures'][number]['method'],
      keyId: key,
      jws: signature.jws,
      evidenceDigest: signature.evidenceDigest,
      recordedAt: signature.recordedAt,
      signer: { personId: signer.personId },
    })) as DocumentExport['signatures'],
  };
}

/** What was committed to; null for a document without personal fields, or once they are erased. */
function disclosureOf(sealed: JsonValue): SealedDisclosure | null {
  if (typeof sealed !== 'object' || sealed === null || Array.isArray(sealed)) return null;
  const { salt, ...value } = sealed as Record<string, JsonValue>;
  return typeof salt === 'string' && salt !== erased ? { salt, value } : null;
}
