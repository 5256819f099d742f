import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from 'postgres';

const lookEveryMs = 50;

/**
 * Does something with the clock of an order while nobody else does, in whatever process. Waits for
 * its turn without keeping a connection; undefined when it did not come in time.
 */
export async function aloneWithClock<T>(
  sql: Sql,
  { orderId, patienceMs }: { orderId: string; patienceMs: number },
  work: () => Promise<T>,
): Promise<T | undefined> {
  const endsAtMs = Date.now() + patienceMs;
  while (Date.now() < endsAtMs) {
    const done = await tryAlone(sql, `clock:${orderId}`, work);
    if (done) return done.result;
    await pause(lookEveryMs);
  }
  return undefined;
}

async function tryAlone<T>(
  sql: Sql,
  name: string,
  work: () => Promise<T>,
): Promise<{ result: T } | undefined> {
  const connection = await sql.reserve();
  try {
    const [row] = await connection<{ locked: boolean }[]>`
      select pg_try_advisory_lock(hashtextextended(${name}, 0)) as locked`;
    if (!row?.locked) return undefined;
    try {
      return { result: await work() };
    } finally {
      await connection`select pg_advisory_unlock(hashtextextended(${name}, 0))`;
    }
  } finally {
    connection.release();
  }
}
