import { z } from 'zod';
import { qualificationKinds } from '../../../domain/parties/qualifications.ts';
import { day, digest, idText, line } from '../values.ts';

export const qualificationBody = z
  .strictObject({
    kind: z.enum(qualificationKinds),
    number: line(100),
    issuer: line(200),
    validFrom: day,
    validTo: day.nullable().default(null),
    evidenceDigest: digest,
  })
  .refine(({ validFrom, validTo }) => validTo === null || validFrom <= validTo, {
    path: ['validTo'],
    error: 'a qualification does not end before it begins',
  })
  .meta({
    id: 'Qualification.Request',
    examples: [
      {
        kind: 'business_licence',
        number: '91310000102030403T',
        issuer: '上海市市场监督管理局',
        validFrom: '2024-01-01',
        validTo: null,
        evidenceDigest: `sha256:${'0'.repeat(64)}`,
      },
    ],
  });

export const qualificationParams = z.strictObject({ id: idText, qualificationId: idText });
export const revocationQuery = z.strictObject({ note: line(500).optional() });

const text = z.string();

export const qualificationAnswer = z
  .looseObject({
    id: text,
    kind: z.enum(qualificationKinds),
    number: text,
    issuer: text,
    validFrom: day,
    validTo: day.nullable(),
    evidenceDigest: text,
    filedAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().nullable(),
    revocationNote: text.nullable(),
  })
  .meta({ id: 'Qualification' });

export const disclosureAnswer = z
  .looseObject({
    id: text,
    role: text,
    name: text,
    registrationNumber: text,
    status: z.enum(['approved', 'suspended']),
    services: z.array(z.looseObject({ code: text, name: text, description: text.nullable() })),
    tariffs: z.array(
      z.looseObject({
        service: text,
        name: text,
        region: text.nullable(),
        upToWeightG: z.int().nullable(),
        amountMinor: z.int(),
        currency: text,
        validFrom: day,
        validTo: day.nullable(),
      }),
    ),
    qualifications: z.array(
      z.looseObject({
        kind: z.enum(qualificationKinds),
        number: text,
        issuer: text,
        validFrom: day,
        validTo: day.nullable(),
        inForce: z.boolean(),
        revokedAt: z.iso.datetime().nullable(),
      }),
    ),
    reviews: z.array(z.looseObject({ decision: text, decidedAt: z.iso.datetime() })),
  })
  .meta({ id: 'Disclosure' });
