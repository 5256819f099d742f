import type { OrderLine, OrderState, Refund, Shipment } from '../order.ts';
import { leftMinor, refundableUnits, worthOf } from './refundable.ts';

/**
 * Whether goods that are still to come are paid for at this moment (S0 6.7.2 b): their units were
 * not refunded, and at least half of what they are worth is left of the payment beside what is
 * needed for the goods on their way. An amount given back before is a lower price; of more than
 * half of it the goods are no longer sold. What is paid at the door is paid when it comes, and of
 * what was not taken yet nothing can have gone back.
 */
export function isPaidFor(state: OrderState, shipment: Shipment): boolean {
  const { paymentTiming, capturedMinor } = state.order;
  if (paymentTiming === 'on_delivery' || capturedMinor === 0) return true;
  const needed = (line: OrderLine): number =>
    stillOut(state, shipment, line) + stillToCome(state, shipment, line);
  const areUnitsPaid = state.lines
    .filter((line) => carries(state, shipment, line) > 0)
    .every((line) => needed(line) <= refundableUnits(state.order, line));
  const outMinor = worthOf(state, (line) => stillOut(state, shipment, line));
  const leftForThem = leftMinor(state) - (outMinor - givenForGone(state, shipment));
  return areUnitsPaid && isCoveredBy(leftForThem, worthOf(state, needed) - outMinor);
}

/** Whether goods may leave for what was paid: it was taken, is surely held, or due at the door. */
export function isMoneyThere({ order }: OrderState): boolean {
  const { paymentTiming, capturedMinor, paymentStatus } = order;
  return paymentTiming === 'on_delivery' || capturedMinor > 0 || paymentStatus === 'authorized';
}

/** Whether so much of the payment is left for goods of that worth that they are still sold. */
export function isCoveredBy(restMinor: number, worthMinor: number): boolean {
  return restMinor > 0 && worthMinor <= 2 * restMinor;
}

/**
 * Units of a shipment that was called off for which the consumer still has its money to get: not
 * those that support has refunded before, nor what the other shipments have brought or will bring.
 */
export function unitsToGiveBack(state: OrderState, shipment: Shipment, line: OrderLine): number {
  const others = state.shipments
    .filter((one) => one.id !== shipment.id && waitsToLeave(one))
    .reduce((sum, one) => sum + carries(state, one, line), 0);
  const free = refundableUnits(state.order, line) - stillOut(state, shipment, line) - others;
  return Math.min(carries(state, shipment, line), Math.max(0, free));
}

/** Units of a line that this shipment, or another that has not left, is to bring. */
function stillToCome(state: OrderState, shipment: Shipment, line: OrderLine): number {
  return state.shipments
    .filter((one) => one.id === shipment.id || waitsToLeave(one))
    .reduce((sum, one) => sum + carries(state, one, line), 0);
}

function waitsToLeave({ direction, handedOverAt, endedAt }: Shipment): boolean {
  return direction === 'outbound' && handedOverAt === null && endedAt === null;
}

/** Units of a line that have left on other shipments, and were not given back since. */
function stillOut(state: OrderState, shipment: Shipment, line: OrderLine): number {
  const back = state.refunds
    .filter((refund) => isForGone(state, refund, shipment, line))
    .flatMap((refund) => refund.lines)
    .filter(({ lineNo }) => lineNo === line.lineNo)
    .reduce((sum, { quantity }) => sum + quantity, 0);
  return Math.max(0, unitsGone(state, shipment, line) - back);
}

function unitsGone(state: OrderState, shipment: Shipment, line: OrderLine): number {
  return goneBy(state, shipment).reduce((sum, one) => sum + carries(state, one, line), 0);
}

/** A refund says of its shipment that it is for goods that have left; else what had left by then. */
function isForGone(
  state: OrderState,
  refund: Refund,
  shipment: Shipment,
  line: OrderLine,
): boolean {
  if (refund.kind !== 'refund') return false;
  const about = state.shipments.find(({ id }) => id === refund.shipmentId);
  if (about) return about.direction !== 'outbound' || about.handedOverAt !== null;
  return (
    isBeforeEnd(refund, shipment) &&
    goneBy(state, shipment, refund.requestedAt).some((one) => carries(state, one, line) > 0)
  );
}

/**
 * What support has given back as a free amount when other goods had left was for those, such as
 * for their lateness, up to their worth.
 */
function givenForGone(state: OrderState, shipment: Shipment): number {
  const given = state.refunds
    .filter(
      (refund) =>
        refund.kind === 'refund' &&
        refund.lines.length === 0 &&
        isBeforeEnd(refund, shipment) &&
        goneBy(state, shipment, refund.requestedAt).length > 0,
    )
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return Math.min(
    given,
    worthOf(state, (line) => stillOut(state, shipment, line)),
  );
}

/** What is given back while these goods count as lost is for them. */
function isBeforeEnd({ requestedAt }: Refund, { status, endedAt }: Shipment): boolean {
  return status !== 'lost' || endedAt === null || requestedAt < endedAt;
}

/** The other shipments that have left, by that instant. */
function goneBy({ shipments }: OrderState, { id }: Shipment, at?: string): Shipment[] {
  return shipments.filter(
    (one) =>
      one.id !== id &&
      one.direction === 'outbound' &&
      one.handedOverAt !== null &&
      (at === undefined || one.handedOverAt <= at),
  );
}

function carries(state: OrderState, { id }: Shipment, { lineNo }: OrderLine): number {
  const carried = state.shipmentLines.find(
    (line) => line.shipmentId === id && line.lineNo === lineNo,
  );
  return carried?.quantity ?? 0;
}
