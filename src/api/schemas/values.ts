import { z } from 'zod';
import { handlingClasses } from '../../domain/parties/couriers.ts';
import { currencies } from './currencies.ts';

/** The building blocks of bodies and answers. Unknown fields are refused everywhere. */

const countableYears = 'must lie in the years 2000 to 2199';

/** Of these years calendars can count every day, and every database knows the time. */
function isCountable(text: string): boolean {
  return text >= '2000' && text < '2200';
}

/** RFC 3339 in UTC; brought to milliseconds, so that texts compare like times. */
export const instant = z.iso
  .datetime({
    error: 'must be an instant by RFC 3339 in UTC, such as 2026-11-24T09:00:00.000Z',
    // What is no instant has no milliseconds either.
    abort: true,
  })
  .refine(isCountable, { error: countableYears, abort: true })
  .overwrite((text) => new Date(text).toISOString())
  .meta({ examples: ['2026-11-24T09:00:00.000Z'] });

/** A date, within the same years as an instant. */
export const day = z.iso.date().refine(isCountable, { error: countableYears });

/** Text of one line, without control characters. */
export const line = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    // Written out, since not every reader of the published pattern knows \P{Cc}.
    // oxlint-disable-next-line no-control-regex
    .regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, 'must not hold control characters');

/** Free text; it is sealed before it goes anywhere (D6). */
export const note = z.string().trim().min(1).max(2_000);
export const optionalNote = note.nullable().default(null);

/** A value of a coded set that may grow: lower-case words. */
export const codedWord = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,39}$/,
    'must be a coded word: 1 to 40 of a–z, 0–9 and _, a letter first',
  );

/** How goods are handled on their way (S0 6.7.2); a courier declares what it can. */
export const handlingClass = z.enum(handlingClasses);

export const idText = z
  .string()
  .regex(/^[A-Za-z0-9_:.-]{1,100}$/, 'must be an id: 1 to 100 letters, digits or any of _ : . -');
/** A reference that others made: visible ASCII. */
export const reference = z
  .string()
  .regex(
    /^[\x21-\x7e]{1,100}$/,
    'must be a reference: 1 to 100 visible ASCII characters, no spaces',
  );
export const digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'must be a digest: sha256: and 64 lower-case hexadecimal digits')
  .meta({ examples: [`sha256:${'0'.repeat(64)}`] });

/** Minor units: no order is worth more than ten thousand million of them. */
export const amountMinor = z.int().min(0).max(1_000_000_000_000);
export const positiveMinor = amountMinor.min(1);
/** In the line's unit. */
export const quantityOrNone = z.int().min(0).max(1_000_000_000);
export const quantity = quantityOrNone.min(1);
export const lineNo = z.int().min(1).max(10_000);
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, {
    error: 'must be a currency by ISO 4217: three capital letters, such as CNY',
    abort: true,
  })
  .refine((code) => currencies.has(code), {
    error: 'must be a currency of ISO 4217 that is money',
  });

export const waybillNo = z
  .string()
  .regex(/^[A-Za-z0-9-]{4,40}$/, 'must be a waybill number: 4 to 40 letters, digits or -');
const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be a country by ISO 3166: two capital letters, such as CN');
export const address = z.strictObject({
  country,
  region: line(100),
  city: line(100),
  district: line(100).nullable().optional(),
  line1: line(200),
  line2: line(200).nullable().optional(),
  postalCode: line(20).nullable().optional(),
});

export const channel = z.enum(['app', 'web', 'phone', 'counter']);
export const packaging = z.enum(['intact', 'damaged', 'tampered']);

export const evidence = z
  .array(
    z.strictObject({
      digest,
      mediaType: z
        .string()
        .regex(/^[a-z]+\/[a-z0-9.+-]{1,60}$/, 'must be a media type, such as image/jpeg'),
      url: z
        .url({ protocol: /^https?$/ })
        .max(500)
        .nullable()
        .optional(),
    }),
  )
  .max(20)
  .default([]);

export const parcels = z
  .array(
    z.strictObject({
      parcelNo: z.int().min(1).max(999),
      weightG: z.int().min(0).max(10_000_000),
      packaging,
    }),
  )
  .min(1)
  .max(100)
  .superRefine((all, context) => {
    for (const { index, value } of repeated(all.map(({ parcelNo }) => parcelNo))) {
      const message = `parcel ${value} is listed twice`;
      context.addIssue({ code: 'custom', path: [index, 'parcelNo'], message });
    }
  });

/** Where a value of a list comes again. */
export function repeated<T>(values: readonly T[]): { index: number; value: T }[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) < index ? [{ index, value }] : [],
  );
}

/** A person is `{personId, name}` everywhere; the name is sealed. */
export const personName = line(100);

/** Written out as words in a query. */
export const flag = z.enum(['true', 'false']).transform((word) => word === 'true');

export const idParams = z.strictObject({ id: reference });
export const dryRunQuery = z.strictObject({
  dryRun: flag.optional().meta({
    description: 'Tells what would happen; changes nothing and consumes no key.',
  }),
});
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(500).optional(),
};
