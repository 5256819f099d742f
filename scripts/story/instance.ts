import { isAbsolute, join, resolve } from 'node:path';
import type { DevFile } from '../runtime/dev-file.ts';
import { readJson } from '../runtime/files.ts';
import { StartFailure } from '../runtime/start-failure.ts';

/** What the running instance of LUYUE_HOME tells of itself; StartFailure where none answers. */
export async function findInstance(checkout: string): Promise<DevFile> {
  const home = process.env['LUYUE_HOME'] || '.luyue';
  const path = isAbsolute(home) ? home : resolve(checkout, home);
  const file = readJson(join(path, 'dev.json')) as DevFile | null;
  if (file === null || !(await isReady(file.apiUrl))) {
    throw new StartFailure(`No instance runs in ${path}: start one with \`npm start\`.`);
  }
  return file;
}

/** A killed instance leaves its file behind. */
async function isReady(apiUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok;
  } catch {
    // Nobody listens there: not ready.
    return false;
  }
}
