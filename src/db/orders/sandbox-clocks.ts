import type { Connection } from '../queries.ts';

/** Moves an order's own time ahead of the host's by so much more (D8, sandbox only). */
export async function advanceSandboxClock(
  sql: Connection,
  { orderId, byMs }: { orderId: string; byMs: number },
): Promise<void> {
  await sql`
    insert into sandbox_clocks (order_id, offset_ms) values (${orderId}, ${byMs})
    on conflict (order_id) do update set offset_ms = sandbox_clocks.offset_ms + excluded.offset_ms`;
}
