import type postgres from 'postgres';
import type { Connection } from './queries.ts';

/** A value for a jsonb column; what is absent or null becomes SQL's null, never JSON's. */
export function asJson(sql: Connection, value: unknown): postgres.Parameter | null {
  if (value === undefined || value === null) return null;
  return sql.json(value as postgres.JSONValue);
}
