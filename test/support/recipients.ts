import { must } from '../../src/domain/errors.ts';
import { seal, unseal } from '../../src/vault/seal.ts';
import type { TestEngine } from './engine.ts';

/** To whom an order's goods go: sealed under its own key, as the door does it. */

async function personalOf({ sql, vault }: TestEngine, orderId: string) {
  const rows = await sql<{ wrappedKey: string; recipient: Record<string, string> }[]>`
    select wrapped_key as "wrappedKey", recipient from order_personal where order_id = ${orderId}`;
  const { wrappedKey, recipient } = must(rows[0], 'personal data');
  return { dataKey: vault.openDataKey(wrappedKey), recipient };
}

export async function sealedAddress(
  engine: TestEngine,
  orderId: string,
  address: Record<string, string>,
): Promise<string> {
  const { dataKey } = await personalOf(engine, orderId);
  return seal(dataKey, { kind: 'address', value: address }, orderId);
}

/** In clear. */
export async function recipientOf(
  engine: TestEngine,
  orderId: string,
): Promise<Record<string, unknown>> {
  const { dataKey, recipient } = await personalOf(engine, orderId);
  const opened = Object.entries(recipient).map(([name, sealed]) => [
    name,
    unseal(dataKey, sealed, orderId)?.value,
  ]);
  return Object.fromEntries(opened) as Record<string, unknown>;
}
