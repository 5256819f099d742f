import { z } from 'zod';
import { instant, minor, optionalText, text } from './answer-values.ts';

export const paymentStatus = z.enum([
  'none',
  'requires_action',
  'authorizing',
  'authorized',
  'authorization_expired',
  'captured',
  'capture_failed',
  'partly_refunded',
  'refunded',
  'voided',
  'declined',
  'unknown',
  'charged_back',
  'collection_due',
  'collected',
]);

export const paymentAnswer = z
  .looseObject({
    id: text,
    kind: z.enum([
      'authorization',
      'capture',
      'void',
      'refund',
      'compensation',
      'collection',
      'remittance',
      'settlement',
    ]),
    method: text,
    status: text,
    amountMinor: minor,
    currency: text,
    providerReference: optionalText,
    at: instant,
    failure: optionalText,
  })
  .meta({ id: 'Payment' });
