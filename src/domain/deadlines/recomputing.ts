import type { RecomputeDeadlines } from '../commands.ts';
import { isArmed } from './deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { countedDue } from '../calendars/due-instants.ts';
import { demand, must } from '../errors.ts';
import type { Deadline } from '../order.ts';

/**
 * A calendar was published anew: every provisional deadline that is armed is counted again from
 * its start, in the calendars as they are now (S0 6.6 b). No due time moves behind this
 * transition: one that would lie in the past is due now, so that nobody has missed in hindsight
 * what was announced for later; its timer fires at once. What was promised, extended or held up by
 * a case stays. DomainError `deadline_not_running` where nothing would change.
 */
export function recomputeDeadlines(draft: Draft, step: RecomputeDeadlines): void {
  const moved = draft.deadlines.filter(isRecountable).flatMap((deadline) => {
    const before = { dueAt: deadline.dueAt, graceEndsAt: deadline.graceEndsAt };
    const isNews = recount(draft, deadline);
    const { name, subjectId, provisional, dueAt, graceEndsAt } = deadline;
    return isNews
      ? [{ name, subjectId, from: before, to: { dueAt, graceEndsAt }, provisional }]
      : [];
  });
  demand(
    moved.length > 0,
    'deadline_not_running',
    'no due time of the order hangs on the calendar',
  );
  record(draft, 'deadlines_recomputed', {
    calendarId: step.calendarId,
    calendarVersion: step.calendarVersion,
    deadlines: moved,
  });
}

function isRecountable(deadline: Deadline): boolean {
  const isCounted = deadline.source !== 'extension' && deadline.source !== 'pause';
  return deadline.provisional && isCounted && isArmed(deadline);
}

/** Counts a deadline again; whether anything about it has changed. */
function recount(draft: Draft, deadline: Deadline): boolean {
  const before = JSON.stringify(deadline);
  const counting = must(draft.context.counting, 'calendars');
  const count = (promise: string | null) =>
    countedDue(draft, deadline, {
      counting,
      request: { promise, notAfter: deadline.latestAt ?? null, from: deadline.startedAt },
    });
  if (deadline.state === 'running') {
    const due = count(null);
    const earliest = deadline.pausedAt ?? draft.context.at;
    // Counted as if it had been promised for now, so that the grace begins there too.
    const kept = due.dueAt < earliest ? { ...count(earliest), source: due.source } : due;
    Object.assign(deadline, kept);
  } else {
    const { graceEndsAt, provisional } = count(deadline.dueAt);
    Object.assign(deadline, { graceEndsAt, provisional });
  }
  return JSON.stringify(deadline) !== before;
}
