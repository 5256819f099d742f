import { z } from 'zod';
import { instant, optionalInstant, text } from './answer-values.ts';

export const signingKeyAnswer = z
  .looseObject({
    keyId: text,
    person: z.looseObject({ personId: text, name: z.unknown() }),
    jwk: z.unknown().optional(),
    registeredAt: instant.optional(),
    revokedAt: optionalInstant.optional(),
  })
  .meta({ id: 'SigningKey' });
