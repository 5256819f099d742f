import {
  type Connection,
  ScheduleAlreadyRunning,
  ScheduleClient,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';

/** A workflow that runs by itself, as temporal.yaml describes it. */
export interface WantedSchedule {
  workflowType: string;
  cron: string;
  /** IANA zone that the cron expression is read in. */
  zone: string;
  note: string;
}

export interface ScheduledOn {
  namespace: string;
  taskQueue: string;
  schedules: Record<string, WantedSchedule>;
}

/**
 * Makes each schedule exist as it is asked for; one that is there already is brought up to date.
 * A run that is missed while Temporal is down is made up for, never two at once.
 */
export async function ensureSchedules(connection: Connection, wanted: ScheduledOn): Promise<void> {
  const client = new ScheduleClient({ connection, namespace: wanted.namespace });
  for (const [scheduleId, schedule] of Object.entries(wanted.schedules)) {
    const options = optionsOf(scheduleId, schedule, wanted.taskQueue);
    try {
      await client.create(options);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await client
        .getHandle(scheduleId)
        .update(({ state }) => ({ ...options, state: { ...state, note: schedule.note } }));
    }
  }
}

function optionsOf(
  scheduleId: string,
  { workflowType, cron, zone, note }: WantedSchedule,
  taskQueue: string,
) {
  return {
    scheduleId,
    spec: { cronExpressions: [cron], timezone: zone },
    action: { type: 'startWorkflow', workflowType, workflowId: scheduleId, taskQueue },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
    state: { note },
  } as const satisfies ScheduleOptions;
}
