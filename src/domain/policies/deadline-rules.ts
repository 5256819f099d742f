/** Every deadline of design §2.5, in the order of an order's life. */
export const deadlineNames = [
  'consumer_confirmation',
  'seller_confirmation',
  'amendment',
  'payment',
  'courier_confirmation',
  'dispatch',
  'delivery',
  'appointment',
  'collection',
  'acceptance',
  'return_to_seller',
  'presumed_lost',
  'return_receipt',
  'discrepancy_answer',
  'case_decision',
  'after_sale',
  'return_approval',
  'return_pickup',
  'return_dispatch',
  'return_check',
  'refund',
  'complaint_answer',
  'complaint_resolution',
  'duty_performance',
  'cod_remittance',
  're_review',
] as const;
export type DeadlineName = (typeof deadlineNames)[number];

/**
 * What may happen when a deadline passes; the first is the default. `escalate` alone never ends
 * anything: the late step is still taken. `escalate_then_…` escalates at the due time and acts
 * when the grace has passed, so that its rule must have a grace.
 */
export const expiryActions = {
  consumer_confirmation: ['cancel', 'escalate'],
  seller_confirmation: ['escalate_then_cancel', 'escalate'],
  amendment: ['cancel', 'accept', 'escalate'],
  payment: ['cancel', 'escalate'],
  courier_confirmation: ['next_courier_or_case', 'open_case', 'escalate'],
  dispatch: ['escalate_then_cancel', 'escalate'],
  delivery: ['escalate', 'escalate_and_compensate'],
  appointment: ['count_failed_attempt', 'escalate'],
  collection: ['count_failed_attempt', 'escalate'],
  acceptance: ['accept_with_proof_or_case', 'open_case'],
  return_to_seller: ['escalate'],
  presumed_lost: ['mark_lost', 'escalate'],
  return_receipt: ['receive', 'escalate'],
  discrepancy_answer: ['escalate'],
  case_decision: ['escalate'],
  after_sale: ['settle'],
  return_approval: ['approve', 'escalate'],
  return_pickup: ['escalate'],
  return_dispatch: ['close', 'escalate'],
  return_check: ['pass', 'escalate'],
  refund: ['escalate_and_open_case'],
  complaint_answer: ['escalate'],
  complaint_resolution: ['platform_rules', 'escalate'],
  duty_performance: ['advance_compensation', 'escalate'],
  cod_remittance: ['escalate', 'escalate_then_claim'],
  re_review: ['suspend', 'escalate'],
} as const satisfies Record<DeadlineName, readonly string[]>;
export type ExpiryAction<Name extends DeadlineName = DeadlineName> =
  (typeof expiryActions)[Name][number];

/**
 * `working` counts in the responsible party's calendar, `iso` is an ISO 8601 duration whose days
 * keep the time of day in the policy's zone, `wholeDays` are whole dates there, from the day
 * after the start to the last one's 24:00.
 */
export type DeadlineDuration =
  | { working: 'days' | 'hours'; amount: number }
  | { iso: string }
  | { wholeDays: number };

/** Whom a deadline runs for. `respondent` and `liable_party` are named by the case itself. */
export type Responsible =
  | 'consumer'
  | 'seller'
  | 'courier'
  | 'payment_provider'
  | 'platform'
  | 'respondent'
  | 'liable_party';

export interface DeadlineRule<Name extends DeadlineName = DeadlineName> {
  duration: DeadlineDuration;
  /** Where the party that the case names has a time of its own, by its role. */
  durationByRole?: Partial<Record<'seller' | 'courier' | 'payment_provider', DeadlineDuration>>;
  grace?: DeadlineDuration;
  onExpiry: ExpiryAction<Name>;
  responsible: Responsible;
  /** Empty where the standard has none. */
  clause: string;
  /** The share (above 0, below 1) of the time after which its party is reminded. */
  reminderShare?: number;
  /** Who may extend it besides support: those it protects, never its own party. */
  extendableBy?: readonly ExtendingRole[];
  /** Whether it stands still while the order has an open case. */
  pausedByCase?: boolean;
  /** Whom a missed deadline is taken to while its grace runs, in that order. */
  escalation?: readonly EscalationStep[];
}

export type ExtendingRole = 'consumer' | 'seller' | 'courier';

export interface EscalationStep {
  /** ISO 8601, from the due time; within the grace. */
  after: string;
  to: 'support' | 'ops' | 'platform';
}

export type DeadlineRules = { [Name in DeadlineName]: DeadlineRule<Name> };
