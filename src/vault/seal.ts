import { decrypt, encrypt } from './cipher.ts';
import type { DataKey } from './vault.ts';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };
export type JsonObject = { readonly [name: string]: JsonValue };

/** A personal value with the kind that tells how it is masked. */
export type PersonalValue =
  | { kind: 'name' | 'staff' | 'phone' | 'email' | 'text'; value: string }
  | { kind: 'address'; value: JsonObject }
  | { kind: 'identity' | 'place' | 'json' | 'invoice'; value: JsonValue };

/** What is shown where the key is gone. */
export const erased = '[erased]';

const prefix = 'sealed:v1:';

/**
 * `sealed:v1:` and the encrypted value. It opens only under the same data key and context; the
 * context is the id of the order, so that nothing sealed can be moved to another one.
 */
export function seal(dataKey: DataKey, value: PersonalValue, context: string): string {
  const clear = Buffer.from(JSON.stringify(value), 'utf8');
  return prefix + encrypt(dataKey, clear, sealContext(context)).toString('base64url');
}

/**
 * The value that was sealed; null if the key was erased. Throws if the text was changed or was
 * sealed under another key or context.
 */
export function unseal(
  dataKey: DataKey | null,
  sealed: string,
  context: string,
): PersonalValue | null {
  if (!isSealed(sealed)) throw new Error('not a sealed value');
  if (dataKey === null) return null;
  const box = Buffer.from(sealed.slice(prefix.length), 'base64url');
  return JSON.parse(decrypt(dataKey, box, sealContext(context)).toString('utf8')) as PersonalValue;
}

/** True for the form that `seal` gives, whatever it may hold. */
export function isSealed(value: unknown): value is string {
  return typeof value === 'string' && /^sealed:v1:[A-Za-z0-9_-]+$/.test(value);
}

/**
 * True if a string of the sealed form lies anywhere in the value. The door refuses bodies that
 * hold one: a caller could otherwise plant a text that nobody can open, or have one opened.
 */
export function containsSealed(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isSealed(value);
  return Object.values(value).some(containsSealed);
}

/**
 * A copy of a JSON value in which every sealed string is replaced by `transform` of what it
 * holds, or by `[erased]` if the key is gone. Opened values are not searched again. Throws if a
 * sealed string does not open: what was tampered with is never shown as if it were absent.
 */
export function unsealDeep(options: {
  dataKey: DataKey | null;
  json: JsonValue;
  context: string;
  transform: (opened: PersonalValue) => JsonValue;
}): JsonValue {
  const { dataKey, context, transform } = options;
  const walk = (json: JsonValue): JsonValue => {
    if (isSealed(json)) {
      const opened = unseal(dataKey, json, context);
      return opened === null ? erased : transform(opened);
    }
    if (typeof json !== 'object' || json === null) return json;
    if (Array.isArray(json)) return json.map(walk);
    return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, walk(value)]));
  };
  return walk(options.json);
}

function sealContext(context: string): string {
  return `luyue sealed value:${context}`;
}
