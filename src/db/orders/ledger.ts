import { asc, eq, getTableColumns } from 'drizzle-orm';
import { type LedgerAmount, sumByAccount } from '../../domain/money/money.ts';
import { type Connection, queriesOver } from '../queries.ts';
import { postings } from '../schema/schema.ts';

/** One line of an order's ledger (design §2.4); debits are positive. */
export interface LedgerPosting extends LedgerAmount {
  at: string;
  reason: string;
  reference: string;
  /** Whose it is, on the accounts that run per party over orders. */
  partyId: string | null;
}

export interface Ledger {
  postings: LedgerPosting[];
  /** The sum of each account, in the order's currency. */
  balances: Record<string, number>;
}

/** An order's ledger as it was booked; its balances sum to zero. */
export async function ledgerOf(connection: Connection, orderId: string): Promise<Ledger> {
  const { account, amountMinor, currency, at, reason, reference, partyId } =
    getTableColumns(postings);
  const booked = await queriesOver(connection)
    .select({ account, amountMinor, currency, at, reason, reference, partyId })
    .from(postings)
    .where(eq(postings.orderId, orderId))
    .orderBy(asc(postings.id));
  const balances = sumByAccount(booked).map((sum) => [sum.account, sum.amountMinor] as const);
  return { postings: booked, balances: Object.fromEntries(balances) };
}
