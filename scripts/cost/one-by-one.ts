import { setTimeout as delay } from 'node:timers/promises';
import { activityInfo } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Activities } from '../../activities/index.ts';
import { transitionNames } from '../../src/domain/transition-names.ts';

const lookEveryMs = 5;
const local: readonly string[] = ['loadOrder', 'transition', ...transitionNames];

type AnyActivity = (input: never) => Promise<unknown>;

/**
 * Lets the neighbours of one order answer one after another, as they were asked, each when the
 * workflow has dealt with the answer before. Answers that arrive together share a workflow task,
 * and whether they do is chance; apart they cost most. So the counts are those of the dearest
 * course, and the same on every run.
 */
export function answeringOneByOne(activities: Activities, client: Client): Activities {
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    local.includes(name) ? activity : inItsTurn(activity as AnyActivity, client),
  ]);
  return Object.fromEntries(wrapped) as Activities;
}

function inItsTurn(activity: AnyActivity, client: Client): AnyActivity {
  return async (input) => {
    const { workflowExecution, activityId } = activityInfo();
    const handle = client.workflow.getHandle(workflowExecution?.workflowId ?? '');
    for (;;) {
      const { raw } = await handle.describe();
      // Temporal numbers the activities of a run in the order in which they were asked for.
      const open = (raw.pendingActivities ?? []).map((pending) => Number(pending.activityId));
      if (!raw.pendingWorkflowTask && Math.min(...open) === Number(activityId)) break;
      await delay(lookEveryMs);
    }
    return activity(input);
  };
}
