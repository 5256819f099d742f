import { customType } from 'drizzle-orm/pg-core';

/** The kinds of columns that the tables have, as the pool of connect.ts gives their values. */

/** ISO-8601 UTC with milliseconds. */
export const instant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamptz',
});

/** A safe integer: money in minor units, quantities, positions. */
export const whole = customType<{ data: number; driverData: number }>({
  dataType: () => 'bigint',
});

/** Read as the JSON value that it is; `$type` says which. */
export const json = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'jsonb',
});

/** JSON that keeps the order of its fields. */
export const jsonAsWritten = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'json',
});

/** A 64-bit transaction id, as text. */
export const transactionId = customType<{ data: string; driverData: string }>({
  dataType: () => 'xid8',
});
