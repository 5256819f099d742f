import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;

/**
 * AES-256-GCM under a fresh random IV: iv | ciphertext | tag. The context is authenticated, not
 * stored: `decrypt` needs the same one. A key may encrypt 2^32 times before IVs could meet.
 */
export function encrypt(key: KeyObject, clear: Uint8Array, context: string): Buffer {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagLength });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  return Buffer.concat([iv, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
}

/** The clear bytes. Throws if the box, the key or the context is not the one of `encrypt`. */
export function decrypt(key: KeyObject, box: Uint8Array, context: string): Buffer {
  if (box.length < ivLength + tagLength) throw new Error('the sealed box is too short');
  const iv = box.subarray(0, ivLength);
  const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(box.subarray(box.length - tagLength));
  const clear = decipher.update(box.subarray(ivLength, box.length - tagLength));
  return Buffer.concat([clear, decipher.final()]);
}
