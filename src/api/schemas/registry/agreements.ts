import { z } from 'zod';
import { duration, isoDuration } from '../durations.ts';
import { amountMinor, currency, day, digest, idText } from '../values.ts';

const term = z
  .union([duration, isoDuration.transform((iso) => ({ iso }))])
  .nullable()
  .default(null);

/** Terms between the parties of the trade (S0 6.5 a, 6.7.1 d, 6.8 d, 7.5.1 c, 7.5.3 g, 7.8 c). */
export const agreementBody = z
  .strictObject({
    kind: z.enum(['carriage', 'payment']),
    parties: z.array(idText).min(2).max(4),
    confirmWithin: term.meta({
      description:
        'Within this the courier confirms that it carries the goods (S0 7.5.1 a). Where it is ' +
        'agreed, the courier is asked for each shipment, which is `awaiting_courier` until then, ' +
        'whatever the policy says in `couriers.confirming`.',
    }),
    deliverWithin: term.meta({ description: 'From the handover to the delivery (S0 7.5.1 c).' }),
    remitWithin: term,
    returnHandover: term,
    refundWithin: term.meta({
      description: 'With the payment provider: until when a refund has reached the consumer.',
    }),
    cashLimit: z
      .strictObject({ amountMinor, currency })
      .nullable()
      .default(null)
      .meta({
        description:
          'What a courier may have of the platform’s cash: kept, still to be collected, and of the ' +
          'order that it is to get, together. Asked when an order is placed, quoted, split or ' +
          'given to another courier; it holds of orders at one instant, too.',
      }),
    digest,
    validFrom: day.default('2000-01-01'),
    validTo: day.nullable().default(null),
  })
  .refine(({ parties }) => new Set(parties).size === parties.length, {
    path: ['parties'],
    error: 'a party is named twice',
  })
  .refine(({ validFrom, validTo }) => validTo === null || validFrom <= validTo, {
    path: ['validTo'],
    error: 'an agreement does not end before it begins',
  })
  .meta({
    id: 'Agreement.Request',
    examples: [
      {
        kind: 'carriage',
        parties: ['pty_01jd0000000000000000000001', 'pty_01jd0000000000000000000002'],
        confirmWithin: { working: 'days', amount: 1 },
        deliverWithin: 'P3D',
        remitWithin: 'P1D',
        cashLimit: { amountMinor: 5_000_000, currency: 'CNY' },
        returnHandover: 'P5D',
        digest: `sha256:${'0'.repeat(64)}`,
        validFrom: '2026-01-01',
        validTo: '2026-12-31',
      },
    ],
  });

export const agreementAnswer = z
  .looseObject({
    id: z.string(),
    version: z.int(),
    kind: z.enum(['carriage', 'payment']),
    parties: z.array(z.string()),
    digest: z.string(),
    validFrom: day,
    validTo: day.nullable(),
    storedAt: z.iso.datetime(),
  })
  .meta({ id: 'Agreement' });
