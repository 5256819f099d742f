import { z } from 'zod';
import { cancellationReasons } from '../../domain/confirmation/cancelling.ts';
import { digest, lineNo, optionalNote, quantityOrNone } from './values.ts';

/** Cancellation reasons that an actor may give; the engine has its own (design §5). */
export const cancellationReason = z.enum(cancellationReasons);

const decidedOffer = digest
  .nullable()
  .default(null)
  .meta({
    description:
      'The `offerDigest` that the consumer was shown: refused as `offer_mismatch` where the offer ' +
      'is another one by now. Without it the decision is about the offer as it stands.',
  });

export const consumerDecisionBody = z
  .strictObject({
    decision: z.enum(['accept', 'decline']),
    reason: cancellationReason.nullable().default(null),
    note: optionalNote,
    offerDigest: decidedOffer,
  })
  .meta({ id: 'ConsumerDecision', examples: [{ decision: 'accept' }] });

export const sellerDecisionBody = z
  .strictObject({
    decision: z.enum(['accept', 'decline']),
    reason: cancellationReason.nullable().default(null),
    note: optionalNote,
    lines: z
      .array(z.strictObject({ lineNo, quantity: quantityOrNone }))
      .max(200)
      .nullable()
      .default(null),
  })
  .meta({
    id: 'SellerDecision',
    examples: [
      { decision: 'accept' },
      { decision: 'accept', lines: [{ lineNo: 1, quantity: 1 }] },
      { decision: 'decline', reason: 'seller_out_of_stock' },
    ],
  });

export const amendmentDecisionBody = z
  .strictObject({ decision: z.enum(['accept', 'decline']), offerDigest: decidedOffer })
  .meta({ id: 'AmendmentDecision', examples: [{ decision: 'accept' }] });

export const cancellationBody = z
  .strictObject({ reason: cancellationReason, note: optionalNote })
  .meta({ id: 'Cancellation', examples: [{ reason: 'consumer_changed_mind' }] });
