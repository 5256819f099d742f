import { type Draft, record } from '../draft.ts';
import { voidOpenDocuments } from '../shipments/documents.ts';
import type { Shipment } from '../order.ts';
import { codPartsOfAll, isPaidAtDoor } from './cod-due.ts';

/**
 * Says on every shipment of an order that is paid at the door what it collects if all of it is
 * accepted there next. Where that changes, a handover note that is not signed by both is void, since
 * it tells the courier another amount; one that is signed tells the parts of which it is made.
 */
export function shareCollection(draft: Draft): void {
  if (draft.order.paymentTiming !== 'on_delivery') return;
  for (const shipment of draft.shipments) {
    if (!isPaidAtDoor(draft, shipment) || !isToCome(shipment)) continue;
    const parts = codPartsOfAll(draft, { ...shipment, codDueMinor: 0 });
    tellCollection(draft, shipment, parts.goodsMinor + parts.deliveryFeeMinor);
  }
}

function isToCome({ endedAt, inspection }: Shipment): boolean {
  return endedAt === null && inspection === null;
}

function tellCollection(draft: Draft, shipment: Shipment, codDueMinor: number): void {
  const before = shipment.codDueMinor;
  shipment.codDueMinor = codDueMinor;
  if (before === null || before === codDueMinor) return;
  voidOpenDocuments(draft, shipment.id);
  record(
    draft,
    'collection_changed',
    { shipmentId: shipment.id, codDueMinor, beforeMinor: before },
    { type: 'shipment', id: shipment.id },
  );
}
