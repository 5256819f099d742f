import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import temporalProto from '@temporalio/proto';
import { fastForward, isNotFound } from './fast-forward.ts';

const { PendingActivityState, WorkflowExecutionStatus } = temporalProto.temporal.api.enums.v1;

/** The server skips so often and then stops; a run that asks again and again needs several goes. */
const goesMax = 50;

/** A workflow's run as the sandbox clock sees it. */
export interface RunningWorkflow {
  workflowId: string;
  nowMs: number;
  /** A call to a neighbour is under way, or about to be made. */
  isBusy: boolean;
}

/** The open run of a workflow; undefined if there is none. */
export async function findRunning(
  client: Client,
  workflowId: string,
): Promise<RunningWorkflow | undefined> {
  const described = await describe(client, workflowId);
  const info = described?.workflowExecutionInfo;
  const isOpen = info?.status === WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  if (!described || !isOpen) return undefined;
  const currentTime = described.workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  const isBusy = (described.pendingActivities ?? []).some(
    ({ state, attempt }) =>
      state === PendingActivityState.PENDING_ACTIVITY_STATE_STARTED || (attempt ?? 1) <= 1,
  );
  return { workflowId, nowMs: currentTime ? tsToMs(currentTime) : Date.now(), isBusy };
}

/**
 * Rejects unless a worker answers for the run: a clock that is moved while none does would run on
 * behind its caller's back. The question is the SDK's own and leaves nothing in the history.
 */
export async function demandWorker(client: Client, workflowId: string): Promise<void> {
  await client.workflow.getHandle(workflowId).query('__temporal_workflow_metadata');
}

async function describe(client: Client, workflowId: string) {
  try {
    return await client.workflowService.describeWorkflowExecution({
      namespace: client.options.namespace,
      execution: { workflowId },
    });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Moves a run's clock to an instant, over every timer on the way; returns when it is there, or has ended. */
export async function forwardTo(
  client: Client,
  { workflowId, targetMs }: { workflowId: string; targetMs: number },
): Promise<void> {
  for (let goes = 0; goes < goesMax; goes += 1) {
    const run = await findRunning(client, workflowId);
    if (!run || run.nowMs >= targetMs) return;
    await fastForward(client, { workflowId, byMs: targetMs - run.nowMs });
  }
  throw new Error(`${workflowId} did not reach the time it was forwarded to`);
}
