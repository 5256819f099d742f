import {
  type Action,
  type ActionContext,
  caseBearers,
  type CaseOutcome,
  caseOutcomes,
  type EffectOutcome,
  type ResolveCase,
} from '../../../src/domain/commands.ts';
import { signingRoles } from '../../../src/domain/shipments/documents.ts';
import { isUnresolved } from '../../../src/domain/asked-effects.ts';
import { isArmed, nextInstant } from '../../../src/domain/deadlines/deadlines.ts';
import { cashOwed, isCashOwed } from '../../../src/domain/money/cash.ts';
import { codDue } from '../../../src/domain/money/cod-due.ts';
import {
  type Actor,
  type Deadline,
  type Effect,
  type InspectedLine,
  isNote,
  type OrderDocument,
  type OrderState,
  type Shipment,
  type SigningRole,
} from '../../../src/domain/order.ts';
import { invoicedMinor, keptMinor } from '../../../src/domain/money/invoicing.ts';
import { refundable } from '../../../src/domain/money/refundable.ts';
import { unpaidOf } from '../../../src/domain/money/refund-outcomes.ts';
import { actors } from './order-life.ts';
import { extension, newAddress, newCalendar, ring, ringing } from './order-time-moves.ts';

/**
 * Random numbers read as something that somebody does to an order: mostly what it waits for, and
 * often enough something wrong, late, early or a second time.
 */
export interface Move {
  what: number;
  which: number;
  how: number;
  waitMinutes: number;
}

export interface Deed {
  actor: Actor;
  action: Action;
  at: string;
  /** What the transition knows beside the order. */
  known?: Partial<ActionContext>;
}

/** Who does what; at an instant of its own, or so many minutes later; what is known beside it. */
export type Made = [Actor, Action, string?, Partial<ActionContext>?] | null;
type Maker = (state: OrderState, move: Move) => Made;

/** What the move does to this order; null where there is nothing to do it to. */
export function deedOf(state: OrderState, move: Move): Deed | null {
  if (move.what < 7) return expiry(state, move);
  const maker = makers.find(([below]) => move.what < below)?.[1] ?? nextStep;
  const made = maker(state, move);
  if (!made) return null;
  const [actor, action, at = later(state, move.waitMinutes * 60_000), known = {}] = made;
  return { actor, action, at, known };
}

const makers: [number, Maker][] = [
  [25, effectAnswer],
  [31, refundStep],
  [38, supportStep],
  [52, anything],
  [100, nextStep],
];

export function later(state: OrderState, ms: number): string {
  return new Date(Date.parse(state.order.lastAt) + ms).toISOString();
}

export function one<T>(list: readonly T[], which: number): T | undefined {
  return list[which % Math.max(1, list.length)];
}

/** A timer fires: a second early, on time, or late. */
function expiry(state: OrderState, move: Move): Deed | null {
  const armed = state.deadlines.filter(isArmed);
  const sooner = armed.toSorted((a, b) => (nextInstant(a) < nextInstant(b) ? -1 : 1));
  const deadline = one(move.how % 4 === 0 ? state.deadlines : sooner.slice(0, 2), move.which);
  if (!deadline) return null;
  const offsetMs = [-1000, 0, 1000, 0, 0, 0][move.how % 6] ?? 0;
  const instant = isArmed(deadline) ? nextInstant(deadline) : deadline.dueAt;
  const at = new Date(Date.parse(instant) + offsetMs).toISOString();
  return {
    actor: actors.engine,
    action: move.how % 5 === 0 ? ringing(deadline).action : expire(deadline),
    at: at > state.order.lastAt ? at : state.order.lastAt,
  };
}

export function expire(deadline: Deadline): Action {
  const phase = deadline.state === 'running' ? 'due' : 'grace';
  return { name: 'expireDeadline', deadlineId: deadline.id, phase };
}

const outcomes: EffectOutcome['status'][] = [
  ...Array<'succeeded'>(14).fill('succeeded'),
  'declined',
  'unknown',
  'not_found',
  'pending',
  'unreachable',
  'requires_action',
];

function outcomeOf(state: OrderState, move: Move): EffectOutcome {
  const status = one(outcomes, move.how) ?? 'succeeded';
  const nextAction = { type: 'qr' as const, value: 'pay', expiresAt: later(state, 900_000) };
  return {
    status,
    reference: `ref-${state.order.version}`,
    ...(status === 'requires_action' ? { nextAction } : {}),
    // From a few minutes to a week, or for ever.
    ...(move.which % 2 === 0 ? { validForSeconds: 300 * (1 + (move.which % 32) ** 2) } : {}),
  };
}

function effectAnswer(state: OrderState, move: Move): Made {
  const open = state.effects.filter(isUnresolved);
  const effect = one(move.how % 7 === 6 || open.length === 0 ? state.effects : open, move.which);
  if (!effect) return null;
  const name = move.which % 5 === 0 ? 'recordPaymentFact' : 'recordEffect';
  const asked = Number(effect.request.amountMinor);
  const outcome = {
    ...outcomeOf(state, move),
    ...allocated(effect, move),
    ...otherwise(asked, move),
    // Under one key the provider holds one amount.
    ...(effect.kind === 'authorize_payment' ? { reference: `ref-${effect.id}` } : {}),
  };
  return [actors.engine, { name, effectId: effect.id, outcome }];
}

/** All that was asked for, or by the policy sometimes less, from one warehouse or from two. */
function allocated(
  { kind, request }: Effect,
  { which, waitMinutes }: Move,
): Partial<EffectOutcome> {
  if (kind !== 'hold_stock' || which % 8 === 7) return {};
  const isShort = request.partial === true && waitMinutes % 3 > 0;
  const lines = request.lines as { sku: string; quantity: number }[];
  const allocations = lines.flatMap(({ sku, quantity }, index) => {
    const missing = isShort ? (which >> index) % (quantity + (index === 0 ? 0 : 1)) : 0;
    const given = quantity - missing;
    const inEast = which % (given + 1);
    return [
      { sku, warehouse: 'east', quantity: inEast },
      { sku, warehouse: 'west', quantity: given - inEast },
    ];
  });
  return { allocations: allocations.filter(({ quantity }) => quantity > 0) };
}

/** Now and then the provider tells of more or less than it was asked for. */
function otherwise(askedMinor: number, { which, waitMinutes }: Move): Partial<EffectOutcome> {
  if (which % 8 !== 5 || !Number.isSafeInteger(askedMinor)) return {};
  return { amountMinor: Math.max(0, askedMinor + 50 * ((waitMinutes % 7) - 3)) };
}

function refundStep(state: OrderState, move: Move): Made {
  const open = state.refunds.filter((refund) => refund.status !== 'succeeded');
  const refund = one(move.which % 5 === 0 ? state.refunds : open, move.which);
  if (!refund) return null;
  const isStart = refund.status === 'requested' || refund.status === 'failed';
  return isStart || move.how % 9 === 8
    ? [actors.engine, { name: 'startRefund', refundId: refund.id }]
    : [
        actors.engine,
        {
          name: 'recordRefund',
          refundId: refund.id,
          outcome: { ...outcomeOf(state, move), ...otherwise(unpaidOf(refund), move) },
        },
      ];
}

/** What the order waits for, done by whom it waits for. */
function nextStep(state: OrderState, move: Move): Made {
  switch (state.order.status) {
    case 'awaiting_consumer':
      return consumerDecision(state, move);
    case 'awaiting_confirmation':
      return sellerDecision(state, move);
    case 'awaiting_payment':
      return payment(state, move);
    default:
      return shipmentStep(state, move) ?? remittance(state, move) ?? effectAnswer(state, move);
  }
}

function shipmentStep(state: OrderState, move: Move): Made {
  const shipment = one(
    state.shipments.filter(({ endedAt }) => endedAt === null),
    move.which,
  );
  if (!shipment) return null;
  const unsigned = state.documents.find(
    ({ shipmentId, status }) =>
      shipmentId === shipment.id && (status === 'issued' || status === 'partly_signed'),
  );
  if (unsigned) {
    return move.how % 20 === 19 ? dispute(state, move) : signature(state, move, unsigned.id);
  }
  if (shipment.direction === 'return') return returnNote(state, move, shipment);
  if (shipment.status === 'awaiting_courier') return courierDecision(move, shipment);
  if (shipment.status === 'awaiting_handover') {
    return move.how % 9 === 8
      ? plannedAnew(state, move, shipment)
      : handoverNote(state, move, shipment);
  }
  if (shipment.status === 'awaiting_collection' || shipment.reportedDeliveredAt !== null) {
    return receipt(state, move, shipment);
  }
  if (move.how % 9 === 8) return leaving(state, move, shipment);
  if (!shipment.appointment) {
    return move.how % 3 === 0
      ? tracking(state, move, shipment)
      : appointment(state, move, shipment);
  }
  if (move.how % 6 === 5) return attempt(state, move, shipment);
  if (move.how % 31 === 30) return interception(state, shipment);
  return inspection(state, move, shipment);
}

/** Support steps in: a refund, a cancellation, the decision of a case. */
function supportStep(state: OrderState, move: Move): Made {
  if (move.how % 8 === 7) return cancellation({ ...move, waitMinutes: 0 });
  const isOpen = state.cases.some(({ status }) => status === 'open');
  return isOpen && move.how % 3 > 0 ? caseResolution(state, move) : refundRequest(state, move);
}

/** Any command at all, whether or not it makes sense now. */
function anything(state: OrderState, move: Move): Made {
  const shipment = one(state.shipments, move.which);
  const half = state.documents.filter(({ status }) => status === 'partly_signed');
  const document = one(half.length > 0 ? half : state.documents, move.which >> 1);
  const onShipment: ((found: Shipment) => Made)[] = [
    (found) => handoverNote(state, move, found),
    (found) => tracking(state, move, found),
    (found) => appointment(state, move, found),
    (found) => attempt(state, move, found),
    (found) => inspection(state, move, found),
    (found) => returnNote(state, move, found),
    (found) => plannedAnew(state, move, found),
    (found) => courierDecision(move, found),
    (found) => interception(state, found),
    (found) => leaving(state, move, found),
    (found) => receipt(state, move, found),
  ];
  const any: (() => Made)[] = [
    () => consumerDecision(state, move),
    () => sellerDecision(state, move),
    () => payment(state, move),
    () => cancellation(move),
    () => dispute(state, move),
    () => signature(state, move, document?.id ?? 'doc_none'),
    () => remittance(state, move),
    () => refundRequest(state, move),
    () => caseResolution(state, move),
    () => caseAnswer(state, move),
    () => invoice(state, move),
    () => invoice(state, move),
    () => [actors.engine, { name: 'renewAuthorization' }],
    () => [actors.engine, { name: 'renewHold' }],
    () => effectAnswer(state, move),
    () => freeze(state, move),
    () => ring(state, move),
    () => extension(state, move),
    () => newAddress(move),
    () => newCalendar(state, move),
    ...onShipment.map((make) => () => (shipment ? make(shipment) : null)),
  ];
  return one(any, move.how)?.() ?? null;
}

function consumerDecision({ order }: OrderState, { how, which }: Move): Made {
  const decision = how % 10 === 9 ? 'decline' : 'accept';
  const isAmended = order.statusReason === 'amendment' || which % 16 === 15;
  if (isAmended) return [actors.consumer, { name: 'decideOnAmendment', decision }];
  return [actors.consumer, { name: 'decideAsConsumer', decision, reason: null, note: null }];
}

/** Confirms all of it, or so much of each line that often something is missing. */
function sellerDecision(state: OrderState, { how, which, waitMinutes }: Move): Made {
  const decision = how % 12 === 11 ? 'decline' : 'accept';
  const reason = which % 4 === 0 ? null : 'seller_out_of_stock';
  const less = state.lines.map(({ lineNo, quantity }, index) => ({
    lineNo,
    quantity: (which >> index) % 2 === 0 ? quantity : (how + index) % (quantity + 1),
  }));
  const lines = waitMinutes % 2 === 0 ? less : null;
  return [actors.seller, { name: 'decideAsSeller', decision, reason, note: null, lines }];
}

function payment(_state: OrderState, { which }: Move): Made {
  const method = one(['card', 'alipay'] as const, which) ?? 'card';
  return [actors.consumer, { name: 'payOrder', method, token: 'tok_ok' }];
}

function cancellation({ which, waitMinutes }: Move): Made {
  if (waitMinutes % 3 > 0) return null;
  const actor = one([actors.consumer, actors.seller, actors.support], which) ?? actors.support;
  const reason = actor === actors.seller ? 'price_error' : 'wrong_details';
  return [actor, { name: 'cancelOrder', reason, note: null }];
}

function handoverNote(state: OrderState, { which }: Move, shipment: Shipment): Made {
  const actor = which % 2 === 0 ? actors.seller : actors.courier;
  return [
    actor,
    {
      name: 'issueHandoverNote',
      shipmentId: shipment.id,
      documentId: `doc_${state.order.version}`,
      waybillNo: null,
      parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
      counted: null,
      custodians: { seller: null, courier: null },
      agentName: null,
    },
  ];
}

const courierIds = ['pty_courier', 'pty_courier_2', 'pty_courier_3'];

/** The seller splits, reassigns or calls off what it still has. */
function plannedAnew(state: OrderState, { which, waitMinutes }: Move, shipment: Shipment): Made {
  const shipmentId = shipment.id;
  const courierId = one(courierIds, which) ?? 'pty_courier';
  const carried = state.shipmentLines.filter((line) => line.shipmentId === shipmentId);
  const lines = carried
    .map(({ lineNo, quantity }, index) => ({ lineNo, quantity: (which >> index) % (quantity + 2) }))
    .filter(({ quantity }) => quantity > 0);
  const split: Action = {
    name: 'splitShipment',
    newShipmentId: `shp_split_${state.order.version}`,
    courierId,
    courierService: null,
    lines,
  };
  const again: Action = {
    name: 'reassignShipment',
    shipmentId,
    courierId: which % 4 === 3 ? null : courierId,
    courierService: null,
  };
  const off: Action = { name: 'cancelShipment', shipmentId, reason: 'price_error', note: null };
  return [actors.seller, one([split, split, split, again, off], waitMinutes) ?? split];
}

/** Half of what is planned goes on a shipment of its own; null where there is nothing to halve. */
export function halving(state: OrderState): Deed | null {
  const outbound = state.shipments.filter(({ direction }) => direction === 'outbound');
  const [planned] = outbound;
  if (outbound.length !== 1 || planned?.status !== 'awaiting_handover') return null;
  const lines = state.shipmentLines
    .map(({ lineNo, quantity }) => ({ lineNo, quantity: Math.floor(quantity / 2) }))
    .filter(({ quantity }) => quantity > 0);
  if (lines.length === 0) return null;
  const action: Action = {
    name: 'splitShipment',
    newShipmentId: 'shp_half',
    courierId: 'pty_courier_2',
    courierService: null,
    lines,
  };
  return { actor: actors.seller, action, at: later(state, 60_000) };
}

/**
 * What happens at the doors of an order: what is not signed yet is signed, or disputed as often;
 * what comes next is appointed and inspected, whatever is open at another door.
 */
export function doorDeed(state: OrderState, move: Move): Deed | null {
  const shipment = one(
    state.shipments.filter(
      ({ endedAt, handedOverAt }) => endedAt === null && handedOverAt !== null,
    ),
    move.which,
  );
  if (!shipment) return null;
  const unsigned = state.documents.find(
    ({ shipmentId, status }) =>
      shipmentId === shipment.id && (status === 'issued' || status === 'partly_signed'),
  );
  const made = unsigned
    ? move.how % 3 === 0
      ? disputeOf(state, move, unsigned)
      : signature(state, move, unsigned.id)
    : shipment.appointment
      ? inspection(state, { ...move, how: move.how % 20 }, shipment)
      : appointment(state, { ...move, which: 1 }, shipment);
  return made && { actor: made[0], action: made[1], at: later(state, 60_000) };
}

function courierDecision({ how, which }: Move, { id, courierId }: Shipment): Made {
  const decision = how % 3 === 2 ? 'decline' : 'accept';
  const reason = which % 7 === 6 ? null : 'no_capacity';
  return [actors.courier, { name: 'decideAsCourier', shipmentId: id, courierId, decision, reason }];
}

function interception(state: OrderState, { id }: Shipment): Made {
  const returnShipmentId = `shp_back_${state.order.version}`;
  return [
    actors.support,
    { name: 'interceptShipment', shipmentId: id, returnShipmentId, reason: 'recall', note: null },
  ];
}

function signature(state: OrderState, { which, how }: Move, documentId: string): Made {
  const document = state.documents.find(({ id }) => id === documentId);
  const role: SigningRole = document
    ? (one(rolesOf(document), which >> 1) ?? 'courier')
    : 'courier';
  return [
    actors[role],
    {
      name: 'signDocument',
      documentId,
      signatureId: `sig_${state.order.version}`,
      role,
      method: 'jws',
      signer: {
        personId: how % 15 === 14 ? 'per_same' : `per_${role}`,
        name: null,
        personDigest: null,
        relation: null,
        consent: null,
      },
      keyId: `key_${role}`,
      digest: how % 17 === 16 ? 'sha256:other' : (document?.digest ?? ''),
      version: document?.version ?? 1,
      jws: null,
      evidenceDigest: how % 4 === 3 ? 'sha256:evidence' : null,
      signedAt: state.order.lastAt,
    },
  ];
}

/** Who may sign it; an offer is nobody's to sign, which somebody tries all the same. */
function rolesOf(document: OrderDocument): readonly SigningRole[] {
  return isNote(document) ? signingRoles[document.kind] : ['consumer'];
}

function dispute(state: OrderState, move: Move): Made {
  const document = one(state.documents.toReversed(), move.which % 2);
  return document ? disputeOf(state, move, document) : null;
}

function disputeOf(state: OrderState, { how }: Move, document: OrderDocument): Made {
  const role = one(rolesOf(document), how) ?? 'courier';
  return [
    actors[role],
    {
      name: 'disputeDocument',
      documentId: document.id,
      caseId: `cas_${state.order.version}`,
      kind: 'count_mismatch',
      lines: [],
      note: null,
      evidence: [],
    },
  ];
}

const codes = [
  'picked_up',
  'in_transit',
  'arrived',
  'out_for_delivery',
  'delivered',
  'lost',
  'x',
  'damaged',
  'delivery_failed',
  'refused',
  'returned',
];

function tracking(
  state: OrderState,
  { which }: Move,
  shipment: Shipment,
  code = one(codes, which) ?? 'x',
): Made {
  return [
    actors.courier,
    {
      name: 'recordTracking',
      shipmentId: shipment.id,
      caseId: `cas_${state.order.version}`,
      eventId: `event-${state.order.version}`,
      code,
      at: state.order.lastAt,
      place: null,
    },
  ];
}

function appointment(state: OrderState, { which }: Move, shipment: Shipment): Made {
  const inDays = which % 12;
  return [
    which % 3 === 0 ? actors.consumer : actors.courier,
    {
      name: 'appointDelivery',
      shipmentId: shipment.id,
      from: later(state, inDays * 86_400_000),
      to: later(state, inDays * 86_400_000 + 7_200_000),
      place: 'sealed:v1:place',
      contact: { channel: 'phone', at: state.order.lastAt },
    },
  ];
}

const attemptOutcomes = [
  'consumer_rescheduled',
  'consumer_absent',
  'consumer_absent',
  'unreachable',
  'force_majeure',
  'address_wrong',
  'cod_not_paid',
];

/** At the agreed time, or whenever: then mostly before it, sometimes after it. */
function attempt(state: OrderState, { which, how }: Move, shipment: Shipment): Made {
  const { from = '' } = shipment.appointment ?? {};
  const at = how % 3 > 0 && from > state.order.lastAt ? from : undefined;
  return [
    actors.courier,
    {
      name: 'recordAttempt',
      shipmentId: shipment.id,
      returnShipmentId: `shp_back_${state.order.version}`,
      outcome: one(attemptOutcomes, which) ?? 'other',
      note: null,
      evidence: [],
    },
    at,
  ];
}

function inspectedLines(
  state: OrderState,
  { which, how }: Move,
  shipment: Shipment,
): InspectedLine[] {
  return state.shipmentLines
    .filter(({ shipmentId }) => shipmentId === shipment.id)
    .map((line, index) => inspectedLine(line.lineNo, line.quantity, which + index * how));
}

function inspection(state: OrderState, move: Move, shipment: Shipment): Made {
  const { which, how } = move;
  const lines = inspectedLines(state, move, shipment);
  const due = codDue(state, shipment, lines);
  const amountMinor = due + (how % 25 === 24 ? 1 : 0);
  return [
    actors.courier,
    {
      name: 'inspectDelivery',
      shipmentId: shipment.id,
      documentId: `doc_${state.order.version}`,
      agent: { name: 'sealed', identityDocument: { kind: 'work_badge', last4: 'sealed' } },
      packaging: which % 2 === 0 ? 'intact' : 'damaged',
      opening: which % 7 === 0 ? 'refused_by_courier' : 'opened',
      lines,
      collection: amountMinor > 0 ? { amountMinor, method: 'cash', reference: null } : null,
    },
  ];
}

function inspectedLine(lineNo: number, quantity: number, dice: number): InspectedLine {
  const accepted = dice % 3 === 0 ? quantity : dice % 3 === 1 ? 0 : dice % (quantity + 1);
  const refused = (dice >> 2) % (quantity - accepted + 1);
  return {
    lineNo,
    accepted,
    refused,
    missing: quantity - accepted - refused,
    reason:
      accepted === quantity && dice % 7 > 0
        ? null
        : (one(['damaged', 'changed_mind', 'cod_not_paid', 'late'], dice >> 4) ?? null),
    ...(dice % 7 === 0 ? { damaged: dice % (accepted + 1) } : {}),
    evidence: dice % 5 === 0 ? photo : [],
  };
}

function leaving(state: OrderState, { which }: Move, shipment: Shipment): Made {
  return [
    actors.courier,
    {
      name: 'leaveUnattended',
      shipmentId: shipment.id,
      place: { kind: 'locker', operator: 'sealed:v1:locker' },
      evidence: [],
      storedUntil: later(state, ((which % 8) - 1) * 86_400_000),
    },
  ];
}

/** The consumer takes the goods out, tells what it has found, or says that they never came. */
function receipt(state: OrderState, move: Move, shipment: Shipment): Made {
  const { which, how } = move;
  if (how % 3 === 0) return tracking(state, move, shipment, 'collected');
  if (how % 7 === 6) {
    const caseId = `cas_${state.order.version}`;
    return [actors.consumer, { name: 'denyReceipt', shipmentId: shipment.id, caseId, note: null }];
  }
  return [
    actors.consumer,
    {
      name: 'acceptGoods',
      shipmentId: shipment.id,
      documentId: `doc_${state.order.version}`,
      signatureId: `sig_${state.order.version}`,
      packaging: which % 2 === 0 ? 'intact' : 'damaged',
      lines: inspectedLines(state, move, shipment),
      isSigned: how % 2 === 0,
      signer: { personId: null, name: null, personDigest: null, relation: null, consent: null },
    },
  ];
}

/** Sometimes less is there than started back. */
function returnNote(state: OrderState, { how, which }: Move, shipment: Shipment): Made {
  return [
    actors.courier,
    {
      name: 'issueReturnNote',
      shipmentId: shipment.id,
      documentId: `doc_${state.order.version}`,
      parcels: [],
      lines: state.shipmentLines
        .filter(({ shipmentId }) => shipmentId === shipment.id)
        .map(({ lineNo, quantity }) => ({
          lineNo,
          quantity: how % 3 === 0 ? which % (quantity + 1) : quantity,
          condition: 'intact',
        })),
    },
  ];
}

function remittance(state: OrderState, { how, which }: Move): Made {
  if (state.order.remittance !== 'due' && how % 5 > 0) return null;
  const courierId = one(state.shipments.filter(isCashOwed), which)?.courierId ?? actors.courier.id;
  const owed = cashOwed(state, courierId).map((shipment) => shipment.cashCollectedMinor ?? 0);
  const amountMinor = owed.reduce((sum, minor) => sum + minor, how % 11 === 10 ? 1 : 0);
  return [actors.courier, { name: 'recordRemittance', courierId, reference: 'R-1', amountMinor }];
}

function refundRequest(state: OrderState, { which, how, waitMinutes }: Move): Made {
  const left = refundable(state);
  const line = one(left.lines, which);
  const byLine = waitMinutes % 2 === 0 && line !== undefined;
  return [
    actors.support,
    {
      name: 'requestRefund',
      refundId: `rfd_${state.order.version}`,
      lines: byLine ? [{ lineNo: line.lineNo, quantity: (which % (line.quantity + 1)) + 1 }] : null,
      amountMinor: waitMinutes % 3 === 0 || !byLine ? (how * 37) % (left.amountMinor + 2) : null,
      deliveryFeeMinor: how % 2 === 0 ? left.deliveryFeeMinor : null,
      reason: 'quality',
      bearer: one(['seller', 'courier', 'platform', 'consumer'] as const, which) ?? 'seller',
      channel: one([null, null, 'payout', 'original'] as const, which) ?? null,
    },
  ];
}

function caseResolution(state: OrderState, { which, waitMinutes }: Move): Made {
  const found = one(state.cases.toReversed(), which);
  if (!found) return null;
  const outcome = one(caseOutcomes, waitMinutes) ?? 'noted';
  const bearer = one([null, ...caseBearers], which >> 1) ?? null;
  const amountMinor = outcome === 'part_refund' && which % 3 > 0 ? which * 100 : null;
  const own = (found.details.lines ?? []) as { lineNo: number; quantity: number }[];
  const lines = amountMinor === null && which % 4 === 0 ? own.slice(0, 1) : null;
  const channel = one([null, null, 'payout', 'original'] as const, which) ?? null;
  const decision = { ...resolve(state, found.id, outcome), bearer, amountMinor, lines, channel };
  return [actors.support, decision];
}

/** A blue invoice over about what was paid, or a red one over about what is too much. */
function invoice(state: OrderState, { which, how }: Move): Made {
  const blue = one(
    state.invoices.filter(({ kind }) => kind === 'blue'),
    which,
  );
  const isRed = blue !== undefined && how % 2 === 1;
  const over = invoicedMinor(state) - keptMinor(state);
  return [
    actors.seller,
    {
      name: 'recordInvoice',
      invoiceId: `inv_${state.order.version}`,
      number: `N-${state.order.version - (how % 9 === 8 ? 1 : 0)}`,
      kind: isRed ? 'red' : 'blue',
      amountMinor: Math.max(1, (isRed ? over : -over) + (how % 5 === 4 ? 1 : -(which % 3))),
      currency: null,
      digest: 'sha256:invoice',
      issuedAt: null,
      redOf: isRed ? blue.number : null,
    },
  ];
}

/** Half of the time as if nobody had asked for it. */
function caseAnswer(state: OrderState, { which, how }: Move): Made {
  const found = one(state.cases.toReversed(), which);
  if (!found) return null;
  const role = how % 3 > 0 ? found.respondentRole : 'courier';
  return [
    role === 'seller' ? actors.seller : actors.courier,
    {
      name: 'answerCase',
      caseId: found.id,
      position: how % 2 === 0 ? 'accept' : 'contest',
      proposal: one([null, 'refund', 'reject'] as const, how) ?? null,
      text: null,
      evidence: [],
    },
  ];
}

export function resolve(state: OrderState, caseId: string, outcome: CaseOutcome): ResolveCase {
  const refundId = `rfd_${state.order.version}`;
  const evidence = outcome === 'rejected' ? photo : [];
  return { name: 'resolveCase', caseId, refundId, outcome, note: null, evidence };
}

const photo = [{ digest: 'sha256:photo', mediaType: 'image/jpeg' }];

function freeze(state: OrderState, { which }: Move): Made {
  if (which % 4 > 0) return null;
  const caseId = `cas_${state.order.version}`;
  return [actors.engine, { name: 'freezeOrder', caseId, constraint: 'x', step: 'y' }];
}
