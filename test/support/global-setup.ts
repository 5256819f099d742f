import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { freePorts } from '../../scripts/runtime/ports.ts';
import { startPostgres } from '../../scripts/runtime/postgres.ts';
import { findTemporalBinary } from '../../scripts/runtime/temporal-binary.ts';
import { startTemporalServer } from '../../scripts/runtime/temporal-server.ts';
import { connectDatabase } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's own database, from which test databases are made. */
    adminDatabaseUrl: string;
    temporalAddress: string;
  }
}

/** The migrated database that every test database is a copy of. */
const templateName = 'luyue_template';

type Servers = { adminDatabaseUrl: string; temporalAddress: string; stop: () => Promise<void> };
type Shared = { servers: Promise<Servers>; users: number };

/**
 * vitest loads this file once per level, each time as a module of its own, but in one process:
 * the levels share the servers through it.
 */
const place = globalThis as { luyueTestServers?: Shared };

/** One PostgreSQL and one Temporal for the whole run; ended when the last level is done. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = (place.luyueTestServers ??= { servers: startServers(), users: 0 });
  shared.users += 1;
  const { adminDatabaseUrl, temporalAddress, stop } = await shared.servers;
  project.provide('adminDatabaseUrl', adminDatabaseUrl);
  project.provide('temporalAddress', temporalAddress);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    delete place.luyueTestServers;
    await stop();
  };
}

async function startServers(): Promise<Servers> {
  const folder = mkdtempSync(join(tmpdir(), 'luyue-test-'));
  // PostgreSQL's own user gets through to its data, which otherwise would lie elsewhere for ever.
  chmodSync(folder, 0o755);
  const [database, temporal] = await Promise.all([
    startTestPostgres(folder),
    startTestTemporal(folder),
  ]);
  return {
    adminDatabaseUrl: database.url,
    temporalAddress: temporal.address,
    stop: async () => {
      await Promise.all([temporal.stop(), database.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startTestPostgres(folder: string) {
  const [port = 0] = await freePorts(1);
  const server = await startPostgres({
    folder: join(folder, 'postgres'),
    port,
    password: 'test',
    logFile: join(folder, 'postgres.log'),
    database: templateName,
    // No test pulls the plug on the machine: what a killed program committed is safe without.
    settings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' },
  });
  const sql = connectDatabase({ url: server.url, poolMax: 1, applicationName: 'test-setup' });
  try {
    await migrate(sql);
  } finally {
    // A template that somebody is connected to can't be copied.
    await sql.end();
  }
  return { ...server, url: new URL('/postgres', server.url).href };
}

async function startTestTemporal(folder: string) {
  const { path } = await findTemporalBinary({
    cacheFolder: fileURLToPath(new URL('../../.cache', import.meta.url)),
    note: (line) => console.log(line),
  });
  const [port = 0] = await freePorts(1);
  const logFile = join(folder, 'temporal.log');
  return startTemporalServer({ binary: path, port, logFile, dataFile: null, ui: null });
}
