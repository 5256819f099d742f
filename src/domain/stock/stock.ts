import { askEffect, isUnresolved } from '../asked-effects.ts';
import type { Draft } from '../draft.ts';
import { must } from '../errors.ts';
import type { Effect, OrderLine, OrderState, Shipment } from '../order.ts';

/** Goods at the stock keeper; without a warehouse any in which they are held. */
export interface StockLine {
  sku: string;
  quantity: number;
  warehouse?: string;
}

/** Quantities by SKU: the same SKU on several lines is one request to the stock keeper. */
export function stockLines(
  lines: readonly { sku: string; quantity: number }[],
): { sku: string; quantity: number }[] {
  const bySku = new Map<string, number>();
  for (const line of lines) bySku.set(line.sku, (bySku.get(line.sku) ?? 0) + line.quantity);
  return [...bySku].map(([sku, quantity]) => ({ sku, quantity }));
}

/** Whose goods a hold is for: of the order, or of one replacement, which has stock of its own. */
type HoldScope = string | undefined;

export function holdScope({ id, caseId }: Pick<Shipment, 'id' | 'caseId'>): HoldScope {
  return caseId === null ? undefined : id;
}

export function holdsOf({ effects }: Pick<OrderState, 'effects'>, scope?: HoldScope): Effect[] {
  return effects.filter(
    ({ kind, request }) => kind === 'hold_stock' && request.shipmentId === scope,
  );
}

/** The hold that the goods are under, or will be once the keeper has answered. */
export function currentHold(
  state: Pick<OrderState, 'effects'>,
  scope?: HoldScope,
): Effect | undefined {
  return holdsOf(state, scope).findLast((hold) => hold.status !== 'failed' && !isLost(hold));
}

/** Whether the keeper has yet to say if it holds the goods, or still does. */
export function isHoldAsked(state: Pick<OrderState, 'effects'>, scope?: HoldScope): boolean {
  const keys = holdsOf(state, scope).map(({ id }) => id);
  return state.effects.some((effect) => {
    const { id, kind, request } = effect;
    const isOne = kind === 'hold_stock' && keys.includes(id);
    const isRenewal = kind === 'renew_hold' && keys.includes(String(request.holdKey));
    return (isOne || isRenewal) && isUnresolved(effect);
  });
}

/** Its time was over at the keeper: nothing is held under it any more. */
export function isLost({ result }: Effect): boolean {
  return typeof result?.lostAt === 'string';
}

/**
 * What is held and was neither handed over nor let go. What was asked for counts as done; what the
 * keeper refused is a case, and the goods have left all the same.
 */
export function stockLeft(state: Pick<OrderState, 'effects'>, hold: Effect): StockLine[] {
  let left: StockLine[] = hold.result?.allocations ?? (hold.request.lines as StockLine[]);
  for (const { kind, request } of state.effects) {
    const isTaking = kind === 'commit_stock' || kind === 'release_stock';
    if (!isTaking || request.holdKey !== hold.id) continue;
    left = request.lines ? lessOf(left, request.lines as StockLine[]) : [];
  }
  return left.filter(({ quantity }) => quantity > 0);
}

/** Exactly so much of what is left, where it lies; less where there is less. */
export function takeOf(left: readonly StockLine[], wanted: readonly StockLine[]): StockLine[] {
  return wanted.flatMap(({ sku, quantity }) => {
    let missing = quantity;
    return left
      .filter((line) => line.sku === sku)
      .flatMap((line) => {
        const taken = Math.min(missing, line.quantity);
        missing -= taken;
        return taken > 0 ? [{ ...line, quantity: taken }] : [];
      });
  });
}

/** What remains of it without so much. */
export function lessOf(left: readonly StockLine[], taken: readonly StockLine[]): StockLine[] {
  const rest = left.map((line) => ({ ...line }));
  for (const { sku, warehouse, quantity } of taken) {
    let missing = quantity;
    for (const line of rest) {
      if (line.sku !== sku || (warehouse !== undefined && line.warehouse !== warehouse)) continue;
      const less = Math.min(missing, line.quantity);
      line.quantity -= less;
      missing -= less;
    }
  }
  return rest;
}

/** Whether so much is held in all. */
export function covers(left: readonly StockLine[], wanted: readonly StockLine[]): boolean {
  const units = (lines: readonly StockLine[]): number =>
    lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return units(takeOf(left, wanted)) === units(wanted);
}

/** Sets goods aside; those of the order by policy also in part. Each hold has its own key. */
export function askHold(draft: Draft, lines: StockLine[], scope?: HoldScope): void {
  const { order, policy } = draft;
  const earlier = holdsOf(draft, scope).length;
  const id = `hold:${scope ?? order.id}`;
  const { allocation } = policy;
  const isPartial = scope === undefined && allocation?.onShortage === 'amend';
  askEffect(draft, 'hold_stock', earlier === 0 ? id : `${id}:${earlier + 1}`, {
    sellerId: order.sellerId,
    ...(scope === undefined ? {} : { shipmentId: scope }),
    lines,
    ...(allocation ? { strategy: allocation.strategy } : {}),
    ...(isPartial ? { partial: true } : {}),
  });
}

/** The goods of a shipment leave the stock, from where they are held. */
export function commitStock(draft: Draft, shipment: Shipment, wanted: StockLine[]): void {
  const hold = must(currentHold(draft, holdScope(shipment)), 'hold');
  askEffect(draft, 'commit_stock', `commit:${shipment.id}`, {
    holdKey: hold.id,
    lines: takeOf(stockLeft(draft, hold), wanted),
  });
}

/** What the order still takes out of its own stock: neither called off nor handed over yet. */
export function neededStock({ lines }: Pick<OrderState, 'lines'>): StockLine[] {
  return stockLines(
    lines.map((line) => ({ sku: line.sku, quantity: keptUnits(line) - line.handedOver })),
  );
}

/** Of what was ordered, what neither an amendment nor a shipment that was called off took out. */
export function keptUnits({ quantity, withdrawn, cancelled }: OrderLine): number {
  return quantity - (withdrawn ?? 0) - (cancelled ?? 0);
}

/**
 * What is held beyond what is still needed is let go, from the warehouse that was needed last.
 * Before the keeper has answered nobody knows what lies where: then the answer lets it go.
 */
export function releaseSurplus(draft: Draft, key: string): void {
  const hold = currentHold(draft);
  if (hold?.status !== 'done') return;
  const left = stockLeft(draft, hold);
  const lines = takeOf(left.toReversed(), lessOf(stockLines(left), neededStock(draft)));
  if (lines.length === 0) return;
  askEffect(draft, 'release_stock', key, { holdKey: hold.id, lines });
}

/** Everything is let go, a hold that is still under way too: under its key it never will be. */
export function releaseAll(draft: Draft, scope?: HoldScope): void {
  for (const hold of holdsOf(draft, scope)) {
    if (hold.status === 'failed' || isLost(hold)) continue;
    askEffect(draft, 'release_stock', hold.id.replace('hold:', 'release:'), { holdKey: hold.id });
  }
}
