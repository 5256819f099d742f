import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../../src/temporal/create-worker.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, '.cache', 'workflow-bundles');

/** All that a bundle is made of, besides what `package-lock.json` names. */
const sources = ['workflows', 'src/domain', 'src/vault/failure-converter.ts'];

/**
 * The workflows as one file, made once for as long as their sources stay the same, whatever number
 * of test files ask for it at once. Answers its path.
 */
export async function workflowBundlePath(): Promise<string> {
  const path = join(folder, `${contentDigest()}.js`);
  if (existsSync(path)) return path;
  const { code } = await bundleWorkflows();
  mkdirSync(folder, { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, code);
  renameSync(draft, path);
  return path;
}

function contentDigest(): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const file of sources.flatMap((source) => filesOf(join(root, source))).toSorted()) {
    hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

function filesOf(path: string): string[] {
  if (path.endsWith('.ts')) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(path, name));
}
