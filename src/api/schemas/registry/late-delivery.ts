import { z } from 'zod';
import { currency, positiveMinor } from '../values.ts';

/** What a late delivery costs its courier: a share of the goods, or so much a day (S0 7.5.1 c). */
export const lateDelivery = z
  .strictObject({
    amount: z.union([
      z.strictObject({ basisPointsOfGoods: z.int().min(1).max(10_000) }),
      z.strictObject({ minorPerDay: positiveMinor }),
    ]),
    maxMinor: positiveMinor.optional(),
    currency: currency.optional(),
  })
  .refine(
    ({ amount, maxMinor, currency: of }) =>
      of !== undefined || !('minorPerDay' in amount || maxMinor !== undefined),
    { path: ['currency'], error: 'an amount per day or at most is one of a currency' },
  )
  .meta({
    description:
      'Paid to the consumer, once per shipment, where `deadlines.delivery.onExpiry` is ' +
      '`escalate_and_compensate`. An amount (`minorPerDay`, `maxMinor`) is in `currency`, and then ' +
      'only orders of that currency are compensated; a share without a maximum is of any order.',
  });
