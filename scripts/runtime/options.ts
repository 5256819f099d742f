import { isAbsolute, resolve } from 'node:path';
import { StartFailure } from './start-failure.ts';

/** What `npm start` itself reads besides the programs' own variables. */
export const instanceVariables: readonly string[] = ['LUYUE_HOME'];

export type InstanceOptions = {
  /** Data, secrets, logs and dev.json. */
  home: string;
  /** The API's port; 0 takes a free one. */
  port: number;
  /** A PostgreSQL that somebody else runs; null for our own. */
  databaseUrl: string | null;
  /** A Temporal that somebody else runs; null for our own. */
  temporalAddress: string | null;
  /** The rest of the environment, handed to the programs. */
  env: Record<string, string | undefined>;
};

/** Reads the environment of `npm start`; StartFailure where PORT or DATABASE_URL is none. */
export function readInstanceOptions(
  env: Record<string, string | undefined>,
  checkout: string,
): InstanceOptions {
  const port = Number(env['PORT'] || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new StartFailure(`PORT=${env['PORT']} is no port: set it to a number from 0 to 65535.`);
  }
  const databaseUrl = env['DATABASE_URL'] || null;
  if (databaseUrl !== null && !isPostgresAddress(databaseUrl)) {
    throw new StartFailure(
      'DATABASE_URL is no address of a PostgreSQL: write postgres://user:password@host:port/database, ' +
        'or unset it to use the built-in server.',
    );
  }
  const home = env['LUYUE_HOME'] || '.luyue';
  return {
    home: isAbsolute(home) ? home : resolve(checkout, home),
    port,
    databaseUrl,
    temporalAddress: env['TEMPORAL_ADDRESS'] || null,
    env,
  };
}

/** Its value is never shown: it holds a password. */
function isPostgresAddress(text: string): boolean {
  return URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol);
}
