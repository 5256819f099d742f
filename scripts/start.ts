import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MigrationError } from '../src/db/migrate.ts';
import { startInstance } from './runtime/instance.ts';
import type { Instance } from './runtime/instance.ts';
import type { DevFile } from './runtime/dev-file.ts';
import { readInstanceOptions } from './runtime/options.ts';
import { seedDevelopment } from './runtime/seed.ts';
import { StartFailure } from './runtime/start-failure.ts';

const checkout = dirname(fileURLToPath(new URL('.', import.meta.url)));
const began = performance.now();
const programs = {
  api: `${checkout}/src/api-server.ts`,
  worker: `${checkout}/src/worker.ts`,
  simulators: `${checkout}/simulators/main.ts`,
  seed: seedDevelopment,
};

let instance: Instance | null = null;
let endingSince: number | null = null;

/** The terminal signals npm and us, and npm passes it on: two within a second are one wish. */
function onSignal(): void {
  if (endingSince === null) void end(0, 'Stopping … (once more to force it)');
  else if (performance.now() - endingSince > 1_000) process.exit(130);
}

async function end(code: number, line: string): Promise<never> {
  endingSince ??= performance.now();
  if (code === 0) console.log(line);
  else console.error(line);
  try {
    await instance?.stop();
    if (code === 0) console.log('Everything is stopped; the data are kept.');
    else if (instance !== null) console.error('Everything is stopped now.');
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
  process.exit(code);
}

/** npm that is killed leaves us behind without a word. */
function endWithNpm(): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && endingSince === null) void end(0, 'npm is gone: stopping …');
  }, 1_000).unref();
}

function explain(error: unknown): string {
  const isForPeople = error instanceof StartFailure || error instanceof MigrationError;
  if (isForPeople) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function printWhatIsThere(file: DevFile, home: string): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`\nLuyue is ready after ${seconds} s.\n`);
  console.log(`  API            ${file.apiUrl}`);
  console.log(`  reference      ${file.docsUrl}`);
  console.log(`  Temporal UI    ${file.temporalUiUrl ?? `that of ${file.temporalAddress}`}`);
  console.log(`  all of this    ${home}/dev.json\n`);
  for (const [role, token] of Object.entries(file.tokens)) {
    console.log(`  ${role.padEnd(14)} ${token}`);
  }
  const { issuer } = file.simulators;
  console.log(`\n  for others     curl ${issuer}/token -H 'content-type: application/json' \\`);
  console.log(`                   -d '{"role":"seller","partyId":"pty_…"}'\n`);
  for (const [name, url] of Object.entries(file.simulators)) {
    console.log(`  ${name.padEnd(14)} ${url}`);
  }
  console.log('                 simulated; each says at GET / what it can be told');
  console.log('\nCtrl-C stops everything; the data are kept.');
}

process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);
process.on('SIGHUP', onSignal);
endWithNpm();
try {
  const options = readInstanceOptions(process.env, checkout);
  console.log(`Starting Luyue in ${options.home}`);
  instance = await startInstance({ options, programs, checkout, print: console.log });
  const loss = instance.firstLoss.then((sentence) => {
    throw new StartFailure(
      `${sentence}: see ${options.home}/logs; everything else is being stopped.`,
    );
  });
  printWhatIsThere(await Promise.race([instance.ready, loss]), options.home);
  await loss;
} catch (error) {
  // While we are ending on purpose, what fails because of it is no news.
  if (endingSince === null) await end(1, explain(error));
}
