import { randomBytes } from 'node:crypto';
import { digestOf } from './canonical.ts';

/** Opens the commitment `content.sealedDigest`; shown only to those who may read the fields. */
export interface SealedDisclosure {
  salt: string;
  value: unknown;
}

/** The digest that both sides sign (design §4). */
export function documentDigest(content: Record<string, unknown>): string {
  return digestOf(content);
}

/** Commits to the personal fields: without the salt nobody can guess them from the digest. */
export function sealedDigest(disclosure: SealedDisclosure): string {
  return digestOf({ salt: disclosure.salt, value: disclosure.value });
}

/** A fresh salt for `sealedDigest`: 128 random bits. */
export function newSalt(): string {
  return randomBytes(16).toString('base64url');
}
