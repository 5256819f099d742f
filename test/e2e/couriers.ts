import {
  newToken,
  type Client,
  type Document,
  insist,
  type Order,
  type Shipment,
  sign,
  untilStatus,
  withToken,
} from '../support/client.ts';
import { placeAt, type Wishes } from './life.ts';
import { approvedParty } from './registry.ts';
import {
  appointmentBody,
  type Findings,
  handoverNote,
  inspectionBody,
  shipmentOf,
} from './steps.ts';

/** Couriers besides the one of the instance, so that what they owe touches no other test. */
export interface OwnCourier {
  id: string;
  client: Client;
}

export async function courierOfItsOwn(): Promise<OwnCourier> {
  const id = await approvedParty('courier', { calendar: 'always' });
  return { id, client: withToken(await newToken({ role: 'courier', partyId: id })) };
}

async function attest({ client }: OwnCourier, documentId: string): Promise<void> {
  const signer = { personId: null, name: '陈递' };
  const attested = { role: 'courier', signer, method: 'attested' };
  await insist((sent) => client.post(`/v1/documents/${documentId}/signatures`, attested, sent));
}

/** With that courier, on its way. */
export async function placeWith(courier: OwnCourier, wishes: Wishes = {}): Promise<Order> {
  const order = await placeAt('awaiting_handover', { courierId: courier.id, ...wishes });
  const note = await handoverNote(order);
  await sign('seller', note);
  await attest(courier, note.id);
  return untilStatus(order.id, 'in_delivery');
}

/** Delivered, and what was kept paid to that courier at the door. */
export async function placeCollected(
  courier: OwnCourier,
  wishes: Wishes = {},
  { findings = {}, amountMinor }: { findings?: Findings; amountMinor?: number } = {},
): Promise<Order> {
  const order = await placeWith(courier, { timing: 'on_delivery', ...wishes });
  const shipment = await shipmentOf(order);
  const path = `/v1/shipments/${shipment.id}`;
  const ask = <Body>(what: string, body: unknown) =>
    insist((sent) => courier.client.post<Body>(`${path}/${what}`, body, sent));
  await ask<Shipment>('appointments', appointmentBody());
  const due = amountMinor ?? order.totals.totalMinor;
  const collection = { amountMinor: due, method: 'cash', reference: null };
  const body = inspectionBody(shipment, findings, { collection });
  const note = await ask<Document>('inspection', body);
  await attest(courier, note.id);
  await sign('consumer', note);
  return untilStatus(order.id, 'delivered');
}
