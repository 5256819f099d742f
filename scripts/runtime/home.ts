import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writePrivateJson } from './files.ts';
import { endProcess, identifyProcess, isRunning } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';
import { StartFailure } from './start-failure.ts';

/** The programs of an instance, in the order in which they are ended. */
export const programNames = ['api', 'worker', 'simulators', 'temporal', 'postgres'] as const;
export type ProgramName = (typeof programNames)[number];

const identitySchema = z.object({ pid: z.number(), startedAt: z.string() });
const pidsSchema = z.partialRecord(z.enum(programNames), identitySchema);

/** One instance's folder while this process runs it. */
export type Home = {
  path: string;
  logFile: (program: ProgramName) => string;
  /** Keeps who runs, so that a later start can end exactly those after a `kill -9`. */
  remember: (program: ProgramName, identity: ProcessIdentity) => void;
  forget: (program: ProgramName) => void;
  /** Gives the folder back: no process of ours is left. */
  release: () => void;
};

/**
 * Takes the folder for this process and ends what a killed instance left running in it.
 * StartFailure where another instance is at work there.
 */
export async function takeHome(path: string): Promise<Home> {
  makeFolders(path);
  const lock = join(path, 'instance.lock');
  takeLock(lock, path);
  rmSync(join(path, 'dev.json'), { force: true });
  const pidFile = join(path, 'pids.json');
  await endLeftovers(pidFile);

  const running: Partial<Record<ProgramName, ProcessIdentity>> = {};
  const keep = () => writePrivateJson(pidFile, running);
  keep();
  return {
    path,
    logFile: (program) => freshLog(path, program),
    remember: (program, identity) => {
      running[program] = identity;
      keep();
    },
    forget: (program) => {
      delete running[program];
      keep();
    },
    release: () => {
      for (const file of ['dev.json', 'pids.json', 'instance.lock']) {
        rmSync(join(path, file), { force: true });
      }
    },
  };
}

function makeFolders(path: string): void {
  try {
    // PostgreSQL's own user has to get through to its data; everything in here has mode 600.
    mkdirSync(join(path, 'logs'), { recursive: true, mode: 0o755 });
  } catch (error) {
    throw new StartFailure(
      `${path} can't be made (${(error as NodeJS.ErrnoException).code}): ` +
        'set LUYUE_HOME to a folder that can be written.',
      { cause: error },
    );
  }
}

/** A link appears whole or not at all, so that of two starts at once only one gets the folder. */
function takeLock(lock: string, home: string): void {
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(identifyProcess(process.pid)), { mode: 0o600 });
  try {
    while (!tryLink(draft, lock)) {
      const holder = identitySchema.safeParse(readJson(lock));
      if (holder.success && isRunning(holder.data)) {
        throw new StartFailure(
          `An instance is already running in ${home} (process ${holder.data.pid}): stop it, ` +
            'or start this one with another LUYUE_HOME and PORT=0.',
        );
      }
      rmSync(lock, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** False where the place is taken. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function endLeftovers(pidFile: string): Promise<void> {
  const left = pidsSchema.safeParse(readJson(pidFile));
  if (!left.success) return;
  for (const name of programNames) {
    const identity = left.data[name];
    const signal = name === 'postgres' ? 'SIGINT' : 'SIGTERM';
    if (identity !== undefined) await endProcess(identity, { signal, graceMs: 10_000 });
  }
}

/** Keeps the log of the run before beside the new one. */
function freshLog(home: string, program: ProgramName): string {
  const file = join(home, 'logs', `${program}.log`);
  try {
    renameSync(file, join(home, 'logs', `${program}.previous.log`));
  } catch {
    // The first run has none.
  }
  return file;
}
