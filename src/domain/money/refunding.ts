import { startDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { post } from './posting.ts';
import { demand, must } from '../errors.ts';
import { isPaidAtDoor } from './cod-due.ts';
import { isByOthers, releaseAllClaims, releaseShortfall } from './claim-release.ts';
import { followInvoices } from './invoicing.ts';
import { isSought } from '../shipments/losing.ts';
import type { Deadline, OrderLine, OrderRow, OrderState, Refund, Shipment } from '../order.ts';
import { isDeliveryFeeRefunded } from '../policies/policy.ts';
import { unitsToGiveBack } from './paid-for.ts';
import { ofItself, stillOwed } from './given-back.ts';
import { freeUnits, leftMinor, lineRefund, type RefundLine } from './refundable.ts';
import { blamedCourier, replacementBearer } from '../shipments/replacing.ts';

interface RefundPlan {
  id?: string;
  lines: RefundLine[];
  /** Support's free amount; otherwise the formula decides. */
  amountMinor?: number | null;
  deliveryFeeMinor: number;
  reason: string;
  bearer: Refund['bearer'];
  channel?: Refund['channel'] | null;
  shipmentId?: string | null;
  notAfter?: string | null;
}

/** The way it goes back: the one asked for, else how it came (§2.3). */
export function refundChannel(
  { captureReference }: OrderRow,
  asked: Refund['channel'] | null = null,
): Refund['channel'] {
  demand(
    asked !== 'original' || captureReference !== null,
    'channel_not_allowed',
    'no captured payment is there to give back to: it is paid out',
    { pointer: '/channel' },
  );
  return asked ?? (captureReference === null ? 'payout' : 'original');
}

/** Decides a refund: counted on the lines, booked as due, and asked of the provider. */
export function createRefund(draft: Draft, plan: RefundPlan): Refund | null {
  const { order } = draft;
  const left = leftMinor(draft);
  const lines = plan.lines
    .filter((line) => line.quantity > 0)
    .map((line) => partOfLine(draft, line));
  const goods = plan.amountMinor ?? lines.reduce((sum, line) => sum + line.amountMinor, 0);
  const amountMinor = Math.min(left, goods + plan.deliveryFeeMinor);
  // Whoever else bears this one has paid before what it falls short of: nothing is the seller's.
  if (!isByOthers(plan.bearer)) {
    releaseShortfall(draft, goods + plan.deliveryFeeMinor - amountMinor);
  }
  // What cost nothing brings no refund, and no unit of it counts as given back.
  if (amountMinor <= 0) return null;
  for (const line of lines) countOnLine(draft, line);
  const deliveryFeeMinor = Math.min(plan.deliveryFeeMinor, amountMinor);
  order.deliveryFeeRefundedMinor += deliveryFeeMinor;
  const refund: Refund = {
    id: plan.id ?? draft.context.newId('rfd'),
    orderId: order.id,
    kind: 'refund',
    status: 'requested',
    amountMinor,
    deliveryFeeMinor,
    currency: order.currency,
    reason: plan.reason,
    bearer: plan.bearer,
    channel: refundChannel(order, plan.channel),
    lines,
    shipmentId: plan.shipmentId ?? null,
    tries: 0,
    providerReference: null,
    failure: null,
    requestedAt: draft.context.at,
    finishedAt: null,
  };
  draft.refunds.push(refund);
  bookDecision(draft, refund);
  followInvoices(draft);
  askRefund(draft, refund, plan.notAfter ?? null);
  return refund;
}

function partOfLine(
  draft: Draft,
  { lineNo, quantity: asked }: RefundLine,
): Refund['lines'][number] {
  const line = lineOf(draft, lineNo);
  const quantity = Math.min(asked, freeUnits(draft, line));
  return { lineNo, quantity, amountMinor: lineRefund(draft.order, line, quantity) };
}

function countOnLine(
  draft: Draft,
  { lineNo, quantity, amountMinor }: Refund['lines'][number],
): void {
  const line = lineOf(draft, lineNo);
  line.refundedQuantity += quantity;
  line.refundedMinor += amountMinor;
}

function lineOf(draft: Draft, lineNo: number): OrderLine {
  return must(
    draft.lines.find((candidate) => candidate.lineNo === lineNo),
    'line',
  );
}

/**
 * Out of escrow while the order's money is undecided and the seller bears it; else a claim on the
 * bearer (§2.4), so that the seller is left whole by what others have done.
 */
function bookDecision(draft: Draft, refund: Refund): void {
  const { order } = draft;
  const fromEscrow =
    order.status !== 'completed' &&
    order.status !== 'returned' &&
    (refund.bearer === 'seller' || refund.bearer === 'consumer');
  const source = fromEscrow ? 'escrow' : `claim:${bearerParty(draft, refund)}`;
  post(draft, 'refund_decided', refund.id, {
    [source]: refund.amountMinor,
    refund_due: -refund.amountMinor,
  });
}

/** Whose claim a refund is. */
export function bearerParty(draft: Draft, { bearer, shipmentId }: Refund): string {
  if (bearer === 'seller') return draft.order.sellerId;
  if (bearer !== 'courier') return draft.order.platformId;
  // Of several couriers the one whose shipment the refund is about.
  const carried = draft.shipments.find(({ id }) => id === shipmentId);
  const replacement = carried && replacementOf(draft, carried);
  if (replacement) return blamedCourier(draft, replacement);
  return must(carried?.courierId ?? draft.order.courierId, 'courier');
}

function askRefund(draft: Draft, refund: Refund, notAfter: string | null): void {
  record(
    draft,
    'refund_decided',
    { refundId: refund.id, amountMinor: refund.amountMinor, reason: refund.reason },
    { type: 'refund', id: refund.id },
  );
  startDeadline(draft, 'refund', { type: 'refund', id: refund.id }, { notAfter });
  draft.startRequests.push({
    workflowId: `refund:${refund.id}`,
    workflowType: 'issueRefund',
    input: { orderId: draft.order.id, refundId: refund.id },
  });
}

/** What the provider took beyond the order's price: never a part of it, and all the consumer's. */
export function refundSurplus(draft: Draft, id: string, amountMinor: number): void {
  const surplus: Refund = {
    id,
    orderId: draft.order.id,
    kind: 'surplus',
    status: 'requested',
    amountMinor,
    deliveryFeeMinor: 0,
    currency: draft.order.currency,
    reason: 'amount_differs',
    bearer: 'consumer',
    channel: refundChannel(draft.order),
    lines: [],
    shipmentId: null,
    tries: 0,
    providerReference: null,
    failure: null,
    requestedAt: draft.context.at,
    finishedAt: null,
  };
  draft.refunds.push(surplus);
  askRefund(draft, surplus, null);
}

/** The whole order's money goes back: it was captured and nothing will be delivered. */
export function refundEverything(draft: Draft, reason: string): void {
  const { order } = draft;
  const left = leftMinor(draft);
  const deliveryFeeMinor = Math.min(left, order.deliveryFeeMinor - order.deliveryFeeRefundedMinor);
  createRefund(draft, {
    lines: draft.lines.map((line) => ({ lineNo: line.lineNo, quantity: line.quantity })),
    amountMinor: left - deliveryFeeMinor,
    deliveryFeeMinor,
    reason,
    bearer: 'seller',
  });
  releaseAllClaims(draft);
}

/**
 * Refunds what is owed and not yet decided: goods that came back, goods that were lost, refused
 * goods whose latest refund date has passed (S0 6.8 d). Waits while the capture is not known.
 */
export function refundWhatIsOwed(draft: Draft): void {
  const { order } = draft;
  if (order.capturedMinor + order.collectedMinor === 0) return;
  const undelivered = draft.shipments.filter(
    (shipment) => isRefundOwed(draft, shipment) && !isNeverPaid(draft, shipment),
  );
  const left = undelivered.filter(({ status }) => status !== 'cancelled');
  const owed = stillOwed(draft, left);
  for (const shipment of undelivered) {
    if (ofItself(draft, shipment)) continue;
    const replacement = replacementOf(draft, shipment);
    const reason = shipment.reason ?? shipment.status;
    createRefund(draft, {
      lines: owed.get(shipment) ?? linesNotSent(draft, shipment),
      deliveryFeeMinor: deliveryFeeBack(draft, reason),
      reason,
      bearer: replacement ? replacementBearer(draft, replacement) : 'seller',
      shipmentId: shipment.id,
      notAfter: latestRefundOf(draft, shipment),
    });
  }
}

/** Of what never left, what was not refunded before. */
function linesNotSent(draft: Draft, shipment: Shipment): RefundLine[] {
  return draft.lines.map((line) => ({
    lineNo: line.lineNo,
    quantity: unitsToGiveBack(draft, shipment, line),
  }));
}

/** What is paid at the door is paid for what is kept: the rest was never collected. */
function isNeverPaid(draft: Draft, shipment: Shipment): boolean {
  const { direction, originShipmentId } = shipment;
  const origin = draft.shipments.find(({ id }) => id === originShipmentId);
  return isPaidAtDoor(draft, direction === 'return' && origin ? origin : shipment);
}

/** The replacement that a return brings back. */
function replacementOf(draft: Draft, { direction, originShipmentId }: Shipment) {
  if (direction !== 'return') return undefined;
  const origin = draft.shipments.find(({ id }) => id === originShipmentId);
  return origin?.direction === 'replacement' ? origin : undefined;
}

function isRefundOwed(draft: Draft, shipment: Shipment): boolean {
  if (shipment.direction === 'return') {
    if (shipment.status === 'returned' || shipment.status === 'lost') return true;
    const latest = latestRefundDate(draft, shipment);
    return latest !== undefined && hasCome(latest);
  }
  // What is left to the seller of an order that goes on was paid for, and is not delivered.
  if (isSought(draft, shipment)) return false;
  const isUndelivered = shipment.status === 'lost' || shipment.status === 'cancelled';
  return shipment.direction === 'outbound' && isUndelivered;
}

/** The latest refund date that the refusal set, if it is still ahead. */
function latestRefundOf(draft: Draft, shipment: Shipment): string | null {
  const latest = latestRefundDate(draft, shipment);
  return latest && latest.dueAt > draft.context.at ? latest.dueAt : null;
}

function latestRefundDate({ deadlines }: OrderState, { id }: Shipment): Deadline | undefined {
  return deadlines.find(({ name, subjectId }) => name === 'refund' && subjectId === id);
}

/** Ended by its own passing, or by a step that was no earlier. */
function hasCome({ endedAt, dueAt }: Deadline): boolean {
  return endedAt !== null && endedAt >= dueAt;
}

/** The delivery fee as far as it goes back too: nothing was kept, for such a reason (§2.3). */
export function deliveryFeeBack(state: OrderState, reason: string): number {
  const nothingKept = isNothingKept(state);
  const isBack = isDeliveryFeeRefunded({ policy: state.policy, nothingKept, reason });
  return isBack ? state.order.deliveryFeeMinor - state.order.deliveryFeeRefundedMinor : 0;
}

function isNothingKept(state: OrderState): boolean {
  // Lost goods that may still be found may still be kept.
  const ended = state.shipments.every(
    (shipment) =>
      shipment.direction === 'return' || (shipment.endedAt !== null && !isSought(state, shipment)),
  );
  return ended && state.lines.every((line) => line.accepted === 0);
}
