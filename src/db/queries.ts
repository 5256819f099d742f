import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import type postgres from 'postgres';

/** A pool or a transaction: what runs on the one runs in the other. */
export type Connection = postgres.Sql | postgres.TransactionSql;

/**
 * Drizzle over a connection of ours. Its own driver for postgres.js would put its parsers and
 * serializers into the pool, where everybody else's values would change with them.
 */
export function queriesOver(sql: Connection): PgRemoteDatabase {
  return drizzle(async (text, params) => {
    const rows = await sql.unsafe(text, params as never[], { prepare: true }).values();
    return { rows: rows as unknown[][] as never[] };
  });
}
