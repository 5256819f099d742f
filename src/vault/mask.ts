import type { JsonObject, JsonValue, PersonalValue } from './seal.ts';

/** What stands where a value is not for the reader's eyes. */
export const masked = '***';

/** The members of an address that say where goods go, but not to whom. */
const openAddressMembers = new Set(['country', 'region', 'city']);

/** Opens a value to those who may read it; a `transform` of `unsealDeep`. */
export function reveal(opened: PersonalValue): JsonValue {
  return opened.value;
}

/** Shows no more of a value than its kind allows; a `transform` of `unsealDeep`. */
export function mask(opened: PersonalValue): JsonValue {
  switch (opened.kind) {
    case 'name':
    case 'staff':
      return maskName(opened.value);
    case 'phone':
      return maskPhone(opened.value);
    case 'email':
      return maskEmail(opened.value);
    case 'address':
      return maskAddress(opened.value);
    case 'identity':
      return maskMembers(opened.value, new Set(['kind']));
    case 'place':
      return maskMembers(opened.value, new Set(['kind', ...openAddressMembers]));
    case 'text':
    case 'json':
    case 'invoice':
      return masked;
  }
}

/** 张三 becomes 张**, Jane Doe becomes J***; a name of one character shows nothing. */
export function maskName(name: string): string {
  const [first, ...rest] = [...graphemes.segment(name.trim())].map(({ segment }) => segment);
  if (first === undefined || rest.length === 0) return masked;
  return /\p{Script=Han}/u.test(first) ? `${first}**` : `${first}***`;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * 13812341234 becomes 138****1234. Of numbers with less than eleven digits at most the last two
 * stay, since the rest could be tried out; a Chinese country code is left away.
 */
export function maskPhone(phone: string): string {
  const digits = phone.replaceAll(/\D/g, '').replace(/^(00)?86(?=1\d{10}$)/, '');
  if (digits.length >= 11) return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
  return digits.length >= 7 ? `****${digits.slice(-2)}` : '****';
}

/** zhang@example.com becomes z***@example.com: whose it is stays open, where it goes does not. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const [first] = [...graphemes.segment(email.slice(0, Math.max(at, 0)))];
  return first === undefined ? masked : `${first.segment}***${email.slice(at)}`;
}

/** Country, region and city stay; everything else of the address, known or not, is masked. */
export function maskAddress(address: JsonObject): JsonValue {
  return maskMembers(address, openAddressMembers);
}

function maskMembers(value: JsonValue, open: ReadonlySet<string>): JsonValue {
  if (value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) return masked;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      open.has(name) || member === null ? member : masked,
    ]),
  );
}
