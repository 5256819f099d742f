import {
  as,
  type Document,
  insist,
  type Order,
  type Shipment,
  sign,
  taken,
} from '../support/client.ts';

/** What actors do to an order, one step each. */

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

const dayMs = 86_400_000;
export const instantIn = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** Agreed for two hours, so far ahead that no test's clock gets there unless it says so. */
export const appointmentBody = (inDays = 60) => ({
  from: instantIn(inDays * dayMs),
  to: instantIn(inDays * dayMs + 7_200_000),
  place: '文三路 1 号, 前台',
  contact: { channel: 'phone', at: instantIn(0) },
});

export async function appoint(order: Order, inDays = 60): Promise<Shipment> {
  const { id } = await shipmentOf(order);
  return command('courier', `/v1/shipments/${id}/appointments`, appointmentBody(inDays));
}

/** What was found at the door, per line number; a line not named was accepted whole. */
export type Findings = Record<
  number,
  {
    refused?: number;
    missing?: number;
    damaged?: number;
    reason?: string;
    evidence?: unknown[];
  }
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
        damaged = 0,
        reason = 'damaged',
        evidence = [],
      } = findings[lineNo] ?? {};
      const accepted = quantity - refused - missing;
      return {
        lineNo,
        accepted,
        refused,
        missing,
        ...(damaged > 0 ? { damaged } : {}),
        reason: accepted < quantity || damaged > 0 ? reason : null,
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

/** The courier reports what happened to a shipment on its way. */
export async function report(shipment: Shipment, code: string): Promise<Shipment> {
  return command('courier', `/v1/shipments/${shipment.id}/tracking-events`, {
    eventId: `e-${shipment.id}-${code}`,
    code,
    at: '2026-11-24T10:00:00.000Z',
    place: '杭州',
  });
}
