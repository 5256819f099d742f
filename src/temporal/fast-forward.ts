import { randomUUID } from 'node:crypto';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import temporalProto from '@temporalio/proto';

const grpcNotFound = 5;
const { FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT: stillOnItsWay } =
  temporalProto.temporal.api.enums.v1.FastForwardPollingResult;

/** A run that the sandbox moves, and by how much. */
export interface Forward {
  workflowId: string;
  byMs: number;
}

/**
 * Moves an open run's clock forward and waits until it has arrived: timers on the way fire, each
 * in its turn. A run that ends before it arrives has no clock to move any more: returns too.
 * Sandbox only; the server needs time skipping (1.32 and its dynamic config).
 */
export async function fastForward(client: Client, forward: Forward): Promise<void> {
  try {
    await skipAhead(client, forward);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

async function skipAhead(client: Client, forward: Forward): Promise<void> {
  const { namespace } = client.options;
  const workflowExecution = { workflowId: forward.workflowId };
  const id = randomUUID();
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution,
    workflowExecutionOptions: {
      timeSkippingConfig: {
        enabled: true,
        fastForwardConfig: { id, duration: msToTs(forward.byMs) },
      },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
  for (;;) {
    const { fastForwardPollingResult } =
      await client.workflowService.pollWorkflowExecutionTimeSkipping({
        namespace,
        workflowExecution,
        fastForwardId: id,
      });
    // Asked to move once more, a run that is on its way would go beyond.
    if (fastForwardPollingResult !== stillOnItsWay) return;
  }
}

/** Whether the server answered that there is no such open run. */
export function isNotFound(error: unknown): boolean {
  if (!isGrpcServiceError(error)) return false;
  const { code }: { code: number } = error;
  return code === grpcNotFound;
}
