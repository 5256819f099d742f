import { z } from 'zod';
import { invoiceKinds } from '../../domain/order.ts';
import { currency, digest, instant, line, positiveMinor, reference } from './values.ts';

/** Whom the invoice is made out to; sealed like the recipient. */
export const invoiceWish = z
  .strictObject({
    kind: z.enum(invoiceKinds),
    title: line(200),
    taxNumber: z
      .string()
      .regex(/^[0-9A-Z]{15,20}$/)
      .nullable()
      .default(null),
    email: z.email().max(200).nullable().default(null),
  })
  .refine(({ kind, taxNumber }) => kind !== 'company' || taxNumber !== null, {
    path: ['taxNumber'],
    error: 'a company’s invoice names its tax number',
  });

export const invoiceBody = z
  .strictObject({
    number: reference,
    kind: z.enum(['blue', 'red']),
    amountMinor: positiveMinor.meta({ description: 'Of a red one what it takes back.' }),
    currency: currency.nullable().default(null),
    digest,
    issuedAt: instant.nullable().default(null),
    redOf: reference
      .nullable()
      .default(null)
      .meta({ description: 'The number of the blue invoice that a red one takes back.' }),
  })
  .refine(({ kind, redOf }) => (kind === 'red') === (redOf !== null), {
    path: ['redOf'],
    error: 'a red invoice, and only that, names its blue one',
  })
  .meta({
    id: 'Invoice.Request',
    examples: [
      {
        number: '26332000000012345678',
        kind: 'blue',
        amountMinor: 26_980,
        digest: `sha256:${'0'.repeat(64)}`,
      },
      {
        number: '26332000000012345679',
        kind: 'red',
        amountMinor: 12_990,
        digest: `sha256:${'0'.repeat(64)}`,
        redOf: '26332000000012345678',
      },
    ],
  });

const text = z.string();

export const invoiceAnswer = z
  .looseObject({
    id: text,
    orderId: text,
    number: text,
    kind: z.enum(['blue', 'red']),
    amountMinor: z.int(),
    currency: text,
    digest: text,
    redOf: text.nullable(),
    issuedAt: z.iso.datetime(),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'Invoice' });
