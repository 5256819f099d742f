import type { OrderTotals } from './money.ts';
import type { PlaceOrderInput } from './placing.ts';
import type { Policy } from './policy.ts';
import type { RegisteredGoods } from './goods.ts';

/**
 * What is offered to the consumer and takes effect with the consumer's confirmation only
 * (S0 9.4 a): goods, price, fee and tax apart (6.4.5), the agreed form of inspection (6.4.6), the
 * promises and the policy. Nothing personal, and nothing that the platform numbers later.
 */
export function offerOf(
  input: PlaceOrderInput,
  { policy, goods = [] }: { policy: Policy; goods?: RegisteredGoods[] },
  { goodsMinor, discountMinor, deliveryFeeMinor, taxMinor, totalMinor }: OrderTotals,
) {
  const { currency, payment, promised } = input;
  return {
    kind: 'offer',
    sellerId: input.sellerId,
    courierId: input.courierId,
    courierService: input.courierService,
    lines: input.lines.map((line) => {
      const record = goods.find(({ sku }) => sku === line.sku);
      return {
        ...line,
        goodsVersion: record?.version ?? null,
        inspectionForm: record?.inspectionForm ?? 'by_contract',
      };
    }),
    totals: { goodsMinor, discountMinor, deliveryFeeMinor, taxMinor, totalMinor, currency },
    payment: { timing: payment.timing, method: payment.method },
    promised,
    policy: { name: policy.name, version: policy.version },
  };
}
