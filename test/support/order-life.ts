import { seal } from '../../src/vault/seal.ts';
import { carryOut } from '../../src/api/commands/carry-out.ts';
import { createEngine } from '../../src/api/temporal.ts';
import { accessOfOrder } from '../../src/db/reading/order-access.ts';
import type { Command } from '../../src/domain/commands.ts';
import { DomainError, must } from '../../src/domain/errors.ts';
import type { Actor, OrderState, SigningRole } from '../../src/domain/order.ts';
import { createLogger } from '../../src/logger.ts';
import { orderWorkflowId } from '../../workflows/contract.ts';
import { commandKey, orderState, type TestEngine, until } from './engine.ts';
import {
  accepting,
  actorOf,
  anOrder,
  appointing,
  handoverNote,
  inspecting,
  newId,
  type OrderWishes,
  signature,
  tracking,
} from './orders.ts';

const logger = createLogger('error', 'test');

/** Places an order as the door does, and returns when its workflow runs. */
export async function placeOrder(
  engine: TestEngine,
  wishes: OrderWishes = {},
  orderId = newId('ord'),
): Promise<string> {
  const { wrapped } = engine.vault.newDataKey();
  const dataKey = engine.vault.openDataKey(wrapped);
  await engine.transitions.place({
    orderId,
    input: anOrder(wishes),
    policyName: wishes.policyName ?? null,
    personal: {
      wrappedKey: wrapped,
      recipient: { name: seal(dataKey, { kind: 'name', value: '张三' }, orderId) },
    },
    actor: actorOf('platform'),
    at: new Date().toISOString(),
    key: commandKey(),
  });
  engine.wakeStarts();
  await until(
    async () => {
      const [row] = await engine.sql`select 1 from start_requests
        where workflow_id = ${orderWorkflowId(orderId)} and started_at is not null`;
      return row;
    },
    () => 'the relay did not start the order',
  );
  return orderId;
}

/**
 * Sends a command the way the door does, and as a client does: what got no answer is repeated
 * under the same key. Throws the rule's `DomainError`.
 */
export async function send(
  engine: TestEngine,
  orderId: string,
  command: Command,
  sent: { by?: Actor['role']; key?: ReturnType<typeof commandKey> } = {},
): Promise<void> {
  const { by = 'support', key = commandKey() } = sent;
  const order = must(await accessOfOrder(engine.sql, orderId), 'order');
  const { sql, transitions } = engine;
  const door = { sql, transitions, logger, engine: createEngine(engine.client()) };
  await until(
    async () => {
      try {
        await carryOut(door, { order, action: command, actor: actorOf(by), key });
        return true;
      } catch (error) {
        if (error instanceof DomainError && error.code === 'engine_unavailable') return false;
        throw error;
      }
    },
    () => `${command.name} has no answer`,
  );
}

/** The code that refuses; fails where nothing was refused. */
export async function refusalOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  throw new Error('it was not refused');
}

/** The order as soon as it is as wanted. */
export function untilOrder(
  engine: TestEngine,
  orderId: string,
  isAsWanted: (state: OrderState) => boolean,
): Promise<OrderState> {
  return until(
    async () => {
      const state = await orderState(engine, orderId);
      return isAsWanted(state) && state;
    },
    async () => summaryOf(await orderState(engine, orderId)),
  );
}

/** The order as soon as it has come to that status. */
export function untilStatus(
  engine: TestEngine,
  orderId: string,
  status: OrderState['order']['status'],
): Promise<OrderState> {
  return untilOrder(engine, orderId, ({ order }) => order.status === status);
}

/** No call outside is wanted or under way (one of unknown outcome may wait for its next query). */
export function isQuiet(state: OrderState): boolean {
  return state.effects.every((effect) => effect.status !== 'pending');
}

function summaryOf(state: OrderState): string {
  const { status, statusReason, paymentStatus, version } = state.order;
  const effects = state.effects.map((effect) => `${effect.id}=${effect.status}`);
  const refunds = state.refunds.map((refund) => `${refund.id}=${refund.status}`);
  const cases = state.cases.map((found) => `${found.kind}=${found.status}`);
  const armed = state.deadlines.map((due) => `${due.name}=${due.state}/${due.grace}`);
  const parts = [...effects, ...refunds, ...cases, ...armed].join(' ');
  return `${status}/${statusReason} ${paymentStatus} v${version} ${parts}`;
}

/** One side signs the newest document of a kind. */
export async function sign(
  engine: TestEngine,
  orderId: string,
  signed: { kind: string; by: SigningRole; evidenceDigest?: string },
): Promise<void> {
  const state = await orderState(engine, orderId);
  const command = signature(state, signed.kind, signed.by, signed.evidenceDigest ?? null);
  await send(engine, orderId, command, { by: signed.by });
}

/** Stages of the happy life, in their order. */
export const stages = [
  'awaiting_confirmation',
  'awaiting_handover',
  'handover_noted',
  'in_delivery',
  'arrived',
  'appointed',
  'inspected',
  'delivered',
] as const;
export type Stage = (typeof stages)[number];

/** How the inspection ends, where the life goes that far. */
export interface Finding {
  refused?: number;
  missing?: number;
  reason?: string;
}

/** Lives an order from where it is to a stage, by the hands of its actors. */
export async function bringTo(
  engine: TestEngine,
  orderId: string,
  stage: Stage,
  finding: Finding = {},
): Promise<OrderState> {
  let state = await orderState(engine, orderId);
  for (const next of stages.slice(0, stages.indexOf(stage) + 1)) {
    if (hasReached(state, next)) continue;
    await lifeSteps[next](engine, orderId, state, finding);
    state = await untilOrder(engine, orderId, (now) => hasReached(now, next) && isQuiet(now));
  }
  return state;
}

function hasReached(state: OrderState, stage: Stage): boolean {
  const { status } = state.order;
  const outbound = state.shipments[0];
  const noted = state.documents.some((document) => document.kind === 'handover_note');
  switch (stage) {
    case 'awaiting_confirmation':
      return status !== 'awaiting_consumer';
    case 'awaiting_handover':
      return outbound !== undefined;
    case 'handover_noted':
      return noted;
    case 'in_delivery':
      return outbound?.handedOverAt !== null && outbound !== undefined;
    case 'arrived':
      return outbound?.trackingRank !== undefined && outbound.trackingRank >= 3;
    case 'appointed':
      return outbound?.appointment !== null && outbound !== undefined;
    case 'inspected':
      return outbound?.inspection !== null && outbound !== undefined;
    case 'delivered':
      return outbound?.endedAt !== null && outbound !== undefined;
  }
}

type LifeStep = (
  engine: TestEngine,
  orderId: string,
  state: OrderState,
  finding: Finding,
) => Promise<void>;

const lifeSteps: Record<Stage, LifeStep> = {
  awaiting_confirmation: (engine, orderId) =>
    send(
      engine,
      orderId,
      { name: 'decideAsConsumer', decision: 'accept', reason: null, note: null },
      { by: 'consumer' },
    ),
  awaiting_handover: async (engine, orderId, state) => {
    if (state.order.status !== 'awaiting_confirmation') return;
    await send(engine, orderId, accepting, { by: 'seller' });
  },
  handover_noted: (engine, orderId, state) =>
    send(engine, orderId, handoverNote(state), { by: 'seller' }),
  in_delivery: async (engine, orderId) => {
    await sign(engine, orderId, { kind: 'handover_note', by: 'seller' });
    await sign(engine, orderId, { kind: 'handover_note', by: 'courier' });
  },
  arrived: (engine, orderId, state) =>
    send(engine, orderId, tracking(state, 'arrived'), { by: 'courier' }),
  appointed: (engine, orderId, state) =>
    send(engine, orderId, appointing(state), { by: 'courier' }),
  inspected: (engine, orderId, state, finding) =>
    send(engine, orderId, inspecting(state, finding), { by: 'courier' }),
  delivered: async (engine, orderId) => {
    await sign(engine, orderId, { kind: 'delivery_note', by: 'courier' });
    await sign(engine, orderId, { kind: 'delivery_note', by: 'consumer' });
  },
};
