import { runningDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { isPaidFor } from '../money/paid-for.ts';
import type { OrderState, Shipment } from '../order.ts';
import { askCourier, awaitDispatch } from './assigning.ts';
import { closeUncarried } from './reassigning.ts';

/** Not so what its money has gone back for; what is sent again is paid for by whoever answers for it. */
export function isToLeave(state: OrderState, shipment: Shipment): boolean {
  return shipment.direction === 'replacement' || isPaidFor(state, shipment);
}

/**
 * Goods whose money goes back while their courier is being asked, or none is left to ask, do not
 * leave: nobody is asked any more, and the dispatch deadline calls them off unless the seller does
 * (decision 0030). If it has called off others instead, the courier is asked again.
 */
export function askOnlyForPaid(draft: Draft): void {
  for (const shipment of draft.shipments) {
    if (shipment.status !== 'awaiting_courier') continue;
    if (isToLeave(draft, shipment)) askAfresh(draft, shipment);
    else askNobody(draft, shipment);
  }
}

function askNobody(draft: Draft, shipment: Shipment): void {
  const { id, courierId } = shipment;
  if (runningDeadline(draft, 'courier_confirmation', id)) {
    stopDeadline(draft, 'courier_confirmation', id);
    record(draft, 'carriage_not_needed', { courierId }, { type: 'shipment', id });
  }
  closeUncarried(draft, shipment, { outcome: 'not_paid_for' });
  awaitDispatch(draft, shipment);
}

function askAfresh(draft: Draft, shipment: Shipment): void {
  const { id, courierId } = shipment;
  const latest = draft.deadlines.findLast(
    ({ name, subjectId }) => name === 'courier_confirmation' && subjectId === id,
  );
  // Where the policy only escalates its silence, the courier has been asked still.
  const isAsked = latest?.state === 'running' || latest?.state === 'missed';
  if (courierId === null || isAsked) return;
  askCourier(draft, shipment);
  record(draft, 'carriage_asked_again', { shipmentId: id, courierId }, { type: 'shipment', id });
}
