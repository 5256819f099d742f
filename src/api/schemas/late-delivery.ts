import { z } from 'zod';
import { positiveMinor } from './values.ts';

/** What a late delivery costs its courier: a share of the goods, or so much a day (S0 7.5.1 c). */
export const lateDelivery = z.strictObject({
  amount: z.union([
    z.strictObject({ basisPointsOfGoods: z.int().min(1).max(10_000) }),
    z.strictObject({ minorPerDay: positiveMinor }),
  ]),
  maxMinor: positiveMinor.optional(),
});
