import type { Home, ProgramName } from './home.ts';
import { programNames } from './home.ts';
import type { ProcessIdentity } from './processes.ts';

type Part = { identity: ProcessIdentity; ended: Promise<unknown>; stop: () => Promise<void> };

/** The running programs of one instance. */
export type Parts = {
  /** From now on the program is watched, and ended with the others. */
  add: (name: ProgramName, part: Part) => void;
  /** Its number; null where it is not ours. */
  pidOf: (name: ProgramName) => number | null;
  /** Settles when a program ended though nobody asked it to, with a sentence about it. */
  firstLoss: Promise<string>;
  /** Ends all in their order: who takes requests first, who keeps data last. */
  stopAll: () => Promise<void>;
};

/** Keeps account of the programs; each one's number is written down for the next start. */
export function createParts(home: Home): Parts {
  const parts = new Map<ProgramName, Part>();
  let isStopping = false;
  let lose: (sentence: string) => void;
  const firstLoss = new Promise<string>((resolve) => {
    lose = resolve;
  });
  return {
    firstLoss,
    add: (name, part) => {
      parts.set(name, part);
      home.remember(name, part.identity);
      void part.ended.then((how) => {
        const manner = typeof how === 'string' ? ` (${how})` : '';
        if (!isStopping) lose(`The ${titles[name]} ended unexpectedly${manner}`);
      });
    },
    pidOf: (name) => parts.get(name)?.identity.pid ?? null,
    stopAll: async () => {
      isStopping = true;
      for (const name of programNames) {
        await parts.get(name)?.stop();
        home.forget(name);
      }
    },
  };
}

export const titles: Record<ProgramName, string> = {
  api: 'API',
  worker: 'worker',
  simulators: 'simulated neighbours',
  temporal: 'Temporal server',
  postgres: 'PostgreSQL server',
};
