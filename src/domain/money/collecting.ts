import type { OrderState, Shipment } from '../order.ts';
import { codDue, isPaidAtDoor } from './cash.ts';

/**
 * Says on every shipment of an order that is paid at the door what it collects if all of it is
 * accepted, one after the other: together what one shipment would have, the fee once. What is due
 * at a door then depends on what the others have collected by then (see `codDue`).
 */
export function shareCollection(state: OrderState): void {
  if (state.order.paymentTiming !== 'on_delivery') return;
  const isOpen = (one: Shipment): boolean => isToCome(state, one);
  const open = state.shipments.filter(isOpen);
  const asIfDelivered = { ...state, shipments: state.shipments.filter((one) => !isOpen(one)) };
  for (const shipment of open) {
    const lines = state.shipmentLines
      .filter((line) => line.shipmentId === shipment.id)
      .map(({ lineNo, quantity }) => ({ lineNo, accepted: quantity }));
    shipment.codDueMinor = codDue(asIfDelivered, { ...shipment, codDueMinor: 0 }, lines);
    asIfDelivered.shipments.push(inspectedAs(shipment, lines));
  }
}

function isToCome(state: OrderState, shipment: Shipment): boolean {
  const { endedAt, inspection } = shipment;
  return isPaidAtDoor(state, shipment) && endedAt === null && inspection === null;
}

/** The shipment as it would be once all of it was accepted and paid for. */
function inspectedAs(
  shipment: Shipment,
  lines: readonly { lineNo: number; accepted: number }[],
): Shipment {
  const amountMinor = shipment.codDueMinor ?? 0;
  return {
    ...shipment,
    inspection: {
      at: '',
      documentId: '',
      agent: { name: '', identityDocument: { kind: '', last4: '' } },
      packaging: 'intact',
      opening: 'opened',
      lines: lines.map((line) => ({ ...line, refused: 0, missing: 0, reason: null, evidence: [] })),
      collection: { amountMinor, method: 'cash', reference: null },
    },
  };
}
