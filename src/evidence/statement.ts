import { isDigest } from './canonical.ts';

/** One document version by the digest of its content. */
export interface SignedDocument {
  documentId: string;
  version: number;
  digest: string;
}

/** What a signature says: this role agreed to these documents at this time (design §4). */
export interface Statement {
  documents: SignedDocument[];
  role: string;
  /** The signer's claim, RFC 3339 in UTC; the engine keeps its own time beside it. */
  signedAt: string;
}

/** The statement in a parsed payload, or `undefined` if a field lacks, is too many or is wrong. */
export function readStatement(payload: unknown): Statement | undefined {
  if (!hasExactly(payload, ['documents', 'role', 'signedAt'])) return undefined;
  const { documents, role, signedAt } = payload;
  if (typeof role !== 'string' || role === '' || !isInstant(signedAt)) return undefined;
  if (!Array.isArray(documents) || documents.length === 0) return undefined;
  if (!documents.every(isSignedDocument)) return undefined;
  const ids = new Set(documents.map((document) => document.documentId));
  return ids.size === documents.length ? { documents, role, signedAt } : undefined;
}

/** What an id or a key's name may look like: visible ASCII. */
export const idForm = /^[\x21-\x7e]{1,200}$/;

/** True for an object with these members and no others. */
export function hasExactly(
  value: unknown,
  members: readonly string[],
): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length === members.length && members.every((member) => Object.hasOwn(value, member));
}

function isSignedDocument(value: unknown): value is SignedDocument {
  if (!hasExactly(value, ['documentId', 'version', 'digest'])) return false;
  const { documentId, version, digest } = value;
  const hasVersion = Number.isSafeInteger(version) && Number(version) > 0;
  return (
    typeof documentId === 'string' && idForm.test(documentId) && hasVersion && isDigest(digest)
  );
}

/** Of a year that every database and calendar knows. */
function isInstant(value: unknown): value is string {
  const form = /^2[01]\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
  return typeof value === 'string' && form.test(value) && !Number.isNaN(Date.parse(value));
}
