import type { ExtendDeadline } from '../commands.ts';
import { epochMsOf, instantOf } from '../calendars/calendar.ts';
import { isNear } from '../calendars/deadline-times.ts';
import { type Draft, record } from '../draft.ts';
import { demand } from '../errors.ts';
import type { Deadline } from '../order.ts';
import type { ExtendingRole } from '../policies/deadline-rules.ts';

/**
 * Gives a running deadline more time: support may, and whom the policy names because the deadline
 * protects it. Only ever later than it would end if nothing else happened: one that a case holds up
 * ends no earlier than what it was extended to. What was extended by hand no calendar moves any
 * more. Refuses with `deadline_not_running`, `deadline_ambiguous`, `role_not_allowed`,
 * `extension_not_later`.
 */
export function extendDeadline(draft: Draft, command: ExtendDeadline): void {
  const deadline = demandOne(draft, command);
  const by = demandExtender(draft, deadline);
  const { until } = command;
  const from = endIfNothingHappens(draft, deadline);
  const held = deadline.pausedAt ? ` once its case is resolved, which holds it up` : '';
  demand(
    until > from,
    'extension_not_later',
    `${deadline.name} is due at ${from}${held}: an extension must end later`,
    { pointer: '/until', dueAt: from },
  );
  demand(
    isNear(until, draft.context.at),
    'malformed_request',
    'an extension reaches ten years ahead at most',
    { pointer: '/until' },
  );
  giveMoreTime(draft, deadline, { until, by, reason: command.reason });
}

/** The deadline is due later; its reminder comes anew. */
export function giveMoreTime(
  draft: Draft,
  deadline: Deadline,
  { until, by, reason }: { until: string; by: string; reason: string | null },
): void {
  const from = endIfNothingHappens(draft, deadline);
  const isPaused = (deadline.pausedAt ?? null) !== null;
  deadline.dueAt = until;
  deadline.remindedAt = null;
  // It was extended as of now: what it has stood still before is in that already.
  if (isPaused) deadline.pausedAt = draft.context.at;
  draft.deadlineRequests.push({
    deadlineId: deadline.id,
    promise: until,
    notAfter: null,
    from: null,
    isExtension: true,
  });
  record(
    draft,
    'deadline_extended',
    {
      name: deadline.name,
      from,
      to: until,
      by,
      ...(isPaused ? { isPaused } : {}),
      ...(reason === null ? {} : { reason }),
    },
    { type: deadline.subjectType, id: deadline.subjectId },
  );
}

/** When it is due; of one that a case holds up, when it would be if the case were resolved now. */
function endIfNothingHappens({ context }: Draft, { dueAt, pausedAt }: Deadline): string {
  if (!pausedAt) return dueAt;
  return instantOf(epochMsOf(dueAt) + epochMsOf(context.at) - epochMsOf(pausedAt));
}

/** The deadline of that name that still runs by the order's time. */
function demandOne(draft: Draft, { deadline: name, subjectId }: ExtendDeadline): Deadline {
  const running = draft.deadlines.filter(
    (deadline) =>
      deadline.name === name &&
      (subjectId === null || deadline.subjectId === subjectId) &&
      deadline.state === 'running' &&
      (deadline.pausedAt ?? draft.context.at) < deadline.dueAt,
  );
  const [first, second] = running;
  demand(first !== undefined, 'deadline_not_running', `no ${name} runs that could be extended`);
  demand(
    second === undefined,
    'deadline_ambiguous',
    `several ${name} run: say which by its subject`,
    { pointer: '/subjectId', subjectIds: running.map((deadline) => deadline.subjectId) },
  );
  return first;
}

function demandExtender(draft: Draft, { name }: Deadline): string {
  const { actor } = draft.context;
  const role = actor.onBehalfOf ?? actor.role;
  if (role === 'support') return role;
  const allowed: readonly ExtendingRole[] = draft.policy.deadlines[name].extendableBy ?? [];
  demand(
    allowed.some((extender) => extender === role),
    'role_not_allowed',
    `the policy does not let the ${role} extend ${name}`,
    { extendableBy: ['support', ...allowed] },
  );
  return role;
}
