import type { OrderState, Refund, Shipment } from '../order.ts';
import { isPaidAtDoor } from './cod-due.ts';
import type { RefundLine } from './refundable.ts';

/** Units of one line on one shipment, as support found them when it gave units back. */
interface Stand {
  shipment: Shipment;
  /** Lost or refused, with a refund of their own still to come. */
  notKept: number;
  kept: number;
  onTheirWay: number;
}

/**
 * What a shipment whose goods did not stay with the consumer still has to give back (§2.3): no
 * unit's price goes back twice, by support and by what became of the goods.
 */
export function stillOwed(state: OrderState, undelivered: Shipment): RefundLine[] {
  const origin = outwardOf(state, undelivered);
  return state.lines.map(({ lineNo }) => {
    const carried = lineOf(state, undelivered, lineNo)?.quantity ?? 0;
    const given = givenForNotKept(state, lineNo).get(origin.id) ?? 0;
    return { lineNo, quantity: Math.max(0, carried - given) };
  });
}

/**
 * Units of a line that support has given back for goods that were not kept, or were still on their
 * way, by their shipment: should those not be kept either, they are paid back already. Of several
 * on their way those were meant first that did not stay. What support gives back when nothing is
 * open is for goods that the consumer has.
 */
function givenForNotKept(state: OrderState, lineNo: number): Map<string, number> {
  const forKept = new Map<string, number>();
  const forOthers = new Map<string, number>();
  for (const refund of state.refunds) {
    if (refund.kind !== 'refund' || refund.shipmentId !== null) continue;
    let units = unitsOf(refund, lineNo);
    const take = (from: Stand, free: number, given: Map<string, number>): void => {
      const { id } = from.shipment;
      const taken = Math.min(units, Math.max(0, free));
      given.set(id, (given.get(id) ?? 0) + taken);
      units -= taken;
    };
    const others = ({ shipment }: Stand): number => forOthers.get(shipment.id) ?? 0;
    const stands = standsAt(state, lineNo, refund.requestedAt);
    for (const one of stands) take(one, one.notKept - others(one), forOthers);
    for (const one of stands) take(one, one.kept - (forKept.get(one.shipment.id) ?? 0), forKept);
    const coming = stands.toSorted((one, other) => stayed(state, one) - stayed(state, other));
    for (const one of coming) take(one, one.onTheirWay - others(one), forOthers);
  }
  return forOthers;
}

/** Those that have left, but for goods at the door of whom nothing was paid before. */
function standsAt(state: OrderState, lineNo: number, at: string): Stand[] {
  return state.shipments.flatMap((shipment) => {
    const { direction, handedOverAt, endedAt } = shipment;
    const line = lineOf(state, shipment, lineNo);
    if (!line || direction === 'return' || handedOverAt === null || handedOverAt > at) return [];
    const isPaidBefore = !isPaidAtDoor(state, shipment);
    if (endedAt === null || endedAt > at) {
      const onTheirWay = isPaidBefore && direction === 'outbound' ? line.quantity : 0;
      return [{ shipment, notKept: 0, kept: 0, onTheirWay }];
    }
    const back = isPaidBefore
      ? unitsBack(shipment, line) - refundedOf(state, shipment, { lineNo, at })
      : 0;
    return [{ shipment, notKept: back, kept: line.accepted, onTheirWay: 0 }];
  });
}

/** What is refunded because it was lost or goes back; lost goods that were sent again have a case. */
function unitsBack(
  { status, direction }: Shipment,
  { quantity, refused }: { quantity: number; refused: number },
): number {
  if (status === 'lost') return direction === 'outbound' ? quantity : 0;
  return status === 'undeliverable' ? quantity : refused;
}

/** Units given back by then because of what became of a shipment, or of its way back. */
function refundedOf(
  state: OrderState,
  outward: Shipment,
  { lineNo, at }: { lineNo: number; at: string },
): number {
  return waysOf(state, outward)
    .flatMap((shipment) => ofItself(state, shipment) ?? [])
    .filter(({ requestedAt }) => requestedAt <= at)
    .reduce((sum, refund) => sum + unitsOf(refund, lineNo), 0);
}

/** What was decided for is not taken back: it comes first. The kept come last. */
function stayed(state: OrderState, { shipment }: Stand): number {
  const { status, endedAt } = shipment;
  if (waysOf(state, shipment).some((one) => isDecided(state, one))) return 0;
  const hasRefused = state.shipmentLines.some(
    ({ shipmentId, refused }) => shipmentId === shipment.id && refused > 0,
  );
  if (status === 'lost' || status === 'undeliverable' || hasRefused) return 1;
  return endedAt === null ? 2 : 3;
}

/** A shipment whose goods did not stay, and their ways back. */
function waysOf({ shipments }: OrderState, outward: Shipment): Shipment[] {
  return shipments.filter(({ id, originShipmentId, direction }) =>
    direction === 'return'
      ? originShipmentId === outward.id
      : id === outward.id && outward.status === 'lost',
  );
}

/** The refund that was decided because of what became of the shipment. */
function ofItself({ refunds }: OrderState, { id }: Shipment): Refund | undefined {
  return refunds.find(({ kind, shipmentId }) => kind === 'refund' && shipmentId === id);
}

/** Refunded, or found to be given back wholly before. */
export function isDecided(state: OrderState, shipment: Shipment): boolean {
  return ofItself(state, shipment) !== undefined || (shipment.refundWaivedAt ?? null) !== null;
}

/** The way out of goods that come back. */
function outwardOf({ shipments }: OrderState, shipment: Shipment): Shipment {
  if (shipment.direction !== 'return') return shipment;
  return shipments.find(({ id }) => id === shipment.originShipmentId) ?? shipment;
}

function unitsOf({ lines }: Refund, lineNo: number): number {
  return lines.find((line) => line.lineNo === lineNo)?.quantity ?? 0;
}

function lineOf({ shipmentLines }: OrderState, { id }: Shipment, lineNo: number) {
  return shipmentLines.find((line) => line.shipmentId === id && line.lineNo === lineNo);
}
