import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Whom PostgreSQL runs as: it refuses root. Null where we are nobody special anyway. */
export type Account = { uid: number; gid: number } | null;

/** As root: `postgres` where there is one, else `nobody`, who is everywhere. Makes no user. */
export function unprivilegedAccount(): Account {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // No such user here: the next one.
    }
  }
  throw new Error('neither a user postgres nor nobody');
}

/**
 * The folder itself where the account can get there. Root's own folders are closed to it: then
 * a place outside that always belongs to the same folder, so that the data is found again.
 */
export function reachableFolder(folder: string, account: Account): string {
  mkdirSync(folder, { recursive: true });
  const reached = canReach(folder, account) ? folder : substituteFor(folder);
  mkdirSync(reached, { recursive: true, mode: 0o755 });
  return reached;
}

/** The binaries' own folder, or a copy that the account can get at. */
export function reachableBinaries(folder: string, account: Account): string {
  if (canReach(folder, account)) return folder;
  const copy = substituteFor(folder);
  if (!existsSync(join(copy, 'bin', 'postgres'))) {
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
  }
  return copy;
}

/** Gives a folder that was made just now to the account. */
export function handOver(folder: string, account: Account): void {
  if (account !== null) chownSync(folder, account.uid, account.gid);
}

function substituteFor(folder: string): string {
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16);
  return join('/var/tmp', `luyue-${name}`);
}

function canReach(folder: string, account: Account): boolean {
  if (account === null) return true;
  for (let path = realpathSync(folder); ; path = dirname(path)) {
    const { mode, uid, gid } = statSync(path);
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
    if (((mode >> shift) & 1) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
