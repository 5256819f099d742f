import { z } from 'zod';
import { returnReasons } from '../../domain/policies/policy.ts';
import { amountMinor, idText, lineNo, pageQuery, positiveMinor, quantity } from './values.ts';

export const refundBody = z
  .strictObject({
    lines: z.array(z.strictObject({ lineNo, quantity })).min(1).max(200).nullable().default(null),
    amountMinor: positiveMinor.nullable().default(null),
    deliveryFeeMinor: amountMinor.nullable().default(null),
    reason: z.enum(returnReasons),
    bearer: z.enum(['seller', 'courier', 'platform', 'consumer']),
    channel: z.enum(['original', 'payout']).nullable().default(null).meta({
      description: 'Null: the way it came, or paid out where it came as cash.',
    }),
  })
  .meta({
    id: 'Refund.Request',
    examples: [{ lines: [{ lineNo: 1, quantity: 1 }], reason: 'quality', bearer: 'seller' }],
  });

export const refundsQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(['requested', 'processing', 'succeeded', 'failed', 'unknown']).optional(),
  orderId: idText.optional(),
});
