import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * The one way to write a JSON value (RFC 8785): members sorted by UTF-16 code units, shortest
 * numbers, no white space. Members that are `undefined` are left out. Throws a `TypeError` for
 * what JSON cannot say faithfully: NaN, infinities, lone surrogates, cycles, bigint, `undefined`.
 */
export function canonicalJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (error) {
    throw new TypeError('the value has no canonical JSON', { cause: error });
  }
  if (text === undefined) throw new TypeError('the value has no canonical JSON');
  return text;
}

/** SHA-256 of the canonical JSON, as `sha256:` and 64 lower-case hex digits (design §4). */
export function digestOf(value: unknown): string {
  return `sha256:${createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex')}`;
}

/** True for a string of the form that `digestOf` returns. */
export function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
}
