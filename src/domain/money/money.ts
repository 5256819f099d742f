import type { Policy } from '../policies/policy.ts';

/**
 * Amounts are integer minor units of one currency (D11). Everything here throws RangeError for
 * amounts that are no safe integers, in or out: those are refused at the door.
 */
export interface PricedLine {
  quantity: number;
  /** For `pricePer` units. */
  unitPriceMinor: number;
  pricePer: number;
  /** Of the whole line. */
  discountMinor: number;
}

/** What a line costs before its discount: quantity × price ÷ pricePer, rounded half up. */
export function lineGross({ quantity, unitPriceMinor, pricePer }: PricedLine): number {
  const product = natural(quantity, 'quantity') * natural(unitPriceMinor, 'unitPriceMinor');
  const divisor = natural(pricePer, 'pricePer');
  if (divisor === 0n) throw new RangeError('pricePer is zero');
  return safe((2n * product + divisor) / (2n * divisor));
}

/** Whether lines and charges, and all their sums, can be counted exactly. */
export function isCountable(lines: readonly PricedLine[], charges: readonly number[]): boolean {
  const gross = lines.map(
    ({ quantity, unitPriceMinor }) => BigInt(quantity) * BigInt(unitPriceMinor),
  );
  const total = [...gross, ...charges.map(BigInt)].reduce((left, right) => left + right, 0n);
  return total <= BigInt(Number.MAX_SAFE_INTEGER);
}

/** What a line costs (design §2.3); negative for a discount larger than the line. */
export function lineNet(line: PricedLine): number {
  return lineGross(line) - Number(natural(line.discountMinor, 'discountMinor'));
}

export interface OrderTotals {
  goodsMinor: number;
  discountMinor: number;
  deliveryFeeMinor: number;
  taxMinor: number;
  totalMinor: number;
}

/** The amounts of an order, kept apart (S0 6.4.5): goods − discount + delivery fee + tax. */
export function orderTotals(
  lines: readonly PricedLine[],
  deliveryFeeMinor: number,
  taxMinor: number,
): OrderTotals {
  const goodsMinor = sum(lines.map(lineGross));
  const netMinor = sum(lines.map(lineNet));
  natural(deliveryFeeMinor, 'deliveryFeeMinor');
  natural(taxMinor, 'taxMinor');
  return {
    goodsMinor,
    discountMinor: goodsMinor - netMinor,
    deliveryFeeMinor,
    taxMinor,
    totalMinor: sum([netMinor, deliveryFeeMinor, taxMinor]),
  };
}

/**
 * The tax of an order as shares of its lines, in proportion to what they cost, by largest
 * remainder, of equal remainders the earlier line first. The shares sum exactly to the tax; lines
 * that all cost nothing share alike.
 */
export function allocateTax(taxMinor: number, netsMinor: readonly number[]): number[] {
  const tax = natural(taxMinor, 'taxMinor');
  if (netsMinor.length === 0 && tax > 0n) throw new RangeError('no line to bear the tax');
  const nets = netsMinor.map((net) => natural(net, 'net'));
  const weights = nets.some((net) => net > 0n) ? nets : nets.map(() => 1n);
  const total = weights.reduce((left, right) => left + right, 0n);
  const portions = weights.map((weight, index) => ({
    index,
    share: (tax * weight) / total,
    remainder: (tax * weight) % total,
  }));
  const restMinor = Number(tax - portions.reduce((left, { share }) => left + share, 0n));
  const byRemainder = portions.toSorted((left, right) =>
    left.remainder === right.remainder
      ? left.index - right.index
      : left.remainder < right.remainder
        ? 1
        : -1,
  );
  const rounded = new Set(byRemainder.slice(0, restMinor).map(({ index }) => index));
  return portions.map(({ index, share }) => safe(share) + (rounded.has(index) ? 1 : 0));
}

/**
 * What is given back for some units of a line now (design §2.3): ⌊net × (before + now) ÷ total⌋
 * minus what was given back before, never negative. Taken together in any steps, all units give
 * back exactly the net. The same for a line's share of the tax. RangeError for more units than
 * the line has.
 */
export function refundForUnits({
  net,
  unitsTotal,
  unitsAlreadyRefunded,
  refundedMinorBefore,
  unitsNow,
}: {
  net: number;
  unitsTotal: number;
  unitsAlreadyRefunded: number;
  refundedMinorBefore: number;
  unitsNow: number;
}): number {
  const total = natural(unitsTotal, 'unitsTotal');
  const units =
    natural(unitsAlreadyRefunded, 'unitsAlreadyRefunded') + natural(unitsNow, 'unitsNow');
  if (units > total) throw new RangeError('more units than the line has');
  if (total === 0n) return 0;
  const due = (natural(net, 'net') * units) / total;
  const rest = due - natural(refundedMinorBefore, 'refundedMinorBefore');
  return rest > 0n ? safe(rest) : 0;
}

export interface SettlementShares {
  platformFeeMinor: number;
  courierMinor: number;
  sellerMinor: number;
}

/**
 * How the rest of an order's escrow is shared at `completed` (design §2.4): the commission on the
 * goods kept, rounded down, the delivery fee to the courier, all else, tax included, to the
 * seller. The shares sum exactly to `escrowRest`, or unless given to what was kept; the seller's
 * is negative (a debt) where support gave back more than the goods returned.
 */
export function settlementShares({
  keptGoodsMinor,
  taxKeptMinor,
  deliveryFeeKeptMinor,
  policy,
  escrowRest,
}: {
  keptGoodsMinor: number;
  taxKeptMinor: number;
  deliveryFeeKeptMinor: number;
  policy: Pick<Policy, 'commission' | 'courierFee'>;
  escrowRest?: number;
}): SettlementShares {
  const { basisPoints } = policy.commission;
  if (basisPoints > 10_000) throw new RangeError('a commission of more than the goods');
  const goods = natural(keptGoodsMinor, 'keptGoodsMinor');
  const platformFeeMinor = safe((goods * natural(basisPoints, 'basisPoints')) / 10_000n);
  const courierMinor = Number(natural(deliveryFeeKeptMinor, 'deliveryFeeKeptMinor'));
  natural(taxKeptMinor, 'taxKeptMinor');
  const rest = escrowRest ?? sum([keptGoodsMinor, taxKeptMinor, deliveryFeeKeptMinor]);
  return {
    platformFeeMinor,
    courierMinor,
    sellerMinor: sum([rest, -platformFeeMinor, -courierMinor]),
  };
}

export interface LedgerAmount {
  account: string;
  amountMinor: number;
  currency: string;
}

/** The balance of every account in each of its currencies, ordered by account, then currency. */
export function sumByAccount(postings: readonly LedgerAmount[]): LedgerAmount[] {
  const balances = new Map<string, LedgerAmount>();
  for (const { account, amountMinor, currency } of postings) {
    const key = JSON.stringify([account, currency]);
    const before = balances.get(key)?.amountMinor ?? 0;
    balances.set(key, { account, amountMinor: sum([before, amountMinor]), currency });
  }
  return [...balances]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, total]) => total);
}

/** Throws unless the postings sum to zero in every currency: unbalanced ones are a bug (§2.4). */
export function assertBalanced(postings: readonly LedgerAmount[]): void {
  const totals = sumByAccount(postings.map((posting) => ({ ...posting, account: 'all' })));
  for (const { currency, amountMinor } of totals) {
    if (amountMinor !== 0) throw new Error(`postings are off by ${amountMinor} ${currency}`);
  }
}

function natural(value: number, name: string): bigint {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${name} is ${value}`);
  return BigInt(value);
}

function safe(value: bigint): number {
  const result = Number(value);
  if (!Number.isSafeInteger(result)) throw new RangeError(`${value} is too large`);
  return result;
}

function sum(amounts: readonly number[]): number {
  const total = amounts.reduce((left, amountMinor) => {
    if (!Number.isSafeInteger(amountMinor)) throw new RangeError(`no amount: ${amountMinor}`);
    return left + BigInt(amountMinor);
  }, 0n);
  return safe(total);
}
