import { and, asc, eq, getTableColumns, inArray, or, sql, type SQL } from 'drizzle-orm';
import { type LedgerAmount, sumByAccount } from '../domain/money.ts';
import { type Connection, queriesOver } from './queries.ts';
import { orders, postings } from './schema.ts';

/** One line of an order's ledger (design §2.4); debits are positive. */
export interface LedgerPosting extends LedgerAmount {
  at: string;
  reason: string;
  reference: string;
}

export interface Ledger {
  postings: LedgerPosting[];
  /** The sum of each account, in the order's currency. */
  balances: Record<string, number>;
}

/** An order's ledger as it was booked; its balances sum to zero. */
export async function ledgerOf(connection: Connection, orderId: string): Promise<Ledger> {
  const { account, amountMinor, currency, at, reason, reference } = getTableColumns(postings);
  const booked = await queriesOver(connection)
    .select({ account, amountMinor, currency, at, reason, reference })
    .from(postings)
    .where(eq(postings.orderId, orderId))
    .orderBy(asc(postings.id));
  const balances = sumByAccount(booked).map((sum) => [sum.account, sum.amountMinor] as const);
  return { postings: booked, balances: Object.fromEntries(balances) };
}

/** What stands between a party and the platform over all its orders. Credits are negative. */
export interface PartyBalance {
  partyId: string;
  /** By account and currency: what is owed to the party (negative) or by it (positive). */
  balances: LedgerAmount[];
  /** Cash that a courier has collected and not remitted yet, by order, the oldest first. */
  cashDue: { orderId: string; amountMinor: number; currency: string }[];
}

/**
 * The sums of a party's accounts: `seller` and `courier` run per party over its orders, claims
 * name their party themselves (§2.4). An order has one courier, in the ledger as on the order.
 */
export async function partyBalance(connection: Connection, partyId: string): Promise<PartyBalance> {
  const sums = await queriesOver(connection)
    .select({
      account: postings.account,
      currency: postings.currency,
      amountMinor: totalMinor(),
    })
    .from(postings)
    .innerJoin(orders, eq(orders.id, postings.orderId))
    .where(isAccountOf(partyId))
    .groupBy(postings.account, postings.currency)
    .orderBy(asc(postings.account), asc(postings.currency));
  return { partyId, balances: sums, cashDue: await cashDueOf(connection, partyId) };
}

function isAccountOf(partyId: string): SQL | undefined {
  return or(
    and(eq(postings.account, 'seller'), eq(orders.sellerId, partyId)),
    and(inArray(postings.account, ['courier', 'cash_in_transit']), eq(orders.courierId, partyId)),
    eq(postings.account, `claim:${partyId}`),
  );
}

async function cashDueOf(
  connection: Connection,
  partyId: string,
): Promise<PartyBalance['cashDue']> {
  return queriesOver(connection)
    .select({
      orderId: orders.id,
      amountMinor: orders.collectedMinor,
      currency: orders.currency,
    })
    .from(orders)
    .where(and(eq(orders.courierId, partyId), eq(orders.remittance, 'due')))
    .orderBy(asc(orders.placedAt), asc(orders.id));
}

/** Sums of bigints are numeric; the pool reads those as text, whole bigints as numbers. */
function totalMinor(): SQL<number> {
  return sql<number>`sum(${postings.amountMinor})::bigint`;
}
