/**
 * The nightly erasure (S0 9.2.3), started by a schedule: of the orders whose consumers have asked for
 * it, those that the law need not have kept any longer lose their data keys, page by page.
 */
import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { now } from './order-book.ts';

const hands = proxyActivities<Activities>({
  startToCloseTimeout: '2m',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** Goes through every waiting order once; a database that is away is waited for. */
export async function eraseConsumers(): Promise<{ erased: number }> {
  const at = now();
  let erased = 0;
  for (let after: string | null = ''; after !== null;) {
    const summary = `orders after ${erased} erased`;
    const page = await hands.eraseNextOrders.executeWithOptions({ summary }, [{ after, at }]);
    erased += page.erased;
    after = page.after;
    setCurrentDetails(`**${erased} erased**`);
  }
  return { erased };
}
