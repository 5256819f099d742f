import { randomUUID } from 'node:crypto';
import type { OrderStatus } from '../../src/domain/order.ts';
import {
  as,
  clock,
  devFile,
  insist,
  type Order,
  readOrder,
  taken,
  untilOrder,
} from '../support/client.ts';
import { command, deliver, handOver } from './steps.ts';

/** What a test wants otherwise about an order; the rest is that of `orderBody`. */
export interface Wishes {
  token?: string | null;
  timing?: 'after_confirmation' | 'before_confirmation' | 'on_delivery';
  method?: string;
  [field: string]: unknown;
}

/** Two units of 129.90 and a fee of 10.00, confirmed by the consumer, paid by card. */
export function orderBody(wishes: Wishes = {}) {
  const { token = 'tok_ok', timing = 'after_confirmation', method, ...fields } = wishes;
  const { parties, consumerRef } = devFile();
  const isCash = timing === 'on_delivery';
  return {
    platformOrderNo: `T-${randomUUID()}`,
    sellerId: parties.seller,
    courierId: parties.courier,
    paymentProviderId: parties.paymentProvider,
    consumer: { ref: consumerRef },
    recipient: {
      name: '张三',
      phone: '13800001234',
      address: {
        country: 'CN',
        region: '浙江省',
        city: '杭州市',
        district: '西湖区',
        line1: '文三路 1 号',
        postalCode: '310012',
      },
    },
    consumerConfirmation: { at: '2026-11-24T01:00:00.000Z', channel: 'app', offerDigest: null },
    lines: [line(1, { sku: `tea-${randomUUID()}` })],
    deliveryFeeMinor: 1_000,
    taxMinor: 0,
    totalMinor: 26_980,
    currency: 'CNY',
    payment: { timing, method: method ?? (isCash ? 'cash' : 'card'), token: isCash ? null : token },
    ...fields,
  };
}

export function line(lineNo: number, fields: Record<string, unknown> = {}) {
  const goods = { sku: `tea-${lineNo}`, name: '龙井茶', quantity: 2, unit: 'piece' };
  return { lineNo, ...goods, unitPriceMinor: 12_990, ...fields };
}

export async function place(wishes: Wishes = {}): Promise<Order> {
  return insist((sent) => as('platform').post<Order>('/v1/orders', orderBody(wishes), sent));
}

/** Places an order and brings it to a status by the hands of its actors. */
export async function placeAt(status: OrderStatus, wishes: Wishes = {}): Promise<Order> {
  const { id } = await place(wishes);
  return bringTo(id, status);
}

/** Lives an order from where it is to a status, the shortest happy way. */
export async function bringTo(orderId: string, status: OrderStatus): Promise<Order> {
  let order = await readOrder(orderId);
  while (order.status !== status) {
    const { status: before } = order;
    const step = steps[before];
    if (step === undefined) throw new Error(`from ${before} there is no way to ${status}`);
    await step(order);
    order = await untilOrder(orderId, (now) => now.status !== before);
  }
  return order;
}

const steps: Partial<Record<string, (order: Order) => Promise<unknown>>> = {
  awaiting_consumer: ({ id }) => command('consumer', `/v1/orders/${id}/consumer-decision`, accept),
  awaiting_confirmation: ({ id }) => command('seller', `/v1/orders/${id}/seller-decision`, accept),
  awaiting_payment: async ({ id, payment }) => {
    const isOpen = payment.status === 'none' || payment.status === 'declined';
    if (isOpen)
      await command('consumer', `/v1/orders/${id}/payments`, { method: 'card', token: 'tok_ok' });
  },
  awaiting_handover: handOver,
  in_delivery: (order) => deliver(order),
  delivered: complete,
};

const accept = { decision: 'accept' };

/** An order whose goods are with the courier and whose money is taken. */
export async function placeUnderWay(wishes: Wishes = {}): Promise<Order> {
  const { id, payment } = await placeAt('in_delivery', wishes);
  if (payment.timing === 'on_delivery') return readOrder(id);
  return untilOrder(id, (order) => order.payment.status === 'captured');
}

async function complete(order: Order): Promise<void> {
  if (order.payment.remittance === 'due') await remit(order);
  await clock(order.id, { to: 'next_deadline' });
}

export async function remit(order: Order, amountMinor = order.payment.collectedMinor) {
  const path = `/v1/parties/${devFile().parties.courier}/remittances`;
  const body = { reference: `bank-${order.id}`, items: [{ orderId: order.id, amountMinor }] };
  return taken(
    as('courier').post<{ results: { id: string; status: number; problem?: { code: string } }[] }>(
      path,
      body,
    ),
  );
}
