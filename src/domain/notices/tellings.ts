import type { OrderState, Shipment } from '../order.ts';
import type { Happening } from '../views/timeline.ts';
import type { NoticeEvent } from './notice-events.ts';

/**
 * Whom a telling is for. `courier`: that of the shipment now · `former_courier`: the one before ·
 * `stopped_couriers`: all whose carriage ended with it · `coming_couriers`: all that are to collect · `respondent` of the case, `responsible` for
 * the deadline, `bearer` of the claim.
 */
export type Addressee =
  | 'consumer'
  | 'seller'
  | 'courier'
  | 'former_courier'
  | 'stopped_couriers'
  | 'coming_couriers'
  | 'respondent'
  | 'responsible'
  | 'bearer';

/** What of an entry is looked at, besides what it tells itself. */
export interface TellingScene {
  state: OrderState;
  /** The order's status since the entry. */
  status: string;
  /** When it happened. */
  at: string;
}

export interface Telling {
  type: string;
  event: NoticeEvent;
  to: Addressee;
  when?: (happening: Happening, scene: TellingScene) => boolean;
}

type When = NonNullable<Telling['when']>;

/** What consumers have a stake in: other cases are the platform's own matter. */
const ofConsumers = [
  'missing_goods',
  'damaged_goods',
  'inspection_refused',
  'acceptance_undecided',
  'delivered_without_signature',
  'damaged_in_transit',
  'not_received',
  'refund_failed',
  'refund_overdue',
];
/** What a seller or a courier is asked about. */
const ofRespondents = [...ofConsumers, 'document_discrepancy', 'missing_on_return'];

const dataIs =
  (name: string, ...values: readonly unknown[]): When =>
  ({ data }) =>
    values.includes(data[name]);
const isOfKind = (kinds: readonly string[]): When => dataIs('kind', ...kinds);
const isNow =
  (wanted: string): When =>
  (_, { status }) =>
    status === wanted;
const travels =
  (...directions: Shipment['direction'][]): When =>
  (happening, { state }) =>
    directions.includes(shipmentOf(happening, state)?.direction ?? 'outbound');
const isCompensation: When = ({ data }, { state }) =>
  state.refunds.find(({ id }) => id === data.refundId)?.kind === 'compensation';
/** Nobody is asked to pay what is being paid. */
const isToBePaid: When = (_, { status, at, state }) =>
  status === 'awaiting_payment' &&
  !state.effects.some(
    ({ kind, requestedAt }) => kind === 'authorize_payment' && requestedAt === at,
  );

/** The shipment that something is about; undefined where it is about none. */
export function shipmentOf(
  { subject, data }: Happening,
  { shipments }: OrderState,
): Shipment | undefined {
  return shipments.find(({ id }) => id === data.shipmentId || id === subject.id);
}

const ending: readonly Telling[] = [
  {
    type: 'order_cancelled',
    event: 'order_cancelled_paid',
    to: 'consumer',
    when: dataIs('isPaid', true),
  },
  { type: 'order_cancelled', event: 'order_cancelled', to: 'consumer' },
  { type: 'order_cancelled', event: 'order_cancelled', to: 'seller' },
  { type: 'order_cancelled', event: 'carriage_called_off', to: 'stopped_couriers' },
  { type: 'order_settled', event: 'order_settled', to: 'seller' },
];

const confirming: readonly Telling[] = [
  {
    type: 'order_placed',
    event: 'offer_to_confirm',
    to: 'consumer',
    when: isNow('awaiting_consumer'),
  },
  ...['order_placed', 'offer_accepted', 'payment_authorized', 'payment_captured'].map(
    (type): Telling => ({
      type,
      event: 'order_to_confirm',
      to: 'seller',
      when: isNow('awaiting_confirmation'),
    }),
  ),
  { type: 'amendment_proposed', event: 'amendment_proposed', to: 'consumer' },
  { type: 'amendment_taken_as_accepted', event: 'amendment_taken_as_accepted', to: 'consumer' },
  { type: 'amendment_taken_as_accepted', event: 'amendment_accepted', to: 'seller' },
  { type: 'amendment_accepted', event: 'amendment_accepted', to: 'seller' },
  ...['order_placed', 'offer_accepted', 'order_confirmed', 'amendment_accepted'].map(
    (type): Telling => ({ type, event: 'order_to_pay', to: 'consumer', when: isToBePaid }),
  ),
  { type: 'order_confirmed', event: 'order_confirmed', to: 'consumer' },
  { type: 'payment_requires_action', event: 'payment_requires_action', to: 'consumer' },
  { type: 'payment_declined', event: 'payment_declined', to: 'consumer' },
  { type: 'payment_captured', event: 'payment_captured', to: 'consumer' },
];

const carrying: readonly Telling[] = [
  ...(['consumer', 'seller', 'coming_couriers'] as const).map((to): Telling => ({
    type: 'delivery_address_changed',
    event: 'delivery_address_changed',
    to,
  })),
  {
    type: 'shipment_lost',
    event: 'shipment_lost',
    to: 'consumer',
    when: travels('outbound'),
  },
  { type: 'shipment_lost', event: 'goods_lost', to: 'seller' },
  { type: 'shipment_lost', event: 'goods_lost', to: 'courier' },
  { type: 'goods_found', event: 'goods_found', to: 'consumer', when: travels('outbound') },
  { type: 'goods_found', event: 'goods_found', to: 'seller' },
  { type: 'shipment_intercepted', event: 'goods_called_back', to: 'consumer' },
  { type: 'shipment_intercepted', event: 'goods_called_back', to: 'courier' },
  { type: 'shipment_undeliverable', event: 'shipment_undeliverable', to: 'consumer' },
  { type: 'shipment_undeliverable', event: 'shipment_undeliverable', to: 'seller' },
  {
    type: 'goods_handed_over',
    event: 'replacement_handed_over',
    to: 'consumer',
    when: travels('replacement'),
  },
  { type: 'goods_handed_over', event: 'goods_handed_over', to: 'consumer' },
  {
    type: 'shipment_tracked',
    event: 'goods_out_for_delivery',
    to: 'consumer',
    when: (happening, scene) =>
      dataIs('code', 'out_for_delivery')(happening, scene) &&
      travels('outbound', 'replacement')(happening, scene),
  },
  ...(['delivery_appointed', 'delivery_rescheduled'] as const).flatMap((type): Telling[] => [
    { type, event: type, to: 'consumer' },
    { type, event: type, to: 'courier', when: dataIs('by', 'consumer') },
  ]),
  { type: 'delivery_attempt_failed', event: 'delivery_attempt_failed', to: 'consumer' },
  { type: 'goods_left_unattended', event: 'goods_left_unattended', to: 'consumer' },
];

const deciding: readonly Telling[] = [
  { type: 'damage_claimed', event: 'claim_made', to: 'bearer' },
  { type: 'replacement_claimed', event: 'claim_made', to: 'bearer' },
  { type: 'cash_claimed', event: 'claim_made', to: 'courier' },
  { type: 'compensation_decided', event: 'claim_made', to: 'bearer' },
  { type: 'compensation_decided', event: 'compensation_decided', to: 'consumer' },
  {
    type: 'case_opened',
    event: 'cash_overdue',
    to: 'respondent',
    when: isOfKind(['remittance_overdue']),
  },
  {
    type: 'case_opened',
    event: 'courier_missing',
    to: 'respondent',
    when: isOfKind(['courier_unavailable']),
  },
  {
    type: 'case_opened',
    event: 'red_invoice_due',
    to: 'respondent',
    when: isOfKind(['red_invoice_due']),
  },
  {
    type: 'case_opened',
    event: 'refund_overdue',
    to: 'respondent',
    when: isOfKind(['refund_overdue', 'refund_failed']),
  },
  {
    type: 'case_opened',
    event: 'case_to_answer',
    to: 'respondent',
    when: isOfKind(ofRespondents),
  },
  {
    type: 'goods_delivered',
    event: 'delivery_taken_as_accepted',
    to: 'consumer',
    when: dataIs('acceptance', 'auto'),
  },
  { type: 'goods_delivered', event: 'goods_delivered', to: 'consumer' },
  { type: 'goods_delivered', event: 'goods_delivered', to: 'seller' },
  {
    type: 'goods_returned',
    event: 'return_taken_as_received',
    to: 'seller',
    when: dataIs('receipt', 'auto'),
  },
  { type: 'goods_returned', event: 'goods_returned', to: 'consumer' },
  { type: 'replacement_planned', event: 'replacement_planned', to: 'consumer' },
  { type: 'replacement_planned', event: 'replacement_to_dispatch', to: 'seller' },
  { type: 'case_reopened', event: 'case_reopened', to: 'consumer' },
  { type: 'case_reopened', event: 'case_reopened', to: 'respondent' },
  { type: 'case_opened', event: 'case_opened', to: 'consumer', when: isOfKind(ofConsumers) },
  { type: 'case_answered', event: 'case_answered', to: 'consumer', when: isOfKind(ofConsumers) },
  { type: 'case_resolved', event: 'case_resolved', to: 'consumer', when: isOfKind(ofConsumers) },
  {
    type: 'case_resolved',
    event: 'case_resolved',
    to: 'respondent',
    when: isOfKind(ofRespondents),
  },
  {
    type: 'refund_succeeded',
    event: 'compensation_paid',
    to: 'consumer',
    when: isCompensation,
  },
  { type: 'refund_succeeded', event: 'refund_succeeded', to: 'consumer' },
  {
    type: 'invoice_recorded',
    event: 'invoice_reversed',
    to: 'consumer',
    when: dataIs('kind', 'red'),
  },
  { type: 'invoice_recorded', event: 'invoice_issued', to: 'consumer' },
];

/** Who carries, who is to hand over, and what goes back: told last, since it follows from the rest. */
const dispatching: readonly Telling[] = [
  { type: 'goods_sent_back', event: 'goods_sent_back', to: 'seller' },
  { type: 'shipment_reassigned', event: 'carriage_withdrawn', to: 'former_courier' },
  { type: 'shipment_cancelled', event: 'carriage_called_off', to: 'stopped_couriers' },
  { type: 'carriage_not_needed', event: 'carriage_called_off', to: 'courier' },
  ...[
    'shipment_planned',
    'shipment_split',
    'shipment_reassigned',
    'carriage_asked_again',
    'replacement_planned',
  ].map((type): Telling => ({ type, event: 'carriage_offered', to: 'courier' })),
  { type: 'carriage_confirmed', event: 'carriage_confirmed', to: 'seller' },
  { type: 'carriage_declined', event: 'carriage_declined', to: 'seller' },
  { type: 'shipment_planned', event: 'order_to_dispatch', to: 'seller' },
];

const timing: readonly Telling[] = [
  {
    type: 'deadline_missed',
    event: 'delivery_late',
    to: 'consumer',
    when: dataIs('name', 'delivery'),
  },
  { type: 'deadline_missed', event: 'deadline_missed', to: 'responsible' },
  { type: 'deadline_extended', event: 'deadline_extended', to: 'responsible' },
  { type: 'deadline_extended', event: 'deadline_extended', to: 'consumer' },
  { type: 'deadline_reminded', event: 'deadline_reminded', to: 'responsible' },
];

/**
 * Who is told what, the most important first: of one entry each is told only the first thing that
 * concerns it, since the rest follows from it.
 */
export const tellings: readonly Telling[] = [
  ...ending,
  ...confirming,
  ...carrying,
  ...deciding,
  ...dispatching,
  ...timing,
];

/** Types of entries that somebody may be told of: all others need not be looked at. */
export const toldTypes: ReadonlySet<string> = new Set(tellings.map(({ type }) => type));
