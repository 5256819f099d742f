import { z } from 'zod';
import { instant, minor, optionalInstant, optionalText, text } from './answer-values.ts';

export const refundKind = z.enum(['refund', 'compensation', 'surplus']).meta({
  description:
    'A compensation is paid beside what is given back of what was paid; a surplus is what the ' +
    'provider took beyond the price.',
});
export const refundStatus = z.enum(['requested', 'processing', 'succeeded', 'failed', 'unknown']);

export const refundAnswer = z
  .looseObject({
    id: text,
    orderId: text,
    kind: refundKind,
    status: refundStatus,
    amountMinor: minor,
    deliveryFeeMinor: minor,
    currency: text,
    reason: text,
    bearer: text,
    channel: text,
    lines: z.array(z.looseObject({ lineNo: z.int(), quantity: z.int(), amountMinor: minor })),
    requestedAt: instant,
    finishedAt: optionalInstant,
    failure: optionalText,
  })
  .meta({ id: 'Refund' });

export const refundableAnswer = z
  .looseObject({
    amountMinor: minor,
    deliveryFeeMinor: minor,
    currency: text,
    lines: z.array(z.looseObject({ lineNo: z.int(), quantity: z.int(), amountMinor: minor })),
  })
  .meta({ id: 'Refundable' });
