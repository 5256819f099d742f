import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { seal, unseal } from '../../../src/vault/seal.ts';
import { createVault } from '../../../src/vault/vault.ts';

const masterKey = Buffer.alloc(32, 1);
const newerMasterKey = Buffer.alloc(32, 2);
const name = { kind: 'name', value: '张三' } as const;

describe('the vault', () => {
  test('opens what it wrapped, also after a restart', () => {
    const { wrapped } = createVault({ masterKey }).newDataKey();
    const sealed = seal(createVault({ masterKey }).openDataKey(wrapped), name, 'ord_1');

    const dataKey = createVault({ masterKey }).openDataKey(wrapped);

    expect(unseal(dataKey, sealed, 'ord_1')).toEqual(name);
  });

  test('makes another data key each time and shows none', () => {
    const vault = createVault({ masterKey });
    const { wrapped } = vault.newDataKey();
    const dataKey = vault.openDataKey(wrapped);
    const bytes = dataKey.export();

    expect(vault.newDataKey().wrapped).not.toBe(wrapped);
    expect(JSON.stringify(dataKey)).toBe('{}');
    expect(inspect(dataKey)).not.toContain(bytes.toString('hex'));
    expect(Buffer.from(wrapped.split(':')[3] ?? '', 'base64url').includes(bytes)).toBe(false);
  });

  test('names the master key by the first eight digits of its SHA-256', () => {
    const { wrapped } = createVault({ masterKey }).newDataKey();

    expect(wrapped).toMatch(/^wrapped:v1:72cd6e84:[A-Za-z0-9_-]{80}$/);
  });

  test('opens and wraps anew what an older master key wrapped', () => {
    const { wrapped } = createVault({ masterKey }).newDataKey();
    const rotated = createVault({ masterKey: newerMasterKey, olderMasterKeys: [masterKey] });
    const sealed = seal(rotated.openDataKey(wrapped), name, 'ord_1');

    const rewrapped = rotated.rewrapDataKey(wrapped);

    expect([rotated.isCurrent(wrapped), rotated.isCurrent(rewrapped)]).toEqual([false, true]);
    const withoutOlder = createVault({ masterKey: newerMasterKey });
    expect(unseal(withoutOlder.openDataKey(rewrapped), sealed, 'ord_1')).toEqual(name);
    expect(() => withoutOlder.openDataKey(wrapped)).toThrow('no master key 72cd6e84');
  });

  test('refuses a wrapped key that was changed or named after another master key', () => {
    const vault = createVault({ masterKey, olderMasterKeys: [newerMasterKey] });
    const { wrapped } = vault.newDataKey();
    const changed = wrapped.slice(0, -2) + (wrapped.endsWith('AA') ? 'BB' : 'AA');
    const newerId = createVault({ masterKey: newerMasterKey }).newDataKey().wrapped.slice(11, 19);
    const renamed = wrapped.replace('72cd6e84', newerId);

    expect(() => vault.openDataKey(changed)).toThrow();
    expect(() => vault.openDataKey(renamed)).toThrow();
    expect(() => vault.openDataKey('wrapped:v1:72cd6e84:AAAA')).toThrow('too short');
    expect(() => vault.openDataKey('nothing of the kind')).toThrow('not a wrapped data key');
  });

  test('refuses a master key of another length', () => {
    expect(() => createVault({ masterKey: Buffer.alloc(16) })).toThrow('32 bytes');
  });
});
