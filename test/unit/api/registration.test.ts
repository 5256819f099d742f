import { expect, test } from 'vitest';
import { isPlausibleNumber } from '../../../src/api/registry/registration.ts';

test('S0 5.4, 6.4.1: a registration number with wrong check digits is none, whichever they are', () => {
  const plausible = [
    '91310000203040504W',
    // Check characters of 0, as one company in 31 has them.
    '913100009944730910',
    '913100005584677040',
    '5493001KJTIIGC8Y1R12',
    // Of a registry whose numbers cannot be checked.
    'HRB 12345',
  ];
  const wrong = [
    '91310000203040504X',
    '913100009944730911',
    '913100009944730920',
    'I13100009944730910',
    '5493001KJTIIGC8Y1R13',
  ];

  expect(plausible.filter((number) => !isPlausibleNumber(number))).toEqual([]);
  expect(wrong.filter(isPlausibleNumber)).toEqual([]);
});
