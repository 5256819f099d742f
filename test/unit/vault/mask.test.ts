import { describe, expect, test } from 'vitest';
import { mask, maskAddress, maskName, maskPhone, reveal } from '../../../src/vault/mask.ts';

describe('maskName', () => {
  test.each([
    ['张三', '张**'],
    ['欧阳娜娜', '欧**'],
    ['Jane Doe', 'J***'],
    [' Émile', 'É***'],
    ['𠮷野', '𠮷**'],
    ['e\u0301mile', 'e\u0301***'],
    ['张', '***'],
    ['', '***'],
  ])('of %s is %s', (name, shown) => {
    expect(maskName(name)).toBe(shown);
  });
});

describe('maskPhone', () => {
  test.each([
    ['13812341234', '138****1234'],
    ['138 1234 1234', '138****1234'],
    ['+86 138-1234-1234', '138****1234'],
    ['008613812341234', '138****1234'],
    ['+4915112345678', '491****5678'],
    ['010-12345678', '010****5678'],
    ['62345678', '****78'],
    ['110', '****'],
    ['no number', '****'],
  ])('of %s is %s', (phone, shown) => {
    expect(maskPhone(phone)).toBe(shown);
  });
});

describe('mask', () => {
  test('leaves of an address country, region and city, and keeps what is absent absent', () => {
    const address = {
      country: 'CN',
      region: '北京市',
      city: '北京',
      district: '东城区',
      line1: '长安街 1 号',
      postalCode: null,
      doorCode: '1234',
    };

    expect(maskAddress(address)).toEqual({
      country: 'CN',
      region: '北京市',
      city: '北京',
      district: '***',
      line1: '***',
      postalCode: null,
      doorCode: '***',
    });
    expect(mask({ kind: 'address', value: address })).toEqual(maskAddress(address));
  });

  test('shows no digit of an identity document, no text, and only the town of a place', () => {
    const identity = { kind: 'resident_id', last4: '1234' };
    const place = { kind: 'locker', city: '北京', line1: '长安街 1 号' };

    expect(mask({ kind: 'identity', value: identity })).toEqual({
      kind: 'resident_id',
      last4: '***',
    });
    expect(mask({ kind: 'identity', value: '1234' })).toBe('***');
    expect(mask({ kind: 'text', value: '放门口' })).toBe('***');
    expect(mask({ kind: 'json', value: { name: '张三' } })).toBe('***');
    expect(mask({ kind: 'place', value: place })).toEqual({ ...place, line1: '***' });
    expect(mask({ kind: 'place', value: '长安街 1 号' })).toBe('***');
  });

  test('masks names and phones by their own rules', () => {
    expect(mask({ kind: 'name', value: '张三' })).toBe('张**');
    expect(mask({ kind: 'phone', value: '13812341234' })).toBe('138****1234');
    expect(reveal({ kind: 'name', value: '张三' })).toBe('张三');
  });
});
