import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Names one process beyond doubt: a number alone is given to another process later, so the
 * moment of its start (in a form only compared for equality) goes with it.
 */
export type ProcessIdentity = { pid: number; startedAt: string };

/** Who runs under this number now; null where nobody does (a zombie counts as nobody). */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const startedAt = process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
  return startedAt === null ? null : { pid, startedAt };
}

/** True while exactly this process runs; false for another one under the same number. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** The words a process was started with; empty where they can't be read. */
export function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    }
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/**
 * Ends exactly this process: asks with the signal, and kills it where it has not gone after
 * `graceMs`. Resolves once it is gone, at once where it was gone already.
 */
export async function endProcess(
  identity: ProcessIdentity,
  { signal, graceMs }: { signal: NodeJS.Signals; graceMs: number },
): Promise<void> {
  if (!isRunning(identity)) return;
  send(identity.pid, signal);
  if (await isGoneWithin(identity, graceMs)) return;
  send(identity.pid, 'SIGKILL');
  await isGoneWithin(identity, 5_000);
}

/**
 * Ends a server that knows nothing of us when this process dies in any way, `kill -9` included:
 * a shell waits at the end of a pipe that only we hold open. Returns the way to call it off,
 * which the orderly stop uses before it ends the server itself.
 */
export function endWhenWeDie(pid: number, signal: 'INT' | 'TERM'): () => void {
  if (process.platform === 'win32') return () => undefined;
  const guard = spawn('sh', ['-c', 'read _; kill -s "$1" "$2"', 'guard', signal, String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // NOTE: without a shell the server is found by its pid file at the next start instead.
  guard.on('error', () => undefined);
  guard.unref();
  return () => guard.kill('SIGKILL');
}

async function isGoneWithin(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  const until = performance.now() + limitMs;
  while (isRunning(identity)) {
    if (performance.now() > until) return false;
    await delay(20);
  }
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Gone between the look and the signal: what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function startFromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name stands in brackets and may hold spaces and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X' || ticks === undefined) return null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${ticks}`;
  } catch {
    return null;
  }
}

function startFromPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
    }).trim();
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}
