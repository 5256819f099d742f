import type { PaymentTiming, SigningRole } from '../order.ts';
import type { CashLimit } from '../parties/cash-limit.ts';
import type { QualificationKind } from '../parties/qualifications.ts';
import type { DeadlineRules } from './deadline-rules.ts';

/** Refusal and return reasons of design §5. */
export const returnReasons = [
  'damaged',
  'packaging_damaged',
  'missing',
  'wrong_goods',
  'not_ordered',
  'not_as_described',
  'quality',
  'expired',
  'counterfeit',
  'late',
  'changed_mind',
  'cod_not_paid',
  'inspection_refused',
  'other',
] as const;
export type ReturnReason = (typeof returnReasons)[number];

export interface AllocationPolicy {
  /** As few as possible, or in the stock keeper's own order. */
  strategy: 'fewest_warehouses' | 'in_order';
  /** `amend`: what there is, is offered to the consumer instead (S0 9.4 a). */
  onShortage: 'cancel' | 'amend';
}

export type QualifiedRole = 'seller' | 'courier' | 'payment_provider' | 'supplier';

export type Bearer = 'seller' | 'courier' | 'platform' | 'consumer';

export interface CouriersPolicy {
  /** Who confirms every carriage (S0 7.5.1 a); those with an agreement on it do so always. */
  confirming: 'all' | readonly string[];
  /** What becomes of a shipment that no courier takes on. */
  whenNoneIsLeft: 'case' | 'cancel';
}

/** Whose orders get a policy when they name none: those that match all that is named. */
export interface PolicyBinding {
  platformIds?: readonly string[];
  sellerIds?: readonly string[];
  /** What the seller trades in, as its party says. */
  categories?: readonly string[];
}

/** A versioned document; an order keeps the version it was placed under (design §2.5). */
export interface Policy {
  name: string;
  version: number;
  /** Absent: only orders that name it have it, and `default` all that nothing else is bound to. */
  appliesTo?: PolicyBinding;
  /** The zone that days are counted in. */
  zone: string;
  deadlines: DeadlineRules;
  attempts: {
    /** Delivery attempts that may fail before the goods are undeliverable. */
    maxAttempts: number;
    /** How often the consumer may have it put off without that counting; absent, as often. */
    maxReschedulings?: number;
  };
  payment: {
    /** Payments that may be tried for one order, declined ones included. */
    attemptsMax: number;
    timings: readonly PaymentTiming[];
    /** How long an authorization must outlive the dispatch deadline at the handover note. */
    authorizationMarginHours: number;
  };
  /**
   * The kinds of qualification that a role needs to take orders (S0 5.4, 6.4.1). Policies stored
   * before there were any have none.
   */
  qualifications?: Partial<Record<QualifiedRole, readonly QualificationKind[]>>;
  /** Whether goods that nobody has registered may be ordered (S0 6.4.2); absent, they may. */
  goods?: { unregistered: 'allowed' | 'refused' };
  /** Policies stored before couriers confirmed have none: nobody is asked. */
  couriers?: CouriersPolicy;
  /**
   * From which warehouses goods come, and what follows where there is less of them than was ordered
   * (S0 5.3 自动配货). Absent: as the stock keeper likes, and the order is cancelled.
   */
  allocation?: AllocationPolicy;
  /** Whether the server may sign what an authenticated principal of these roles agreed to. */
  attestation: { allowed: boolean; roles: readonly SigningRole[] };
  /**
   * Goods may be returned without a reason for so long; for quality as long as `after_sale` runs,
   * which is therefore the longer of the two.
   */
  noReasonReturn: { wholeDays: number };
  refund: {
    deliveryFee: 'if_nothing_kept_unless_changed_mind' | 'if_nothing_kept' | 'never';
    /** ISO 8601, from the refusal: refunded by then, goods back or not. */
    latestAfterRefusal: string;
    /** ISO 8601, from the courier’s report: so long it may still find the goods; absent, at once. */
    afterLoss?: string;
  };
  /** What a late delivery costs its courier, where `delivery` compensates (S0 7.5.1 c). */
  lateDelivery?: {
    amount: { basisPointsOfGoods: number } | { minorPerDay: number };
    /** Never more than this. */
    maxMinor?: number;
    /** Of these amounts: orders of other currencies are not compensated. */
    currency?: string;
  };
  /** What a courier may have of cash, kept or still to be collected; no orders take it beyond. */
  cashLimit?: CashLimit;
  commission: { basisPoints: number; base: 'kept_goods'; rounding: 'down' };
  courierFee: {
    outbound: 'delivery_fee';
    /** What the carriage of a return costs, in the order's currency. */
    return: { amountMinor: number };
    /** Who bears the carriage of a return, also of what could not be delivered. */
    bearerByReason: Record<ReturnReason | 'undeliverable', Bearer>;
  };
}

/** Whether the delivery fee goes back with a refund (design §2.3). */
export function isDeliveryFeeRefunded({
  policy,
  nothingKept,
  reason,
}: {
  policy: Policy;
  nothingKept: boolean;
  reason: string;
}): boolean {
  switch (policy.refund.deliveryFee) {
    case 'never':
      return false;
    case 'if_nothing_kept':
      return nothingKept;
    case 'if_nothing_kept_unless_changed_mind':
      return nothingKept && reason !== 'changed_mind';
  }
}
