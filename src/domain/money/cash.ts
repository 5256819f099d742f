import { amountText } from './amount-text.ts';
import type { InspectDelivery, RecordRemittance } from '../commands.ts';
import { closeCases, openCase } from '../cases/open-cases.ts';
import { meetDeadline, startDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { post, recordMovement } from './posting.ts';
import { demand, must } from '../errors.ts';
import { codParts, demandDecided } from './cod-due.ts';
import { shareCollection } from './collecting.ts';
import { relieveInvoices } from './invoicing.ts';
import type { Deadline, OrderRow, OrderState, Shipment } from '../order.ts';
import { settleIfDone } from './settling.ts';

/**
 * Cash on delivery (S0 6.7.1 f, 7.5.3 g): what is due at the door, what the courier then owes, and
 * how it is handed over. All by shipment: several couriers may collect for one order.
 */

/** What the courier says it was paid must be what is due, with the proof of what is no cash. */
export function demandCollection(
  draft: Draft,
  shipment: Shipment,
  { lines, collection }: InspectDelivery,
): void {
  demandDecided(draft, shipment, lines);
  const parts = codParts(draft, shipment, lines);
  const codDueMinor = parts.goodsMinor + parts.deliveryFeeMinor;
  if (codDueMinor === 0) {
    const why = 'nothing is to be collected here: leave collection out';
    demand(collection === null, 'collection_not_due', why, { pointer: '/collection' });
    return;
  }
  const amount = (minor: number): string => amountText(draft.order.currency, minor);
  const due =
    `${amount(codDueMinor)} is due for what is accepted: ${amount(parts.goodsMinor)} for the ` +
    `goods, ${amount(parts.deliveryFeeMinor)} for the delivery`;
  const missing = `${due}: say in collection how much was collected, and how`;
  demand(collection !== null, 'collection_missing', missing, {
    pointer: '/collection',
    codDueMinor,
    codParts: parts,
  });
  demand(
    collection.amountMinor === codDueMinor,
    'cod_amount_mismatch',
    `${amount(collection.amountMinor)} was collected, ${due}`,
    { pointer: '/collection/amountMinor', codDueMinor, codParts: parts },
  );
  demand(
    collection.method === 'cash' || collection.reference !== null,
    'collection_reference_missing',
    `a payment by ${collection.method} is told with the reference on its receipt`,
    { pointer: '/collection/reference' },
  );
}

/** The note is signed: what was paid at the door is owed by the courier from now on. */
export function collectCash(draft: Draft, shipment: Shipment): void {
  const { order } = draft;
  const collection = shipment.inspection?.collection;
  if (shipment.codDueMinor !== null && collection) {
    const { amountMinor, method, reference } = collection;
    shipment.cashCollectedMinor = amountMinor;
    order.collectedMinor += amountMinor;
    relieveInvoices(draft);
    order.remittance = 'due';
    recordMovement(draft, {
      id: draft.context.newId('pay'),
      kind: 'collection',
      method,
      status: 'succeeded',
      amountMinor,
      providerReference: reference,
      failure: null,
    });
    const amounts = { cash_in_transit: amountMinor, escrow: -amountMinor };
    post(draft, 'collection', `collect:${shipment.id}`, amounts, collectorOf(shipment));
    startDeadline(draft, 'cod_remittance', subjectOf(shipment), {
      responsiblePartyId: shipment.courierId,
    });
  }
  followCollection(draft);
}

/** Goods come to another door, at which they are paid. */
export function awaitCollection(draft: Draft): void {
  shareCollection(draft);
  followCollection(draft);
}

/** A door was passed, or will never be reached, or is to be reached after all. */
export function followCollection(draft: Draft): void {
  const { order } = draft;
  if (order.paymentTiming === 'on_delivery') order.paymentStatus = collectionStatus(draft);
}

/** By the sums: what was given back is told before what is still to be collected. */
function collectionStatus({ order, shipments }: Draft): OrderRow['paymentStatus'] {
  const { collectedMinor, refundedMinor } = order;
  if (refundedMinor > 0) return refundedMinor < collectedMinor ? 'partly_refunded' : 'refunded';
  const isOpen = shipments.some((one) => one.codDueMinor !== null && one.endedAt === null);
  if (isOpen) return 'collection_due';
  return collectedMinor > 0 ? 'collected' : 'none';
}

/** Cash of a courier that has not come yet, whether or not it has become a claim. */
export function cashOwed(state: Pick<OrderState, 'shipments'>, courierId: string): Shipment[] {
  return state.shipments.filter(
    (shipment) => shipment.courierId === courierId && isCashOwed(shipment),
  );
}

export function isCashOwed({ cashCollectedMinor, cashRemittedAt }: Shipment): boolean {
  return (cashCollectedMinor ?? 0) > 0 && (cashRemittedAt ?? null) === null;
}

/** The courier hands over what it has collected; it must be all of it (S0 6.7.1 f, 7.5.3 g). */
export function recordRemittance(draft: Draft, command: RecordRemittance): void {
  const { courierId, reference, amountMinor } = command;
  const owed = cashOwed(draft, courierId);
  demandRemittance(draft, owed, command);
  record(draft, 'cash_remitted', { reference, amountMinor });
  for (const [method, ofMethod] of byMethod(owed)) {
    recordMovement(draft, {
      id: draft.context.newId('pay'),
      kind: 'remittance',
      method,
      status: 'succeeded',
      amountMinor: cashOf(ofMethod),
      providerReference: reference,
      failure: null,
    });
  }
  const claimed = cashOf(owed.filter(isClaimed));
  const amounts = {
    provider: amountMinor,
    cash_in_transit: claimed - amountMinor,
    [`claim:${courierId}`]: -claimed,
  };
  post(draft, 'remittance', reference, amounts, courierId);
  for (const shipment of owed) {
    shipment.cashRemittedAt = draft.context.at;
    meetDeadline(draft, 'cod_remittance', shipment.id);
    closeCases(
      draft,
      ({ kind, subjectId }) => kind === 'remittance_overdue' && subjectId === shipment.id,
      { outcome: 'remitted', reference },
    );
  }
  draft.order.remittance = draft.shipments.some(isCashOwed) ? 'due' : 'remitted';
  settleIfDone(draft);
}

/** What is handed over is told by the way in which it was paid at the door. */
function byMethod(owed: readonly Shipment[]): Map<string, Shipment[]> {
  return Map.groupBy(owed, ({ inspection }) => inspection?.collection?.method ?? 'cash');
}

function demandRemittance(
  { order, shipments }: Draft,
  owed: readonly Shipment[],
  { courierId, amountMinor }: RecordRemittance,
): void {
  const hasRemitted = shipments.some(
    (shipment) => shipment.courierId === courierId && (shipment.cashRemittedAt ?? null) !== null,
  );
  demand(
    owed.length > 0,
    'wrong_order_status',
    hasRemitted ? 'the cash was remitted already' : 'no cash is due',
    { currentStatus: order.status },
  );
  const collectedMinor = cashOf(owed);
  demand(
    amountMinor === collectedMinor,
    'remittance_amount_mismatch',
    `${amountText(order.currency, amountMinor)} was remitted, ` +
      `${amountText(order.currency, collectedMinor)} was collected`,
    { collectedMinor },
  );
}

/** The courier keeps what it collected: support takes it up (S0 6.7.1 f). */
export function openRemittanceCase(draft: Draft, deadline: Deadline): void {
  const shipment = shipmentOf(draft, deadline.subjectId);
  openCase(draft, {
    kind: 'remittance_overdue',
    subject: subjectOf(shipment),
    respondentRole: 'courier',
    respondentPartyId: shipment.courierId,
    details: { dueAt: deadline.dueAt, amountMinor: shipment.cashCollectedMinor },
  });
}

/** Cash that does not come becomes the courier's debt; it may still be remitted (§2.4). */
export function claimCash(draft: Draft, shipmentId: string): void {
  const shipment = shipmentOf(draft, shipmentId);
  if (!isCashOwed(shipment) || isClaimed(shipment)) return;
  const overdue = cashOf([shipment]);
  const courierId = collectorOf(shipment);
  shipment.cashClaimedAt = draft.context.at;
  record(draft, 'cash_claimed', { shipmentId, amountMinor: overdue });
  const amounts = { [`claim:${courierId}`]: overdue, cash_in_transit: -overdue };
  post(draft, 'cash_overdue', `collect:${shipment.id}`, amounts, courierId);
}

function isClaimed({ cashClaimedAt }: Shipment): boolean {
  return (cashClaimedAt ?? null) !== null;
}

function cashOf(shipments: readonly Shipment[]): number {
  return shipments.reduce((sum, { cashCollectedMinor }) => sum + (cashCollectedMinor ?? 0), 0);
}

function collectorOf({ courierId }: Shipment): string {
  return must(courierId, 'courier');
}

function subjectOf({ id }: Shipment) {
  return { type: 'shipment' as const, id };
}

function shipmentOf(draft: Draft, shipmentId: string): Shipment {
  return must(
    draft.shipments.find(({ id }) => id === shipmentId),
    'shipment',
  );
}
