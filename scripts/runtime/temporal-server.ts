import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { endProcess, endWhenWeDie, identifyProcess } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';
import { StartFailure } from './start-failure.ts';

export type TemporalServerOptions = {
  binary: string;
  port: number;
  logFile: string;
  /** Where the data lies; null keeps them in memory. */
  dataFile: string | null;
  /** The web UI's port and where it may have payloads decoded; null for no UI. */
  ui: { port: number; codecUrl: string } | null;
};

export type RunningTemporal = {
  address: string;
  identity: ProcessIdentity;
  /** Set once the server has ended, wanted or not. */
  ended: Promise<void>;
  stop: () => Promise<void>;
};

/**
 * What we set differently from Temporal's defaults: time skipping for the sandbox clock, timers
 * that are due fire at once (not up to a second late), and limits that one machine can't reach.
 */
const dynamicConfig = {
  'frontend.WorkflowTimeSkippingEnabled': 'true',
  'history.timerProcessorMaxTimeShift': '"10ms"',
  'frontend.rps': '10000',
  'frontend.namespaceRPS': '10000',
  'frontend.namespaceRPS.visibility': '10000',
};

/**
 * Starts Temporal's development server on loopback and waits until it serves calls (about 1 s).
 * StartFailure where it ends before that, with the last line of its log.
 */
export async function startTemporalServer(
  options: TemporalServerOptions,
): Promise<RunningTemporal> {
  const log = openSync(options.logFile, 'a');
  const child = spawn(options.binary, wordsFor(options), {
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
  if (child.pid === undefined || identity === null) throw failure(options.logFile);
  const release = endWhenWeDie(child.pid, 'TERM');
  const stop = async () => {
    release();
    await endProcess(identity, { signal: 'SIGTERM', graceMs: 10_000 });
    await ended;
  };
  const address = `127.0.0.1:${options.port}`;
  if (!(await answersBefore(address, ended))) {
    await stop();
    throw failure(options.logFile);
  }
  return { address, identity, ended, stop };
}

function wordsFor({ port, dataFile, ui }: TemporalServerOptions): string[] {
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${port}`,
    '--log-level=error',
    ...(dataFile === null ? [] : [`--db-filename=${dataFile}`]),
    ...(ui === null
      ? ['--headless']
      : [`--ui-port=${ui.port}`, `--ui-codec-endpoint=${ui.codecUrl}`, '--ui-disable-news-fetch']),
    ...Object.entries(dynamicConfig).map(
      ([key, value]) => `--dynamic-config-value=${key}=${value}`,
    ),
  ];
}

async function answersBefore(address: string, ended: Promise<void>): Promise<boolean> {
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  const until = performance.now() + 30_000;
  while (!hasEnded && performance.now() < until) {
    // A gRPC client waits a whole second after its first failure: knock before it is used.
    if ((await isListening(address)) && (await canReachTemporal(address))) return true;
    await delay(25);
  }
  return false;
}

async function isListening(address: string): Promise<boolean> {
  const { hostname: host, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) });
    const answer = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

/** Whether a Temporal server answers at `host:port` within two seconds. */
export async function canReachTemporal(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: '2s' });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

function failure(logFile: string): StartFailure {
  return new StartFailure(
    `Temporal did not start (${lastLine(logFile)}): see ${logFile}, or set TEMPORAL_ADDRESS.`,
  );
}

function lastLine(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').at(-1) || 'no log';
  } catch {
    return 'no log';
  }
}
