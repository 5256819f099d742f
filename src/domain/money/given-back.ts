import type { OrderState, Refund, Shipment } from '../order.ts';
import type { RefundLine } from './refundable.ts';

/** Where the units of a line stood at an instant, those that had left. */
interface Whereabouts {
  /** Lost or refused, and not refunded yet. */
  notKept: number;
  kept: number;
  onTheirWay: number;
}

/**
 * What each of these shipments, whose goods did not stay with the consumer, still has to give back
 * (§2.3): no unit's price goes back twice, by support and by what became of the goods. A shipment
 * that support has refunded wholly has nothing left.
 */
export function stillOwed(
  state: OrderState,
  undelivered: readonly Shipment[],
): Map<Shipment, RefundLine[]> {
  const owed = new Map<Shipment, RefundLine[]>();
  for (const { lineNo } of state.lines) {
    let given = givenForNotKept(state, lineNo);
    const decided = undelivered.map((shipment) => ({
      shipment,
      refund: ofItself(state, shipment),
    }));
    for (const { shipment, refund } of decided) {
      if (refund) given -= carriedBy(state, shipment, lineNo) - unitsOf(refund, lineNo);
    }
    for (const { shipment, refund } of decided) {
      if (refund) continue;
      const carried = carriedBy(state, shipment, lineNo);
      const spared = Math.min(carried, Math.max(0, given));
      given -= spared;
      const line = { lineNo, quantity: carried - spared };
      owed.set(shipment, [...(owed.get(shipment) ?? []), line]);
    }
  }
  return owed;
}

/** The refund that was decided because of what became of the shipment. */
export function ofItself({ refunds }: OrderState, { id }: Shipment): Refund | undefined {
  return refunds.find(({ kind, shipmentId }) => kind === 'refund' && shipmentId === id);
}

/**
 * Units of a line that support has given back for goods that were not kept, or that were still on
 * their way: should these not be kept either, they are paid back already. What it gives back when
 * nothing else is open is for goods that the consumer has.
 */
function givenForNotKept(state: OrderState, lineNo: number): number {
  let forKept = 0;
  let forOthers = 0;
  const bySupport = state.refunds.filter(
    ({ kind, shipmentId }) => kind === 'refund' && shipmentId === null,
  );
  for (const refund of bySupport) {
    const { notKept, kept, onTheirWay } = whereabouts(state, lineNo, refund.requestedAt);
    const units = unitsOf(refund, lineNo);
    const open = Math.min(units, Math.max(0, notKept - forOthers));
    const had = Math.min(units - open, Math.max(0, kept - forKept));
    const coming = Math.max(0, notKept + onTheirWay - forOthers - open);
    forKept += had;
    forOthers += open + Math.min(units - open - had, coming);
  }
  return forOthers;
}

function whereabouts(state: OrderState, lineNo: number, at: string): Whereabouts {
  const found: Whereabouts = { notKept: 0, kept: 0, onTheirWay: 0 };
  for (const shipment of state.shipments) {
    const { direction, handedOverAt, endedAt, status } = shipment;
    const line = lineOf(state, shipment, lineNo);
    if (!line || direction === 'return' || handedOverAt === null || handedOverAt > at) continue;
    if (endedAt === null || endedAt > at) found.onTheirWay += line.quantity;
    else {
      found.kept += line.accepted;
      found.notKept += isUnseen(status) ? line.quantity : line.refused;
    }
  }
  for (const refund of state.refunds) {
    const isBefore = refund.requestedAt <= at;
    if (isBefore && isForUndelivered(state, refund)) found.notKept -= unitsOf(refund, lineNo);
  }
  return found;
}

/** Nobody has inspected the goods at a door. */
function isUnseen(status: Shipment['status']): boolean {
  return status === 'lost' || status === 'undeliverable';
}

/** Decided by what became of a shipment that had left, not by support or about what is missing. */
function isForUndelivered({ shipments }: OrderState, { kind, shipmentId }: Refund): boolean {
  const about = shipments.find(({ id }) => id === shipmentId);
  if (kind !== 'refund' || !about) return false;
  return about.direction === 'return' || (about.status === 'lost' && about.handedOverAt !== null);
}

function unitsOf({ lines }: Refund, lineNo: number): number {
  return lines.find((line) => line.lineNo === lineNo)?.quantity ?? 0;
}

function lineOf({ shipmentLines }: OrderState, { id }: Shipment, lineNo: number) {
  return shipmentLines.find((line) => line.shipmentId === id && line.lineNo === lineNo);
}

function carriedBy(state: OrderState, shipment: Shipment, lineNo: number): number {
  return lineOf(state, shipment, lineNo)?.quantity ?? 0;
}
