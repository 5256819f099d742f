import { must } from '../errors.ts';
import type { OrderState } from '../order.ts';
import { type Happening, happeningsOf, type JournalRow } from '../views/timeline.ts';
import { carrierOf, type NoticeRole, type Recipient, recipientsOf } from './addressees.ts';
import { type NoticeEvent, type NoticePurpose, purposeOf } from './notice-events.ts';
import { shipmentOf, tellings, toldTypes } from './tellings.ts';

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
  /** What came of the goods at the door, as far as there is some of it. */
  found: Found[];
  zone: string;
}

/** What the recipient did with goods, or did not get. */
export const findings = ['accepted', 'refused', 'missing'] as const;
export type Found = (typeof findings)[number];

export interface Notice {
  event: NoticeEvent;
  role: NoticeRole;
  /** Null for the consumer, who is no party. */
  partyId: string | null;
  purpose: NoticePurpose;
  params: NoticeParams;
}

/** An entry of the journal, with the order's status since then. */
export interface StatedEntry extends JournalRow {
  status: string;
}

/** What the parties are told of a journal entry: each at most one thing. */
export function noticesOf(entry: StatedEntry, state: OrderState): Notice[] {
  const happenings = happeningsOf(entry).filter(({ type }) => toldTypes.has(type));
  if (happenings.length === 0) return [];
  const scene = { state, status: entry.status, at: entry.at };
  const told = new Map<string, Notice>();
  for (const { type, event, to, when } of tellings) {
    const concerned = happenings.filter(
      (happening) => happening.type === type && (when?.(happening, scene) ?? true),
    );
    const notices = concerned.flatMap((happening) =>
      recipientsOf(to, happening, scene).map((recipient): Notice => {
        const params = paramsOf(happening, state);
        return { event, ...recipient, purpose: purposeOf(event), params };
      }),
    );
    for (const notice of notices) {
      if (!told.has(keyOf(notice))) told.set(keyOf(notice), notice);
    }
  }
  return [...told.values()];
}

function keyOf({ role, partyId }: Recipient): string {
  return `${role}:${partyId ?? ''}`;
}

function paramsOf(happening: Happening, state: OrderState): NoticeParams {
  const { data } = happening;
  const { order, parties, policy } = state;
  const shipment = shipmentOf(happening, state);
  const nameOf = (partyId: string | null | undefined): string | null =>
    parties.find(({ id }) => id === partyId)?.name ?? null;
  const isExtension = happening.type === 'deadline_extended';
  return {
    orderNo: order.platformOrderNo,
    seller: must(nameOf(order.sellerId), 'seller'),
    courier: nameOf(carrierOf(happening, state) ?? order.courierId),
    waybillNo: shipment?.waybillNo ?? null,
    amountMinor: amountOf(data, state),
    currency: order.currency,
    from: instantOf(data.from),
    to: instantOf(data.to),
    dueAt: instantOf(isExtension ? data.to : (data.dueAt ?? data.storedUntil)),
    about: textOf(data.name) ?? textOf(data.kind) ?? textOf(data.outcome),
    found: findings.filter((name) => typeof data[name] === 'number' && data[name] > 0),
    zone: policy.zone,
  };
}

/** As it was when it happened: the order may cost something else since. */
function amountOf(data: Happening['data'], { order, cases, shipments }: OrderState): number | null {
  const found = cases.find(({ id }) => id === data.caseId);
  const subjectId = found?.subjectId;
  const cash = shipments.find(({ id }) => id === subjectId)?.cashCollectedMinor ?? null;
  const told = [data.amountMinor, data.sellerMinor, data.totalMinor];
  const amounts = [...told, found?.details.amountMinor, cash];
  const amount = amounts.find((minor): minor is number => typeof minor === 'number');
  return amount ?? order.totalMinor;
}

/** Of a change of couriers `from` and `to` are parties, not times. */
function instantOf(value: unknown): string | null {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
