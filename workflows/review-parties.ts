/**
 * The nightly re-review of all parties (S0 5.4), started by a schedule: page by page, those whose
 * review or needed qualification has run out are suspended, those near it are reminded.
 */
import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { ReviewedParties, ReviewPartiesInput } from './contract.ts';
import { now } from './order-book.ts';

const hands = proxyActivities<Activities>({
  startToCloseTimeout: '2m',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/**
 * Goes through every approved party once; a database that is away is waited for. The schedule
 * gives no input: it reviews as of now.
 */
export async function reviewParties(input?: ReviewPartiesInput): Promise<ReviewedParties> {
  const total = { reviewed: 0, suspended: 0, reminded: 0 };
  const at = input?.asOf ?? now();
  for (let after: string | null = ''; after !== null;) {
    const summary = `parties after ${total.reviewed} reviewed`;
    const page = await hands.reviewNextParties.executeWithOptions({ summary }, [{ after, at }]);
    total.reviewed += page.reviewed;
    total.suspended += page.suspended;
    total.reminded += page.reminded;
    after = page.after;
    setCurrentDetails(
      `${total.reviewed} reviewed, **${total.suspended} suspended**, ${total.reminded} reminded`,
    );
  }
  return total;
}
