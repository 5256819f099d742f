import { runningDeadline } from './deadlines/deadlines.ts';
import type { Draft } from './draft.ts';
import { demand, must } from './errors.ts';
import {
  type Deadline,
  isFinal,
  type OrderState,
  type OrderStatus,
  type Shipment,
  type ShipmentStatus,
} from './order.ts';
import type { DeadlineName } from './policies/deadline-rules.ts';

/** Guards that several rules share. Each refuses with the code that names the wrong moment. */

export function demandOrderStatus(draft: Draft, allowed: OrderStatus[]): void {
  demand(
    allowed.includes(draft.order.status),
    'wrong_order_status',
    `the order is ${draft.order.status}; this needs ${allowed.join(' or ')}`,
    { currentStatus: draft.order.status },
  );
}

export function demandShipment(state: OrderState, shipmentId: string): Shipment {
  const shipment = state.shipments.find((candidate) => candidate.id === shipmentId);
  demand(shipment !== undefined, 'not_found', `there is no shipment ${shipmentId}`);
  return shipment;
}

export function demandShipmentStatus(shipment: Shipment, allowed: readonly ShipmentStatus[]): void {
  demand(
    allowed.includes(shipment.status),
    'wrong_shipment_status',
    `the shipment is ${shipment.status}; this needs ${allowed.join(' or ')}`,
    { currentStatus: shipment.status },
  );
}

/**
 * A step at or after its deadline (plus grace) is refused by the order's time, whether or not the
 * timer has fired (D3). Where the policy only escalates, a late step is still taken. Asked before
 * the status, so that who comes too late hears just that and not only what became of it.
 */
export function demandInTime(draft: Draft, name: DeadlineName, subjectId: string): void {
  const deadline =
    runningDeadline(draft, name, subjectId) ?? endingDeadline(draft, name, subjectId);
  if (!deadline || deadline.onExpiry === 'escalate' || deadline.pausedAt) return;
  const end = deadline.graceEndsAt ?? deadline.dueAt;
  // A deadline of this very transition has no instants yet and cannot have passed.
  demand(
    end === '' || draft.context.at < end,
    'deadline_passed',
    `the time of ${name} ended at ${end}`,
    {
      deadline: name,
      dueAt: end,
    },
  );
}

/** The deadline that has ended its subject by acting; one that was met or left it open has not. */
function endingDeadline(draft: Draft, name: DeadlineName, subjectId: string): Deadline | undefined {
  const shipment = draft.shipments.find((candidate) => candidate.id === subjectId);
  const hasEnded = shipment ? shipment.endedAt !== null : isOver(draft);
  const newest = draft.deadlines.findLast(
    (deadline) => deadline.name === name && deadline.subjectId === subjectId,
  );
  const hasActed =
    newest?.state === 'missed' && (newest.graceEndsAt === null || newest.grace === 'acted');
  return hasEnded && hasActed ? newest : undefined;
}

export function isOver(state: OrderState): boolean {
  return isFinal(state.order);
}

/** The order's party by role, for documents. */
export function partyName(state: OrderState, id: string | null): { partyId: string; name: string } {
  const party = state.parties.find((candidate) => candidate.id === id);
  return { partyId: must(id, 'party id'), name: party?.name ?? '' };
}

/** A line that is listed twice would count twice. */
export function demandEachLineOnce(lines: readonly { lineNo: number }[]): void {
  demand(
    new Set(lines.map(({ lineNo }) => lineNo)).size === lines.length,
    'duplicate_line_no',
    'every line is listed once',
    { pointer: '/lines' },
  );
}
