import { createHash, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { decrypt, encrypt } from './cipher.ts';

/** The opened key of one order. A `KeyObject` shows nothing when logged or serialized. */
export type DataKey = KeyObject;

export interface Vault {
  /** A fresh random data key, wrapped by the master key as it is stored beside the order. */
  newDataKey: () => { wrapped: string };
  /** Opens a wrapped key, also one of an older master key. Throws if none of ours wrapped it. */
  openDataKey: (wrapped: string) => DataKey;
  /** The same data key wrapped by the newest master key: nothing sealed changes. */
  rewrapDataKey: (wrapped: string) => string;
  /** True once the newest master key has wrapped it: an older one is no longer needed. */
  isCurrent: (wrapped: string) => boolean;
}

/**
 * Wraps data keys under a master key of 32 bytes. Deleting a wrapped key erases what it sealed,
 * everywhere at once: rows, histories, backups (design D6).
 */
export function createVault(options: {
  masterKey: Buffer;
  /** Former master keys: still open what they wrapped. */
  olderMasterKeys?: readonly Buffer[];
}): Vault {
  const current = masterKeyId(options.masterKey);
  const wrappingKeys = new Map(
    [options.masterKey, ...(options.olderMasterKeys ?? [])].map((masterKey) => [
      masterKeyId(masterKey),
      wrappingKey(masterKey),
    ]),
  );

  const keyOf = (id: string): KeyObject => {
    const key = wrappingKeys.get(id);
    if (key === undefined) throw new Error(`no master key ${id} to open a data key with`);
    return key;
  };
  const wrap = (dataKey: Buffer): string => {
    const box = encrypt(keyOf(current), dataKey, wrappingContext(current));
    return `wrapped:v1:${current}:${box.toString('base64url')}`;
  };
  const unwrap = (wrapped: string): Buffer => {
    const { id, box } = readWrapped(wrapped);
    return decrypt(keyOf(id), box, wrappingContext(id));
  };

  return {
    newDataKey: () => ({ wrapped: wrap(randomBytes(32)) }),
    openDataKey: (wrapped) => createSecretKey(unwrap(wrapped)),
    rewrapDataKey: (wrapped) => wrap(unwrap(wrapped)),
    isCurrent: (wrapped) => readWrapped(wrapped).id === current,
  };
}

/** Names a master key in what it wrapped, without telling anything of use about it. */
function masterKeyId(masterKey: Buffer): string {
  if (masterKey.length !== 32) throw new Error('a master key has 32 bytes');
  return createHash('sha256').update(masterKey).digest('hex').slice(0, 8);
}

/** The master key also seeds the attestor's signing key; each use gets a key of its own. */
function wrappingKey(masterKey: Buffer): KeyObject {
  const bytes = hkdfSync('sha256', masterKey, '', 'luyue data key wrapping v1', 32);
  return createSecretKey(Buffer.from(bytes));
}

function wrappingContext(id: string): string {
  return `luyue data key:${id}`;
}

function readWrapped(wrapped: string): { id: string; box: Buffer } {
  const [, id, text] = /^wrapped:v1:([0-9a-f]{8}):([A-Za-z0-9_-]+)$/.exec(wrapped) ?? [];
  if (id === undefined || text === undefined) throw new Error('not a wrapped data key');
  return { id, box: Buffer.from(text, 'base64url') };
}
