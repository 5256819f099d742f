import { createHash } from 'node:crypto';
import type { DocumentView } from '../../src/domain/views/document-view.ts';
import type { OrderView } from '../../src/domain/views/views.ts';
import {
  appoint,
  confirm,
  forward,
  inspect,
  issueHandoverNote,
  pay,
  readOrder,
  readShipment,
  sign,
  splitOff,
  type Stage,
  toNextDeadline,
  track,
  untilOrder,
} from './acts.ts';
import type { Marketplace } from './marketplace.ts';
import type { RealOrder } from './source.ts';

/** What became of a real order in this engine. */
export interface Lived {
  real: RealOrder;
  order: OrderView;
  /** The sums of the order's ledger by account. */
  balances: Record<string, number>;
  seconds: number;
}

export interface Driving {
  marketplace: Marketplace;
  policy: string;
  /** Tells this run's orders from those of earlier ones. */
  run: string;
}

const dayMs = 86_400_000;
/** So long after the due date nobody in the source had done anything. */
const silenceMs = 30 * dayMs;

/**
 * Places a real order and lives its recorded timeline at its real distances from the purchase,
 * as far as the policy lets it. The source has no instant of the seller's confirmation: it is
 * given at once.
 */
export async function liveRealOrder(driving: Driving, real: RealOrder): Promise<Lived> {
  const beganMs = performance.now();
  const { stage, clock } = await place(driving, real);
  await confirm(stage);
  for (const step of stepsOf(real)) {
    const goesOn = await clock.forwardTo(step.afterMs);
    if (!goesOn) break;
    await step.act({ stage, real, nowMs: clock.nowMs() });
  }
  const order = await untilOrder(stage, isAtRest);
  const path = `/v1/orders/${stage.orderId}/ledger`;
  const { balances } = await stage.cast.support.get<Pick<Lived, 'balances'>>(path);
  return { real, order, balances, seconds: (performance.now() - beganMs) / 1_000 };
}

async function place({ marketplace, policy, run }: Driving, real: RealOrder) {
  const { sellerId, cast } = await marketplace.castFor(real.seller);
  const placedMs = Date.now();
  const { courierId, paymentProviderId } = marketplace;
  const order = await marketplace.platform.post<OrderView>('/v1/orders', {
    platformOrderNo: `${real.id}-${run}`,
    policy,
    sellerId,
    courierId,
    courierService: 'manual',
    paymentProviderId,
    ...orderBody(real, placedMs),
  });
  const stage: Stage = { cast, orderId: order.id };
  return { stage, clock: orderClock(stage, placedMs) };
}

/** The order as the source has it, its dates moved to a purchase at this instant. */
function orderBody(real: RealOrder, placedMs: number) {
  const { consumer, lines, method } = real;
  const instant = (afterMs: number) => new Date(placedMs + afterMs).toISOString();
  const { city, state, zipPrefix } = consumer;
  return {
    consumer: { ref: consumer.ref ?? `of-${real.sourceId}` },
    // The source is anonymous: who it was for, and where exactly, is not known.
    recipient: {
      name: 'Cliente',
      phone: '+55 11 90000-0000',
      address: {
        country: 'BR',
        region: state ?? 'unknown',
        city: city ?? 'unknown',
        line1: 'unknown',
        postalCode: zipPrefix,
      },
    },
    consumerConfirmation: { at: instant(0), channel: 'web', offerDigest: null },
    lines: lines.map(({ lineNo, sku, category, priceMinor }) => {
      const goods = { sku, name: category ?? sku, quantity: 1, unit: 'piece' };
      return { lineNo, ...goods, unitPriceMinor: priceMinor };
    }),
    deliveryFeeMinor: real.deliveryFeeMinor,
    taxMinor: 0,
    totalMinor: real.totalMinor,
    currency: real.currency,
    payment: { timing: 'after_confirmation', method, token: null },
    promised: {
      dispatchBy: instant(real.dispatchDueAfterMs),
      deliverBy: instant(real.deliveryDueAfterMs),
    },
  };
}

interface OrderClock {
  nowMs: () => number;
  /** False where a deadline that passed on the way has ended the order or lost its goods. */
  forwardTo: (afterMs: number) => Promise<boolean>;
}

/** The order's time runs on by itself between two forwardings. */
function orderClock(stage: Stage, placedMs: number): OrderClock {
  let aheadMs = 0;
  const nowMs = () => Date.now() + aheadMs;
  return {
    nowMs,
    forwardTo: async (afterMs) => {
      const byMs = placedMs + afterMs - nowMs();
      if (byMs <= 0) return true;
      const { now, fired } = await forward(stage, byMs);
      aheadMs = Date.parse(now) - Date.now();
      return fired.length === 0 || isUnderWay(await readOrder(stage));
    },
  };
}

const finalStatuses = ['completed', 'cancelled', 'returned'];
const isFinal = ({ status }: OrderView): boolean => finalStatuses.includes(status);

const isUnderWay = (order: OrderView): boolean =>
  !isFinal(order) && order.shipments.every(({ status }) => status !== 'lost');

/** Nothing is on its way any more, neither the engine's next step nor money. */
const isAtRest = ({ refunds, payment, status }: OrderView): boolean =>
  refunds.every((refund) => refund.status === 'succeeded') &&
  !(status === 'cancelled' && payment.status === 'authorized');

type Scene = { stage: Stage; real: RealOrder; nowMs: number };
type Step = { afterMs: number; act: (scene: Scene) => Promise<unknown> };

/** What is recorded to have happened after the purchase, in its order. */
function stepsOf(real: RealOrder): Step[] {
  const { paidAfterMs, handedOverAfterMs, deliveredAfterMs } = real;
  const paid = { afterMs: paidAfterMs, act: payment };
  const handedOver = { afterMs: handedOverAfterMs ?? 0, act: handover };
  const looking = { act: ({ stage }: Scene) => readOrder(stage) };
  switch (real.ending) {
    case 'delivered':
      return [
        paid,
        handedOver,
        { afterMs: deliveredAfterMs ?? 0, act: delivery },
        { afterMs: deliveredAfterMs ?? 0, act: completion },
      ];
    case 'cancelled':
      return [paid, { afterMs: paidAfterMs, act: cancelling }];
    case 'never_shipped':
      return [paid, { afterMs: real.dispatchDueAfterMs + silenceMs, ...looking }];
    case 'never_delivered':
      return [paid, handedOver, { afterMs: real.deliveryDueAfterMs + silenceMs, ...looking }];
  }
}

async function payment({ stage, real }: Scene): Promise<void> {
  await pay(stage, { method: real.method, token: 'tok_ok' });
  await untilOrder(stage, ({ status }) => status !== 'awaiting_payment');
}

async function handover({ stage, real }: Scene): Promise<void> {
  // The source does not say how an order was packed: what has several lines goes in two parts.
  if (real.lines.length > 1) await splitOff(stage, real.lines[0]?.lineNo ?? 1);
  for (const shipmentId of outboundOf(await readOrder(stage))) {
    const weightG = await weightOf(stage, { shipmentId, real });
    const note = await issueHandoverNote(stage, { shipmentId, weightG });
    await sign(stage, 'courier', await sign(stage, 'seller', note));
  }
  await untilOrder(stage, ({ payment }) => payment.status === 'captured');
}

function outboundOf({ shipments }: OrderView): string[] {
  return shipments.filter(({ direction }) => direction === 'outbound').map(({ id }) => id);
}

async function weightOf(
  stage: Stage,
  { shipmentId, real }: { shipmentId: string; real: RealOrder },
): Promise<number> {
  const { lines } = await readShipment(stage, shipmentId);
  return real.lines
    .filter(({ lineNo }) => lines.some((carried) => carried.lineNo === lineNo))
    .reduce((sum, line) => sum + (line.weightG ?? 0), 0);
}

async function delivery({ stage, nowMs }: Scene): Promise<void> {
  const at = new Date(nowMs).toISOString();
  for (const shipmentId of outboundOf(await readOrder(stage))) {
    await track(stage, { shipmentId, code: 'out_for_delivery', at });
    await appoint(stage, { shipmentId, nowMs, place: 'unknown' });
    const note = await inspect(stage, await readShipment(stage, shipmentId));
    await signForRecipient(stage, await sign(stage, 'courier', note));
  }
}

/** At the door: a one-time code on the courier's device. */
async function signForRecipient({ cast }: Stage, document: DocumentView): Promise<void> {
  const code = document.id.slice(-6);
  const evidenceDigest = `sha256:${createHash('sha256').update(code).digest('hex')}`;
  const signer = { personId: null, name: 'Cliente', relation: 'self' };
  const body = { role: 'consumer', signer, method: 'one_time_code', code, evidenceDigest };
  await cast.courier.post(`/v1/documents/${document.id}/signatures`, body);
}

async function completion({ stage }: Scene): Promise<void> {
  let { status } = await readOrder(stage);
  while (status === 'delivered') {
    await toNextDeadline(stage);
    ({ status } = await readOrder(stage));
  }
}

async function cancelling({ stage }: Scene): Promise<void> {
  // The source does not say who cancelled, nor why: recorded as the platform's own decision.
  const body = { reason: 'operator', note: null };
  await stage.cast.support.post(`/v1/orders/${stage.orderId}/cancellation`, body);
}
