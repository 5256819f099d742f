import { setTimeout as delay } from 'node:timers/promises';
import { activityInfo } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Activities } from '../../activities/index.ts';
import { transitionNames } from '../../src/domain/transition-names.ts';

const lookEveryMs = 5;
const local: readonly string[] = ['loadOrder', 'transition', ...transitionNames];

type AnyActivity = (input: never) => Promise<unknown>;

/**
 * Lets the neighbours answer one after another, each when its workflow has dealt with the answer
 * before. Answers that arrive together share a workflow task, and whether they do is chance; apart
 * they cost most. So the counts are those of the dearest course, and the same on every run.
 */
export function answeringOneByOne(activities: Activities, client: Client): Activities {
  let turn: Promise<unknown> = Promise.resolve();
  const alone = (activity: AnyActivity): AnyActivity => {
    return (input) => {
      const { workflowExecution, activityId } = activityInfo();
      const workflowId = workflowExecution?.workflowId ?? '';
      const answered = turn.then(() => activity(input));
      // The next one begins when this answer has been taken in, not when it was given.
      turn = answered
        .catch(() => undefined)
        .then(() => untilDigested(client, workflowId, activityId));
      return answered;
    };
  };
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    local.includes(name) ? activity : alone(activity as AnyActivity),
  ]);
  return Object.fromEntries(wrapped) as Activities;
}

async function untilDigested(client: Client, workflowId: string, activityId: string) {
  for (;;) {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const isOpen = (raw.pendingActivities ?? []).some((open) => open.activityId === activityId);
    if (!isOpen && !raw.pendingWorkflowTask) return;
    await delay(lookEveryMs);
  }
}
