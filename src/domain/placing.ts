import type { ActionContext } from './commands.ts';
import { enterConfirmation } from './confirming.ts';
import { askEffect, type Draft, record, setStatus, startDeadline } from './draft.ts';
import { dateAt, epochMsOf } from './calendar.ts';
import { demand, DomainError } from './errors.ts';
import type { RegisteredGoods } from './goods.ts';
import { allocateTax, lineGross, orderTotals } from './money.ts';
import type {
  ConsumerConfirmation,
  DeliveryPreference,
  OrderLine,
  OrderRow,
  PartyFacts,
  PaymentMethod,
  PaymentTiming,
} from './order.ts';
import type { Policy, QualifiedRole } from './policy.ts';
import { type Qualification, unqualifiedOn } from './qualifications.ts';

/** An order as placed (design §5); what is personal lies apart, sealed. */
export interface PlaceOrderInput {
  platformId: string;
  platformOrderNo: string;
  sellerId: string;
  courierId: string | null;
  courierService: string | null;
  paymentProviderId: string | null;
  consumerRef: string;
  consumerConfirmation: ConsumerConfirmation | null;
  deliveryPreference: DeliveryPreference | null;
  lines: PlacedLine[];
  deliveryFeeMinor: number;
  taxMinor: number;
  totalMinor: number;
  currency: string;
  payment: { timing: PaymentTiming; method: PaymentMethod; token: string | null };
  promised: { dispatchBy: string | null; deliverBy: string | null };
}

export interface PlacedLine {
  lineNo: number;
  sku: string;
  name: string;
  quantity: number;
  unit: string;
  unitPriceMinor: number;
  pricePer: number;
  discountMinor: number;
  handling: string[];
  noReasonReturn: { eligible: boolean; exclusion: string | null };
}

export interface PartyStanding extends PartyFacts {
  status: string;
  /** All that it has filed. */
  qualifications?: Qualification[];
}

export interface PlacingFacts {
  orderId: string;
  policy: Policy;
  /** The parties that the order names, as the registry has them now. */
  parties: PartyStanding[];
  /** The seller's records of what is ordered. */
  goods?: RegisteredGoods[];
  context: ActionContext;
}

/**
 * The first transition of an order: what was placed, checked as a whole, with its stock hold asked
 * for and its first deadline started (S0 5.4, 6.4.5, 9.4 a). Refuses with the rule that is broken.
 */
export function placeOrder(input: PlaceOrderInput, facts: PlacingFacts): Draft {
  checkParties(input, facts);
  checkPayment(input, facts.policy);
  checkGoods(input, facts);
  const lines = pricedLines(input, facts);
  const draft = emptyDraft(orderRow(input, facts), lines, facts);
  record(draft, 'order_placed', {
    totalMinor: input.totalMinor,
    currency: input.currency,
    lines: lines.length,
  });
  askEffect(draft, 'hold_stock', `hold:${facts.orderId}`, {
    sellerId: input.sellerId,
    lines: stockLines(lines),
  });
  if (input.consumerConfirmation) {
    enterConfirmation(draft);
    return draft;
  }
  setStatus(draft, 'awaiting_consumer', 'offer');
  startDeadline(draft, 'consumer_confirmation', { type: 'order', id: facts.orderId });
  return draft;
}

function checkParties(input: PlaceOrderInput, facts: PlacingFacts): void {
  const wanted: [string | null, string, string][] = [
    [input.sellerId, 'seller', '/sellerId'],
    [input.courierId, 'courier', '/courierId'],
    [input.paymentProviderId, 'payment_provider', '/paymentProviderId'],
  ];
  for (const [id, role, pointer] of wanted) {
    if (id === null) continue;
    const party = facts.parties.find((candidate) => candidate.id === id);
    demand(party !== undefined, 'party_not_found', `there is no party ${id}`, { pointer });
    demand(
      party.role === role,
      'party_wrong_role',
      `${id} is a ${party.role} and cannot be the ${role} of an order`,
      { pointer },
    );
    demand(
      party.status === 'approved',
      'party_not_approved',
      `${id} is ${party.status}; only an approved ${role} takes orders`,
      { pointer, currentStatus: party.status },
    );
    demandQualified(party, facts, pointer);
  }
  demand(
    input.paymentProviderId !== null || input.payment.timing === 'on_delivery',
    'party_not_found',
    'an order that is not paid on delivery names its payment provider',
    { pointer: '/paymentProviderId' },
  );
}

/** What the role needs must be in force on the day of the order (S0 5.4, 6.4.1). */
function demandQualified(party: PartyStanding, facts: PlacingFacts, pointer: string): void {
  const { policy, context } = facts;
  const needed = policy.qualifications?.[party.role as QualifiedRole] ?? [];
  const day = dateAt(epochMsOf(context.at), policy.zone);
  const [gap] = unqualifiedOn(day, needed, party.qualifications ?? []);
  if (!gap) return;
  const code = gap.gap === 'not_yet_valid' ? 'expired' : gap.gap;
  throw new DomainError(
    `qualification_${code}`,
    `the ${gap.kind} of ${party.id} is ${gap.gap.replaceAll('_', ' ')} on ${day}`,
    { pointer, currentStatus: gap.gap },
  );
}

function checkPayment(input: PlaceOrderInput, policy: Policy): void {
  const { timing, method } = input.payment;
  demand(
    policy.payment.timings.includes(timing),
    'timing_not_allowed',
    `policy ${policy.name} does not allow payment ${timing}`,
    { pointer: '/payment/timing' },
  );
  demand(
    (method === 'cash') === (timing === 'on_delivery'),
    'method_not_allowed',
    'cash is paid on delivery, and on delivery is paid in cash (or by the courier’s POS or QR)',
    { pointer: '/payment/method' },
  );
}

/** Goods are ordered as their seller has registered them; a strict policy wants them registered. */
function checkGoods(input: PlaceOrderInput, { policy, goods = [] }: PlacingFacts): void {
  for (const [index, line] of input.lines.entries()) {
    const record = goods.find(({ sku }) => sku === line.sku);
    demand(
      record !== undefined || policy.goods?.unregistered !== 'refused',
      'goods_not_registered',
      `policy ${policy.name} wants ${line.sku} registered by its seller (S0 6.4.2)`,
      { pointer: `/lines/${index}/sku` },
    );
    demand(
      record === undefined || record.unit === line.unit,
      'unit_mismatch',
      `${line.sku} is sold by ${record?.unit}, not by ${line.unit} (S0 6.4.4)`,
      { pointer: `/lines/${index}/unit` },
    );
  }
}

function pricedLines(input: PlaceOrderInput, { orderId, goods = [] }: PlacingFacts): OrderLine[] {
  const numbers = new Set(input.lines.map((line) => line.lineNo));
  demand(
    numbers.size === input.lines.length,
    'duplicate_line_no',
    'every line has a number of its own',
    { pointer: '/lines' },
  );
  const nets = input.lines.map((line, index) => {
    const net = lineGross(line) - line.discountMinor;
    demand(net >= 0, 'totals_do_not_add_up', 'a discount is more than its line is worth', {
      pointer: `/lines/${index}/discountMinor`,
    });
    return net;
  });
  const taxes = allocateTax(input.taxMinor, nets);
  return input.lines.map((line, index) => ({
    orderId,
    ...line,
    goods: goods.find(({ sku }) => sku === line.sku) ?? null,
    netMinor: nets[index] ?? 0,
    taxMinor: taxes[index] ?? 0,
    confirmed: 0,
    planned: 0,
    handedOver: 0,
    accepted: 0,
    refused: 0,
    missing: 0,
    refusedBack: 0,
    returnedAfterSale: 0,
    refundedQuantity: 0,
    refundedMinor: 0,
  }));
}

function orderRow(input: PlaceOrderInput, facts: PlacingFacts): OrderRow {
  const totals = orderTotals(input.lines, input.deliveryFeeMinor, input.taxMinor);
  demand(
    totals.totalMinor === input.totalMinor,
    'totals_do_not_add_up',
    `the lines, the delivery fee and the tax add up to ${totals.totalMinor}, not ${input.totalMinor}`,
    { pointer: '/totalMinor', expectedMinor: totals.totalMinor },
  );
  demand(totals.totalMinor > 0, 'totals_do_not_add_up', 'an order is worth more than nothing', {
    pointer: '/totalMinor',
  });
  const { at } = facts.context;
  return {
    id: facts.orderId,
    platformId: input.platformId,
    platformOrderNo: input.platformOrderNo,
    sellerId: input.sellerId,
    courierId: input.courierId,
    courierService: input.courierService,
    paymentProviderId: input.paymentProviderId,
    consumerRef: input.consumerRef,
    policyName: facts.policy.name,
    policyVersion: facts.policy.version,
    status: 'awaiting_confirmation',
    statusReason: null,
    version: 0,
    placedAt: at,
    lastAt: at,
    currency: input.currency,
    ...totals,
    ...unpaid(input, facts.policy),
    escalated: false,
    frozen: false,
    promisedDispatchBy: input.promised.dispatchBy,
    promisedDeliverBy: input.promised.deliverBy,
    consumerConfirmation: input.consumerConfirmation,
    deliveryPreference: input.deliveryPreference,
    afterSaleEnded: false,
  };
}

function unpaid(input: PlaceOrderInput, policy: Policy) {
  const onDelivery = input.payment.timing === 'on_delivery';
  return {
    paymentTiming: input.payment.timing,
    paymentMethod: input.payment.method,
    paymentStatus: onDelivery ? ('collection_due' as const) : ('none' as const),
    paymentToken: input.payment.token,
    paymentAttempt: 0,
    attemptsLeft: policy.payment.attemptsMax,
    nextAction: null,
    authorizedMinor: 0,
    authorizationReference: null,
    authorizationExpiresAt: null,
    capturedMinor: 0,
    captureReference: null,
    collectedMinor: 0,
    remittance: 'none' as const,
    refundedMinor: 0,
    deliveryFeeRefundedMinor: 0,
  };
}

function emptyDraft(order: OrderRow, lines: OrderLine[], facts: PlacingFacts): Draft {
  return {
    order,
    lines,
    shipments: [],
    shipmentLines: [],
    documents: [],
    signatures: [],
    movements: [],
    refunds: [],
    deadlines: [],
    effects: [],
    cases: [],
    balances: {},
    parties: facts.parties.map(({ id, role, name, calendarId }) => ({
      id,
      role,
      name,
      calendarId,
    })),
    policy: facts.policy,
    context: facts.context,
    entry: null,
    postings: [],
    startRequests: [],
    deadlineRequests: [],
    answer: { type: 'order', id: order.id },
  };
}

/** Quantities by SKU: the same SKU on several lines is one request to the stock keeper. */
export function stockLines(lines: OrderLine[]): { sku: string; quantity: number }[] {
  const bySku = new Map<string, number>();
  for (const line of lines) bySku.set(line.sku, (bySku.get(line.sku) ?? 0) + line.quantity);
  return [...bySku].map(([sku, quantity]) => ({ sku, quantity }));
}
