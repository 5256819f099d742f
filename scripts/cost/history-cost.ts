import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

/** What one workflow has cost in Temporal, from its closed history. */
export interface HistoryCost {
  workflowType: string;
  /** By Temporal's own names, the sandbox's left out. */
  eventsByType: Record<string, number>;
  events: number;
  /** Written by the sandbox clock only: no order has them in earnest. */
  sandboxEvents: number;
  bytes: number;
  workflowTasks: number;
  activities: number;
  localActivities: number;
  signals: number;
  updates: number;
  timersFired: number;
  timersCancelled: number;
  upserts: number;
  /** What a history with these contents takes at least (issue 3, "What it costs"). */
  eventsMin: number;
}

const sandboxEvents = [
  'WORKFLOW_EXECUTION_OPTIONS_UPDATED',
  'WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED',
];

/** Waits for the workflow's end and counts its history. */
export async function historyCost(client: Client, workflowId: string): Promise<HistoryCost> {
  const handle = client.workflow.getHandle(workflowId);
  await handle.result();
  const [{ events }, described] = await Promise.all([handle.fetchHistory(), handle.describe()]);
  const all = tally((events ?? []).map((event) => nameOf(event.eventType)));
  const eventsByType = Object.fromEntries(
    Object.entries(all).filter(([name]) => !sandboxEvents.includes(name)),
  );
  const count = (name: string): number => all[name] ?? 0;
  const contents = {
    activities: count('ACTIVITY_TASK_SCHEDULED'),
    localActivities: (events ?? []).filter(
      (event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity',
    ).length,
    // Counted where it arrives: what sending it takes is over the floor.
    signals: count('WORKFLOW_EXECUTION_SIGNALED'),
    updates: count('WORKFLOW_EXECUTION_UPDATE_ACCEPTED'),
    timersFired: count('TIMER_FIRED'),
    timersCancelled: count('TIMER_CANCELED'),
    upserts: count('UPSERT_WORKFLOW_SEARCH_ATTRIBUTES'),
  };
  return {
    workflowType: described.type,
    eventsByType,
    events: sum(Object.values(eventsByType)),
    sandboxEvents: sum(sandboxEvents.map(count)),
    bytes: described.historySize ?? 0,
    workflowTasks: count('WORKFLOW_TASK_COMPLETED'),
    ...contents,
    eventsMin: eventsMin(contents),
  };
}

/** The floor: started and completed with one task, and what each content takes at least. */
function eventsMin(
  contents: Pick<
    HistoryCost,
    | 'activities'
    | 'localActivities'
    | 'signals'
    | 'updates'
    | 'timersFired'
    | 'timersCancelled'
    | 'upserts'
  >,
): number {
  return (
    5 +
    6 * contents.activities +
    contents.localActivities +
    4 * contents.signals +
    5 * contents.updates +
    5 * contents.timersFired +
    2 * contents.timersCancelled +
    contents.upserts
  );
}

function nameOf(type: proto.temporal.api.enums.v1.EventType | null | undefined): string {
  const name = proto.temporal.api.enums.v1.EventType[type ?? 0] ?? String(type);
  return name.replace(/^EVENT_TYPE_/, '');
}

function tally(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** The sum of some numbers; 0 of none. */
export function sum(numbers: number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
