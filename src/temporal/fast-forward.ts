import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

/** A run that the sandbox moves, and by how much. */
export interface Forward {
  workflowId: string;
  byMs: number;
}

/**
 * Moves an open run's clock forward and waits until it has arrived: timers on the way fire, each
 * in its turn. Sandbox only; the server needs time skipping (1.32 and its dynamic config).
 */
export async function fastForward(client: Client, forward: Forward): Promise<void> {
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
  await client.workflowService.pollWorkflowExecutionTimeSkipping({
    namespace,
    workflowExecution,
    fastForwardId: id,
  });
}
