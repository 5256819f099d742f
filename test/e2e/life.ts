import { randomUUID } from 'node:crypto';
import type { OrderStatus } from '../../src/domain/order.ts';
import {
  as,
  clock,
  devFile,
  type Document,
  insist,
  type Order,
  readOrder,
  type Shipment,
  sign,
  taken,
  untilOrder,
} from '../support/client.ts';

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

/** A command that is taken; a busy engine is asked again under the same key. */
export async function command<Body = Order>(
  role: Parameters<typeof as>[0],
  path: string,
  body: unknown,
): Promise<Body> {
  return insist((sent) => as(role).post<Body>(path, body, sent));
}

export const parcels = [{ parcelNo: 1, weightG: 900, packaging: 'intact' }];

export async function shipmentOf(order: Order, direction = 'outbound'): Promise<Shipment> {
  const found = order.shipments.find((shipment) => shipment.direction === direction);
  if (found === undefined) throw new Error(`no ${direction} shipment`);
  return taken(as('support').get<Shipment>(`/v1/shipments/${found.id}`));
}

export async function handoverNote(order: Order): Promise<Document> {
  const { id } = await shipmentOf(order);
  const body = { parcels, agent: { name: '王递' } };
  return command('seller', `/v1/shipments/${id}/handover-note`, body);
}

export async function handOver(order: Order): Promise<Document> {
  const note = await handoverNote(order);
  await sign('seller', note);
  return sign('courier', note);
}

/** An order whose goods are with the courier and whose money is taken. */
export async function placeUnderWay(wishes: Wishes = {}): Promise<Order> {
  const { id, payment } = await placeAt('in_delivery', wishes);
  if (payment.timing === 'on_delivery') return readOrder(id);
  return untilOrder(id, (order) => order.payment.status === 'captured');
}

export async function appoint(order: Order): Promise<Shipment> {
  const { id } = await shipmentOf(order);
  const body = {
    from: '2026-12-01T01:00:00.000Z',
    to: '2026-12-01T03:00:00.000Z',
    place: '文三路 1 号, 前台',
    contact: { channel: 'phone', at: '2026-11-30T08:00:00.000Z' },
  };
  return command('courier', `/v1/shipments/${id}/appointments`, body);
}

/** What was found at the door, per line number; a line not named was accepted whole. */
export type Findings = Record<
  number,
  { refused?: number; missing?: number; reason?: string; evidence?: unknown[] }
>;

export function inspectionBody(shipment: Shipment, findings: Findings = {}, more: object = {}) {
  return {
    agent: { name: '王递', identityDocument: { kind: 'work_badge', last4: '0042' } },
    packaging: 'intact',
    opening: 'opened',
    lines: shipment.lines.map(({ lineNo, quantity }) => {
      const {
        refused = 0,
        missing = 0,
        reason = 'damaged',
        evidence = [],
      } = findings[lineNo] ?? {};
      const accepted = quantity - refused - missing;
      return {
        lineNo,
        accepted,
        refused,
        missing,
        reason: accepted < quantity ? reason : null,
        evidence,
      };
    }),
    ...more,
  };
}

/** Inspects at the door; cash is collected as the dry run says. */
export async function inspect(
  order: Order,
  findings: Findings = {},
  more: object = {},
): Promise<Document> {
  const shipment = await shipmentOf(order);
  const path = `/v1/shipments/${shipment.id}/inspection`;
  const plain = inspectionBody(shipment, findings, more);
  if (order.payment.timing !== 'on_delivery') return command('courier', path, plain);
  const { codDueMinor = 0 } = await taken(
    as('courier').post<{ codDueMinor?: number }>(`${path}?dryRun=true`, plain),
  );
  const collection =
    codDueMinor > 0 ? { amountMinor: codDueMinor, method: 'cash', reference: null } : null;
  return command('courier', path, { ...plain, collection });
}

/** The door, from the appointment to both signatures. */
export async function deliver(
  order: Order,
  findings: Findings = {},
  more: object = {},
): Promise<Document> {
  await appoint(order);
  const note = await inspect(order, findings, more);
  await sign('courier', note);
  return sign('consumer', note);
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

/** The goods that came back are signed for by courier and seller (S0 7.7.3 a). */
export async function returnNote(order: Order): Promise<Document> {
  const shipment = await shipmentOf(order, 'return');
  const lines = shipment.lines.map(({ lineNo, quantity }) => ({
    lineNo,
    quantity,
    condition: 'intact',
  }));
  return command('courier', `/v1/shipments/${shipment.id}/return-note`, { parcels, lines });
}

export async function bringBack(order: Order): Promise<Document> {
  const note = await returnNote(order);
  await sign('courier', note);
  return sign('seller', note);
}
