import { z } from 'zod';
import { instant, optionalInstant, optionalText, text } from './answer-values.ts';

/** Named on the note, or else who signed for that side. */
const custodian = z
  .looseObject({ name: z.unknown(), personId: optionalText, by: z.enum(['note', 'signature']) })
  .nullable();

export const documentAnswer = z
  .looseObject({
    id: text,
    orderId: text,
    shipmentId: optionalText.meta({ description: 'Null for an offer: it is the order’s own.' }),
    kind: z.enum(['handover_note', 'delivery_note', 'return_to_seller_note', 'offer']),
    issuerId: text.meta({ description: 'The party whose series the number is of.' }),
    number: text,
    version: z.int(),
    status: z.enum(['issued', 'partly_signed', 'signed', 'confirmed', 'void']),
    digest: text,
    content: z
      .record(text, z.unknown())
      .meta({ description: 'Its canonical JSON has the digest.' }),
    sealed: z.unknown().meta({ description: 'The personal fields and their salt, by role.' }),
    completedAt: optionalInstant.meta({ description: 'When the second side signed.' }),
    custodians: z
      .looseObject({ seller: custodian, courier: custodian })
      .nullable()
      .meta({ description: 'Who keeps the documents of each side (S0 6.7.2 c).' }),
    signatures: z.array(
      z.looseObject({
        role: z.enum(['seller', 'courier', 'consumer']),
        signer: z.looseObject({ personId: optionalText, name: z.unknown() }),
        method: z.enum(['jws', 'one_time_code', 'handwritten', 'attested']),
        keyId: optionalText,
        signedAt: instant,
        recordedAt: instant,
      }),
    ),
  })
  .meta({ id: 'Document' });

/** Bytes: its media type stands in the published document instead of JSON's. */
export const pdfAnswer = z.string().meta({ contentMediaType: 'application/pdf' });

export const verificationAnswer = z
  .looseObject({
    documentId: text,
    status: text,
    holds: z.boolean(),
    findings: z.array(
      z.looseObject({
        code: text,
        result: z.enum(['verified', 'failed', 'not_checkable']),
        role: optionalText,
        detail: text,
      }),
    ),
    export: z.unknown().meta({ description: 'What the offline command verifies.' }),
  })
  .meta({ id: 'Verification' });
