import postgres from 'postgres';
import { expect } from 'vitest';
import { devFile } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';

/**
 * Begins one thing after the other while nobody can write the order, each once the one before
 * waits for its row: so they come in this order, and none knows of another's outcome.
 */
export async function oneBehindTheOther<First, Second>(
  orderId: string,
  [first, second]: readonly [() => Promise<First>, () => Promise<Second>],
): Promise<[First, Second]> {
  const sql = postgres(devFile().databaseUrl, { max: 1 });
  try {
    const begun = await sql.begin(async (tx) => {
      await tx`select from orders where id = ${orderId} for update`;
      const one = first();
      await untilWaiting(tx, 1);
      const other = second();
      await untilWaiting(tx, 2);
      // In an object, so that the transaction does not wait for what waits for it.
      return { both: Promise.all([one, other]) };
    });
    return await begun.both;
  } finally {
    await sql.end();
  }
}

/** At least so many connections wait for this one, directly or behind another. */
async function untilWaiting(tx: postgres.TransactionSql, count: number): Promise<void> {
  await eventually(async () => {
    const waiting = await tx`
      with recursive waiting as (
        select pid from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))
        union
        select behind.pid from pg_stat_activity behind
          join waiting before on before.pid = any(pg_blocking_pids(behind.pid)))
      select pid from waiting`;
    expect(waiting.length).toBeGreaterThanOrEqual(count);
  });
}
