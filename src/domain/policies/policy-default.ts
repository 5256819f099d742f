import type { DeadlineRules } from './deadline-rules.ts';
import type { Policy } from './policy.ts';

const halfWorkingDay = { working: 'days', amount: 0.5 } as const;
const oneWorkingDay = { working: 'days', amount: 1 } as const;
const twoWorkingDays = { working: 'days', amount: 2 } as const;
const threeWorkingDays = { working: 'days', amount: 3 } as const;

const beforeDelivery = {
  consumer_confirmation: {
    duration: { iso: 'PT24H' },
    onExpiry: 'cancel',
    responsible: 'consumer',
    clause: 'S0 9.4 a',
    reminderShare: 0.5,
  },
  seller_confirmation: {
    duration: oneWorkingDay,
    grace: halfWorkingDay,
    onExpiry: 'escalate_then_cancel',
    responsible: 'seller',
    clause: 'S0 6.6 c',
    // No reminder: its due time escalates, and half a day is left to act on that.
    extendableBy: ['consumer'],
  },
  amendment: {
    duration: { iso: 'PT24H' },
    onExpiry: 'cancel',
    responsible: 'consumer',
    clause: 'S0 9.4 a',
    reminderShare: 0.5,
  },
  payment: {
    duration: { iso: 'PT24H' },
    onExpiry: 'cancel',
    responsible: 'consumer',
    clause: 'S0 8.2 c',
    reminderShare: 0.5,
  },
  courier_confirmation: {
    duration: oneWorkingDay,
    onExpiry: 'next_courier_or_case',
    responsible: 'courier',
    clause: 'S0 7.5.1 a',
  },
  dispatch: {
    duration: twoWorkingDays,
    grace: oneWorkingDay,
    onExpiry: 'escalate_then_cancel',
    responsible: 'seller',
    clause: 'S0 6.7.2 a',
    reminderShare: 0.5,
    extendableBy: ['consumer'],
  },
} as const satisfies Partial<DeadlineRules>;

const delivery = {
  delivery: {
    duration: { iso: 'P7D' },
    onExpiry: 'escalate',
    responsible: 'courier',
    clause: 'S0 7.5.1 c',
    extendableBy: ['consumer'],
  },
  appointment: {
    duration: { iso: 'P3D' },
    onExpiry: 'count_failed_attempt',
    responsible: 'courier',
    clause: 'S0 7.7.2 a',
  },
  collection: {
    // Usually the place says until when it keeps the goods.
    duration: { iso: 'P3D' },
    onExpiry: 'count_failed_attempt',
    responsible: 'consumer',
    clause: 'S0 7.7.2',
  },
  acceptance: {
    duration: { iso: 'P3D' },
    onExpiry: 'accept_with_proof_or_case',
    responsible: 'consumer',
    clause: 'S0 7.7.2',
  },
  return_to_seller: {
    duration: { iso: 'P7D' },
    onExpiry: 'escalate',
    responsible: 'courier',
    clause: 'S0 7.7.3 a',
  },
  presumed_lost: {
    duration: { iso: 'P15D' },
    onExpiry: 'mark_lost',
    responsible: 'courier',
    clause: 'S0 7.5.1 c',
  },
  return_receipt: {
    duration: twoWorkingDays,
    onExpiry: 'receive',
    responsible: 'seller',
    clause: 'S0 7.7.3 a',
  },
  discrepancy_answer: {
    duration: halfWorkingDay,
    onExpiry: 'escalate',
    responsible: 'respondent',
    clause: 'S0 7.7.3 b',
  },
  case_decision: {
    duration: twoWorkingDays,
    onExpiry: 'escalate',
    responsible: 'platform',
    clause: 'S0 5.6 c',
  },
} as const satisfies Partial<DeadlineRules>;

const afterDelivery = {
  after_sale: {
    duration: { wholeDays: 15 },
    onExpiry: 'settle',
    responsible: 'consumer',
    clause: 'S0 6.8',
  },
  return_approval: {
    duration: oneWorkingDay,
    onExpiry: 'approve',
    responsible: 'seller',
    clause: 'S0 6.8',
  },
  return_pickup: {
    duration: { iso: 'P3D' },
    onExpiry: 'escalate',
    responsible: 'courier',
    clause: 'S0 6.8',
  },
  return_dispatch: {
    duration: { iso: 'P7D' },
    onExpiry: 'close',
    responsible: 'consumer',
    clause: 'S0 6.8',
  },
  return_check: {
    duration: twoWorkingDays,
    onExpiry: 'pass',
    responsible: 'seller',
    clause: 'S0 6.8',
  },
  refund: {
    duration: oneWorkingDay,
    onExpiry: 'escalate_and_open_case',
    responsible: 'payment_provider',
    clause: 'S0 6.8 d',
  },
  complaint_answer: {
    duration: halfWorkingDay,
    onExpiry: 'escalate',
    responsible: 'respondent',
    clause: 'S0 6.6 d, 7.5.1 d',
  },
  complaint_resolution: {
    duration: threeWorkingDays,
    // S0 6.7.1 e gives the courier one working day.
    durationByRole: { courier: oneWorkingDay },
    onExpiry: 'platform_rules',
    responsible: 'respondent',
    clause: 'S0 5.6',
  },
  duty_performance: {
    duration: threeWorkingDays,
    onExpiry: 'advance_compensation',
    responsible: 'liable_party',
    clause: 'S0 5.6 d',
  },
  cod_remittance: {
    duration: { iso: 'P3D' },
    onExpiry: 'escalate',
    responsible: 'courier',
    clause: 'S0 6.7.1 f',
  },
  re_review: {
    duration: { iso: 'P1Y' },
    onExpiry: 'suspend',
    responsible: 'platform',
    clause: 'S0 5.4',
  },
} as const satisfies Partial<DeadlineRules>;

/** What holds where an order names no policy: the terms of the standard (design §2.5). */
export const defaultPolicy: Policy = {
  name: 'default',
  version: 1,
  zone: 'Asia/Shanghai',
  deadlines: { ...beforeDelivery, ...delivery, ...afterDelivery },
  attempts: { maxAttempts: 3 },
  payment: {
    attemptsMax: 5,
    timings: ['after_confirmation', 'before_confirmation', 'on_delivery'],
    authorizationMarginHours: 24,
  },
  // What S0 5.4 a, c and 6.4.1 a–c have filed of all that sell or supply goods; one licence with an
  // 18-character code is all three. What permits a party its own trade is asked of it besides, as
  // the law has it for couriers and payment services. Permits for some goods only (5.4 b, d, e)
  // are asked by a policy for those who trade in them.
  qualifications: {
    seller: ['business_licence', 'tax_registration', 'organisation_code'],
    supplier: ['business_licence', 'tax_registration', 'organisation_code'],
    courier: ['business_licence', 'courier_licence'],
    payment_provider: ['business_licence', 'payment_licence'],
  },
  allocation: { strategy: 'fewest_warehouses', onShortage: 'cancel' },
  couriers: { confirming: [], whenNoneIsLeft: 'case' },
  attestation: { allowed: true, roles: ['seller', 'courier', 'consumer'] },
  noReasonReturn: { wholeDays: 7 },
  refund: {
    deliveryFee: 'if_nothing_kept_unless_changed_mind',
    latestAfterRefusal: 'P7D',
    // Most of what a courier reports as lost turns up within the day.
    afterLoss: 'PT24H',
  },
  // Of goods kept for 12,990 these basis points leave 500, the commission of design §2.4.
  commission: { basisPoints: 385, base: 'kept_goods', rounding: 'down' },
  courierFee: {
    outbound: 'delivery_fee',
    // The delivery fee pays for the way back too, until an agreement says otherwise.
    return: { amountMinor: 0 },
    bearerByReason: {
      damaged: 'seller',
      packaging_damaged: 'courier',
      missing: 'seller',
      wrong_goods: 'seller',
      not_ordered: 'seller',
      not_as_described: 'seller',
      quality: 'seller',
      expired: 'seller',
      counterfeit: 'seller',
      late: 'courier',
      changed_mind: 'consumer',
      cod_not_paid: 'consumer',
      inspection_refused: 'courier',
      other: 'platform',
      undeliverable: 'seller',
    },
  },
};

/**
 * For driving recorded orders: what happened late there happened all the same, so that a deadline
 * up to the delivery escalates and ends nothing, and goods overdue are not presumed lost.
 */
export const drivePolicy: Policy = {
  ...defaultPolicy,
  name: 'drive',
  deadlines: {
    ...defaultPolicy.deadlines,
    consumer_confirmation: { ...beforeDelivery.consumer_confirmation, onExpiry: 'escalate' },
    seller_confirmation: escalatingOnly(beforeDelivery.seller_confirmation),
    payment: { ...beforeDelivery.payment, onExpiry: 'escalate' },
    dispatch: escalatingOnly(beforeDelivery.dispatch),
    presumed_lost: { ...delivery.presumed_lost, onExpiry: 'escalate' },
  },
};

/** The rule without the act after the grace, and so without the grace. */
function escalatingOnly<Rule extends { grace: unknown; onExpiry: unknown }>(
  rule: Rule,
): Omit<Rule, 'grace' | 'onExpiry'> & { onExpiry: 'escalate' } {
  const { grace: _grace, onExpiry: _onExpiry, ...rest } = rule;
  return { ...rest, onExpiry: 'escalate' };
}
