import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, digestOf, isDigest } from '../../../src/evidence/canonical.ts';

describe('canonicalJson', () => {
  test('sorts members by UTF-16 code units, as the example of RFC 8785 3.2.3 does', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };

    const names = Object.keys(value)
      .map((name) => canonicalJson(name))
      .map((name) => ({ name, at: canonicalJson(value).indexOf(`${name}:`) }))
      .toSorted((one, other) => one.at - other.at)
      .map(({ name }) => JSON.parse(name) as string);

    expect(names).toEqual(['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']);
  });

  test('writes the literals, numbers and strings of the example in RFC 8785 3.2.2', () => {
    const value = {
      numbers: JSON.parse('[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]'),
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };

    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('writes the numbers of RFC 8785 appendix B', () => {
    expect(canonicalJson([-0, 5e-324, 9007199254740992, 1e21, 1e-7, 999999999999999900000])).toBe(
      '[0,5e-324,9007199254740992,1e+21,1e-7,999999999999999900000]',
    );
  });

  test('leaves undefined members out and keeps Chinese text and order of lists', () => {
    expect(canonicalJson({ b: ['履约', 1], a: undefined })).toBe('{"b":["履约",1]}');
  });

  test.each([
    ['NaN', Number.NaN],
    ['an infinity', { a: Number.POSITIVE_INFINITY }],
    ['a lone surrogate', ['\ud800']],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['bigint', { a: 1n }],
    ['undefined', undefined],
  ])('refuses %s', (_what, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  test('refuses a cycle', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;

    expect(() => canonicalJson(cycle)).toThrow(TypeError);
  });

  test('survives a round through JSON and any order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed());

        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      }),
    );
  });
});

describe('digestOf', () => {
  test('is the SHA-256 of the canonical text', () => {
    const digest = digestOf({});

    expect(digest).toBe('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
    expect(isDigest(digest)).toBe(true);
    expect(isDigest(digest.toUpperCase())).toBe(false);
  });
});
