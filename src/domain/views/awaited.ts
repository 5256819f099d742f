import type { Deadline, OrderState, Subject } from '../order.ts';
import type { DeadlineName } from '../policies/deadline-rules.ts';

/** One thing that an order waits for: who must do it, until when, and which call answers it. */
export interface Awaited {
  what: string;
  subject: Subject;
  responsible: { role: string; partyId: string | null };
  /** Null where no deadline runs; in the past where one has passed. */
  dueAt: string | null;
  /** Empty where the standard has none. */
  clause: string;
  /** Null where no call moves it on: a neighbour must answer, or time pass. */
  action: AwaitedAction | null;
}

export interface AwaitedAction {
  method: 'GET' | 'POST';
  path: string;
  role: string;
}

export interface AwaitedFacts {
  what: string;
  subject: Subject;
  role: string;
  /** The deadline by which it is due, and its subject unless that is the same. */
  deadline?: DeadlineName;
  deadlineSubjectId?: string;
  /** Until when, where that deadline does not run. */
  otherwiseDueAt?: string;
  clause?: string;
  /** Of what has no deadline. */
  otherwiseClause?: string;
  action?: AwaitedAction | null;
  /** Which courier, where it is not the order's. */
  courierId?: string | null;
}

/** Puts together what is awaited with its party, its due time and its clause. */
export function awaited(state: OrderState, facts: AwaitedFacts): Awaited {
  const deadline = facts.deadline && deadlineOf(state, facts.deadline, facts);
  return {
    what: facts.what,
    subject: facts.subject,
    responsible: { role: facts.role, partyId: partyOf(state, facts) },
    dueAt: deadline ? endOf(deadline) : (facts.otherwiseDueAt ?? null),
    clause: facts.clause ?? deadline?.clause ?? facts.otherwiseClause ?? '',
    action: facts.action ?? null,
  };
}

/** A POST that the role sends. */
export function post(path: string, role: string): AwaitedAction {
  return { method: 'POST', path, role };
}

/** The order itself as the subject. */
export function orderSubject({ order }: OrderState): Subject {
  return { type: 'order', id: order.id };
}

/** The armed deadline of that name, else the newest that passed without ending the wait. */
function deadlineOf(
  state: OrderState,
  name: DeadlineName,
  { subject, deadlineSubjectId }: AwaitedFacts,
): Deadline | undefined {
  const subjectId = deadlineSubjectId ?? subject.id;
  const own = state.deadlines.filter(
    (deadline) => deadline.name === name && deadline.subjectId === subjectId,
  );
  const armed = own.find(({ state: run, grace }) => run === 'running' || grace === 'running');
  if (armed) return armed;
  return own.findLast(({ state: run }) => run === 'missed');
}

/** Within its grace a missed deadline ends with the grace: until then the step is still taken. */
function endOf(deadline: Deadline): string {
  const inGrace = deadline.state !== 'running' && deadline.grace === 'running';
  return inGrace ? (deadline.graceEndsAt ?? deadline.dueAt) : deadline.dueAt;
}

/** Consumers, staff and the engine are no parties. */
function partyOf({ order }: OrderState, { role, courierId }: AwaitedFacts): string | null {
  switch (role) {
    case 'seller':
      return order.sellerId;
    case 'courier':
      return courierId === undefined ? order.courierId : courierId;
    case 'payment_provider':
      return order.paymentProviderId;
    case 'platform':
      return order.platformId;
    default:
      return null;
  }
}
