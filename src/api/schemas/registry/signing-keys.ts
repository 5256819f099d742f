import { z } from 'zod';
import { idText, personName } from '../values.ts';

const keyWord = z.string().max(40);
const coordinate = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,100}$/, 'must be a coordinate in base64url, as RFC 7517 has it');

export const signingKeyBody = z
  .strictObject({
    person: z.strictObject({ personId: idText.nullable().default(null), name: personName }),
    jwk: z
      .looseObject({ kty: keyWord, crv: keyWord, x: coordinate, y: coordinate })
      .partial()
      .meta({
        description: 'The public key: Ed25519 (OKP) or P-256 (EC). A private part is refused.',
      }),
  })
  .meta({
    id: 'SigningKey.Request',
    examples: [
      {
        person: { name: '韩梅梅' },
        jwk: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
      },
    ],
  });

export const keyParams = z.strictObject({ id: idText, keyId: idText });
