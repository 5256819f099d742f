import { planNext } from '../db/reading/notifications.ts';
import { planMessages } from './planning.ts';
import { sendDue, type SendingTools } from './sending.ts';

const lookEveryMs = 1_000;
const entriesPerLook = 200;

/** Tells parties what happens to their orders, for as long as it lives (S0 5.3, 7.5.1). */
export interface Dispatcher {
  stop: () => Promise<void>;
}

/**
 * Follows the journal beside everything else: no transition and no workflow knows of it. Each entry
 * is planned in one transaction with how far the journal was read; each message is taken before it
 * is sent, and one whose sender has died is asked for at the notifier.
 */
export function startDispatcher(tools: SendingTools): Dispatcher {
  let stopped = false;
  let wakeUp = (): void => undefined;
  const loop = async (): Promise<void> => {
    while (!stopped) {
      let isMore = false;
      try {
        isMore = await dispatch(tools);
      } catch (error) {
        // PostgreSQL is away: the journal stays where it is and is looked at again.
        const { name } = error as Error;
        tools.logger.warn({ cause: name }, 'notifications wait; trying again');
      }
      if (!isMore && !stopped) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, lookEveryMs);
          wakeUp = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    }
  };
  const running = loop();
  return {
    stop: async () => {
      stopped = true;
      wakeUp();
      await running;
    },
  };
}

/** One look; true if there is more to do at once. */
async function dispatch(tools: SendingTools): Promise<boolean> {
  const at = new Date().toISOString();
  const read = await planNext(tools.sql, { limit: entriesPerLook, at, plan: planMessages });
  const dealtWith = await sendDue(tools);
  return read === entriesPerLook || dealtWith > 0;
}
