import { must } from '../../src/domain/errors.ts';
import type { OrderState } from '../../src/domain/order.ts';
import type { TestEngine } from './engine.ts';
import { dayMs, forward } from './order-clock.ts';
import { bringTo, placeOrder, send, sign, untilOrder } from './order-life.ts';
import { accepting, cancelling, paying, returnNote } from './orders.ts';

/** One life of each kind, lived to its end; each release leaves the histories of all of them. */
export type RecordedLife = (engine: TestEngine) => Promise<string>;

const isOver = (state: OrderState): boolean =>
  ['completed', 'cancelled', 'returned'].includes(state.order.status) &&
  state.effects.every((effect) => effect.status === 'done' || effect.status === 'failed') &&
  state.refunds.every((refund) => refund.status === 'succeeded');

async function ended(engine: TestEngine, orderId: string): Promise<string> {
  await untilOrder(engine, orderId, isOver);
  return orderId;
}

async function completed(engine: TestEngine, orderId: string): Promise<string> {
  await forward(engine, orderId, { byMs: 17 * dayMs });
  return ended(engine, orderId);
}

/** The refused goods come back and both sign for them. */
async function sentBack(engine: TestEngine, orderId: string): Promise<void> {
  const state = await untilOrder(engine, orderId, (now) =>
    now.shipments.some((shipment) => shipment.direction === 'return'),
  );
  await send(engine, orderId, returnNote(state), { by: 'courier' });
  await sign(engine, orderId, { kind: 'return_to_seller_note', by: 'courier' });
  await sign(engine, orderId, { kind: 'return_to_seller_note', by: 'seller' });
}

export const recordedLives: Record<string, RecordedLife> = {
  happy: async (engine) => {
    const orderId = await placeOrder(engine);
    await bringTo(engine, orderId, 'delivered');
    return completed(engine, orderId);
  },
  'refused-in-part': async (engine) => {
    const orderId = await placeOrder(engine);
    await bringTo(engine, orderId, 'delivered', { refused: 1 });
    await sentBack(engine, orderId);
    return completed(engine, orderId);
  },
  'refused-whole': async (engine) => {
    const orderId = await placeOrder(engine);
    await bringTo(engine, orderId, 'delivered', { refused: 2 });
    await sentBack(engine, orderId);
    return ended(engine, orderId);
  },
  'confirmation-expired': async (engine) => {
    const orderId = await placeOrder(engine);
    await forward(engine, orderId, { byMs: 14 * dayMs });
    return ended(engine, orderId);
  },
  'declined-then-paid': async (engine) => {
    const orderId = await placeOrder(engine, { token: 'tok_declined' });
    await send(engine, orderId, accepting, { by: 'seller' });
    await untilOrder(engine, orderId, (state) => state.order.paymentStatus === 'declined');
    await send(engine, orderId, paying('tok_ok'), { by: 'consumer' });
    await bringTo(engine, orderId, 'delivered');
    return completed(engine, orderId);
  },
  'cancelled-after-payment': async (engine) => {
    const orderId = await placeOrder(engine);
    await bringTo(engine, orderId, 'awaiting_handover');
    await send(engine, orderId, cancelling('consumer_changed_mind'), { by: 'consumer' });
    return ended(engine, orderId);
  },
};

export function lifeNamed(name: string): RecordedLife {
  return must(recordedLives[name], `life ${name}`);
}
