import { amountText } from '../money/amount-text.ts';
import { partyText } from './party-text.ts';
import { type Agreement, agreedCashLimit } from './agreements.ts';
import { dateAt, epochMsOf } from '../calendars/calendar.ts';
import { demand } from '../errors.ts';
import type { PaymentTiming } from '../order.ts';
import type { Policy } from '../policies/policy.ts';

/**
 * So much cash of a platform's orders a courier may have to do with: what it keeps, what it is still
 * to collect, and the order that it is to get, together.
 */
export interface CashLimit {
  amountMinor: number;
  currency: string;
}

/** What a courier keeps of a platform's cash, and what it has agreed on about it. */
export interface CashStanding {
  /** Collected and not handed over, by currency; what has become a claim counts too. */
  outstanding: Readonly<Record<string, number>>;
  /** To be collected by it, of orders that are placed and not over, by currency. */
  onTheRoad?: Readonly<Record<string, number>>;
  /** Those that name a limit. */
  agreements: readonly Agreement[];
}

/** An order that is paid at the door. */
export interface CashWanted {
  sellerId: string;
  platformId: string;
  currency: string;
  /** What it would have to collect besides. */
  amountMinor: number;
}

/** Null where the courier is to collect nothing. */
export function cashWanted(
  paymentTiming: PaymentTiming,
  { sellerId, platformId, currency }: Omit<CashWanted, 'amountMinor'>,
  amountMinor: number,
): CashWanted | null {
  return paymentTiming === 'on_delivery' ? { sellerId, platformId, currency, amountMinor } : null;
}

/**
 * Refuses `cash_limit_exceeded`: what a courier keeps, is to collect and would get together is more
 * than it may have (S0 6.7.1 f, 7.5.3 g). What parties have agreed on goes before the policy;
 * exactly the limit is allowed.
 */
export function demandCashLimit(
  { id, name, cash }: { id: string; name: string; cash?: CashStanding },
  wanted: { cash?: CashWanted | null; policy: Policy; at: string; pointer?: string },
): void {
  if (!wanted.cash || cash === undefined) return;
  const { policy, at, pointer } = wanted;
  const { currency, amountMinor, ...between } = wanted.cash;
  const day = dateAt(epochMsOf(at), policy.zone);
  const agreed = agreedCashLimit(cash.agreements, { ...between, responsibleId: id, day });
  const limit = [agreed, policy.cashLimit].find((one) => one?.currency === currency);
  if (!limit) return;
  const limitMinor = limit.amountMinor;
  const outstandingMinor = cash.outstanding[currency] ?? 0;
  const onTheRoadMinor = cash.onTheRoad?.[currency] ?? 0;
  const amount = (minor: number): string => amountText(currency, minor);
  demand(
    outstandingMinor + onTheRoadMinor + amountMinor <= limitMinor,
    'cash_limit_exceeded',
    `${partyText({ id, name })} keeps ${amount(outstandingMinor)} of cash, is still to collect ` +
      `${amount(onTheRoadMinor)} and would collect ${amount(amountMinor)} more: its limit is ` +
      amount(limitMinor),
    { pointer, limitMinor, outstandingMinor, onTheRoadMinor, amountMinor, currency },
  );
}
