import { join } from 'node:path';
import { writePrivateJson } from './files.ts';
import type { ProgramName } from './home.ts';
import type { SeededParties } from './seed.ts';

/** What `.luyue/dev.json` tells the demo, the tests and people, once everything is ready. */
export type DevFile = {
  apiUrl: string;
  docsUrl: string;
  /** Null where Temporal is somebody else's. */
  temporalUiUrl: string | null;
  temporalAddress: string;
  temporalNamespace: string;
  databaseUrl: string;
  simulators: {
    payment: string;
    carrier: string;
    registry: string;
    stock: string;
    notifier: string;
    /** Gives tokens: `POST /token`. */
    issuer: string;
  };
  /** Null for a server that is somebody else's. */
  pids: Record<ProgramName, number | null>;
} & SeededParties;

/** Writes the file in one step, for its owner only, and returns its path. */
export function writeDevFile(home: string, content: DevFile): string {
  const path = join(home, 'dev.json');
  writePrivateJson(path, content);
  return path;
}
