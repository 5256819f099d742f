import { connect, type Socket } from 'node:net';
import type { Sql } from 'postgres';

/** What one piece of work asked of PostgreSQL, counted at the client. */
export interface SqlCount {
  /** All that was sent for execution, BEGIN and COMMIT included. */
  statements: number;
  /** Times the client waited for the server before it could go on, besides the commit's. */
  roundTrips: number;
  commits: number;
  /** Rows inserted or changed, as they stand after the commit. */
  rows: number;
}

export interface SqlTaken extends SqlCount {
  name: string;
}

/** Listens to one pool of one connection; everything in `during` is told apart from the rest. */
export interface SqlMeter {
  /** Runs the work alone, one at a time, and keeps what it cost under its name. */
  during: <T>(work: { name: string; orderId: string }, run: () => Promise<T>) => Promise<T>;
  /** All that was kept since it was last taken. */
  take: () => SqlTaken[];
}

interface Ears {
  statements: number;
  trips: number;
  commits: number;
  wasRead: boolean;
}

/**
 * Puts ears on a pool that has not been used yet: postgres.js tells each statement to `debug`
 * right before it writes it, and takes its socket from `socket`. A round trip begins with the
 * first write after something was read: what is written together waits together. It needs a pool
 * of one connection whose statements are prepared: the first use of each costs a describe.
 */
export function meterSql(metered: Sql, observer: Sql): SqlMeter {
  const ears: Ears = { statements: 0, trips: 0, commits: 0, wasRead: true };
  Object.assign(metered.options, {
    debug: (_connection: number, statement: string) => {
      ears.statements += 1;
      if (statement.trim().toLowerCase() === 'commit') ears.commits += 1;
    },
    socket: () => listenedSocket(metered, ears),
  });
  const taken: SqlTaken[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  const measure = async <T>(
    { name, orderId }: { name: string; orderId: string },
    run: () => Promise<T>,
  ): Promise<T> => {
    const before = { ...ears };
    const result = await run();
    const commits = ears.commits - before.commits;
    taken.push({
      name,
      statements: ears.statements - before.statements,
      roundTrips: ears.trips - before.trips - commits,
      commits,
      rows: commits === 0 ? 0 : await rowsOfLastChange(observer, orderId),
    });
    return result;
  };
  return {
    during: (work, run) => {
      const mine = turn.then(() => measure(work, run));
      turn = mine.catch(() => undefined);
      return mine;
    },
    take: () => taken.splice(0),
  };
}

async function listenedSocket(sql: Sql, ears: Ears): Promise<Socket> {
  const { host, port } = sql.options;
  const socket = connect({ host: host[0] ?? '', port: port[0] ?? 0, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const write = socket.write.bind(socket) as (...words: unknown[]) => boolean;
  socket.write = (...words: unknown[]) => {
    if (ears.wasRead) ears.trips += 1;
    ears.wasRead = false;
    return write(...words);
  };
  socket.on('data', () => {
    ears.wasRead = true;
  });
  return socket;
}

/**
 * Rows that carry the transaction that last wrote the order, in whatever table: PostgreSQL's own
 * word on what a transition has written.
 */
async function rowsOfLastChange(observer: Sql, orderId: string): Promise<number> {
  const tables = await observer<{ name: string }[]>`
    select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`;
  const [writer] = await observer<{ id: string }[]>`
    select xmin::text as id from orders where id = ${orderId}`;
  const counts = tables.map(
    ({ name }) => `select count(*)::int as count from ${name} where xmin::text = $1`,
  );
  const [row] = await observer.unsafe<{ sum: number }[]>(
    `select sum(count)::int as sum from (${counts.join(' union all ')}) counted`,
    [writer?.id ?? ''],
  );
  return row?.sum ?? 0;
}
