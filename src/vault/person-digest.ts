import { createHmac } from 'node:crypto';
import type { DataKey } from './vault.ts';

/**
 * Tells whether two signers of one order are the same person, without their names: HMAC-SHA256 of
 * the name in lower case without outer white space, under the order's data key, as hex.
 */
export function personDigest(dataKey: DataKey, name: string): string {
  return createHmac('sha256', dataKey).update(name.trim().toLowerCase(), 'utf8').digest('hex');
}
