import type { Signer } from '../runtime/seed.ts';
import type { DocumentView } from '../../src/domain/views/document-view.ts';
import type { ShipmentView } from '../../src/domain/views/shipment-view.ts';
import type { OrderView } from '../../src/domain/views/views.ts';
import type { Waiting } from '../../src/domain/views/waiting.ts';
import { signStatement } from '../../src/evidence/signature.ts';
import type { Speaker } from './speaker.ts';

/** What the parties of an order do, each under its own identity, by the public API alone. */

export interface Cast {
  seller: Speaker;
  courier: Speaker;
  /** The consumer, or the platform on its behalf. */
  consumer: Speaker;
  support: Speaker;
  ops: Speaker;
  signers: { seller: Signer; courier: Signer };
}

/** One order and who acts in it. */
export interface Stage {
  cast: Cast;
  orderId: string;
}

export interface Forwarded {
  now: string;
  fired: { name: string; at: string }[];
}

const readPath = (orderId: string): string => `/v1/orders/${orderId}`;

export async function readOrder({ cast, orderId }: Stage): Promise<OrderView> {
  return cast.support.get(readPath(orderId));
}

export async function readWaiting({ cast, orderId }: Stage): Promise<Waiting> {
  return cast.support.get(`${readPath(orderId)}/waiting`);
}

const longPollSeconds = 5;
const untilMs = 60_000;

/** The order as soon as it is as wanted, by long polls; throws after a minute. */
export async function untilOrder(
  stage: Stage,
  isAsWanted: (order: OrderView) => boolean,
): Promise<OrderView> {
  const endsAtMs = Date.now() + untilMs;
  let order = await readOrder(stage);
  while (!isAsWanted(order)) {
    if (Date.now() > endsAtMs) {
      throw new Error(`${order.id} stays ${order.status}, its payment ${order.payment.status}`);
    }
    const path = `${readPath(order.id)}?ifVersionAbove=${order.version}&wait=${longPollSeconds}`;
    order = await stage.cast.support.get<OrderView>(path);
  }
  return order;
}

export async function confirm({ cast, orderId }: Stage): Promise<void> {
  await cast.seller.post(`${readPath(orderId)}/seller-decision`, { decision: 'accept' });
}

export async function pay(stage: Stage, payment: { method: string; token: string }): Promise<void> {
  await stage.cast.consumer.post(`${readPath(stage.orderId)}/payments`, payment);
}

export async function readShipment(stage: Stage, shipmentId: string): Promise<ShipmentView> {
  return stage.cast.support.get(`/v1/shipments/${shipmentId}`);
}

/** The id of the order's newest shipment in a direction; throws where there is none. */
export function shipmentIn(order: OrderView, direction: 'outbound' | 'return'): string {
  const found = order.shipments.findLast((shipment) => shipment.direction === direction);
  if (found === undefined) throw new Error(`${order.id} has no ${direction} shipment`);
  return found.id;
}

/** The seller sends one line on a shipment of its own, with the order's courier. */
export async function splitOff(stage: Stage, lineNo: number): Promise<void> {
  const { courierId, lines } = await readOrder(stage);
  const quantity = lines.find((line) => line.lineNo === lineNo)?.confirmed;
  const body = { courierId, lines: [{ lineNo, quantity }] };
  await stage.cast.seller.post(`${readPath(stage.orderId)}/shipments`, body);
}

const parcelsOf = (weightG: number) => [{ parcelNo: 1, weightG, packaging: 'intact' }];

export async function issueHandoverNote(
  { cast }: Stage,
  { shipmentId, weightG }: { shipmentId: string; weightG: number },
): Promise<DocumentView> {
  const body = { parcels: parcelsOf(weightG), agent: { name: cast.signers.courier.name } };
  return cast.seller.post(`/v1/shipments/${shipmentId}/handover-note`, body);
}

/** A side signs with the key of its person (design §4). */
export async function signByKey(
  speaker: Speaker,
  signer: Signer,
  { role, document }: { role: 'seller' | 'courier' | 'consumer'; document: DocumentView },
): Promise<DocumentView> {
  const { id, version, digest } = document;
  const jws = await signStatement({
    privateJwk: signer.privateJwk,
    keyId: signer.keyId,
    documents: [{ documentId: id, version, digest }],
    role,
    signedAt: new Date().toISOString(),
  });
  const person = { personId: signer.personId, name: signer.name };
  const body = { role, signer: person, method: 'jws', jws };
  return speaker.post(`/v1/documents/${id}/signatures`, body);
}

/** Seller or courier signs a document by its own key. */
export async function sign(
  { cast }: Stage,
  role: 'seller' | 'courier',
  document: DocumentView,
): Promise<DocumentView> {
  return signByKey(cast[role], cast.signers[role], { role, document });
}

/** Tracking events carry the order's own time. */
export async function track(
  { cast }: Stage,
  { shipmentId, code, at }: { shipmentId: string; code: string; at: string },
): Promise<void> {
  const body = { eventId: `${shipmentId}-${code}`, code, at, place: null };
  await cast.courier.post(`/v1/shipments/${shipmentId}/tracking-events`, body);
}

const hourMs = 3_600_000;
const instant = (ms: number): string => new Date(ms).toISOString();

/** Agrees a delivery within the hour at a place; agreed by phone the hour before. */
export async function appoint(
  { cast }: Stage,
  { shipmentId, nowMs, place }: { shipmentId: string; nowMs: number; place: string },
): Promise<void> {
  await cast.courier.post(`/v1/shipments/${shipmentId}/appointments`, {
    from: instant(nowMs),
    to: instant(nowMs + hourMs),
    place,
    contact: { channel: 'phone', at: instant(nowMs - hourMs) },
  });
}

/** What the consumer refuses at the door, by line number; the rest is accepted. */
export type Refusals = Record<number, number>;

export async function inspect(
  { cast }: Stage,
  shipment: ShipmentView,
  refusals: Refusals = {},
): Promise<DocumentView> {
  const lines = shipment.lines.map(({ lineNo, quantity }) => {
    const refused = refusals[lineNo] ?? 0;
    const reason = refused > 0 ? 'damaged' : null;
    return { lineNo, accepted: quantity - refused, refused, missing: 0, reason };
  });
  const identityDocument = { kind: 'work_badge', last4: '0042' };
  return cast.courier.post(`/v1/shipments/${shipment.id}/inspection`, {
    agent: { name: cast.signers.courier.name, identityDocument },
    packaging: 'intact',
    opening: 'opened',
    lines,
  });
}

export async function issueReturnNote(
  { cast }: Stage,
  shipment: ShipmentView,
  weightG: number,
): Promise<DocumentView> {
  const lines = shipment.lines.map(({ lineNo, quantity }) => ({
    lineNo,
    quantity,
    condition: 'damaged',
  }));
  const body = { parcels: parcelsOf(weightG), lines };
  return cast.courier.post(`/v1/shipments/${shipment.id}/return-note`, body);
}

/** Forwards the order to just past its next deadline. */
export async function toNextDeadline({ cast, orderId }: Stage): Promise<Forwarded> {
  const body = { subject: orderId, to: 'next_deadline' };
  return cast.ops.post('/v1/sandbox/clock', body);
}

/** Forwards the order by whole seconds, rounded up. */
export async function forward({ cast, orderId }: Stage, byMs: number): Promise<Forwarded> {
  const seconds = Math.ceil(byMs / 1_000);
  const advance = `P${Math.floor(seconds / 86_400)}DT${seconds % 86_400}S`;
  return cast.ops.post('/v1/sandbox/clock', { subject: orderId, advance });
}

export async function readNow({ cast, orderId }: Stage): Promise<number> {
  const { now } = await cast.ops.get<{ now: string }>(`/v1/sandbox/clock?subject=${orderId}`);
  return Date.parse(now);
}
