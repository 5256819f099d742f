import { type Agreement, agreedCashLimit } from './agreements.ts';
import { dateAt, epochMsOf } from '../calendars/calendar.ts';
import { demand } from '../errors.ts';
import type { PaymentTiming } from '../order.ts';
import type { Policy } from '../policies/policy.ts';

/** So much cash of a platform's orders a courier may keep and still be given new ones. */
export interface CashLimit {
  amountMinor: number;
  currency: string;
}

/** What a courier keeps of a platform's cash, and what it has agreed on about it. */
export interface CashStanding {
  /** Collected and not handed over, by currency; what has become a claim counts too. */
  outstanding: Readonly<Record<string, number>>;
  /** Those that name a limit. */
  agreements: readonly Agreement[];
}

/** An order that is paid at the door. */
export interface CashWanted {
  sellerId: string;
  platformId: string;
  currency: string;
}

/** Null where the courier is to collect nothing. */
export function cashWanted(
  paymentTiming: PaymentTiming,
  { sellerId, platformId, currency }: CashWanted,
): CashWanted | null {
  return paymentTiming === 'on_delivery' ? { sellerId, platformId, currency } : null;
}

/**
 * Refuses `cash_limit_exceeded`: a courier that keeps more than it may first hands it over before it
 * gets new cash orders (S0 6.7.1 f, 7.5.3 g). What parties have agreed on goes before the policy;
 * whatever may be kept is exactly enough, only more than that withholds.
 */
export function demandCashLimit(
  { id, cash }: { id: string; cash?: CashStanding },
  wanted: { cash?: CashWanted | null; policy: Policy; at: string; pointer?: string },
): void {
  if (!wanted.cash || cash === undefined) return;
  const { policy, at, pointer } = wanted;
  const { currency, ...between } = wanted.cash;
  const day = dateAt(epochMsOf(at), policy.zone);
  const agreed = agreedCashLimit(cash.agreements, { ...between, responsibleId: id, day });
  const limit = [agreed, policy.cashLimit].find((one) => one?.currency === currency);
  if (!limit) return;
  const limitMinor = limit.amountMinor;
  const outstandingMinor = cash.outstanding[currency] ?? 0;
  demand(
    outstandingMinor <= limitMinor,
    'cash_limit_exceeded',
    `${id} keeps ${outstandingMinor} ${currency} of cash, its limit is ${limitMinor}: ` +
      'it gets no new cash orders before it has handed that over',
    { pointer, limitMinor, outstandingMinor, currency },
  );
}
