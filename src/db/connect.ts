import postgres from 'postgres';

type ConnectionOptions = {
  url: string;
  /** Connections held at most. */
  poolMax: number;
  /** Shown by PostgreSQL in `pg_stat_activity`. */
  applicationName: string;
};

/**
 * A pool of connections, opened when first used. Values arrive ready for the domain: timestamptz
 * as ISO 8601 UTC with milliseconds, date as YYYY-MM-DD, bigint as number (RangeError where it
 * does not fit exactly). Calls wait at most 5 s for a connection to be made.
 */
export function connectDatabase({
  url,
  poolMax,
  applicationName,
}: ConnectionOptions): postgres.Sql {
  return postgres(url, {
    max: poolMax,
    connect_timeout: 5,
    onnotice: () => undefined,
    connection: { application_name: applicationName, TimeZone: 'UTC' },
    types: { bigint: safeBigint, instant, date },
  });
}

/** The object identifiers of PostgreSQL's built-in types. */
const typeId = { int8: 20, date: 1082, timestamptz: 1184 };

const safeBigint = {
  to: typeId.int8,
  from: [typeId.int8],
  serialize: (value: number | bigint | string) => String(value),
  parse: (text: string) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is no safe integer`);
    return value;
  },
};

const instant = {
  to: typeId.timestamptz,
  from: [typeId.timestamptz],
  serialize: (value: Date | string) => (value instanceof Date ? value.toISOString() : value),
  parse: (text: string) => new Date(text).toISOString(),
};

const date = {
  to: typeId.date,
  from: [typeId.date],
  serialize: (value: string) => value,
  parse: (text: string) => text,
};
