import { devFile } from '../support/client.ts';

export interface Hold {
  key: string;
  status: string;
  lines: { sku: string; quantity: number; committed: number; released: number }[];
}

/** The stock keeper's own books about an order. */
export async function holdsOf(orderId: string): Promise<Hold[]> {
  const answer = await fetch(`${devFile().simulators.stock}/holds?orderRef=${orderId}`);
  return ((await answer.json()) as { holds: Hold[] }).holds;
}
