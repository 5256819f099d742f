import { describe, expect, test } from 'vitest';
import type { Action, Command } from '../../../src/domain/commands.ts';
import { must } from '../../../src/domain/errors.ts';
import { type Actor, isFinal, type OrderState } from '../../../src/domain/order.ts';
import type { DeadlineName } from '../../../src/domain/policies/deadline-rules.ts';
import { orderState } from '../../support/engine.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { deadlineOf, forward } from '../../support/order-clock.ts';
import {
  bringTo,
  isQuiet,
  placeOrder,
  refusalOf,
  send,
  sign,
  untilOrder,
} from '../../support/order-life.ts';
import { accepting, acceptingOffer, actorOf, paying, signature } from '../../support/orders.ts';

/** A step and the timer of the deadline that it would meet, at the same instant (D3, D7). */

const engine = engineOfFile();

/** Proves the receipt, so that silence accepts. */
const photo = `sha256:${'7'.repeat(64)}`;

interface Race {
  deadline: DeadlineName;
  by: Actor['role'];
  start: () => Promise<string>;
  step: (state: OrderState) => Command;
  /** What the deadline does once it acts. */
  acted: { status: string; statusReason: string | null };
}

const races: Race[] = [
  {
    deadline: 'consumer_confirmation',
    by: 'consumer',
    start: () => placeOrder(engine, { consumerConfirmation: null }),
    step: () => acceptingOffer,
    acted: { status: 'cancelled', statusReason: 'consumer_confirmation_expired' },
  },
  {
    deadline: 'seller_confirmation',
    by: 'seller',
    start: () => placeOrder(engine),
    step: () => accepting,
    acted: { status: 'cancelled', statusReason: 'confirmation_expired' },
  },
  {
    deadline: 'payment',
    by: 'consumer',
    start: async () => {
      const orderId = await placeOrder(engine, { token: null });
      await send(engine, orderId, accepting, { by: 'seller' });
      return orderId;
    },
    step: () => paying('tok_ok'),
    acted: { status: 'cancelled', statusReason: 'payment_expired' },
  },
  {
    deadline: 'dispatch',
    by: 'courier',
    start: async () => {
      const orderId = await placeOrder(engine);
      await bringTo(engine, orderId, 'handover_noted');
      await sign(engine, orderId, { kind: 'handover_note', by: 'seller' });
      return orderId;
    },
    step: (state) => signature(state, 'handover_note', 'courier'),
    acted: { status: 'cancelled', statusReason: 'dispatch_expired' },
  },
  {
    deadline: 'acceptance',
    by: 'consumer',
    start: async () => {
      const orderId = await placeOrder(engine);
      await bringTo(engine, orderId, 'inspected');
      await sign(engine, orderId, { kind: 'delivery_note', by: 'courier', evidenceDigest: photo });
      return orderId;
    },
    step: (state) => signature(state, 'delivery_note', 'consumer'),
    acted: { status: 'delivered', statusReason: null },
  },
];

function transit(orderId: string, transition: { action: Action; actor: Actor; at: string }) {
  return engine.transitions.run({ orderId, expectedVersion: null, key: null, ...transition });
}

/** The step and the deadline's transition, both exactly when the deadline acts. */
async function atOnce(race: Race) {
  const orderId = await race.start();
  const state = await untilOrder(engine, orderId, isQuiet);
  const due = deadlineOf(state, race.deadline);
  const at = due.graceEndsAt ?? due.dueAt;
  const expiry = (phase: 'due' | 'grace') => ({
    action: { name: 'expireDeadline', deadlineId: due.id, phase } as const,
    actor: { role: 'system', id: 'engine' } as const,
  });
  if (due.graceEndsAt !== null) await transit(orderId, { ...expiry('due'), at: due.dueAt });
  const step = race.step(state);
  return {
    orderId,
    takeStep: () => transit(orderId, { action: step, actor: actorOf(race.by), at }),
    expire: () => transit(orderId, { ...expiry(due.graceEndsAt ? 'grace' : 'due'), at }),
  };
}

async function outcomeOf(orderId: string, race: Race) {
  const state = await orderState(engine, orderId);
  const { status, statusReason } = state.order;
  const { state: ended, grace } = deadlineOf(state, race.deadline);
  expect(ended).toBe('missed');
  expect(grace).not.toBe('running');
  return { status, statusReason };
}

describe.each(races.map((race) => [race.deadline, race] as const))('D3, D7: %s', (_name, race) => {
  test('a step of the same instant that comes first is too late all the same', async () => {
    const { orderId, takeStep, expire } = await atOnce(race);

    expect(await refusalOf(takeStep())).toBe('deadline_passed');
    await expire();

    expect(await outcomeOf(orderId, race)).toEqual(race.acted);
  });

  test('a step of the same instant that comes after it finds it acted', async () => {
    const { orderId, takeStep, expire } = await atOnce(race);

    await expire();

    expect(await refusalOf(takeStep())).toBe('deadline_passed');
    expect(await outcomeOf(orderId, race)).toEqual(race.acted);
  });

  test('both at once, whoever gets the lock: the deadline acts, once', async () => {
    const { orderId, takeStep, expire } = await atOnce(race);

    const [step] = await Promise.allSettled([takeStep(), expire()]);

    expect(step.status).toBe('rejected');
    expect(await outcomeOf(orderId, race)).toEqual(race.acted);
    expect(await refusalOf(expire())).toBe('deadline_not_running');
  });
});

test.each(['the step', 'the timer'])(
  'S0 6.6 c: when the deadline passes into its grace and %s comes first, the late step is taken',
  async (first) => {
    const orderId = await placeOrder(engine);
    const due = deadlineOf(await untilOrder(engine, orderId, isQuiet), 'seller_confirmation');
    const at = due.dueAt;
    const step = { action: accepting, actor: actorOf('seller'), at };
    const expiry = {
      action: { name: 'expireDeadline', deadlineId: due.id, phase: 'due' } as const,
      actor: { role: 'system', id: 'engine' } as const,
      at,
    };

    if (first === 'the step') {
      await transit(orderId, step);
      expect(await refusalOf(transit(orderId, expiry))).toBe('deadline_not_running');
    } else {
      await transit(orderId, expiry);
      await transit(orderId, step);
    }

    const state = await orderState(engine, orderId);
    expect(state.order).toMatchObject({ status: 'awaiting_payment', escalated: true });
    const ended = deadlineOf(state, 'seller_confirmation');
    expect(ended.state).toBe('missed');
    expect(ended.grace).not.toBe('running');
  },
);

test('D3: an update that a run gets together with the fired timer is refused by the time', async () => {
  const orderId = await placeOrder(engine, { consumerConfirmation: null });
  const { dueAt, remindAt } = deadlineOf(
    await untilOrder(engine, orderId, isQuiet),
    'consumer_confirmation',
  );
  // The reminder's timer must be out of the way: without a worker time stops where one fires.
  await forward(engine, orderId, { to: must(remindAt, 'reminder') });
  await untilOrder(
    engine,
    orderId,
    (state) => deadlineOf(state, 'consumer_confirmation').remindedAt !== null,
  );
  await engine.stopWorker();
  await forward(engine, orderId, { to: dueAt });

  const refusal = refusalOf(send(engine, orderId, acceptingOffer, { by: 'consumer' }));
  await engine.startWorker();

  expect(await refusal).toBe('deadline_passed');
  const ended = await untilOrder(engine, orderId, ({ order }) => isFinal(order));
  expect(ended.order.statusReason).toBe('consumer_confirmation_expired');
});

test('D3: an update sent while its deadline passes is taken or refused, never half of it', async () => {
  const orderId = await placeOrder(engine, { consumerConfirmation: null });
  const { dueAt } = deadlineOf(await untilOrder(engine, orderId, isQuiet), 'consumer_confirmation');

  const [step] = await Promise.allSettled([
    send(engine, orderId, acceptingOffer, { by: 'consumer' }),
    forward(engine, orderId, { to: dueAt }),
  ]);

  const state = await untilOrder(
    engine,
    orderId,
    ({ order }) => order.status !== 'awaiting_consumer',
  );
  const isTaken = step.status === 'fulfilled';
  expect(state.order.status).toBe(isTaken ? 'awaiting_confirmation' : 'cancelled');
  expect(deadlineOf(state, 'consumer_confirmation').state).toBe(isTaken ? 'met' : 'missed');
});
