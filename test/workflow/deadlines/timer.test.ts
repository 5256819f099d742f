import { tsToMs } from '@temporalio/common/lib/time.js';
import { expect, test } from 'vitest';
import { orderWorkflowId } from '../../../workflows/contract.ts';
import { orderState, until } from '../../support/engine.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { deadlineOf } from '../../support/order-clock.ts';
import { placeOrder } from '../../support/order-life.ts';

const engine = engineOfFile();

test('S0 6.6 c: the timer that Temporal keeps ends at the due time that the order shows', async () => {
  const orderId = await placeOrder(engine);
  const handle = engine.client().workflow.getHandle(orderWorkflowId(orderId));

  const started = await until(
    async () => {
      const { events } = await handle.fetchHistory();
      return events?.find((event) => event.timerStartedEventAttributes);
    },
    () => 'no timer was started',
  );

  const { dueAt } = deadlineOf(await orderState(engine, orderId), 'seller_confirmation');
  const lastsMs = tsToMs(started.timerStartedEventAttributes?.startToFireTimeout);
  // Between the workflow's clock and the server's note of the timer lies only its own task.
  const lateMs = tsToMs(started.eventTime) + lastsMs - Date.parse(dueAt);
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThan(60_000);
});
