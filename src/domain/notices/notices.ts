import { must } from '../errors.ts';
import type { OrderState } from '../order.ts';
import { type Happening, happeningsOf, type JournalRow } from '../views/timeline.ts';

/** What a consumer may be told for; each it may refuse (S0 9.2.3). */
export const notificationPurposes = ['order_service', 'reminders', 'marketing'] as const;
export type NotificationPurpose = (typeof notificationPurposes)[number];

/** What parties are told of, with a text in every language (see notice-texts.ts). */
export const noticeEvents = [
  'offer_to_confirm',
  'order_to_confirm',
  'order_confirmed',
  'amendment_proposed',
  'delivery_address_changed',
  'order_cancelled',
  'payment_requires_action',
  'payment_declined',
  'goods_handed_over',
  'delivery_appointed',
  'delivery_rescheduled',
  'delivery_attempt_failed',
  'shipment_undeliverable',
  'shipment_lost',
  'goods_delivered',
  'goods_returned',
  'refund_succeeded',
  'case_opened',
  'case_to_answer',
  'case_resolved',
  'cash_overdue',
  'deadline_reminded',
] as const;
export type NoticeEvent = (typeof noticeEvents)[number];

export type NoticeRole = 'consumer' | 'seller' | 'courier' | 'payment_provider' | 'platform';

/** What a text needs; nothing personal, so that it may be stored. */
export interface NoticeParams {
  orderNo: string;
  seller: string;
  courier: string | null;
  waybillNo: string | null;
  amountMinor: number | null;
  currency: string;
  from: string | null;
  to: string | null;
  dueAt: string | null;
  /** Coded: the deadline's name, the case's kind, the attempt's outcome. */
  about: string | null;
  zone: string;
}

export interface Notice {
  event: NoticeEvent;
  role: NoticeRole;
  /** Null for the consumer, who is no party. */
  partyId: string | null;
  purpose: NotificationPurpose;
  params: NoticeParams;
}

/** An entry of the journal, with the order's status since then. */
export interface StatedEntry extends JournalRow {
  status: string;
}

interface Telling {
  type: string;
  event: NoticeEvent;
  to: 'consumer' | 'seller' | 'respondent' | 'responsible';
  /** Only where the order has come to this status by it. */
  status?: string;
  /** Only of these cases: others are the platform's own matter. */
  kinds?: readonly string[];
}

const casesOfConsumers: readonly string[] = [
  'missing_goods',
  'damaged_goods',
  'inspection_refused',
  'acceptance_undecided',
  'delivered_without_signature',
  'refund_failed',
];

/**
 * Who is told what, the most important first: of one entry each is told only the first thing that
 * concerns it, since the rest follows from it.
 */
const tellings: readonly Telling[] = [
  { type: 'order_cancelled', event: 'order_cancelled', to: 'consumer' },
  { type: 'order_cancelled', event: 'order_cancelled', to: 'seller' },
  { type: 'order_placed', event: 'offer_to_confirm', to: 'consumer', status: 'awaiting_consumer' },
  ...['order_placed', 'offer_accepted', 'payment_authorized', 'payment_captured'].map((type) => ({
    type,
    event: 'order_to_confirm' as const,
    to: 'seller' as const,
    status: 'awaiting_confirmation',
  })),
  { type: 'amendment_proposed', event: 'amendment_proposed', to: 'consumer' },
  ...(['consumer', 'seller'] as const).map((to) => ({
    type: 'delivery_address_changed',
    event: 'delivery_address_changed' as const,
    to,
  })),
  { type: 'order_confirmed', event: 'order_confirmed', to: 'consumer' },
  { type: 'payment_requires_action', event: 'payment_requires_action', to: 'consumer' },
  { type: 'payment_declined', event: 'payment_declined', to: 'consumer' },
  { type: 'shipment_lost', event: 'shipment_lost', to: 'consumer' },
  { type: 'shipment_undeliverable', event: 'shipment_undeliverable', to: 'consumer' },
  { type: 'goods_handed_over', event: 'goods_handed_over', to: 'consumer' },
  { type: 'delivery_appointed', event: 'delivery_appointed', to: 'consumer' },
  { type: 'delivery_rescheduled', event: 'delivery_rescheduled', to: 'consumer' },
  { type: 'delivery_attempt_failed', event: 'delivery_attempt_failed', to: 'consumer' },
  { type: 'case_opened', event: 'case_to_answer', to: 'respondent', kinds: casesOfConsumers },
  { type: 'goods_delivered', event: 'goods_delivered', to: 'consumer' },
  { type: 'goods_delivered', event: 'goods_delivered', to: 'seller' },
  { type: 'goods_returned', event: 'goods_returned', to: 'consumer' },
  { type: 'refund_succeeded', event: 'refund_succeeded', to: 'consumer' },
  { type: 'case_opened', event: 'cash_overdue', to: 'respondent', kinds: ['remittance_overdue'] },
  { type: 'case_opened', event: 'case_opened', to: 'consumer', kinds: casesOfConsumers },
  { type: 'case_resolved', event: 'case_resolved', to: 'consumer', kinds: casesOfConsumers },
  { type: 'deadline_reminded', event: 'deadline_reminded', to: 'responsible' },
];

/** Types of entries that somebody may be told of: all others need not be looked at. */
export const toldTypes: ReadonlySet<string> = new Set(tellings.map(({ type }) => type));

/** What the parties are told of a journal entry: to each role at most one thing. */
export function noticesOf(entry: StatedEntry, state: OrderState): Notice[] {
  const happenings = happeningsOf(entry);
  const told = new Map<NoticeRole, Notice>();
  for (const telling of tellings) {
    const happening = happenings.find(({ type, data }) => {
      const kind = typeof data.kind === 'string' ? data.kind : '';
      const isKind = telling.kinds === undefined || telling.kinds.includes(kind);
      return type === telling.type && isKind;
    });
    const isNow = telling.status === undefined || telling.status === entry.status;
    const recipient = happening && isNow ? recipientOf(telling, happening, state) : null;
    if (!happening || !recipient || told.has(recipient.role)) continue;
    told.set(recipient.role, {
      event: telling.event,
      ...recipient,
      purpose: telling.event === 'deadline_reminded' ? 'reminders' : 'order_service',
      params: paramsOf(happening, state),
    });
  }
  return [...told.values()];
}

function recipientOf(
  { to }: Telling,
  happening: Happening,
  state: OrderState,
): Pick<Notice, 'role' | 'partyId'> | null {
  const { order } = state;
  if (to === 'consumer') return { role: 'consumer', partyId: null };
  if (to === 'seller') return { role: 'seller', partyId: order.sellerId };
  const named =
    to === 'respondent' ? respondentOf(happening, state) : partyInTime(happening, state);
  if (named === null || !isNoticeRole(named.role)) return null;
  return named.role === 'consumer'
    ? { role: 'consumer', partyId: null }
    : named.partyId === null
      ? null
      : { role: named.role, partyId: named.partyId };
}

interface Named {
  role: string;
  partyId: string | null;
}

function respondentOf({ data }: Happening, { cases }: OrderState): Named | null {
  const found = cases.find(({ id }) => id === data.caseId);
  return found ? { role: found.respondentRole, partyId: found.respondentPartyId } : null;
}

/** Whom the deadline runs for. */
function partyInTime({ subject, data }: Happening, { deadlines }: OrderState): Named | null {
  const deadline = deadlines.findLast(
    ({ name, subjectId }) => name === data.name && subjectId === subject.id,
  );
  if (!deadline) return null;
  return { role: deadline.responsibleRole, partyId: deadline.responsiblePartyId };
}

function isNoticeRole(role: string): role is NoticeRole {
  return ['consumer', 'seller', 'courier', 'payment_provider', 'platform'].includes(role);
}

function paramsOf({ subject, data }: Happening, state: OrderState): NoticeParams {
  const { order, parties, policy } = state;
  const shipment = state.shipments.find(({ id }) => id === data.shipmentId || id === subject.id);
  const nameOf = (partyId: string | null | undefined): string | null =>
    parties.find(({ id }) => id === partyId)?.name ?? null;
  return {
    orderNo: order.platformOrderNo,
    seller: must(nameOf(order.sellerId), 'seller'),
    courier: nameOf(shipment?.courierId ?? order.courierId),
    waybillNo: shipment?.waybillNo ?? null,
    amountMinor: amountOf(data, state),
    currency: order.currency,
    from: textOf(data.from),
    to: textOf(data.to),
    dueAt: textOf(data.dueAt),
    about: textOf(data.name) ?? textOf(data.kind) ?? textOf(data.outcome),
    zone: policy.zone,
  };
}

function amountOf(data: Happening['data'], { order, cases, shipments }: OrderState): number | null {
  if (typeof data.amountMinor === 'number') return data.amountMinor;
  const subjectId = cases.find(({ id }) => id === data.caseId)?.subjectId;
  const cash = shipments.find(({ id }) => id === subjectId)?.cashCollectedMinor ?? null;
  return cash ?? order.totalMinor;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
