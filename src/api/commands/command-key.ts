import { createHash } from 'node:crypto';
import { demand, DomainError } from '../../domain/errors.ts';
import { canonicalJson } from '../../evidence/canonical.ts';
import type { Caller } from '../access/authenticate.ts';

/** Names one request of one principal, and what it said (D2). Both are base64url of SHA-256. */
export interface CommandKey {
  id: string;
  bodyHash: string;
}

/** What the key is made of. The query is no part of it. */
export interface KeyedRequest {
  caller: Caller;
  method: string;
  path: string;
  idempotencyKey: string;
  bodyHash: string;
}

/**
 * The update id and idempotency key of a command: two principals with one raw key never meet.
 */
export function commandKey(request: KeyedRequest): CommandKey {
  const { caller, method, path, idempotencyKey, bodyHash } = request;
  const principal = [caller.role, caller.platformId, caller.id];
  return { id: hashOf([principal, method, path, idempotencyKey]), bodyHash };
}

/** The key of one part of a call over several orders, derived from the key of the call. */
export function partKey(key: CommandKey, part: string): CommandKey {
  return { id: hashOf([key.id, part]), bodyHash: key.bodyHash };
}

/** The key of a fact from outside: the same event is the same command however often it comes. */
export function factKey(fact: { source: string; eventId: string; payload: unknown }): CommandKey {
  return { id: hashOf([`${fact.source}:${fact.eventId}`]), bodyHash: bodyHashOf(fact.payload) };
}

/** The hash of a body by its meaning, not its spelling. Throws `malformed_request`. */
export function bodyHashOf(body: unknown): string {
  try {
    return hashOf(body ?? null);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new DomainError('malformed_request', 'The body holds what JSON cannot say faithfully.');
  }
}

/** The header's value: 1 to 255 visible ASCII characters. */
export function readIdempotencyKey(header: string | string[] | undefined): string {
  const isThere = typeof header === 'string' && header !== '';
  demand(
    isThere,
    'idempotency_key_missing',
    'Send a header Idempotency-Key, new for each request.',
  );
  demand(
    /^[\x21-\x7e]{1,255}$/.test(header),
    'malformed_request',
    'An Idempotency-Key has 1 to 255 visible ASCII characters.',
  );
  return header;
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest('base64url');
}
