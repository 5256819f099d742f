import { expect } from 'vitest';
import { isArmed } from '../../src/domain/deadlines/deadlines.ts';
import { must } from '../../src/domain/errors.ts';
import type { Deadline, OrderState } from '../../src/domain/order.ts';
import type { DeadlineName } from '../../src/domain/policies/deadline-rules.ts';
import { orderState, type TestEngine } from './engine.ts';
import { LastSecondOver } from './last-second.ts';
import { deadlineOf, forward, timeOf } from './order-clock.ts';
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

/**
 * Goes to one second before that end, sees that the deadline has done nothing there, and takes a
 * step. Answers how it was before the step.
 */
export async function oneSecondBefore(
  engine: TestEngine,
  orderId: string,
  edge: Edge,
  step: (state: OrderState) => unknown = () => undefined,
): Promise<OrderState> {
  const before = await orderState(engine, orderId);
  const { id, ...deadline } = found(before, edge);
  const instant = instantOf({ id, ...deadline }, edge.end);
  if (edge.end === 'grace') await oneSecondAfter(engine, orderId, { ...edge, end: 'due' });
  return inLastSecond(engine, orderId, instant, async (state) => {
    expect(hasPassed(state, id, edge.end)).toBe(false);
    expect(state.order.status).toBe(before.order.status);
    if (edge.end !== 'grace') expect(state.order.escalated).toBe(before.order.escalated);
    await step(state);
    expect(hasPassed(await orderState(engine, orderId), id, edge.end)).toBe(false);
  });
}

/** Goes to one second before an instant, and looks at the order or takes a step there. */
export async function inLastSecond(
  engine: TestEngine,
  orderId: string,
  instant: string,
  look: (state: OrderState) => unknown,
): Promise<OrderState> {
  try {
    await forward(engine, orderId, { toJustBefore: instant });
    const state = await orderState(engine, orderId);
    await look(state);
    return state;
  } catch (error) {
    // The run's own clock is ahead of the one that is read here by a call or two.
    const nowMs = (await timeOf(engine, orderId)) + 500;
    if (nowMs < Date.parse(instant)) throw error;
    throw new LastSecondOver(instant, { cause: error });
  }
}

function hasPassed({ deadlines }: OrderState, id: string, end: Edge['end']): boolean {
  const now = must(
    deadlines.find((deadline) => deadline.id === id),
    'deadline',
  );
  if (end === 'grace') return now.grace === 'acted';
  return now.state === 'missed' || now.endedAt === now.dueAt;
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
