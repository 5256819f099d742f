import { z } from 'zod';

/** Real orders as a marketplace recorded them, and what this engine makes of them. Pure. */

const instantMs = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const minor = z.int().min(0);

const recordSchema = z.object({
  orderId: z.string(),
  status: z.string(),
  class: z.enum([
    'on_time',
    'boleto_on_time',
    'delivered_late',
    'many_sellers',
    'many_lines',
    'cancelled_before_handover',
    'never_shipped',
    'shipped_not_delivered',
  ]),
  purchasedAt: instantMs,
  approvedAt: instantMs.nullable(),
  handedOverAt: instantMs.nullable(),
  deliveredAt: instantMs.nullable(),
  estimatedDeliveryAt: instantMs,
  consumer: z.object({
    ref: z.string().nullable(),
    city: z.string().nullable(),
    state: z.string().nullable(),
    zipPrefix: z.string().nullable(),
  }),
  lines: z
    .array(
      z.object({
        lineNo: z.int(),
        sku: z.string(),
        category: z.string().nullable(),
        weightG: z.int().nullable(),
        sellerRef: z.string(),
        sellerCity: z.string().nullable(),
        dispatchBy: instantMs,
        priceMinor: minor,
        freightMinor: minor,
      }),
    )
    .min(1),
  payments: z.array(z.object({ type: z.string(), amountMinor: minor })),
  currency: z.string(),
});
type SourceRecord = z.infer<typeof recordSchema>;
type SourceLine = SourceRecord['lines'][number];

/** How an order's life went as far as the source tells. */
export type Ending = 'delivered' | 'cancelled' | 'never_shipped' | 'never_delivered';

/** One seller's part of a real order: one order for this engine. Times count from the purchase. */
export interface RealOrder {
  /** The source's id, with the seller's number after it where there are several. */
  id: string;
  sourceId: string;
  sourceStatus: string;
  ending: Ending;
  seller: { ref: string; city: string | null };
  consumer: SourceRecord['consumer'];
  lines: SourceLine[];
  deliveryFeeMinor: number;
  totalMinor: number;
  currency: string;
  method: 'card' | 'bank_transfer';
  paidAfterMs: number;
  handedOverAfterMs: number | null;
  deliveredAfterMs: number | null;
  dispatchDueAfterMs: number;
  deliveryDueAfterMs: number;
  /** What of the record could not be taken as it stands. */
  remarks: Remark[];
}

export const remarkTexts = {
  paid_after_handover: 'handed over before their payment was approved: paid just before it',
  paid_another_amount: 'paid another amount than the lines add up to: driven with the lines’ sum',
  no_payment_rows: 'no payment recorded: one card payment of the sum',
  same_sku_twice: 'the same SKU on several lines: kept as separate lines',
  several_sellers: 'several sellers: one order for each',
  dates_against_status:
    'bear a delivery date and yet a status before the handover: driven as the status says',
} as const;
export type Remark = keyof typeof remarkTexts;

const endings: Record<SourceRecord['class'], Ending> = {
  on_time: 'delivered',
  boleto_on_time: 'delivered',
  delivered_late: 'delivered',
  many_sellers: 'delivered',
  many_lines: 'delivered',
  cancelled_before_handover: 'cancelled',
  never_shipped: 'never_shipped',
  shipped_not_delivered: 'never_delivered',
};

/** The real orders of a JSONL text, one per seller of a row; throws where a row is malformed. */
export function realOrdersOf(jsonl: string): RealOrder[] {
  return jsonl
    .split('\n')
    .filter((row) => row.trim() !== '')
    .flatMap((row) => splitBySeller(recordSchema.parse(JSON.parse(row))));
}

function splitBySeller(source: SourceRecord): RealOrder[] {
  const bySeller = [...Map.groupBy(source.lines, (line) => line.sellerRef).values()];
  return bySeller.map((lines, index) => {
    const id = bySeller.length === 1 ? source.orderId : `${source.orderId}-${index + 1}`;
    return realOrder(source, { id, lines, sellers: bySeller.length });
  });
}

const minuteMs = 60_000;

function realOrder(
  source: SourceRecord,
  { id, lines, sellers }: { id: string; lines: SourceLine[]; sellers: number },
): RealOrder {
  const { purchasedAt } = source;
  const after = (ms: number | null) => (ms === null ? null : ms - purchasedAt);
  const handedOverAfterMs = after(source.handedOverAt);
  const approvedAfterMs = Math.max(0, after(source.approvedAt) ?? 0);
  const latestPaymentMs = Math.max(0, (handedOverAfterMs ?? Infinity) - minuteMs);
  const deliveryFeeMinor = sum(lines.map(({ freightMinor }) => freightMinor));
  return {
    id,
    sourceId: source.orderId,
    sourceStatus: source.status,
    ending: endings[source.class],
    seller: { ref: lines[0]?.sellerRef ?? '', city: lines[0]?.sellerCity ?? null },
    consumer: source.consumer,
    lines,
    deliveryFeeMinor,
    totalMinor: deliveryFeeMinor + sum(lines.map(({ priceMinor }) => priceMinor)),
    currency: source.currency,
    method: source.payments.some(({ type }) => type === 'boleto') ? 'bank_transfer' : 'card',
    paidAfterMs: Math.min(approvedAfterMs, latestPaymentMs),
    handedOverAfterMs,
    deliveredAfterMs: after(source.deliveredAt),
    dispatchDueAfterMs: Math.min(...lines.map(({ dispatchBy }) => dispatchBy)) - purchasedAt,
    deliveryDueAfterMs: source.estimatedDeliveryAt - purchasedAt,
    remarks: remarksOn(source, { lines, sellers }),
  };
}

function remarksOn(
  source: SourceRecord,
  { lines, sellers }: { lines: SourceLine[]; sellers: number },
): Remark[] {
  const { approvedAt, handedOverAt, payments } = source;
  const paidMinor = sum(payments.map(({ amountMinor }) => amountMinor));
  const dueMinor = sum(source.lines.map((line) => line.priceMinor + line.freightMinor));
  const holds: Record<Remark, boolean> = {
    paid_after_handover: approvedAt !== null && handedOverAt !== null && approvedAt > handedOverAt,
    paid_another_amount: payments.length > 0 && paidMinor !== dueMinor,
    no_payment_rows: payments.length === 0,
    same_sku_twice: new Set(lines.map(({ sku }) => sku)).size < lines.length,
    several_sellers: sellers > 1,
    dates_against_status: endings[source.class] === 'never_shipped' && handedOverAt !== null,
  };
  return (Object.keys(holds) as Remark[]).filter((remark) => holds[remark]);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
