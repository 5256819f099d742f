import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readyWord } from '../../src/process-life.ts';
import { endProcess, endWhenWeDie, identifyProcess } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';
import { StartFailure } from './start-failure.ts';

export type ProgramOptions = {
  name: string;
  /** The main program, a `.ts` or `.js` file. */
  file: string;
  env: Record<string, string | undefined>;
  logFile: string;
};

export type RunningProgram = {
  identity: ProcessIdentity;
  /** What the program said of itself when it was ready. */
  details: unknown;
  /** Set once it has ended, wanted or not, with how: `code 1`, `signal SIGKILL`. */
  ended: Promise<string>;
  stop: () => Promise<void>;
};

/** A program that has not said READY by then never will. */
const readyWithinMs = 60_000;

/**
 * Starts one of our main programs by this Node and waits for its line READY. Its output goes to
 * the log file. It ends when this process dies. StartFailure
 * with the last line of its log where it ends or stays silent instead. `onStarted` gets to know
 * the process before anything can go wrong with it.
 */
export async function startProgram(
  options: ProgramOptions,
  onStarted: (identity: ProcessIdentity) => void,
): Promise<RunningProgram> {
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(process.execPath, [options.file], {
    env: { ...options.env, TZ: 'UTC' },
    stdio: ['ignore', 'pipe', log, 'ipc'],
    // Ctrl-C reaches every process of the terminal's group; the order of ending is ours.
    detached: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
  void ended.then(() => closeSync(log));
  const identity = child.pid === undefined ? null : identifyProcess(child.pid);
  if (identity === null) throw failure(options, await ended);
  onStarted(identity);
  const release = endWhenWeDie(identity.pid, 'TERM');
  const stop = async () => {
    release();
    await endProcess(identity, { signal: 'SIGTERM', graceMs: 15_000 });
    await ended;
  };
  try {
    const details = await waitUntilReady({ child, log, ended, options });
    return { identity, details, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Waiting = {
  child: ChildProcess;
  log: number;
  ended: Promise<string>;
  options: ProgramOptions;
};

async function waitUntilReady({ child, log, ended, options }: Waiting): Promise<unknown> {
  const { stdout } = child;
  if (stdout === null) throw new Error('the program was started without a pipe');
  return new Promise((resolve, reject) => {
    const limit = setTimeout(
      () => reject(failure(options, `no word for ${readyWithinMs / 1000} s`)),
      readyWithinMs,
    );
    void ended.then((how) => {
      clearTimeout(limit);
      reject(failure(options, how));
    });
    createInterface({ input: stdout }).on('line', (line) => {
      if (!line.startsWith(`${readyWord} `)) {
        writeLine(log, line);
        return;
      }
      clearTimeout(limit);
      resolve(JSON.parse(line.slice(readyWord.length + 1)) as unknown);
    });
  });
}

function writeLine(log: number, line: string): void {
  try {
    writeSync(log, `${line}\n`);
  } catch {
    // The program has ended and its log is closed; a line that came after that is lost.
  }
}

function failure({ name, logFile }: ProgramOptions, how: string): StartFailure {
  return new StartFailure(
    `The ${name} did not start (${how}; ${lastLine(logFile)}): see ${logFile}.`,
  );
}

/** The reason, where there is one: Node ends a crash's report with its version. */
function lastLine(file: string): string {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const told = lines.findLast((line) => /(Error|error|fatal)/.test(line)) ?? lines.at(-1) ?? '';
  return told.trim().slice(0, 300) || 'nothing in its log';
}
