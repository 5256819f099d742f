import type { OrderStatus } from '../../src/domain/order.ts';
import {
  accepting,
  appointing,
  cancelling,
  handoverNote,
  inspecting,
  paying,
  returnNote,
  signature,
  tracking,
} from './commands.ts';
import type { Stage } from './stage.ts';

const dayMs = 86_400_000;
/** Past the after-sale window of the default policy. */
const afterSaleMs = 17 * dayMs;
/** Past the seller's deadline and its grace. */
const sellerSilentMs = 14 * dayMs;

/** A life from its placing to its end; answers the order. */
export type Life = (stage: Stage) => Promise<string>;

/** The fixed set of orders that is measured, and how each must end. */
export const lives = {
  happy: { endsAs: 'completed', live: happy },
  'refused in part': { endsAs: 'completed', live: refusedInPart },
  'refused whole': { endsAs: 'returned', live: refusedWhole },
  'confirmation expired': { endsAs: 'cancelled', live: confirmationExpired },
  'declined then paid': { endsAs: 'completed', live: declinedThenPaid },
  'cancelled after payment': { endsAs: 'cancelled', live: cancelledAfterPayment },
} as const satisfies Record<string, { endsAs: OrderStatus; live: Life }>;

export type LifeName = keyof typeof lives;
export const lifeNames = Object.keys(lives) as LifeName[];

/** Lives one life and makes sure that it ended as it should. */
export async function liveAs(stage: Stage, name: LifeName): Promise<string> {
  const { live, endsAs } = lives[name];
  const orderId = await live(stage);
  const { order } = await stage.state(orderId);
  if (order.status !== endsAs)
    throw new Error(`${name} ended as ${order.status}, not as ${endsAs}`);
  return orderId;
}

async function happy(stage: Stage): Promise<string> {
  const orderId = await stage.place(null);
  await stage.send(orderId, accepting, 'seller');
  await stage.send(orderId, paying, 'consumer');
  await deliver(stage, orderId, { refused: 0 });
  await stage.liveOn(orderId, afterSaleMs);
  return orderId;
}

async function refusedInPart(stage: Stage): Promise<string> {
  const orderId = await paidOrder(stage);
  await deliver(stage, orderId, { refused: 1 });
  await bringBack(stage, orderId);
  await stage.liveOn(orderId, afterSaleMs);
  return orderId;
}

async function refusedWhole(stage: Stage): Promise<string> {
  const orderId = await paidOrder(stage);
  await deliver(stage, orderId, { refused: 2 });
  await bringBack(stage, orderId);
  return orderId;
}

async function confirmationExpired(stage: Stage): Promise<string> {
  const orderId = await stage.place('tok_ok');
  await stage.liveOn(orderId, sellerSilentMs);
  return orderId;
}

async function declinedThenPaid(stage: Stage): Promise<string> {
  const orderId = await stage.place('tok_declined');
  await stage.send(orderId, accepting, 'seller');
  await stage.send(orderId, paying, 'consumer');
  await deliver(stage, orderId, { refused: 0 });
  await stage.liveOn(orderId, afterSaleMs);
  return orderId;
}

async function cancelledAfterPayment(stage: Stage): Promise<string> {
  const orderId = await paidOrder(stage);
  await stage.send(orderId, cancelling, 'consumer');
  return orderId;
}

async function paidOrder(stage: Stage): Promise<string> {
  const orderId = await stage.place('tok_ok');
  await stage.send(orderId, accepting, 'seller');
  return orderId;
}

async function deliver(
  stage: Stage,
  orderId: string,
  { refused }: { refused: number },
): Promise<void> {
  let state = await stage.state(orderId);
  state = await stage.send(orderId, handoverNote(state), 'seller');
  for (const side of ['seller', 'courier'] as const) {
    state = await stage.send(orderId, signature(state, 'handover_note', side), side);
  }
  for (const code of ['in_transit', 'arrived', 'out_for_delivery']) {
    state = await stage.send(orderId, tracking(state, code), 'courier');
  }
  state = await stage.send(orderId, appointing(state), 'courier');
  state = await stage.send(orderId, inspecting(state, refused), 'courier');
  for (const side of ['courier', 'consumer'] as const) {
    state = await stage.send(orderId, signature(state, 'delivery_note', side), side);
  }
}

async function bringBack(stage: Stage, orderId: string): Promise<void> {
  let state = await stage.state(orderId);
  state = await stage.send(orderId, returnNote(state), 'courier');
  for (const side of ['courier', 'seller'] as const) {
    state = await stage.send(orderId, signature(state, 'return_to_seller_note', side), side);
  }
}
