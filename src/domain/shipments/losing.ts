import { keepDeliveryDue } from './carriage.ts';
import { startAnswerClock } from '../cases/answering.ts';
import { awaitCollection } from '../money/cash.ts';
import type { RecordTracking, ResolveCase } from '../commands.ts';
import { openCase } from '../cases/open-cases.ts';
import { runningDeadline, startDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { post } from '../money/posting.ts';
import { notChargedAsDamaged, valueOf } from '../cases/discrepancy-refunds.ts';
import { addDuration } from '../calendars/duration.ts';
import { demand, must } from '../errors.ts';
import { demandShipment, isOver } from '../guards.ts';
import type { Case, OrderState, Shipment } from '../order.ts';
import { isPaidFor } from '../money/paid-for.ts';
import { markLost } from './returning.ts';

/** Events that only goods can cause that are still there. */
const signsOfLife: readonly string[] = [
  'in_transit',
  'arrived',
  'out_for_delivery',
  'back_at_depot',
];

/** Whether goods that count as lost have turned up: they may until their refund is decided. */
export function isFound(state: OrderState, shipment: Shipment, code: string): boolean {
  if (shipment.status !== 'lost' || shipment.direction === 'replacement') return false;
  const isRefunded = state.refunds.some(
    ({ kind, shipmentId }) => kind === 'refund' && shipmentId === shipment.id,
  );
  return (
    signsOfLife.includes(code) && !isRefunded && isStillPaid(state, shipment) && !isOver(state)
  );
}

/** Whether nobody has given back meanwhile what goods cost that would now go on to the consumer. */
function isStillPaid(state: OrderState, shipment: Shipment): boolean {
  return shipment.direction === 'return' || isPaidFor(state, shipment);
}

/** The courier has found them: it owes nothing for them any more, and must still bring them. */
export function findGoods(draft: Draft, shipment: Shipment): void {
  shipment.status = 'in_transit';
  shipment.trackingRank = 0;
  shipment.endedAt = null;
  // Their note was void when they were lost; whatever was found or reported begins anew.
  shipment.inspection = null;
  shipment.unattended = null;
  shipment.reportedDeliveredAt = null;
  if (shipment.reason === 'lost') shipment.reason = null;
  record(draft, 'goods_found', { shipmentId: shipment.id });
  postValue(draft, shipment, 'goods_found');
  if (shipment.direction === 'return') {
    startDeadline(draft, 'return_to_seller', { type: 'shipment', id: shipment.id });
    return;
  }
  stopDeadline(draft, 'refund', shipment.id);
  keepDeliveryDue(draft, shipment);
  awaitCollection(draft);
}

/** The courier owes the value of what it has lost, and the seller is made whole (§2.4). */
export function postValue(
  draft: Draft,
  shipment: Shipment,
  reason: 'goods_lost' | 'goods_found',
): void {
  const value = valueOf(draft, notChargedAsDamaged(draft, shipment));
  const owed = reason === 'goods_lost' ? value : 0 - value;
  post(draft, reason, shipment.id, {
    [`claim:${must(shipment.courierId, 'courier')}`]: owed,
    seller: 0 - owed,
  });
}

/** Where the policy gives the courier time to look for them, the refund waits so long. */
export function awaitFinding(draft: Draft, shipment: Shipment): void {
  const { afterLoss } = draft.policy.refund;
  if (afterLoss === undefined || shipment.direction !== 'outbound') return;
  startDeadline(
    draft,
    'refund',
    { type: 'shipment', id: shipment.id },
    {
      promise: addDuration(draft.context.at, afterLoss, draft.policy.zone),
      onExpiry: 'refund_now',
      responsibleRole: 'courier',
      responsiblePartyId: shipment.courierId,
    },
  );
}

/** Lost goods may still be found, and their refund is not due yet. */
export function isSought(state: OrderState, { id, status }: Shipment): boolean {
  return status === 'lost' && runningDeadline(state, 'refund', id) !== undefined;
}

/** The carriage reports damage: the courier answers for it; what is left of the goods goes on. */
export function recordDamage(draft: Draft, shipment: Shipment, command: RecordTracking): void {
  shipment.damagedAt = draft.context.at;
  const opened = openCase(draft, {
    id: command.caseId,
    kind: 'damaged_in_transit',
    subject: { type: 'shipment', id: shipment.id },
    respondentRole: 'courier',
    respondentPartyId: shipment.courierId,
    details: { eventId: command.eventId },
  });
  startAnswerClock(draft, opened);
}

/** Support decides what damage on the way has come to: refunded, nothing is left of the goods. */
export function decideDamage(draft: Draft, found: Case, { outcome }: ResolveCase): void {
  if (outcome !== 'refund') return;
  const shipment = demandShipment(draft, found.subjectId);
  demand(
    shipment.endedAt === null,
    'outcome_not_allowed',
    `the shipment is ${shipment.status}: what was found at the door has decided it`,
    { pointer: '/outcome', currentStatus: shipment.status },
  );
  shipment.reason ??= 'damaged';
  markLost(draft, shipment, 'decided');
}
