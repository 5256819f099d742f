import { expect } from 'vitest';
import { isArmed } from '../../src/domain/draft.ts';
import { must } from '../../src/domain/errors.ts';
import type { Deadline, OrderState } from '../../src/domain/order.ts';
import type { DeadlineName } from '../../src/domain/policies/policy.ts';
import { orderState, type TestEngine } from './engine.ts';
import { deadlineOf, forward } from './order-clock.ts';
import { isQuiet, untilOrder } from './order-life.ts';

/** One end of a deadline of an order: its due time, or the end of its grace. */
export interface Edge {
  name: DeadlineName;
  /** The newest deadline of that name unless a subject is given. */
  subjectId?: string;
  end?: 'due' | 'grace';
}

function instantOf(deadline: Deadline, end: Edge['end']): string {
  return end === 'grace' ? must(deadline.graceEndsAt, 'grace end') : deadline.dueAt;
}

function found(state: OrderState, edge: Edge): Deadline {
  return deadlineOf(state, edge.name, edge.subjectId ?? null);
}

/** Goes to one second before that end, and sees that the deadline has done nothing there. */
export async function oneSecondBefore(
  engine: TestEngine,
  orderId: string,
  edge: Edge,
): Promise<OrderState> {
  const before = await orderState(engine, orderId);
  const instant = instantOf(found(before, edge), edge.end);
  if (edge.end === 'grace') await oneSecondAfter(engine, orderId, { ...edge, end: 'due' });
  await forward(engine, orderId, { toJustBefore: instant });
  const state = await orderState(engine, orderId);
  const deadline = found(state, edge);
  expect(edge.end === 'grace' ? deadline.grace : deadline.state).toBe('running');
  expect(state.order.status).toBe(before.order.status);
  if (edge.end !== 'grace') expect(state.order.escalated).toBe(before.order.escalated);
  return state;
}

/** Goes to one second after that end, and returns when all that follows from it has happened. */
export async function oneSecondAfter(
  engine: TestEngine,
  orderId: string,
  edge: Edge,
): Promise<OrderState> {
  const { id, ...deadline } = found(await orderState(engine, orderId), edge);
  await forward(engine, orderId, { toJustAfter: instantOf({ id, ...deadline }, edge.end) });
  return untilOrder(engine, orderId, (state) => {
    const now = must(
      state.deadlines.find((candidate) => candidate.id === id),
      'deadline',
    );
    return (edge.end === 'grace' ? !isArmed(now) : now.state !== 'running') && isQuiet(state);
  });
}
