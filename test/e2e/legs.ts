import { randomUUID } from 'node:crypto';
import {
  as,
  type Client,
  type Document,
  insist,
  newToken,
  type Order,
  readOrder,
  type Shipment,
  taken,
  withToken,
} from '../support/client.ts';
import { approvedParty } from './registry.ts';
import { appointmentBody, command, inspectionBody, parcels } from './steps.ts';

/** Couriers besides the instance's own, and what they do to one shipment of several. */

export interface Courier {
  id: string;
  client: Client;
}

export async function newCourier(fields: object = {}): Promise<Courier> {
  const id = await approvedParty('courier', { calendar: 'always', ...fields });
  return { id, client: withToken(await newToken({ role: 'courier', partyId: id })) };
}

/** The instance's own courier. */
export function ownCourier(order: Order): Courier {
  return { id: order.courierId ?? '', client: as('courier') };
}

export async function readShipment(id: string): Promise<Shipment> {
  return taken(as('support').get<Shipment>(`/v1/shipments/${id}`));
}

export const split = (order: Order, courierId: string, lines: object[]): Promise<Shipment> =>
  command<Shipment>('seller', `/v1/orders/${order.id}/shipments`, { courierId, lines });

/** Both sides agree, each as the authenticated party that it is. */
async function attest(client: Client, role: string, note: Document): Promise<Document> {
  const body = { role, signer: { personId: null, name: `某${role}` }, method: 'attested' };
  return insist((sent) => client.post<Document>(`/v1/documents/${note.id}/signatures`, body, sent));
}

export async function handOverShipment(courier: Courier, shipmentId: string): Promise<void> {
  const path = `/v1/shipments/${shipmentId}/handover-note`;
  const note = await command<Document>('seller', path, { parcels, agent: { name: '陈递' } });
  await attest(as('seller'), 'seller', note);
  await attest(courier.client, 'courier', note);
}

/** From the appointment to both signatures; cash is collected as the dry run says. */
export async function deliverShipment(courier: Courier, shipmentId: string): Promise<number> {
  const path = `/v1/shipments/${shipmentId}`;
  const post = <Body>(url: string, body: object): Promise<Body> =>
    insist((sent) => courier.client.post<Body>(url, body, sent));
  await post(`${path}/appointments`, appointmentBody());
  const plain = inspectionBody(await readShipment(shipmentId));
  const { codDueMinor = 0 } = await taken(
    courier.client.post<{ codDueMinor?: number }>(`${path}/inspection?dryRun=true`, plain),
  );
  const collection =
    codDueMinor > 0 ? { amountMinor: codDueMinor, method: 'cash', reference: null } : null;
  const note = await post<Document>(`${path}/inspection`, { ...plain, collection });
  await attest(courier.client, 'courier', note);
  await attest(as('consumer'), 'consumer', note);
  return codDueMinor;
}

export async function remitTo(courier: Courier, order: Order, amountMinor: number): Promise<void> {
  const body = {
    reference: `bank-${randomUUID()}`,
    items: [{ orderId: order.id, amountMinor }],
  };
  await taken(courier.client.post(`/v1/parties/${courier.id}/remittances`, body));
}

/** The shipment of an order that was planned first, and has not been split off. */
export async function plannedOf(orderId: string): Promise<string> {
  const { shipments } = await readOrder(orderId);
  const found = shipments.find(
    ({ direction, originShipmentId }) => direction === 'outbound' && originShipmentId === null,
  );
  return found?.id ?? '';
}
