import type { Sql } from 'postgres';

/** An order whose run may not know of its last transition. */
export interface LeftBehind {
  orderId: string;
  version: number;
}

/**
 * Orders with something that their run should long have done: an effect that nobody has tried, or
 * a deadline of theirs that has passed. A transition whose workflow task was lost in a crash leaves
 * just that (D3). Neighbours that are away leave it too: looking again does no harm.
 */
export async function ordersLeftBehind(
  sql: Sql,
  { quietSeconds, limit }: { quietSeconds: number; limit: number },
): Promise<LeftBehind[]> {
  return sql<LeftBehind[]>`
    with waiting as (
      select order_id from effects where status = 'pending'
      union
      select d.order_id from deadlines d left join sandbox_clocks c on c.order_id = d.order_id
      where d.state = 'running' and d.paused_at is null and d.subject_type <> 'refund'
        and d.due_at < now() + make_interval(secs => coalesce(c.offset_ms, 0) / 1000.0 - ${quietSeconds}::float))
    select o.id as "orderId", o.version from waiting w join orders o on o.id = w.order_id
    where not o.frozen and (select j.recorded_at from journal j
        where j.order_id = o.id order by j.sequence desc limit 1)
      < now() - make_interval(secs => ${quietSeconds}::float)
    order by o.id limit ${limit}`;
}

/** Orders that changed shortly before the last change of any: what a crash may have cut short. */
export async function ordersLastTouched(
  sql: Sql,
  { withinMinutes, limit }: { withinMinutes: number; limit: number },
): Promise<LeftBehind[]> {
  return sql<LeftBehind[]>`
    select id as "orderId", version from orders
    where id in (select order_id from journal where recorded_at >
      (select max(recorded_at) from journal) - make_interval(mins => ${withinMinutes}::int))
    order by id limit ${limit}`;
}
