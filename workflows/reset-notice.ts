import type { WorkflowInterceptors } from '@temporalio/workflow';
import { getActivator } from '@temporalio/workflow/lib/global-attributes.js';

const listeners: (() => void)[] = [];

/**
 * Calls back right after each reset of this run: what it did later lies in PostgreSQL and is gone
 * from its memory. Each workflow has this module for itself.
 */
export function onReset(listener: () => void): void {
  listeners.push(listener);
}

/**
 * Temporal tells of a reset by a new random seed, at the same place of the history in every replay.
 * The SDK hides the message from interceptors (1.24), so the seed itself is watched.
 */
export const interceptors = (): WorkflowInterceptors => {
  let known: number[] | null = null;
  return {
    internals: [
      {
        activate(input, next) {
          const { randomnessSeed } = getActivator();
          const isReset = known !== null && known !== randomnessSeed;
          known = randomnessSeed;
          next(input);
          if (isReset) for (const listener of listeners) listener();
        },
      },
    ],
  };
};
