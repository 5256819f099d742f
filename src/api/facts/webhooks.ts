import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { z } from 'zod';
import { storeFact } from '../../db/orders/inbox.ts';
import { accessOfOrder } from '../../db/reading/order-access.ts';
import { findShipmentByWaybill } from '../../db/orders/waybills.ts';
import { DomainError } from '../../domain/errors.ts';
import type { FactForwarder } from './fact-forwarder.ts';
import type { Parts } from '../parts.ts';
import { instant } from '../schemas/values.ts';
import { sealerFor } from '../commands/sealing.ts';
import { demandStorable } from '../storable.ts';

/** Who pushes facts to us. */
export type WebhookSource = 'payment' | 'carrier';

interface Delivery {
  source: WebhookSource;
  body: Buffer;
  headers: Record<string, string>;
}

const text = z.string().min(1).max(200);

/** What the payment provider tells. More fields may come; they are kept as they are. */
export const paymentFact = z.looseObject({
  eventId: text,
  type: text,
  key: text,
  orderRef: text,
  providerReference: text.nullable().optional(),
  amountMinor: z.int().nonnegative(),
  currency: text,
  at: instant,
  failure: text.nullable().optional(),
});

/** What the carrier tells about a consignment. */
export const carrierFact = z.object({
  eventId: text,
  waybillNo: text,
  code: text,
  at: instant,
  // Some carriers send an empty text where they know no place.
  place: z.string().max(200).nullable().optional(),
});

/**
 * Takes a signed fact in: verified by its raw bytes first, then stored, then sent on to its order
 * in its own time (D2). Throws `unauthenticated` or `malformed_request`; whoever is answered need
 * not send again.
 */
export async function takeFact(
  parts: Pick<Parts, 'sql' | 'vault' | 'webhookSecrets'>,
  forwarder: FactForwarder,
  delivery: Delivery,
): Promise<void> {
  const payload = verified(parts.webhookSecrets[delivery.source], delivery);
  demandStorable(payload, 'body');
  const receivedAt = new Date().toISOString();
  const fact =
    delivery.source === 'payment'
      ? await paymentEntry(parts, payload)
      : await carrierEntry(parts, payload);
  const entry = { ...fact, source: delivery.source, receivedAt };
  // One that is known was sent on, or will be: what moved nothing then moves nothing when repeated.
  if ((await storeFact(parts.sql, entry)) === 'new') forwarder.forwardSoon(entry);
}

/** Standard Webhooks: signature over id, time and bytes; not older than five minutes. */
function verified(secret: string, { body, headers }: Delivery): unknown {
  try {
    return new Webhook(secret).verify(body, headers);
  } catch (error) {
    if (error instanceof WebhookVerificationError) {
      throw new DomainError('unauthenticated', 'The webhook’s signature does not hold.', {
        title: 'The webhook is not signed as it must be',
      });
    }
    throw new DomainError('malformed_request', 'The webhook’s body is not JSON.');
  }
}

async function paymentEntry(parts: Pick<Parts, 'sql'>, payload: unknown) {
  const { success, data } = paymentFact.safeParse(payload);
  if (!success) throw malformed();
  const order = await accessOfOrder(parts.sql, data.orderRef);
  return { eventId: data.eventId, orderId: order?.orderId ?? null, payload: data };
}

/** Where a carrier's place belongs to an order it is sealed; of a stranger's it is not kept. */
async function carrierEntry(parts: Pick<Parts, 'sql' | 'vault'>, payload: unknown) {
  const { success, data } = carrierFact.safeParse(payload);
  if (!success) throw malformed();
  const shipment = await findShipmentByWaybill(parts.sql, data.waybillNo);
  const order = shipment ? await accessOfOrder(parts.sql, shipment.orderId) : undefined;
  const place = data.place && order ? sealerFor(parts.vault, order).place(data.place) : null;
  return {
    eventId: data.eventId,
    orderId: order?.orderId ?? null,
    payload: { ...data, place, ...(shipment ? { shipmentId: shipment.shipmentId } : {}) },
  };
}

function malformed(): DomainError {
  return new DomainError('malformed_request', 'The webhook is not of the documented form.');
}
