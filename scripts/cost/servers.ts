import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { connectDatabase } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { bundleWorkflows } from '../../src/temporal/create-worker.ts';
import { applyTemporalSetup, readTemporalSetup } from '../../src/temporal-setup.ts';
import { freePorts } from '../runtime/ports.ts';
import { startPostgres } from '../runtime/postgres.ts';
import { type Print, step } from '../runtime/progress.ts';
import { findTemporalBinary } from '../runtime/temporal-binary.ts';
import { startTemporalServer } from '../runtime/temporal-server.ts';
import type { StagePlaces } from './metered-worker.ts';

export interface CostServers {
  ready: Promise<StagePlaces>;
  /** Ends what was started, also in the middle of starting, and removes its data. */
  stop: () => Promise<void>;
}

/** A PostgreSQL and a Temporal of the measurement's own, in a folder that goes with them. */
export function startCostServers(print: Print): CostServers {
  const folder = mkdtempSync(join(tmpdir(), 'luyue-cost-'));
  const ends: (() => Promise<void>)[] = [];
  const ready = startAll({ folder, print, keepEnd: (end) => ends.push(end) });
  return {
    ready,
    stop: async () => {
      // What is just starting can be ended only when it runs.
      await ready.catch(() => undefined);
      await Promise.all(ends.splice(0).map((end) => end()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Starting {
  folder: string;
  print: Print;
  keepEnd: (end: () => Promise<void>) => void;
}

async function startAll(starting: Starting): Promise<StagePlaces> {
  const { print } = starting;
  const databaseUrl = await step(print, 'PostgreSQL, migrated', async () => ({
    result: await startDatabase(starting),
  }));
  const temporalAddress = await step(print, 'Temporal', async () => ({
    result: await startTemporal(starting),
  }));
  const bundle = await step(print, 'workflows bundled', async () => ({
    result: await bundleWorkflows(),
  }));
  return { databaseUrl, temporalAddress, namespace: 'luyue', bundle };
}

async function startDatabase({ folder, keepEnd }: Starting): Promise<string> {
  const [port = 0] = await freePorts(1);
  const server = await startPostgres({
    folder: join(folder, 'postgres'),
    port,
    password: 'cost',
    logFile: join(folder, 'postgres.log'),
    database: 'luyue',
  });
  keepEnd(server.stop);
  const sql = connectDatabase({ url: server.url, poolMax: 1, applicationName: 'cost-setup' });
  try {
    await migrate(sql);
  } finally {
    await sql.end();
  }
  return server.url;
}

async function startTemporal({ folder, print, keepEnd }: Starting): Promise<string> {
  const { path } = await findTemporalBinary({
    cacheFolder: fileURLToPath(new URL('../../.cache', import.meta.url)),
    note: (line) => print(`    ${line}`),
  });
  const [port = 0] = await freePorts(1);
  const logFile = join(folder, 'temporal.log');
  const server = await startTemporalServer({
    binary: path,
    port,
    logFile,
    dataFile: null,
    ui: null,
  });
  keepEnd(server.stop);
  const connection = await Connection.connect({ address: server.address });
  try {
    await applyTemporalSetup(connection, await readTemporalSetup());
  } finally {
    await connection.close();
  }
  return server.address;
}
