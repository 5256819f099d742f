import type { Draft } from '../draft.ts';
import type { PaymentMovement } from '../order.ts';

/**
 * Books a set of postings; their sum must be zero (§2.4), which PostgreSQL checks again. What is a
 * courier's is that one's, by default the order's.
 */
export function post(
  draft: Draft,
  reason: string,
  reference: string,
  amounts: Record<string, number>,
  courierId: string | null = draft.order.courierId,
): void {
  for (const [account, amountMinor] of Object.entries(amounts)) {
    if (amountMinor === 0) continue;
    draft.postings.push({
      account,
      amountMinor,
      currency: draft.order.currency,
      reason,
      reference,
      partyId: holderOf(draft, account, courierId),
    });
    draft.balances[account] = (draft.balances[account] ?? 0) + amountMinor;
  }
}

/** Claims name their party themselves; what is at the provider or in escrow is nobody's yet. */
function holderOf({ order }: Draft, account: string, courierId: string | null): string | null {
  if (account.startsWith('claim:')) return account.slice('claim:'.length);
  if (account === 'seller') return order.sellerId;
  return account === 'courier' || account === 'cash_in_transit' ? courierId : null;
}

/** Puts a movement of money on record, or brings the one with that id up to date. */
export function recordMovement(
  draft: Draft,
  movement: Omit<PaymentMovement, 'orderId' | 'currency' | 'at'>,
): void {
  const known = draft.movements.find((candidate) => candidate.id === movement.id);
  if (known) Object.assign(known, movement, { at: draft.context.at });
  else {
    draft.movements.push({
      ...movement,
      orderId: draft.order.id,
      currency: draft.order.currency,
      at: draft.context.at,
    });
  }
}
