import { describe, expect, test } from 'vitest';
import { mask, reveal } from '../../../src/vault/mask.ts';
import { containsSealed, isSealed, seal, unseal, unsealDeep } from '../../../src/vault/seal.ts';
import type { PersonalValue } from '../../../src/vault/seal.ts';
import { personDigest } from '../../../src/vault/person-digest.ts';
import { createVault } from '../../../src/vault/vault.ts';

const vault = createVault({ masterKey: Buffer.alloc(32, 1) });
const dataKey = vault.openDataKey(vault.newDataKey().wrapped);
const name: PersonalValue = { kind: 'name', value: '张三' };

function sealedName(): string {
  return seal(dataKey, name, 'ord_1');
}

describe('a sealed value', () => {
  test.each<PersonalValue>([
    name,
    { kind: 'phone', value: '13812341234' },
    { kind: 'text', value: '' },
    { kind: 'address', value: { country: 'CN', line1: '长安街 1 号', postalCode: null } },
    { kind: 'identity', value: { kind: 'work_badge', last4: '1234' } },
    { kind: 'json', value: [1, true, null, { a: 'b' }] },
  ])('opens again: $kind', (value) => {
    expect(unseal(dataKey, seal(dataKey, value, 'ord_1'), 'ord_1')).toEqual(value);
  });

  test('shows nothing and is another one each time', () => {
    const sealed = sealedName();

    expect(sealed).toMatch(/^sealed:v1:[A-Za-z0-9_-]+$/);
    expect(Buffer.from(sealed.slice(10), 'base64url').toString()).not.toContain('张三');
    expect(sealedName()).not.toBe(sealed);
  });

  test('does not open in another context, under another key, or when any byte changed', () => {
    const sealed = sealedName();
    const box = Buffer.from(sealed.slice(10), 'base64url');
    const otherKey = vault.openDataKey(vault.newDataKey().wrapped);

    expect(() => unseal(dataKey, sealed, 'ord_2')).toThrow();
    expect(() => unseal(otherKey, sealed, 'ord_1')).toThrow();
    for (const at of box.keys()) {
      const changed = Buffer.from(box);
      changed[at] = (box[at] ?? 0) ^ 1;
      expect(() =>
        unseal(dataKey, `sealed:v1:${changed.toString('base64url')}`, 'ord_1'),
      ).toThrow();
    }
    expect(() => unseal(dataKey, sealed.slice(0, 30), 'ord_1')).toThrow('too short');
  });

  test('is null once its key is erased, and anything else is no sealed value', () => {
    expect(unseal(null, sealedName(), 'ord_1')).toBeNull();
    expect(() => unseal(null, '张三', 'ord_1')).toThrow('not a sealed value');
  });
});

describe('isSealed and containsSealed', () => {
  test('know the form, at any depth', () => {
    const sealed = sealedName();

    expect([sealed, 'sealed:v1:', 'sealed', '', null, 1].map(isSealed)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(containsSealed({ lines: [{ name: sealed }] })).toBe(true);
    expect(containsSealed({ lines: [{ name: 'Tea' }], note: null })).toBe(false);
  });
});

describe('unsealDeep', () => {
  const view = () => ({
    id: 'ord_1',
    totals: { totalMinor: 26_980 },
    confirmed: true,
    statusReason: null,
    recipient: {
      name: sealedName(),
      phone: seal(dataKey, { kind: 'phone', value: '13812341234' }, 'ord_1'),
    },
    notes: [seal(dataKey, { kind: 'text', value: '放门口' }, 'ord_1'), 'plain'],
  });

  test('opens every sealed string and leaves the rest as it is', () => {
    const json = view();

    const opened = unsealDeep({ dataKey, json, context: 'ord_1', transform: reveal });

    expect(opened).toEqual({
      ...json,
      recipient: { name: '张三', phone: '13812341234' },
      notes: ['放门口', 'plain'],
    });
  });

  test('masks by kind', () => {
    const opened = unsealDeep({ dataKey, json: view(), context: 'ord_1', transform: mask });

    expect(opened).toMatchObject({
      recipient: { name: '张**', phone: '138****1234' },
      notes: ['***', 'plain'],
    });
  });

  test('says [erased] where the key is gone', () => {
    const opened = unsealDeep({ dataKey: null, json: view(), context: 'ord_1', transform: reveal });

    expect(opened).toMatchObject({
      id: 'ord_1',
      recipient: { name: '[erased]', phone: '[erased]' },
      notes: ['[erased]', 'plain'],
    });
  });

  test('does not open what an opened value holds', () => {
    const planted = seal(dataKey, { kind: 'text', value: sealedName() }, 'ord_1');

    const opened = unsealDeep({ dataKey, json: planted, context: 'ord_1', transform: reveal });

    expect(isSealed(opened)).toBe(true);
  });

  test('throws for what was moved here from another order', () => {
    const json = { note: seal(dataKey, name, 'ord_2') };

    expect(() => unsealDeep({ dataKey, json, context: 'ord_1', transform: reveal })).toThrow();
  });

  test('copies a member called __proto__ as a member', () => {
    const json = JSON.parse('{"__proto__":{"role":"ops"}}') as { [name: string]: string };

    const opened = unsealDeep({ dataKey, json, context: 'ord_1', transform: reveal });

    expect(JSON.stringify(opened)).toBe('{"__proto__":{"role":"ops"}}');
    expect((opened as { role?: string }).role).toBeUndefined();
  });
});

test('S0 6.7.2 b: a name is one person, however it is written; another is another', () => {
  const digest = (written: string) => personDigest(dataKey, written);

  for (const written of ['张伟\u200b', ' 张\u3000伟', '张\ufe00伟', '张\u00ad伟']) {
    expect(digest(written)).toBe(digest('张伟'));
  }
  expect(digest('Ｊane  doe')).toBe(digest('Jane Doe'));
  expect(digest('张维')).not.toBe(digest('张伟'));
});
