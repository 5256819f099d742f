/**
 * A calendar has a new version (S0 6.6 b): page by page, the orders whose provisional due times
 * hang on it
 * 1. have them counted again, one transition each;
 * 2. are told, with their refunds, so that their timers are set again;
 * 3. when all are through, the version is noted as done. Every step may be repeated.
 */
import {
  continueAsNew,
  getExternalWorkflowHandle,
  log,
  proxyActivities,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { orderChanged, orderWorkflowId, type RecomputeDueTimesInput } from './contract.ts';
import { now } from './order-book.ts';

const hands = proxyActivities<Activities>({
  startToCloseTimeout: '2m',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** Goes through every order once; a database that is away is waited for. */
export async function recomputeDueTimes(input: RecomputeDueTimesInput): Promise<void> {
  const { calendarId, version } = input;
  let changed = input.changed ?? 0;
  for (let after = input.after ?? ''; ;) {
    const orderIds = await hands.ordersToRecompute.executeWithOptions(
      { summary: `orders after ${after || 'none'}` },
      [{ calendarId, after }],
    );
    const last = orderIds.at(-1);
    if (last === undefined) break;
    changed += await hands.recomputeOrders.executeWithOptions(
      { summary: `${orderIds.length} orders` },
      [{ calendarId, version, orderIds }],
    );
    await Promise.all(orderIds.map(tell));
    setCurrentDetails(`calendar ${calendarId}, version ${version}: **${changed} orders changed**`);
    after = last;
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof recomputeDueTimes>({ calendarId, version, after, changed });
    }
  }
  await hands.finishRecomputation.executeWithOptions({ summary: 'all orders are through' }, [
    { calendarId, version, at: now() },
  ]);
}

/** An order without an open run reads everything anew when it is started again. */
async function tell(orderId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(orderWorkflowId(orderId)).signal(orderChanged);
  } catch (error) {
    log.debug('the order has no open run', { orderId, cause: String(error) });
  }
}
