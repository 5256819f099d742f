import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import type { DevFile } from '../../scripts/runtime/dev-file.ts';
import { startInstance } from '../../scripts/runtime/instance.ts';
import type { Instance } from '../../scripts/runtime/instance.ts';
import { readInstanceOptions } from '../../scripts/runtime/options.ts';
import { seedDevelopment } from '../../scripts/runtime/seed.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What `npm start` tells of the instance that all end-to-end tests share. */
    devFile: DevFile;
    /** Its folder: data, secrets, logs. */
    instanceHome: string;
  }
}

const checkout = dirname(dirname(fileURLToPath(new URL('.', import.meta.url))));
const programs = {
  api: `${checkout}/src/api-server.ts`,
  worker: `${checkout}/src/worker.ts`,
  simulators: `${checkout}/simulators/main.ts`,
  seed: seedDevelopment,
};

export interface WholeInstance {
  devFile: DevFile;
  home: string;
  /** Ends every program and removes the folder. */
  stop: () => Promise<void>;
}

/** The whole product as `npm start` brings it up, in a folder of its own (about 4 s). */
export async function startWholeInstance(): Promise<WholeInstance> {
  const home = mkdtempSync(join(tmpdir(), 'luyue-e2e-'));
  // PostgreSQL's own user gets through to its data, which otherwise would lie elsewhere for ever.
  chmodSync(home, 0o755);
  // Two test files at once make more requests than any one address should in production.
  const env = {
    PATH: process.env['PATH'],
    LUYUE_HOME: home,
    PORT: '0',
    RATE_LIMIT_PER_MINUTE: '60000',
  };
  const options = readInstanceOptions(env, checkout);
  let instance: Instance | undefined;
  const stop = async () => {
    await instance?.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    instance = await startInstance({ options, programs, checkout, print: () => undefined });
    return { devFile: await instance.ready, home, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The global setup of the end-to-end level: one instance for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { devFile, home, stop } = await startWholeInstance();
  project.provide('devFile', devFile);
  project.provide('instanceHome', home);
  return stop;
}
