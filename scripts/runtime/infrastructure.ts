import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import postgres from 'postgres';
import { storeBuiltIn } from '../../src/db/registry/built-in.ts';
import { connectDatabase } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { applyTemporalSetup, readTemporalSetup } from '../../src/temporal-setup.ts';
import type { Home } from './home.ts';
import type { InstanceOptions } from './options.ts';
import type { Parts } from './parts.ts';
import type { InstancePorts } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { step } from './progress.ts';
import type { Print } from './progress.ts';
import type { InstanceSecrets } from './secrets.ts';
import { StartFailure } from './start-failure.ts';
import { findTemporalBinary } from './temporal-binary.ts';
import { canReachTemporal, startTemporalServer } from './temporal-server.ts';

export type Infrastructure = { databaseUrl: string; temporalAddress: string };

type Starting = {
  options: InstanceOptions;
  home: Home;
  parts: Parts;
  secrets: InstanceSecrets;
  ports: InstancePorts;
  /** Where the sources are; a downloaded Temporal is kept there, for all instances. */
  checkout: string;
  print: Print;
};

/** PostgreSQL in the newest shape: the one of DATABASE_URL, else our own. Returns its address. */
export async function providePostgres(starting: Starting): Promise<string> {
  const { options, print } = starting;
  const url =
    options.databaseUrl === null
      ? await step(print, 'PostgreSQL', async () => startOwnPostgres(starting))
      : await step(print, 'PostgreSQL of DATABASE_URL', async () =>
          reach(options.databaseUrl ?? ''),
        );
  await step(print, 'migrations', async () => {
    const sql = connectDatabase({ url, poolMax: 1, applicationName: 'migrate' });
    try {
      const applied = await migrate(sql);
      await storeBuiltIn(sql);
      return { result: undefined, where: `${applied.length} applied` };
    } finally {
      await sql.end({ timeout: 5 });
    }
  });
  return url;
}

async function startOwnPostgres({ home, parts, secrets, ports }: Starting) {
  const port = ports.postgres;
  const server = await startPostgres({
    folder: join(home.path, 'postgres'),
    port,
    password: secrets.databasePassword,
    logFile: home.logFile('postgres'),
    database: 'luyue',
  });
  parts.add('postgres', server);
  return { result: server.url, where: `127.0.0.1:${port}` };
}

const wrongPassword = ['refuses the user or its password', 'mend them in DATABASE_URL'] as const;
/** What PostgreSQL itself answers, in words: it was reached. */
const troubles: Record<string, readonly [trouble: string, remedy: string] | undefined> = {
  '28P01': wrongPassword,
  '28000': wrongPassword,
  '3D000': ['is not there, though its server is', 'create it or mend its name'],
  '42501': ['may not be used by this user', 'grant it CONNECT or mend the user'],
};

async function reach(url: string) {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return { result: url, where: new URL(url).host };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'no answer';
    const [trouble, remedy] = troubles[code] ?? [
      "can't be reached",
      'start it or mend the address',
    ];
    throw new StartFailure(
      `The database of DATABASE_URL ${trouble} (${code}): ${remedy}, ` +
        'or unset DATABASE_URL to use the built-in server.',
      { cause: error },
    );
  } finally {
    await sql.end({ timeout: 1 }).catch(() => undefined);
  }
}

/** Temporal with what temporal.yaml asks for: the one of TEMPORAL_ADDRESS, else our own. */
export async function provideTemporal(starting: Starting): Promise<string> {
  const { options, print } = starting;
  const address =
    options.temporalAddress === null
      ? await step(print, 'Temporal', async () => startOwnTemporal(starting))
      : await step(print, 'Temporal of TEMPORAL_ADDRESS', async () =>
          reachTemporal(options.temporalAddress ?? ''),
        );
  await step(print, 'temporal.yaml', async () => {
    const connection = await Connection.connect({ address });
    try {
      await applyTemporalSetup(connection, await readTemporalSetup());
      const { serverVersion } = await connection.workflowService.getSystemInfo({});
      warnWithoutTimeSkipping(serverVersion ?? '', print);
      return { result: undefined, where: `applied to server ${serverVersion}` };
    } finally {
      await connection.close();
    }
  });
  return address;
}

async function startOwnTemporal({ home, parts, ports, checkout, print }: Starting) {
  const binary = await findTemporalBinary({
    cacheFolder: join(checkout, '.cache'),
    note: (line) => print(`    ${line}`),
  });
  const server = await startTemporalServer({
    binary: binary.path,
    port: ports.temporal,
    logFile: home.logFile('temporal'),
    dataFile: join(home.path, 'temporal.db'),
    ui: { port: ports.temporalUi, codecUrl: `http://127.0.0.1:${ports.codec}` },
  });
  parts.add('temporal', server);
  return {
    result: server.address,
    where: `${server.address}, CLI ${binary.version} (${binary.source})`,
  };
}

async function reachTemporal(address: string) {
  if (await canReachTemporal(address)) return { result: address, where: address };
  throw new StartFailure(
    `No Temporal answers at TEMPORAL_ADDRESS=${address}: start it or mend the address, ` +
      'or unset TEMPORAL_ADDRESS to use the built-in server.',
  );
}

/** Before 1.32 the server takes a request to skip time and really waits. */
function warnWithoutTimeSkipping(serverVersion: string, print: Print): void {
  const [major = 0, minor = 0] = serverVersion.split('.').map(Number);
  if (major > 1 || minor >= 32) return;
  print(`    server ${serverVersion} can't skip time: the sandbox clock will not work`);
}
