import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { WantedStart } from '../db/orders/start-requests.ts';
import { must } from '../domain/errors.ts';
import { searchAttributes, taskQueue, workflowTypes } from '../../workflows/contract.ts';
import { forwardTo } from './time-skipping.ts';

/**
 * Starts the workflow unless a run of that id is open: twice is once. Answers whether a run was
 * started. Of an order whose clock was forwarded it still has to be brought to the order's time.
 */
export async function startWorkflow(client: Client, wanted: WantedStart): Promise<boolean> {
  const { order } = wanted;
  try {
    await client.workflow.start(wanted.workflowType, {
      workflowId: wanted.workflowId,
      taskQueue,
      args: [wanted.input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: summaryOf(wanted),
      typedSearchAttributes: [
        { key: searchAttributes.OrderStatus, value: order.status },
        { key: searchAttributes.OrderId, value: order.id },
        { key: searchAttributes.PlatformId, value: order.platformId },
        { key: searchAttributes.SellerId, value: order.sellerId },
        ...couriersOf(order),
        { key: searchAttributes.Escalated, value: order.escalated },
      ],
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
  return true;
}

/** Brings a run to the time of its order, if it is not there yet; sandbox only, else nothing. */
export async function bringToOrderTime(client: Client, wanted: WantedStart): Promise<void> {
  const { workflowId, clockOffsetMs } = wanted;
  if (clockOffsetMs === 0) return;
  await forwardTo(client, { workflowId, targetMs: Date.now() + clockOffsetMs });
}

/** As far as they are known by now; the order's own workflow keeps them true. */
function couriersOf({ courierId }: WantedStart['order']) {
  if (!courierId) return [];
  return [
    { key: searchAttributes.CourierId, value: courierId },
    { key: searchAttributes.CourierIds, value: [courierId] },
  ];
}

function summaryOf(wanted: WantedStart): string {
  return wanted.workflowType === workflowTypes.issueRefund
    ? `refund ${must(wanted.input.refundId, 'refund id')} of order ${wanted.order.id}`
    : `order ${wanted.order.id}`;
}
