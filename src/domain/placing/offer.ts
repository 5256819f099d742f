import type { OrderTotals } from '../money/money.ts';
import type { OrderLine, OrderRow } from '../order.ts';

/** A line as it is offered: an amended one has less of it, and its share of the discount. */
export type OfferedLine = Pick<
  OrderLine,
  | 'lineNo'
  | 'sku'
  | 'name'
  | 'quantity'
  | 'unit'
  | 'unitPriceMinor'
  | 'pricePer'
  | 'discountMinor'
  | 'netMinor'
  | 'handling'
  | 'noReasonReturn'
  | 'goods'
>;

/**
 * What is offered to the consumer and takes effect with the consumer's confirmation only
 * (S0 9.4 a): goods, price, fee and tax apart (6.4.5), the agreed form of inspection (6.4.6), how
 * it is paid, whether it may be left unattended (7.7.2), the promises, and the policy with its
 * service levels. It names the platform's order, so that no two orders have the same offer; nothing
 * personal, and nothing that is numbered here later.
 */
export function offerOf(
  order: OrderRow,
  lines: readonly OfferedLine[],
  { goodsMinor, discountMinor, deliveryFeeMinor, taxMinor, totalMinor }: OrderTotals = order,
) {
  return {
    kind: 'offer',
    platformId: order.platformId,
    platformOrderNo: order.platformOrderNo,
    sellerId: order.sellerId,
    courierId: order.courierId,
    courierService: order.courierService,
    lines: lines.map(offeredLine),
    totals: {
      goodsMinor,
      discountMinor,
      deliveryFeeMinor,
      taxMinor,
      totalMinor,
      currency: order.currency,
    },
    payment: { timing: order.paymentTiming, method: order.paymentMethod },
    // When and by which channel the consumer has agreed to it is not known before it is offered.
    delivery: { unattended: order.deliveryPreference?.unattended ?? 'never' },
    promised: { dispatchBy: order.promisedDispatchBy, deliverBy: order.promisedDeliverBy },
    policy: { name: order.policyName, version: order.policyVersion },
  };
}
export type Offer = ReturnType<typeof offerOf>;

function offeredLine(line: OfferedLine) {
  return {
    lineNo: line.lineNo,
    sku: line.sku,
    name: line.name,
    quantity: line.quantity,
    unit: line.unit,
    unitPriceMinor: line.unitPriceMinor,
    pricePer: line.pricePer,
    discountMinor: line.discountMinor,
    netMinor: line.netMinor,
    handling: line.handling,
    noReasonReturn: line.noReasonReturn,
    goodsVersion: line.goods?.version ?? null,
    inspectionForm: line.goods?.inspectionForm ?? 'by_contract',
  };
}
