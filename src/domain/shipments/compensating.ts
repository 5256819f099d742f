import { epochMsOf } from '../calendars/calendar.ts';
import { startDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { post } from '../money/posting.ts';
import { must } from '../errors.ts';
import { goodsOf } from './handover-note.ts';
import type { Deadline, Refund, Shipment } from '../order.ts';
import type { Policy } from '../policies/policy.ts';

const dayMs = 86_400_000;

/**
 * A delivery that is late by contract costs its courier what the policy says, once per shipment, and
 * the consumer gets it (S0 7.5.1 c, 7.5.3 e). A share of the goods is due as soon as the deadline
 * has passed; an amount per day once it is known how late the goods were.
 */
export function compensateLateness(draft: Draft, shipment: Shipment): void {
  const share = lateDeliveryOf(draft)?.amount;
  if (!share || !('basisPointsOfGoods' in share)) return;
  const goodsMinor = goodsOf(draft, shipment.id).reduce((sum, line) => sum + line.valueMinor, 0);
  const product = BigInt(goodsMinor) * BigInt(share.basisPointsOfGoods);
  compensate(draft, shipment, Number(product / 10_000n));
}

/** The goods have come, late, or never will: every day that was begun counts. */
export function endLateness(draft: Draft, shipment: Shipment, at: string): void {
  const late = draft.deadlines.find((deadline) => isCompensated(deadline, shipment));
  if (!late || at < late.dueAt) return;
  const amount = lateDeliveryOf(draft)?.amount;
  if (!amount || !('minorPerDay' in amount)) {
    // Its timer had not fired yet when the late step was taken.
    compensateLateness(draft, shipment);
    return;
  }
  const days = Math.floor((epochMsOf(at) - epochMsOf(late.dueAt)) / dayMs) + 1;
  compensate(draft, shipment, days * amount.minorPerDay);
}

/** Nothing where its amounts are of another currency than the order. */
function lateDeliveryOf({ policy, order }: Draft): Policy['lateDelivery'] {
  const late = policy.lateDelivery;
  return (late?.currency ?? order.currency) === order.currency ? late : undefined;
}

function isCompensated({ name, subjectId, state, onExpiry }: Deadline, { id }: Shipment): boolean {
  const isLate = name === 'delivery' && state === 'missed';
  return isLate && subjectId === id && onExpiry === 'escalate_and_compensate';
}

/** A payout of its own: no part of what was paid is given back, and nothing is taken from it. */
function compensate(draft: Draft, shipment: Shipment, wantedMinor: number): void {
  const { order, context } = draft;
  const amountMinor = Math.min(wantedMinor, draft.policy.lateDelivery?.maxMinor ?? wantedMinor);
  const isKnown = draft.refunds.some(
    ({ kind, shipmentId }) => kind === 'compensation' && shipmentId === shipment.id,
  );
  if (isKnown || amountMinor <= 0) return;
  const compensation: Refund = {
    id: context.newId('rfd'),
    orderId: order.id,
    kind: 'compensation',
    status: 'requested',
    amountMinor,
    deliveryFeeMinor: 0,
    currency: order.currency,
    reason: 'late',
    bearer: 'courier',
    channel: 'payout',
    lines: [],
    shipmentId: shipment.id,
    tries: 0,
    providerReference: null,
    failure: null,
    requestedAt: context.at,
    finishedAt: null,
  };
  const { id } = compensation;
  draft.refunds.push(compensation);
  post(draft, 'compensation_decided', id, {
    [`claim:${must(shipment.courierId, 'courier')}`]: amountMinor,
    refund_due: -amountMinor,
  });
  const subject = { type: 'refund' as const, id };
  record(draft, 'compensation_decided', { refundId: id, amountMinor, reason: 'late' }, subject);
  startDeadline(draft, 'refund', subject);
  draft.startRequests.push({
    workflowId: `refund:${id}`,
    workflowType: 'issueRefund',
    input: { orderId: order.id, refundId: id },
  });
}
