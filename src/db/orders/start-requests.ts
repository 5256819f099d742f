import type { Sql } from 'postgres';
import type { StartRequest } from '../../domain/draft.ts';
import type { OrderStatus } from '../../domain/order.ts';

/** A start that is wanted, with what Temporal shows of its order: nothing personal. */
export interface WantedStart extends StartRequest {
  order: {
    id: string;
    platformId: string;
    sellerId: string;
    courierId: string | null;
    status: OrderStatus;
    escalated: boolean;
  };
  /** How far the order's clock is ahead of the host's: sandbox only, else 0 (D8). */
  clockOffsetMs: number;
}

/** Workflows that committed transitions asked for and nobody has started yet, oldest first. */
export async function pendingStarts(sql: Sql, limit: number): Promise<WantedStart[]> {
  return sql<WantedStart[]>`
    ${requested(sql)}
    where r.started_at is null order by r.requested_at limit ${limit}`;
}

/** Those of one order. */
export async function pendingStartsOf(sql: Sql, orderId: string): Promise<WantedStart[]> {
  return sql<WantedStart[]>`
    ${requested(sql)}
    where r.order_id = ${orderId} and r.started_at is null order by r.requested_at`;
}

/** What was asked for, with its order's facts and clock. */
function requested(sql: Sql) {
  return sql`
    select r.workflow_id as "workflowId", r.workflow_type as "workflowType", r.input,
      ${orderFacts(sql)}, coalesce(c.offset_ms, 0) as "clockOffsetMs"
    from start_requests r join orders o on o.id = r.order_id
    left join sandbox_clocks c on c.order_id = o.id`;
}

export async function markStarted(sql: Sql, workflowId: string): Promise<void> {
  await sql`update start_requests set started_at = now() where workflow_id = ${workflowId}`;
}

/** Every workflow that must have an open run: of undecided orders, open effects, open refunds. */
export async function workflowsThatMustRun(sql: Sql): Promise<WantedStart[]> {
  return sql<WantedStart[]>`
    select 'order:' || o.id as "workflowId", 'fulfilOrder' as "workflowType",
      jsonb_build_object('orderId', o.id) as input, ${orderFacts(sql)},
      coalesce(c.offset_ms, 0) as "clockOffsetMs"
    from orders o left join sandbox_clocks c on c.order_id = o.id
    where o.status not in ('completed', 'cancelled', 'returned')
      or exists (select 1 from effects e where e.order_id = o.id and e.status in ('pending', 'unknown'))
    union all
    select 'refund:' || f.id, 'issueRefund', jsonb_build_object('orderId', o.id, 'refundId', f.id),
      ${orderFacts(sql)}, coalesce(c.offset_ms, 0)
    from refunds f join orders o on o.id = f.order_id
    left join sandbox_clocks c on c.order_id = o.id
    where f.status <> 'succeeded' and not exists (select 1 from cases k
      where k.subject_id = f.id and k.kind = 'refund_failed' and k.status = 'open')`;
}

function orderFacts(sql: Sql) {
  return sql`jsonb_build_object('id', o.id, 'platformId', o.platform_id, 'sellerId', o.seller_id,
    'courierId', o.courier_id, 'status', o.status, 'escalated', o.escalated) as "order"`;
}

/** The ids of every workflow that was ever asked for on behalf of an order, running or not. */
export async function workflowsOfOrder(sql: Sql, orderId: string): Promise<string[]> {
  const rows = await sql<{ workflowId: string }[]>`
    select workflow_id as "workflowId" from start_requests where order_id = ${orderId}`;
  return rows.map(({ workflowId }) => workflowId);
}
