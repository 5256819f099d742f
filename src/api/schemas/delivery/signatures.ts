import { z } from 'zod';
import { digest, idText, personName } from '../values.ts';

/** Whoever signs; at the door it may be somebody who may sign for the recipient. */
export const signer = z.strictObject({
  personId: idText.nullable().default(null),
  name: personName.nullable().default(null),
  relation: z
    .enum(['self', 'family', 'colleague', 'reception', 'neighbour', 'pickup_point'])
    .nullable()
    .default(null),
  consent: z.boolean().nullable().default(null),
});

const signingRole = z.enum(['seller', 'courier', 'consumer']);
const jws = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/,
    'a compact JWS: three parts in base64url with dots between them',
  )
  .max(20_000);

export const signatureBody = z
  .strictObject({
    role: signingRole,
    signer,
    method: z.enum(['jws', 'one_time_code', 'handwritten', 'attested']),
    jws: jws.nullable().default(null),
    code: z
      .string()
      .regex(/^[0-9A-Za-z-]{4,20}$/, 'must be a code: 4 to 20 digits, letters or -')
      .nullable()
      .default(null)
      .meta({ description: 'Used up at the door: what is kept of it is the evidence.' }),
    evidenceDigest: digest.nullable().default(null),
  })
  .refine(({ method, code }) => method !== 'one_time_code' || code !== null, {
    path: ['code'],
    error: 'a signature by one-time code says the code',
  })
  .meta({
    id: 'Signature.Request',
    examples: [
      { role: 'seller', signer: { name: '韩梅梅' }, method: 'attested' },
      {
        role: 'consumer',
        signer: { name: '王小明', relation: 'self' },
        method: 'one_time_code',
        code: '482913',
        evidenceDigest: `sha256:${'0'.repeat(64)}`,
      },
    ],
  });
export type SignatureBody = z.infer<typeof signatureBody>;

export const signaturesBody = z
  .strictObject({ role: signingRole, signer, method: z.literal('jws'), jws })
  .meta({
    id: 'Signatures.Request',
    examples: [
      {
        role: 'courier',
        signer: { name: '李雷' },
        method: 'jws',
        jws: 'eyJhbGciOiJFZERTQSJ9.e30.c2ln',
      },
    ],
  });
