import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Recomputation } from '../db/registry/calendars.ts';
import { recomputationWorkflowId, taskQueue, workflowTypes } from '../../workflows/contract.ts';

/** Starts the counting anew for a version of a calendar unless it is under way: twice is once. */
export async function startRecomputation(client: Client, wanted: Recomputation): Promise<void> {
  try {
    await client.workflow.start(workflowTypes.recomputeDueTimes, {
      workflowId: recomputationWorkflowId(wanted),
      taskQueue,
      args: [{ calendarId: wanted.calendarId, version: wanted.version }],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: `calendar ${wanted.calendarId}, version ${wanted.version}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
