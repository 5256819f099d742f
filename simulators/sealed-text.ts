import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;

/** Whoever finds the books of a simulator learns nobody's address from them. */
export type TextSeal = { seal: (text: string) => string; open: (sealed: string) => string };

/** Seals texts under a secret that is not in the books. */
export function createTextSeal(secret: string): TextSeal {
  const key = createHash('sha256').update(secret).digest();
  return {
    seal(text) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv(algorithm, key, iv);
      const parts = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return Buffer.concat(parts).toString('base64');
    },
    open(sealed) {
      const box = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv(algorithm, key, box.subarray(0, ivLength));
      decipher.setAuthTag(box.subarray(-tagLength));
      const clear = decipher.update(box.subarray(ivLength, -tagLength));
      return Buffer.concat([clear, decipher.final()]).toString('utf8');
    },
  };
}
