import { demand } from '../errors.ts';
import type { Case, OrderState, Shipment } from '../order.ts';
import { isPaidAtDoor } from './cod-due.ts';
import type { RefundLine } from './refundable.ts';

/**
 * Goods whose money is spoken for: they are being sent again, or an open case is about to decide
 * between that and a refund. Nobody gets both (S0 7.7.3 b).
 */

/** Ways on which goods are sent again that were paid for before. */
function replacements(state: OrderState): Shipment[] {
  return state.shipments.filter(
    (shipment) =>
      shipment.direction === 'replacement' &&
      shipment.endedAt === null &&
      !isPaidAtDoor(state, shipment),
  );
}

function carries({ shipmentLines }: OrderState, { id }: Shipment, lineNo: number): number {
  const carried = shipmentLines.find((line) => line.shipmentId === id && line.lineNo === lineNo);
  return carried?.quantity ?? 0;
}

/** So many units of a line are on their way once more. */
export function unitsSentAgain(state: OrderState, lineNo: number): number {
  return replacements(state).reduce((sum, one) => sum + carries(state, one, lineNo), 0);
}

/** Cases in which support has yet to choose between sending again and giving back. */
function undecidedCases({ order, cases }: OrderState): Case[] {
  return cases.filter(({ kind, status, details: { goods } }) => {
    const isDiscrepancy = kind === 'missing_goods' || kind === 'damaged_goods';
    const isPaid = order.paymentTiming !== 'on_delivery' || goods === 'kept';
    return isDiscrepancy && status === 'open' && goods !== 'refused' && isPaid;
  });
}

function isAbout({ details }: Case, lineNo: number): number {
  const lines = (details.lines ?? []) as RefundLine[];
  return lines.find((line) => line.lineNo === lineNo)?.quantity ?? 0;
}

/** So many units of a line an open case is about. */
export function unitsInCases(state: OrderState, lineNo: number): number {
  return undecidedCases(state).reduce((sum, one) => sum + isAbout(one, lineNo), 0);
}

/** Refuses goods, of one line or of any, that would be refunded and are being sent again. */
export function demandNotSentAgain(state: OrderState, isFree: boolean, lineNo?: number): void {
  if (isFree) return;
  const again = replacements(state).find((one) =>
    linesOf(state, lineNo).some((line) => carries(state, one, line) > 0),
  );
  demand(
    again === undefined,
    'replacement_under_way',
    'goods that are being sent again are not refunded as well: call the replacement off, or wait ' +
      'for its end',
    { shipmentId: again?.id, caseId: again?.caseId },
  );
}

/** Refuses goods, of one line or of any, about which an open case decides. */
export function demandNoOpenCase(state: OrderState, isFree: boolean, lineNo?: number): void {
  if (isFree) return;
  const open = undecidedCases(state).find((one) =>
    linesOf(state, lineNo).some((line) => isAbout(one, line) > 0),
  );
  demand(
    open === undefined,
    'case_undecided',
    'an open case decides whether these goods are sent again or refunded: resolve it',
    { caseId: open?.id, allowedActions: [`POST /v1/cases/${open?.id}/resolution`] },
  );
}

function linesOf({ lines }: OrderState, lineNo?: number): number[] {
  return lineNo === undefined ? lines.map((line) => line.lineNo) : [lineNo];
}
