import type { Calendar } from '../../../src/domain/calendars/calendar.ts';
import type { Action, ActionContext, InspectDelivery } from '../../../src/domain/commands.ts';
import type { CourierStanding } from '../../../src/domain/parties/couriers.ts';
import { decide } from '../../../src/domain/decide.ts';
import { codDue } from '../../../src/domain/money/cod-due.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import type { DeadlineName } from '../../../src/domain/policies/deadline-rules.ts';
import type { Policy } from '../../../src/domain/policies/policy.ts';
import type { Draft } from '../../../src/domain/draft.ts';
import { dueInstants } from '../../../src/domain/calendars/due-instants.ts';
import type {
  Actor,
  InspectedLine,
  OrderState,
  PaymentTiming,
  Shipment,
} from '../../../src/domain/order.ts';
import { type PlaceOrderInput, placeOrder } from '../../../src/domain/placing/placing.ts';
import { defaultPolicy } from '../../../src/domain/policies/policy-default.ts';
import type { JournalRow } from '../../../src/domain/views/timeline.ts';
import { proofsOf } from '../../support/qualifications.ts';

/** Orders that live by the real rules, without a database: what the transitions would store. */
export interface Life {
  state: OrderState;
  journal: JournalRow[];
  /** What due times are counted with; absent, the built-in ones. */
  calendars?: Record<string, Calendar>;
}

export const actors = {
  platform: { role: 'platform', id: 'pty_platform' },
  consumer: { role: 'consumer', id: 'c-778' },
  seller: { role: 'seller', id: 'pty_seller' },
  courier: { role: 'courier', id: 'pty_courier' },
  support: { role: 'support', id: 'support-1' },
  engine: { role: 'system', id: 'engine' },
} as const satisfies Record<string, Actor>;

const dayMs = 86_400_000;

/** Placed on Monday 2 March 2026, 10:00 in Shanghai; every step takes a minute. */
export function placed(
  options: { timing?: PaymentTiming; confirmed?: boolean; method?: 'card' | 'alipay' } = {},
): Life {
  const { timing = 'after_confirmation', confirmed = true, method = 'card' } = options;
  return placedAs({
    payment: { timing, method: timing === 'on_delivery' ? 'cash' : method, token: null },
    ...(confirmed ? {} : { consumerConfirmation: null }),
  });
}

const placedAt = '2026-03-02T02:00:00.000Z';

/** The same order, but for what is given; the total must then fit too. */
export function placedAs(
  changes: Partial<PlaceOrderInput>,
  policy = defaultPolicy,
  calendars: Life['calendars'] = {},
): Life {
  const draft = placeOrder(
    {
      platformId: 'pty_platform',
      platformOrderNo: 'T-1',
      sellerId: 'pty_seller',
      courierId: 'pty_courier',
      courierService: 'manual',
      paymentProviderId: 'pty_provider',
      consumerRef: 'c-778',
      consumerConfirmation: { at: placedAt, channel: 'app', offerDigest: null },
      deliveryPreference: null,
      lines: [placedLine({})],
      deliveryFeeMinor: 1_000,
      taxMinor: 0,
      totalMinor: 26_980,
      currency: 'CNY',
      payment: { timing: 'after_confirmation', method: 'card', token: null },
      promised: { dispatchBy: null, deliverBy: null },
      ...changes,
    },
    {
      orderId: 'ord_1',
      policy,
      parties: [
        party('pty_seller', 'seller', 'cn-5x8'),
        party('pty_courier', 'courier', 'always'),
        party('pty_provider', 'payment_provider', 'cn-5x8'),
      ],
      context: { actor: actors.platform, at: placedAt, newId: ids('0') },
    },
  );
  draft.order.version = 1;
  return grown({ state: draft, journal: [], calendars }, draft, actors.platform);
}

/** Two tins of tea for 129.90 each, but for what is given. */
export function placedLine(
  changes: Partial<PlaceOrderInput['lines'][number]>,
): PlaceOrderInput['lines'][number] {
  return {
    lineNo: 1,
    sku: 'tea-1',
    name: 'Longjing tea',
    quantity: 2,
    unit: 'piece',
    unitPriceMinor: 12_990,
    pricePer: 1,
    discountMinor: 0,
    handling: [],
    noReasonReturn: { eligible: true, exclusion: null },
    ...changes,
  };
}

/** As the default, but every courier confirms that it carries the goods. */
export const confirmingPolicy: Policy = {
  ...defaultPolicy,
  couriers: { confirming: 'all', whenNoneIsLeft: 'case' },
};

/** The order's courier, and two more that could carry it. */
export const couriers: CourierStanding[] = ['pty_courier', 'pty_courier_2', 'pty_courier_3'].map(
  (id, index) => ({
    ...party(id, 'courier', 'always'),
    capabilities: [],
    serves: true,
    onTime: { met: 0, missed: 0 },
    createdAt: `2026-01-0${index + 1}T00:00:00.000Z`,
  }),
);

function party(id: string, role: string, calendarId: string) {
  const qualifications = proofsOf(role);
  return { id, role, name: id, calendarId, status: 'approved', qualifications };
}

function ids(step: string) {
  let count = 0;
  return (prefix: string) => `${prefix}_${step}_${(count += 1)}`;
}

/** The life after one more action. */
export function did(life: Life, actor: Actor, action: Action, at = minuteLater(life)): Life {
  return grown(life, decided(life, actor, action, at), actor);
}

/** What the rules make of an action, before anything is stored. */
export function decided(
  life: Life,
  actor: Actor,
  action: Action,
  at = minuteLater(life),
  known: Partial<ActionContext> = {},
): Draft {
  const newId = ids(String(life.state.order.version));
  return decide(life.state, action, { actor, at, newId, couriers, ...known });
}

function minuteLater({ state }: Life): string {
  return new Date(Date.parse(state.order.lastAt) + 60_000).toISOString();
}

/** The life after a decision was stored. */
export function grown(life: Life, draft: Draft, actor: Actor): Life {
  const { entry, context, postings, startRequests, deadlineRequests, recipient, answer, ...state } =
    draft;
  const documents = state.documents.map((document) =>
    document.digest === ''
      ? {
          ...document,
          number: document.number || 'HN-1',
          digest: `sha256:${document.id}`,
          sealed: document.kind === 'offer' ? null : { name: 'sealed:v1:x' },
        }
      : document,
  );
  const journal = entry ? [...life.journal, { at: context.at, actor, ...entry }] : life.journal;
  const { calendars = {} } = life;
  const deadlines = dueInstants(draft, calendars);
  return { state: { ...state, documents, deadlines }, journal, calendars };
}

/** An effect has its outcome. */
export function answered(life: Life, kind: string, status: 'succeeded' | 'declined' = 'succeeded') {
  const effect = life.state.effects.find(
    (asked) => asked.kind === kind && (asked.status === 'pending' || asked.status === 'unknown'),
  );
  return did(life, actors.engine, {
    name: 'recordEffect',
    effectId: effect?.id ?? kind,
    outcome: { status, reference: `ref-${kind}` },
  });
}

/** Where a life begins: the usual order under a payment timing, or one placed already. */
type Start = PaymentTiming | Life;

function begun(start: Start): Life {
  return typeof start === 'string' ? placed({ timing: start }) : start;
}

function isCash({ state }: Life): boolean {
  return state.order.paymentTiming === 'on_delivery';
}

/** Stock held, confirmed by the seller, paid where it is paid before: waits for the handover. */
export function payable(start: Start = 'after_confirmation'): Life {
  const confirmed = did(answered(begun(start), 'hold_stock'), actors.seller, {
    name: 'decideAsSeller',
    decision: 'accept',
    reason: null,
    note: 'sealed:v1:note',
    lines: null,
  });
  if (isCash(confirmed)) return confirmed;
  return did(confirmed, actors.consumer, { name: 'payOrder', method: 'card', token: 'tok_ok' });
}

/** Paid: the first shipment waits for its handover note. */
export function awaitingHandover(start: Start = 'after_confirmation'): Life {
  const life = payable(start);
  return isCash(life) ? life : answered(life, 'authorize_payment');
}

/** The only shipment of a direction. */
export function shipmentOf(life: Life, direction: Shipment['direction'] = 'outbound'): Shipment {
  const found = life.state.shipments.find((shipment) => shipment.direction === direction);
  if (!found) throw new Error(`no ${direction} shipment`);
  return found;
}

/** The documents that two sides sign; the offer is none of them. */
export function notesOf({ state }: Life) {
  return state.documents.filter(({ kind }) => kind !== 'offer');
}

export function withHandoverNote(life: Life): Life {
  return did(life, actors.seller, {
    name: 'issueHandoverNote',
    shipmentId: shipmentOf(life).id,
    documentId: 'doc_handover',
    waybillNo: 'SF-1',
    parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
    counted: null,
    custodians: { seller: null, courier: null },
    agentName: null,
  });
}

/** A side signs the newest version of a document. */
export function signed(life: Life, documentId: string, role: 'seller' | 'courier' | 'consumer') {
  const document = life.state.documents.find(({ id }) => id === documentId);
  return did(life, actors[role], {
    name: 'signDocument',
    documentId,
    signatureId: `sig_${documentId}_${role}`,
    role,
    method: 'jws',
    signer: {
      personId: `per_${role}`,
      name: 'sealed:v1:name',
      personDigest: role,
      relation: null,
      consent: null,
    },
    keyId: `key_${role}`,
    digest: document?.digest ?? '',
    version: document?.version ?? 0,
    jws: 'header.payload.signature',
    evidenceDigest: null,
    signedAt: life.state.order.lastAt,
  });
}

/** Signed by both sides: the goods are the courier's. */
export function handedOver(start: Start = 'after_confirmation'): Life {
  const noted = withHandoverNote(awaitingHandover(start));
  let life = signed(signed(noted, 'doc_handover', 'seller'), 'doc_handover', 'courier');
  for (const kind of ['commit_stock', 'register_carriage']) life = answered(life, kind);
  return isCash(life) ? life : answered(life, 'capture_payment');
}

export function tracked(life: Life, code: string): Life {
  return did(life, actors.courier, {
    name: 'recordTracking',
    shipmentId: shipmentOf(life).id,
    caseId: 'cas_tracking',
    eventId: `event-${code}`,
    code,
    at: life.state.order.lastAt,
    place: null,
  });
}

/** Reported as lost and not found by the time that the policy gives. */
export function lostForGood(life: Life): Life {
  return expired(tracked(life, 'lost'), 'refund');
}

/** Agreed by the courier unless somebody else is named, two hours of the next day. */
export function appointed(life: Life, actor: Actor = actors.courier, inDays = 1): Life {
  const nowMs = Date.parse(life.state.order.lastAt);
  return did(life, actor, {
    name: 'appointDelivery',
    shipmentId: shipmentOf(life).id,
    from: new Date(nowMs + inDays * dayMs).toISOString(),
    to: new Date(nowMs + inDays * dayMs + 7_200_000).toISOString(),
    place: 'sealed:v1:place',
    contact: { channel: 'phone', at: life.state.order.lastAt },
  });
}

/** The courier came in vain: as the agreed time begins, unless another instant is given. */
export function attempted(life: Life, outcome = 'consumer_absent', at = agreedFrom(life)): Life {
  return did(
    life,
    actors.courier,
    {
      name: 'recordAttempt',
      shipmentId: shipmentOf(life).id,
      returnShipmentId: 'shp_back',
      outcome,
      note: null,
      evidence: [],
    },
    at,
  );
}

function agreedFrom(life: Life): string {
  const from = shipmentOf(life).appointment?.from ?? '';
  return from > minuteLater(life) ? from : minuteLater(life);
}

/** Inspected at the door: so many of the two units accepted, the rest refused or missing. */
export function inspected(life: Life, accepted: number, rest: 'refused' | 'missing' = 'refused') {
  const left = 2 - accepted;
  return inspectedAs(life, [
    {
      accepted,
      refused: rest === 'refused' ? left : 0,
      missing: rest === 'missing' ? left : 0,
      reason: left > 0 ? 'damaged' : null,
    },
  ]);
}

/** Inspected line by line; at the door the courier collects what is due. */
export function inspectedAs(
  life: Life,
  found: (Pick<InspectedLine, 'accepted' | 'refused' | 'missing' | 'reason'> &
    Partial<Pick<InspectedLine, 'damaged'>>)[],
  changes: Partial<InspectDelivery> = {},
): Life {
  const shipment = shipmentOf(life);
  const lines = found.map((line, index) => ({ lineNo: index + 1, evidence: [], ...line }));
  const due = codDue(life.state, shipment, lines);
  return did(life, actors.courier, {
    name: 'inspectDelivery',
    shipmentId: shipment.id,
    documentId: 'doc_delivery',
    agent: {
      name: 'sealed:v1:agent',
      identityDocument: { kind: 'work_badge', last4: 'sealed:v1:1' },
    },
    packaging: 'intact',
    opening: 'opened',
    lines,
    collection: due > 0 ? { amountMinor: due, method: 'cash', reference: null } : null,
    ...changes,
  });
}

/** Signed by courier and recipient. */
export function bothSigned(life: Life): Life {
  return signed(signed(life, 'doc_delivery', 'courier'), 'doc_delivery', 'consumer');
}

/** At the door, with an appointment: the inspection is next. */
export function atDoor(start: Start = 'after_confirmation'): Life {
  return appointed(tracked(handedOver(start), 'arrived'));
}

/** Delivered, signed by courier and recipient. */
export function delivered(
  accepted = 2,
  rest: 'refused' | 'missing' = 'refused',
  start: Start = 'after_confirmation',
): Life {
  return bothSigned(inspected(atDoor(start), accepted, rest));
}

/** The goods that go back are back: courier and seller have signed for them. */
export function returnedToSeller(life: Life): Life {
  const back = shipmentOf(life, 'return');
  const noted = did(life, actors.courier, {
    name: 'issueReturnNote',
    shipmentId: back.id,
    documentId: 'doc_return',
    parcels: [],
    lines: life.state.shipmentLines
      .filter(({ shipmentId }) => shipmentId === back.id)
      .map(({ lineNo, quantity }) => ({ lineNo, quantity, condition: 'intact' })),
  });
  return signed(signed(noted, 'doc_return', 'courier'), 'doc_return', 'seller');
}

/** Every refund that was decided has reached the consumer. */
export function refunded(life: Life): Life {
  return life.state.refunds
    .filter(({ status }) => status === 'requested')
    .reduce((paid, { id }) => {
      const started = did(paid, actors.engine, { name: 'startRefund', refundId: id });
      return did(started, actors.engine, {
        name: 'recordRefund',
        refundId: id,
        outcome: { status: 'succeeded', reference: `ref-${id}` },
      });
    }, life);
}

/** The newest deadline of that name passes, by its own timer. */
export function expired(life: Life, name: DeadlineName, lateMs = 0): Life {
  const deadline = life.state.deadlines.findLast((found) => found.name === name);
  if (!deadline) throw new Error(`no deadline ${name}`);
  const inGrace = deadline.state !== 'running';
  const instant = (inGrace ? deadline.graceEndsAt : deadline.dueAt) ?? deadline.dueAt;
  return did(
    life,
    actors.engine,
    {
      name: 'expireDeadline',
      deadlineId: deadline.id,
      phase: inGrace ? 'grace' : 'due',
    },
    new Date(Date.parse(instant) + lateMs).toISOString(),
  );
}

/** What a refusal tells besides its code. */
export function detailsOf(attempt: () => unknown): Record<string, unknown> | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.details;
    throw error;
  }
}

/** The code that an action is refused with; an error that is no refusal is none. */
export function refusalOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
