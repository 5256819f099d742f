import { nothing } from './wording.ts';

/** How values are written on paper. */

const beijingAheadMs = 8 * 60 * 60 * 1000;

/** An instant in the time of Beijing, which all of the trade on paper goes by, to the second. */
export function timeText(at: string | null | undefined): string {
  if (!at) return nothing;
  const shifted = new Date(Date.parse(at) + beijingAheadMs).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)} 北京时间`;
}

/** A whole number, its thousands apart. */
export function numberText(value: number): string {
  return new Intl.NumberFormat('zh-CN').format(value);
}

/** An amount of minor units as its currency writes it. */
export function moneyText(amountMinor: number | null | undefined, currency: string): string {
  if (amountMinor === null || amountMinor === undefined) return nothing;
  const format = new Intl.NumberFormat('zh-CN', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const padded = String(amountMinor).padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits);
  const exact = digits === 0 ? whole : `${whole}.${padded.slice(-digits)}`;
  return format.format(exact as Intl.StringNumericLiteral);
}

/** A text as the reader may see it: what is masked or erased for him reads so here, too. */
export function personalText(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : nothing;
}

/** An address from the large to the small, as it is written in China; masked parts stay masked. */
export function addressText(address: unknown): string {
  if (typeof address !== 'object' || address === null) return personalText(address);
  const members = address as Record<string, unknown>;
  const country = members['country'] === 'CN' ? null : members['country'];
  const names = ['region', 'city', 'district', 'line1', 'line2', 'postalCode'];
  const parts = [country, ...names.map((name) => members[name])];
  const shown = parts.filter((part) => typeof part === 'string' && part !== '');
  return shown.length === 0 ? nothing : shown.join(' ');
}

/** A party with its id, by which it is found in the registry. */
export function partyText(party: { partyId: string; name: string }): string {
  return party.name === '' ? party.partyId : `${party.name}（${party.partyId}）`;
}
