import type { Sql, TransactionSql } from 'postgres';
import type { LedgerAmount } from '../../domain/money/money.ts';
import { type PageRequest, pageOf, positionOf } from './pages.ts';

/** What stands between a courier (or seller) and the platform, in one currency. */
export interface BalanceSums {
  currency: string;
  /** Collected at doors, not handed over, and no claim yet. */
  cashInTransitMinor: number;
  /** Of that: past its time to be handed over. */
  overdueMinor: number;
  /** What it owes besides, cash kept too long included. */
  claimsMinor: number;
  feesEarnedMinor: number;
  /** By selling or carrying, as a positive number. */
  earnedMinor: number;
}

/** The same of one order. */
export interface OrderBalance extends BalanceSums {
  orderId: string;
  platformOrderNo: string;
  placedAt: string;
  /** By when the cash in transit is to be handed over, the earliest first. */
  dueAt: string | null;
}

export interface PartyBalance {
  partyId: string;
  /** The ledger's accounts of the party: negative is owed to it, positive by it. */
  balances: LedgerAmount[];
  currencies: BalanceSums[];
  /** The orders behind the sums, the newest first. */
  data: OrderBalance[];
  nextCursor: string | null;
}

export interface BalanceRequest {
  partyId: string;
  /** Of the orders of one platform; null of all. */
  platformId: string | null;
  /** Only orders that it still owes something for. */
  owingOnly: boolean;
  page: PageRequest;
}

/** A party's running balance over its orders, of one moment: every sum is one of the ledger. */
export async function partyBalance(sql: Sql, request: BalanceRequest): Promise<PartyBalance> {
  const { partyId, page } = request;
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    const [balances, currencies, rows] = await Promise.all([
      accountsOf(tx, request),
      currenciesOf(tx, request),
      ordersOf(tx, request),
    ]);
    const { items: data, nextCursor } = pageOf(
      'balances',
      page.limit,
      rows.map((item) => ({ at: item.placedAt, id: item.orderId, item })),
    );
    return { partyId, balances, currencies, data, nextCursor };
  });
}

async function accountsOf(
  tx: TransactionSql,
  { partyId, platformId }: BalanceRequest,
): Promise<LedgerAmount[]> {
  return tx<LedgerAmount[]>`
    select p.account, p.currency, sum(p.amount_minor)::bigint as "amountMinor"
    from postings p join orders o on o.id = p.order_id
    where p.party_id = ${partyId} and (${platformId}::text is null or o.platform_id = ${platformId})
    group by p.account, p.currency order by p.account, p.currency`;
}

async function currenciesOf(tx: TransactionSql, request: BalanceRequest): Promise<BalanceSums[]> {
  return tx<BalanceSums[]>`
    select currency, ${sums(tx)},
      sum(overdue)::bigint as "overdueMinor"
    from (${byOrder(tx, request)}) per_order
    group by currency order by currency`;
}

async function ordersOf(tx: TransactionSql, request: BalanceRequest): Promise<OrderBalance[]> {
  const { owingOnly, page } = request;
  const after = page.cursor === null ? null : positionOf('balances', page.cursor);
  return tx<OrderBalance[]>`
    select id as "orderId", platform_order_no as "platformOrderNo", placed_at as "placedAt", currency,
      in_transit as "cashInTransitMinor", claims as "claimsMinor", fees as "feesEarnedMinor",
      earned as "earnedMinor", overdue as "overdueMinor", due_at as "dueAt"
    from (${byOrder(tx, request)}) per_order
    where (in_transit <> 0 or claims <> 0 or (earned <> 0 and not ${owingOnly}))
      and (${after === null} or (placed_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? ''}))
    order by placed_at desc, id desc
    limit ${page.limit + 1}`;
}

function sums(tx: TransactionSql) {
  return tx`sum(in_transit)::bigint as "cashInTransitMinor", sum(claims)::bigint as "claimsMinor",
    sum(fees)::bigint as "feesEarnedMinor", sum(earned)::bigint as "earnedMinor"`;
}

/** The party's entries summed up by order, with what of its cash is late. */
function byOrder(tx: TransactionSql, { partyId, platformId }: BalanceRequest) {
  return tx`
    select o.id, o.platform_order_no, o.placed_at, o.currency, booked.*, late.*
    from (
      select order_id,
        coalesce(sum(amount_minor) filter (where account = 'cash_in_transit'), 0)::bigint as in_transit,
        coalesce(sum(amount_minor) filter (where account like 'claim:%'), 0)::bigint as claims,
        coalesce(-sum(amount_minor) filter (where account = 'courier'), 0)::bigint as fees,
        coalesce(-sum(amount_minor) filter (where account in ('seller', 'courier')), 0)::bigint
          as earned
      from postings where party_id = ${partyId} group by order_id) booked
    join orders o on o.id = booked.order_id
    cross join lateral (
      select coalesce(sum(s.cash_collected_minor) filter (where d.state = 'missed'), 0)::bigint
        as overdue, min(d.due_at) as due_at
      from shipments s join deadlines d on d.order_id = s.order_id and d.subject_id = s.id
        and d.name = 'cod_remittance'
      where s.order_id = o.id and s.courier_id = ${partyId} and s.cash_collected_minor is not null
        and s.cash_remitted_at is null and s.cash_claimed_at is null) late
    where ${platformId}::text is null or o.platform_id = ${platformId}`;
}
