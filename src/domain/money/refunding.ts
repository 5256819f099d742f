import { startDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { demand, must } from '../errors.ts';
import type { OrderLine, OrderRow, Refund } from '../order.ts';
import { blamedCourier } from '../shipments/replacing.ts';
import { isByOthers, releaseShortfall } from './claim-release.ts';
import { followInvoices } from './invoicing.ts';
import { replacementOf } from './owed-refunds.ts';
import { post } from './posting.ts';
import { freeUnits, lineRefund, refundable, type RefundLine } from './refundable.ts';

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
  // The money for goods that are being sent again stays theirs, whatever else comes back (0030).
  const left = refundable(draft).amountMinor;
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
