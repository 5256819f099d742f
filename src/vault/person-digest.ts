import { createHmac } from 'node:crypto';
import type { DataKey } from './vault.ts';

/**
 * Tells whether two signers of one order are the same person, without their names: HMAC-SHA256 of
 * the name, under the order's data key, as hex. Compatible forms, case, spaces and characters that
 * are not seen make no other person of it.
 */
export function personDigest(dataKey: DataKey, name: string): string {
  const seen = name
    .normalize('NFKC')
    .replaceAll(/[\p{White_Space}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase();
  return createHmac('sha256', dataKey).update(seen, 'utf8').digest('hex');
}
