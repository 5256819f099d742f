import { lineGross, refundForUnits } from '../money/money.ts';
import { type Offer, offerOf } from '../placing/offer.ts';
import type { AmendedLine, Amendment, OrderLine, OrderState } from '../order.ts';

/** What is still offered of a line: what was ordered, less what amendments took out. */
export function offeredUnits(line: OrderLine): number {
  // Histories of before it was kept know of no second amendment.
  return line.quantity - (line.withdrawn ?? 0);
}

/** What is left of a line by an amendment. */
export function amendedUnits(lines: readonly AmendedLine[], line: OrderLine): number {
  return lines.find(({ lineNo }) => lineNo === line.lineNo)?.quantity ?? offeredUnits(line);
}

interface Amounts {
  goodsMinor: number;
  netMinor: number;
  taxMinor: number;
}

/** By the formula of refunds, so that dropping and giving back come to the same (§2.3). */
function amountsOf(line: OrderLine, units: number): Amounts {
  const rest = (amountMinor: number): number =>
    amountMinor -
    refundForUnits({
      net: amountMinor,
      unitsTotal: line.quantity,
      unitsAlreadyRefunded: 0,
      refundedMinorBefore: 0,
      unitsNow: line.quantity - units,
    });
  return {
    goodsMinor: rest(lineGross(line)),
    netMinor: rest(line.netMinor),
    taxMinor: rest(line.taxMinor),
  };
}

/** Goods, discount and tax of what is left, apart; the delivery fee stays (S0 6.4.5). */
export function amendedTotals(
  { order, lines }: OrderState,
  amended: readonly AmendedLine[],
): Amendment['totals'] {
  const sums = { goodsMinor: 0, netMinor: 0, taxMinor: 0 };
  for (const line of lines) {
    const amounts = amountsOf(line, amendedUnits(amended, line));
    sums.goodsMinor += amounts.goodsMinor;
    sums.netMinor += amounts.netMinor;
    sums.taxMinor += amounts.taxMinor;
  }
  const { goodsMinor, netMinor, taxMinor } = sums;
  return {
    goodsMinor,
    discountMinor: goodsMinor - netMinor,
    taxMinor,
    totalMinor: netMinor + taxMinor + order.deliveryFeeMinor,
  };
}

/** The offer with less in it: what is dropped whole is not in it any more. */
export function amendedOffer(
  { order, lines }: OrderState,
  amended: readonly AmendedLine[],
  totals: Amendment['totals'],
): Offer {
  const { deliveryFeeMinor } = order;
  const left = lines.flatMap((line) => {
    const quantity = amendedUnits(amended, line);
    if (quantity === 0) return [];
    const { goodsMinor, netMinor } = amountsOf(line, quantity);
    return [{ ...line, quantity, discountMinor: goodsMinor - netMinor, netMinor }];
  });
  return offerOf(order, left, { ...totals, deliveryFeeMinor });
}
