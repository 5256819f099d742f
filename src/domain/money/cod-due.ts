import { demand } from '../errors.ts';
import type { OrderLine, OrderState, Shipment } from '../order.ts';
import { goodsBefore } from '../shipments/replacing.ts';

/**
 * What is paid at which door of an order that is paid on delivery (S0 6.7.1 f, 7.5.3 g). One rule,
 * told on the shipment, on its notes and by a refusal: the price of the goods that are accepted
 * here, and the delivery fee unless another door has taken it. Only doors whose delivery is decided
 * count as others, and what an undecided one might change waits for it, so that in whatever order
 * things happen all doors together take the price of what is kept and the fee once.
 */

/** Told apart from the goods, like in the order's totals (S0 6.4.5). */
export interface CodParts {
  goodsMinor: number;
  deliveryFeeMinor: number;
}

interface Accepted {
  lineNo: number;
  accepted: number;
}

/** What is to be paid at this door for what is accepted here. */
export function codDue(state: OrderState, shipment: Shipment, lines: readonly Accepted[]): number {
  const { goodsMinor, deliveryFeeMinor } = codParts(state, shipment, lines);
  return goodsMinor + deliveryFeeMinor;
}

export function codParts(
  state: OrderState,
  shipment: Shipment,
  lines: readonly Accepted[],
): CodParts {
  const isNothing = lines.every(({ accepted }) => accepted === 0);
  if (shipment.codDueMinor === null || isNothing) return { goodsMinor: 0, deliveryFeeMinor: 0 };
  const before = paidDoors(state, shipment);
  const goodsMinor = lines.reduce((sum, { lineNo, accepted }) => {
    const line = state.lines.find((candidate) => candidate.lineNo === lineNo);
    const earlier = acceptedAt(before, lineNo);
    return line ? sum + priceOf(line, earlier + accepted) - priceOf(line, earlier) : sum;
  }, 0);
  return { goodsMinor, deliveryFeeMinor: before.length > 0 ? 0 : state.order.deliveryFeeMinor };
}

/** What is paid here if all of it is accepted, and no other door is paid before. */
export function codPartsOfAll(state: OrderState, shipment: Shipment): CodParts {
  const all = state.shipmentLines
    .filter(({ shipmentId }) => shipmentId === shipment.id)
    .map(({ lineNo, quantity }) => ({ lineNo, accepted: quantity }));
  return codParts(state, shipment, all);
}

/**
 * What was found at another door and is not signed for may still be found anew. As long as it
 * decides what is due here, who took the fee or a coin that a line does not divide by, this door waits.
 */
export function demandDecided(
  state: OrderState,
  shipment: Shipment,
  lines: readonly Accepted[],
): void {
  const here = keptOf(lines);
  if (shipment.codDueMinor === null || here.length === 0) return;
  const isFeeOpen = state.order.deliveryFeeMinor > 0 && paidDoors(state, shipment).length === 0;
  const isCoinOpen = (lineNo: number): boolean =>
    here.includes(lineNo) && !isEven(state.lines.find((line) => line.lineNo === lineNo));
  const open = otherDoors(state, shipment)
    .filter(({ endedAt }) => endedAt === null)
    .map(({ inspection }) => keptOf(inspection?.lines ?? []))
    .find((kept) => kept.length > 0 && (isFeeOpen || kept.some(isCoinOpen)));
  demand(
    open === undefined,
    'collection_undecided',
    'what is due here depends on another door of the order, whose delivery note is not signed ' +
      'by both sides yet: first it is signed, or made void by a discrepancy',
    { pointer: '/collection' },
  );
}

/**
 * Whether what is accepted at the end of this way is paid there: of an order that is paid at the
 * door all that nobody has paid for yet, what was missing at the first door included.
 */
export function isPaidAtDoor(state: OrderState, shipment: Shipment): boolean {
  if (state.order.paymentTiming !== 'on_delivery') return false;
  if (shipment.direction === 'replacement') return goodsBefore(state, shipment) === 'missing';
  return shipment.direction === 'outbound';
}

function otherDoors(state: OrderState, shipment: Shipment): Shipment[] {
  return state.shipments.filter(
    (other) => other.id !== shipment.id && other.inspection !== null && isPaidAtDoor(state, other),
  );
}

/** Where else goods were accepted and paid for, for good. */
function paidDoors(state: OrderState, shipment: Shipment): Shipment[] {
  return otherDoors(state, shipment).filter(
    ({ status }) => status === 'accepted' || status === 'partly_accepted',
  );
}

function keptOf(lines: readonly Accepted[]): number[] {
  return lines.filter(({ accepted }) => accepted > 0).map(({ lineNo }) => lineNo);
}

function acceptedAt(doors: readonly Shipment[], lineNo: number): number {
  return doors
    .flatMap(({ inspection }) => inspection?.lines ?? [])
    .filter((line) => line.lineNo === lineNo)
    .reduce((sum, { accepted }) => sum + accepted, 0);
}

/** Whether each unit costs the same to the coin, however many are accepted where. */
function isEven(line: OrderLine | undefined): boolean {
  return [line?.netMinor ?? 0, line?.taxMinor ?? 0].every(
    (minor) => minor % (line?.quantity ?? 1) === 0,
  );
}

/** What is not accepted is taken off by the refund's formula, so that both ways agree. */
function priceOf(line: OrderLine, accepted: number): number {
  const notAccepted = BigInt(Math.max(0, line.quantity - accepted));
  const share = (minor: number): number =>
    minor - Number((BigInt(minor) * notAccepted) / BigInt(line.quantity));
  return accepted === 0 ? 0 : share(line.netMinor) + share(line.taxMinor);
}
