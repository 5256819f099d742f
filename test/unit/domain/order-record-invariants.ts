import { expect } from './swift-expect.ts';
import { holdsOrder } from '../../../src/domain/money/invoicing.ts';
import { isMoneyThere } from '../../../src/domain/money/paid-for.ts';
import { isCaptureOpen, isUnresolved } from '../../../src/domain/asked-effects.ts';
import { isArmed } from '../../../src/domain/deadlines/deadlines.ts';
import type { Draft } from '../../../src/domain/draft.ts';
import { must } from '../../../src/domain/errors.ts';
import {
  type Deadline,
  isFinal,
  isNote,
  type OrderState,
  type OrderStatus,
  type Shipment,
} from '../../../src/domain/order.ts';
import { signingRoles } from '../../../src/domain/shipments/documents.ts';
import { isSought } from '../../../src/domain/shipments/losing.ts';
import { waitingFor } from '../../../src/domain/views/waiting.ts';

/**
 * What an order keeps beside its money and its goods: who signed what, which clock runs for whom,
 * what is on record of every payment, and what `/waiting` tells of all that.
 */
export function checkRecords(state: OrderState): void {
  checkSignatures(state);
  checkVersions(state);
  checkRefunds(state);
  checkMovements(state);
  checkPaymentStatus(state);
  checkClocks(state);
  checkSilence(state);
  checkStatus(state);
  checkWaiting(state);
}

/** What one transition never does to what is on record. */
export function checkHistory(before: OrderState, draft: Draft, after: OrderState): void {
  expect(after.order.lastAt >= before.order.lastAt).toBe(true);
  const { status } = before.order;
  if (after.order.status !== status) expect(goesTo[status]).toContain(after.order.status);
  for (const ended of before.deadlines.filter(({ endedAt }) => endedAt !== null)) {
    const { state, endedAt, dueAt } = must(
      after.deadlines.find(({ id }) => id === ended.id),
      'deadline',
    );
    expect({ state, endedAt, dueAt }).toEqual({
      state: ended.state,
      endedAt: ended.endedAt,
      dueAt: ended.dueAt,
    });
  }
  // What was refused may turn out to be done; what is done stays so.
  for (const known of before.effects.filter(({ status }) => status === 'done')) {
    const found = after.effects.find(({ id }) => id === known.id);
    expect([known.id, found?.status]).toEqual([known.id, 'done']);
  }
  expect(new Set(after.effects.map(({ id }) => id)).size).toBe(after.effects.length);
  // Its own workflow carries a refund out: started with it, and again after it has given up.
  const started = draft.startRequests.map(({ workflowId }) => workflowId);
  for (const { id, status } of after.refunds) {
    const earlier = before.refunds.find((refund) => refund.id === id)?.status;
    const isAnew = earlier === undefined || earlier === 'failed';
    if (status === 'requested' && isAnew) expect(started).toContain(`refund:${id}`);
  }
}

/** Design §2.1, with what goods found again make of an order that waited for nothing else. */
const goesTo: Record<OrderStatus, OrderStatus[]> = {
  awaiting_consumer: [
    'awaiting_confirmation',
    'awaiting_payment',
    'awaiting_handover',
    'cancelled',
  ],
  awaiting_confirmation: [
    'awaiting_consumer',
    'awaiting_payment',
    'awaiting_handover',
    'cancelled',
  ],
  awaiting_payment: [
    'awaiting_consumer',
    'awaiting_confirmation',
    'awaiting_handover',
    'cancelled',
  ],
  awaiting_handover: ['awaiting_consumer', 'in_delivery', 'cancelled'],
  in_delivery: ['delivered', 'returned'],
  delivered: ['completed'],
  completed: [],
  cancelled: [],
  returned: [],
};

/** One live signature per role, of two persons; both sides of it or none (S0 6.7.2 b, 7.7.2 d). */
function checkSignatures({ documents, signatures }: OrderState): void {
  for (const document of documents) {
    const given = signatures.filter(({ documentId }) => documentId === document.id);
    const roles = given.map(({ role }) => role);
    expect(new Set(roles).size).toBe(roles.length);
    const persons = given.flatMap(({ signer }) => signer.personId ?? []);
    expect(new Set(persons).size).toBe(persons.length);
    const mayBe = isNote(document) ? signingRoles[document.kind] : [];
    for (const role of roles) expect(mayBe).toContain(role);
    const { status } = document;
    if (status === 'issued') expect(given).toHaveLength(0);
    if (status === 'partly_signed') expect(given).toHaveLength(1);
    if (status === 'signed') expect(given).toHaveLength(2);
  }
}

/** Of every note of a shipment one counts; the next one is its next version. */
function checkVersions({ documents, shipments }: OrderState): void {
  for (const { id } of shipments) {
    for (const kind of Object.keys(signingRoles)) {
      const notes = documents.filter((one) => one.shipmentId === id && one.kind === kind);
      expect(notes.map(({ version }) => version)).toEqual(notes.map((_, index) => index + 1));
      expect(notes.filter(({ status }) => status !== 'void').length).toBeLessThanOrEqual(1);
    }
  }
}

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** What was given back of each line and of the fee is what the refunds say (§2.3). */
function checkRefunds({ order, lines, refunds }: OrderState): void {
  const parts = refunds.flatMap((refund) => refund.lines);
  for (const { lineNo, refundedMinor, refundedQuantity } of lines) {
    const ofLine = parts.filter((part) => part.lineNo === lineNo);
    expect([lineNo, refundedQuantity]).toEqual([
      lineNo,
      sum(ofLine.map(({ quantity }) => quantity)),
    ]);
    expect([lineNo, refundedMinor]).toEqual([
      lineNo,
      sum(ofLine.map(({ amountMinor }) => amountMinor)),
    ]);
  }
  expect(order.deliveryFeeRefundedMinor).toBe(
    sum(refunds.map(({ deliveryFeeMinor }) => deliveryFeeMinor)),
  );
  for (const { status, finishedAt, amountMinor, paidMinor, deliveryFeeMinor } of refunds) {
    expect(finishedAt !== null).toBe(status === 'succeeded');
    expect(paidMinor ?? 0).toBeLessThanOrEqual(amountMinor);
    expect(deliveryFeeMinor).toBeLessThanOrEqual(amountMinor);
  }
}

/** Every movement can be read, and together they are what the order says (S0 8.2 c). */
function checkMovements({ order, movements, refunds, shipments }: OrderState): void {
  const moved = (kind: string): number =>
    sum(
      movements
        .filter((one) => one.kind === kind && one.status === 'succeeded')
        .map(({ amountMinor }) => amountMinor),
    );
  const surplus = refunds.filter(({ kind }) => kind === 'surplus');
  const took = sum(surplus.map(({ amountMinor }) => amountMinor));
  expect(['capture', moved('capture')]).toEqual(['capture', order.capturedMinor + took]);
  expect(['collection', moved('collection')]).toEqual(['collection', order.collectedMinor]);
  const remitted = shipments.filter(({ cashRemittedAt }) => (cashRemittedAt ?? null) !== null);
  expect(['remittance', moved('remittance')]).toEqual([
    'remittance',
    sum(remitted.map(({ cashCollectedMinor }) => cashCollectedMinor ?? 0)),
  ]);
}

/** By what was taken and given back; while nothing was, by what the provider said last. */
function checkPaymentStatus({ order }: OrderState): void {
  const { paymentTiming, capturedMinor, refundedMinor, paymentStatus } = order;
  if (paymentTiming === 'on_delivery') return;
  const taken = ['captured', 'partly_refunded', 'refunded'];
  if (capturedMinor === 0) {
    expect(taken).not.toContain(paymentStatus);
    return;
  }
  const back = refundedMinor >= capturedMinor ? 'refunded' : 'partly_refunded';
  expect(paymentStatus).toBe(refundedMinor === 0 ? 'captured' : back);
}

/** Every clock that runs, runs once, for something that is still to be done, and within bounds. */
function checkClocks(state: OrderState): void {
  const armed = state.deadlines.filter(isArmed);
  const keys = armed.map(({ name, subjectId }) => `${name} ${subjectId}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const deadline of state.deadlines) {
    const { name, dueAt, graceEndsAt, grace, state: run, endedAt, pausedAt } = deadline;
    expect([name, run === 'running']).toEqual([name, endedAt === null]);
    if (graceEndsAt !== null) expect([name, graceEndsAt >= dueAt]).toEqual([name, true]);
    if (grace === 'running')
      expect([name, run, graceEndsAt !== null]).toEqual([name, 'missed', true]);
    if (isArmed(deadline) && (pausedAt ?? null) !== null) {
      expect([name, state.cases.some(holdsOrder)]).toEqual([name, true]);
    }
  }
  for (const deadline of armed) {
    const { name, subjectType, subjectId } = deadline;
    expect([name, subjectType, subjectId, isOpen(state, deadline)]).toEqual([
      name,
      subjectType,
      subjectId,
      true,
    ]);
  }
}

/** In which statuses the order itself is waited for under each clock. */
const waitedIn: Partial<Record<Deadline['name'], OrderStatus>> = {
  consumer_confirmation: 'awaiting_consumer',
  amendment: 'awaiting_consumer',
  seller_confirmation: 'awaiting_confirmation',
  payment: 'awaiting_payment',
  after_sale: 'delivered',
};

function isOpen(state: OrderState, { name, subjectType, subjectId }: Deadline): boolean {
  const { order, cases, refunds, shipments } = state;
  switch (subjectType) {
    case 'case':
      return cases.some(({ id, status }) => id === subjectId && status === 'open');
    case 'refund':
      return refunds.some(({ id, status }) => id === subjectId && status !== 'succeeded');
    case 'shipment':
      return isFinal(order) ? false : shipments.some(({ id }) => id === subjectId);
    default:
      return waitedIn[name] === order.status;
  }
}

/** Whoever keeps silent, something happens: each thing that somebody must do has a clock (§2.5). */
function checkSilence(state: OrderState): void {
  const { order, deadlines, effects, shipments } = state;
  if (order.frozen) return;
  const runs = (name: Deadline['name'], subjectId = order.id): boolean =>
    deadlines.some((one) => one.name === name && one.subjectId === subjectId && isArmed(one));
  const isAsked = (kind: string): boolean =>
    effects.some((effect) => effect.kind === kind && isUnresolved(effect));
  const told: Partial<Record<OrderStatus, () => boolean>> = {
    awaiting_consumer: () =>
      runs('consumer_confirmation') || runs('amendment') || isCaptureOpen(state),
    awaiting_confirmation: () => runs('seller_confirmation'),
    awaiting_payment: () => runs('payment') || isAsked('authorize_payment'),
    awaiting_handover: () => shipments.some((one) => one.endedAt === null),
    in_delivery: () =>
      shipments.some((one) => one.endedAt === null || isSought(state, one)) ||
      state.cases.some(holdsOrder) ||
      isCaptureOpen(state),
    delivered: () => runs('after_sale') || order.afterSaleEnded,
  };
  expect([order.status, told[order.status]?.() ?? true]).toEqual([order.status, true]);
  if (order.status === 'awaiting_consumer') return;
  for (const shipment of shipments.filter(({ endedAt }) => endedAt === null)) {
    expect([shipment.direction, shipment.status, isClocked(state, shipment)]).toEqual([
      shipment.direction,
      shipment.status,
      true,
    ]);
  }
}

/** A shipment under way has a clock, or support has its case. */
function isClocked({ deadlines, cases, effects, order }: OrderState, { id }: Shipment): boolean {
  return (
    deadlines.some(
      (one) => one.subjectId === id && isArmed(one) && one.name !== 'cod_remittance',
    ) ||
    cases.some(({ subjectId, status }) => subjectId === id && status === 'open') ||
    // What is not held yet is not to be handed over.
    (order.status === 'awaiting_handover' && effects.some(isUnresolved))
  );
}

/** The order's status is what became of its goods (§2.1). */
function checkStatus({ order, lines, shipments }: OrderState): void {
  const isKept = lines.some(({ accepted }) => accepted > 0);
  const hasLeft = shipments.some(
    ({ direction, handedOverAt }) => direction === 'outbound' && handedOverAt !== null,
  );
  const { status } = order;
  const isGone = ['in_delivery', 'delivered', 'completed', 'returned'].includes(status);
  expect([status, hasLeft]).toEqual([status, isGone]);
  if (status === 'delivered' || status === 'completed') expect(isKept).toBe(true);
  if (status === 'returned') expect(isKept).toBe(false);
}

/** Each thing waited for exists, is somebody's, and nothing that is open is left out. */
function checkWaiting(state: OrderState): void {
  const { order, shipments, refunds, cases, documents, invoices } = state;
  const { waitingFor: list } = waitingFor(state);
  const known = new Set(
    [order, ...shipments, ...refunds, ...cases, ...documents, ...invoices].map(({ id }) => id),
  );
  for (const { what, subject, responsible, dueAt } of list) {
    if (subject.type !== 'payment')
      expect([what, subject.id, known.has(subject.id)]).toEqual([what, subject.id, true]);
    const isParty = ['seller', 'courier', 'payment_provider', 'platform'].includes(
      responsible.role,
    );
    expect([what, responsible.role, responsible.partyId !== null]).toEqual([
      what,
      responsible.role,
      isParty,
    ]);
    expect([what, dueAt === '']).toEqual([what, false]);
  }
  if (order.frozen) return;
  const named = new Set(list.map(({ subject }) => subject.id));
  for (const { id, status } of refunds) {
    if (status !== 'succeeded') expect([id, named.has(id)]).toEqual([id, true]);
  }
  if (isFinal(order)) return;
  for (const { id, kind } of cases.filter(holdsOrder)) {
    expect([kind, named.has(id)]).toEqual([kind, true]);
  }
  // Of a shipment its note, or its case, may be what is waited for.
  const about = new Set([
    ...named,
    ...documents.filter(({ id }) => named.has(id)).map(({ shipmentId }) => shipmentId),
    ...cases.filter(({ id }) => named.has(id)).map(({ subjectId }) => subjectId),
  ]);
  // Goods whose payment is still open wait for that.
  const isPaying = !isMoneyThere(state) && list.some(({ what }) => what.startsWith('payment'));
  for (const { id, endedAt, direction, status } of shipments) {
    const isNamed = about.has(id) || (isPaying && status === 'awaiting_handover');
    if (endedAt === null && order.status !== 'awaiting_consumer') {
      expect([direction, status, isNamed]).toEqual([direction, status, true]);
    }
  }
}
