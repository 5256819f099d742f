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

/** What a warehouse of the seller has of an article from now on. */
export async function stockUp(sku: string, onHand: number, warehouse = 'main'): Promise<void> {
  const { simulators, parties } = devFile();
  const answer = await fetch(`${simulators.stock}/stock/${parties.seller}/${sku}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ onHand, warehouse }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

export interface Level {
  onHand: number;
  held: number;
  available: number;
}

export async function levelOf(sku: string): Promise<Level> {
  const { simulators, parties } = devFile();
  const answer = await fetch(`${simulators.stock}/stock/${parties.seller}/${sku}`);
  return (await answer.json()) as Level;
}
