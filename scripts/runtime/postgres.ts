import { execFile, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { locatePostgres } from './postgres-binaries.ts';
import { commandLine, endProcess, endWhenWeDie, identifyProcess } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';
import { StartFailure } from './start-failure.ts';
import {
  handOver,
  reachableBinaries,
  reachableFolder,
  unprivilegedAccount,
} from './unprivileged.ts';
import type { Account } from './unprivileged.ts';

const run = promisify(execFile);
const superuser = 'luyue';

export type PostgresOptions = {
  /** Where the data lies; made at the first start. */
  folder: string;
  port: number;
  password: string;
  logFile: string;
  /** The database that is made besides `postgres` and that `url` names. */
  database: string;
  /** Server settings beyond ours, e.g. `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
};

export type RunningPostgres = {
  url: string;
  identity: ProcessIdentity;
  /** Set once the server has ended, wanted or not. */
  ended: Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Starts PostgreSQL from npm's binaries, on loopback only, and makes the database. A server that
 * a killed parent left on the same data is ended first. Data survive; a start takes 0.1 s, the
 * first one 2 s. StartFailure where it does not come up, with the reason out of its log.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const account = unprivilegedAccount();
  const home = reachableFolder(options.folder, account);
  const bin = join(reachableBinaries(locatePostgres(), account), 'bin');
  const data = join(home, 'data');
  await endOrphan(data);
  if (!existsSync(join(data, 'PG_VERSION'))) {
    await initialise({ bin, data, password: options.password, account });
  }
  const server = launch({ bin, data, account, options });
  const url = (database: string) =>
    `postgres://${superuser}:${options.password}@127.0.0.1:${options.port}/${database}`;
  try {
    await waitUntilItAnswers(url('postgres'), server);
    await makeDatabase(url('postgres'), options.database);
  } catch (error) {
    await server.stop();
    const reason = lastLine(options.logFile);
    throw new StartFailure(
      `PostgreSQL did not start (${reason}): see ${options.logFile}, or set DATABASE_URL.`,
      { cause: error },
    );
  }
  return { ...server, url: url(options.database) };
}

/** Ends the server that still runs on this data though its parent is gone, after making sure. */
async function endOrphan(data: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const identity = Number.isInteger(pid) && pid > 0 ? identifyProcess(pid) : null;
  if (identity !== null && commandLine(pid).includes(data)) {
    await endProcess(identity, { signal: 'SIGINT', graceMs: 10_000 });
  }
  // A number that now belongs to somebody else would make the server refuse to start.
  rmSync(pidFile, { force: true });
}

async function initialise({
  bin,
  data,
  password,
  account,
}: {
  bin: string;
  data: string;
  password: string;
  account: Account;
}): Promise<void> {
  // A first start that was broken off leaves a folder that initdb refuses.
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { mode: 0o700 });
  handOver(data, account);
  const secret = mkdtempSync(join(tmpdir(), 'luyue-'));
  const passwordFile = join(secret, 'password');
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    for (const path of [secret, passwordFile]) handOver(path, account);
    // The built-in provider sorts alike on every platform, whatever locales are installed.
    const words = [
      `--pgdata=${data}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
    ];
    await run(join(bin, 'initdb'), words, { ...account, cwd: data, env: plainEnvironment() });
  } catch (error) {
    rmSync(data, { recursive: true, force: true });
    const reason = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? '';
    throw new StartFailure(`PostgreSQL could not make its data folder ${data}: ${reason}`, {
      cause: error,
    });
  } finally {
    rmSync(secret, { recursive: true, force: true });
  }
}

function launch({
  bin,
  data,
  account,
  options,
}: {
  bin: string;
  data: string;
  account: Account;
  options: PostgresOptions;
}): Omit<RunningPostgres, 'url'> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...options.settings,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(options.logFile, 'a');
  const child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(options.port), ...words], {
    ...account,
    cwd: data,
    env: plainEnvironment(),
    stdio: ['ignore', log, log],
    // Ctrl-C reaches every process of the terminal's group; the order of ending is ours.
    detached: true,
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const identity = child.pid === undefined ? null : identifyProcess(child.pid);
  if (child.pid === undefined || identity === null) {
    throw new StartFailure(
      `PostgreSQL did not start: see ${options.logFile}, or set DATABASE_URL.`,
    );
  }
  const release = endWhenWeDie(child.pid, 'INT');
  const stop = async () => {
    release();
    await endProcess(identity, { signal: 'SIGINT', graceMs: 15_000 });
    await ended;
  };
  return { identity, ended, stop };
}

async function waitUntilItAnswers(url: string, server: Pick<RunningPostgres, 'ended'>) {
  let hasEnded = false;
  void server.ended.then(() => {
    hasEnded = true;
  });
  // Recovery after a crash takes a while; a server that gave up is not waited for.
  const until = performance.now() + 60_000;
  for (;;) {
    const failure = await tryToConnect(url);
    if (failure === null) return;
    if (hasEnded || performance.now() > until) throw failure;
    await delay(25);
  }
}

async function tryToConnect(url: string): Promise<Error | null> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return null;
  } catch (error) {
    return error as Error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function makeDatabase(url: string, name: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 5 });
  try {
    const found = await sql`select 1 from pg_database where datname = ${name}`;
    if (found.length === 0) await sql`create database ${sql(name)}`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** libpq's own variables of the person's shell must not reach the server. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' };
}

function lastLine(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? 'no log';
  } catch {
    return 'no log';
  }
}
