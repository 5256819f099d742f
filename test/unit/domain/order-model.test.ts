import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, test } from 'vitest';
import type { Action } from '../../../src/domain/commands.ts';
import { codDue } from '../../../src/domain/money/cod-due.ts';
import { isTicking } from '../../../src/domain/deadlines/deadline-acts.ts';
import { isUnresolved } from '../../../src/domain/asked-effects.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { type Effect, isFinal, type OrderState } from '../../../src/domain/order.ts';
import { lineNet } from '../../../src/domain/money/money.ts';
import type { DeadlineName } from '../../../src/domain/policies/deadline-rules.ts';
import type { CouriersPolicy, Policy } from '../../../src/domain/policies/policy.ts';
import { defaultPolicy } from '../../../src/domain/policies/policy-default.ts';
import { type Books, emptyBooks, note } from './order-books.ts';
import { checkEnd, checkState, checkTransition } from './order-invariants.ts';
import { actors, decided, grown, type Life, placedAs, placedLine } from './order-life.ts';
import { type Deed, deedOf, doorDeed, halving, type Move, resolve } from './order-moves.ts';
import { ringing, unofficial } from './order-time-moves.ts';
import { expect } from './swift-expect.ts';

const moves = fc.array(
  fc.record<Move>({
    what: fc.nat(99),
    which: fc.nat(63),
    how: fc.nat(99),
    waitMinutes: fc.oneof({ weight: 60, arbitrary: fc.nat(11) }, fc.constantFrom(600, 30_000)),
  }),
  { minLength: 1, maxLength: 60, size: 'max' },
);

const line = fc
  .record({
    quantity: fc.integer({ min: 1, max: 6 }),
    unitPriceMinor: fc.nat(5_000),
    pricePer: fc.constantFrom(1, 1, 3),
    discountShare: fc.constantFrom(0, 0, 0.3, 1),
  })
  .map(({ discountShare, ...priced }) => {
    const gross = lineNet({ ...priced, discountMinor: 0 });
    return { ...priced, discountMinor: Math.floor(gross * discountShare) };
  });

const timings = ['after_confirmation', 'before_confirmation', 'on_delivery'] as const;
const methods = ['card', 'alipay'] as const;

/** Mostly nobody confirms; goods that nobody takes on wait for support, or are called off. */
const carriagePolicies: CouriersPolicy[] = [
  { confirming: [], whenNoneIsLeft: 'case' },
  { confirming: [], whenNoneIsLeft: 'case' },
  { confirming: 'all', whenNoneIsLeft: 'case' },
  { confirming: 'all', whenNoneIsLeft: 'cancel' },
];

/** What a case holds up, where it holds up anything. */
const pausing: DeadlineName[][] = [
  [],
  [],
  ['dispatch', 'delivery', 'after_sale'],
  ['seller_confirmation', 'payment', 'acceptance', 'refund', 'cod_remittance', 'presumed_lost'],
];

const orders = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
    deliveryFeeMinor: fc.constantFrom(0, 1_000, 777),
    taxMinor: fc.constantFrom(0, 131),
    timing: fc.constantFrom(...timings),
    method: fc.constantFrom(...methods),
    token: fc.constantFrom('tok_ok', null),
    confirmed: fc.boolean(),
    onSilence: fc.constantFrom('cancel', 'accept'),
    onShortage: fc.constantFrom('cancel', 'amend'),
    couriers: fc.constantFrom(...carriagePolicies),
    unattended: fc.constantFrom('never', 'locker'),
    late: fc.constantFrom(undefined, { basisPointsOfGoods: 1_000 }, { minorPerDay: 50 }),
    afterLoss: fc.constantFrom(undefined, 'P2D'),
    paused: fc.constantFrom(...pausing),
    onCash: fc.constantFrom('escalate', 'escalate', 'escalate_then_claim'),
    isSilentEscalated: fc.boolean(),
    calendars: fc.constantFrom({}, unofficial),
  })
  .map((drawn) => {
    const { lines, deliveryFeeMinor, taxMinor, timing, method, token, confirmed, unattended } =
      drawn;
    const payment = {
      timing,
      method: timing === 'on_delivery' ? ('cash' as const) : method,
      token,
    };
    const nets = lines.reduce((total, priced) => total + lineNet(priced), 0);
    const input = {
      lines: lines.map((priced, index) =>
        placedLine({ ...priced, lineNo: index + 1, sku: `sku-${index % 2}` }),
      ),
      deliveryFeeMinor,
      taxMinor,
      totalMinor: nets + deliveryFeeMinor + taxMinor,
      payment,
      deliveryPreference: { unattended, consentAt: '2026-03-02T00:00:00.000Z', channel: 'app' },
      ...(confirmed ? {} : { consumerConfirmation: null }),
    };
    return { input, policy: policyOf(drawn), calendars: drawn.calendars };
  })
  .filter(({ input }) => input.totalMinor > 0);

/** What follows when the consumer says nothing to an amendment (S0 9.4 a), and who confirms. */
function policyOf({
  onSilence: onExpiry,
  onShortage,
  couriers,
  late,
  afterLoss,
  paused,
  onCash,
  isSilentEscalated,
}: {
  onSilence: 'cancel' | 'accept';
  onShortage: 'cancel' | 'amend';
  couriers: CouriersPolicy;
  late: NonNullable<Policy['lateDelivery']>['amount'] | undefined;
  afterLoss: string | undefined;
  paused: DeadlineName[];
  onCash: 'escalate' | 'escalate_then_claim';
  isSilentEscalated: boolean;
}): Policy {
  const deadlines = { ...defaultPolicy.deadlines, ...pausable(paused) };
  const { afterLoss: _usual, ...refund } = defaultPolicy.refund;
  const amendment = { ...deadlines.amendment, onExpiry };
  const allocation = { strategy: 'fewest_warehouses', onShortage } as const;
  const compensating = { ...deadlines.delivery, onExpiry: 'escalate_and_compensate' as const };
  return {
    ...defaultPolicy,
    allocation,
    couriers,
    refund: { ...refund, ...(afterLoss ? { afterLoss } : {}) },
    deadlines: {
      ...deadlines,
      amendment,
      ...(late ? { delivery: compensating } : {}),
      cod_remittance: { ...deadlines.cod_remittance, ...claiming[onCash] },
      ...(isSilentEscalated ? { dispatch: { ...deadlines.dispatch, escalation } } : {}),
    },
    ...(late ? { lateDelivery: { amount: late, maxMinor: 500 } } : {}),
  };
}

const claiming = {
  escalate: {},
  escalate_then_claim: { onExpiry: 'escalate_then_claim', grace: { iso: 'P1D' } },
} as const;

/** Within the grace of a dispatch that is late, one after the other is told. */
const escalation = [
  { after: 'PT1H', to: 'support' },
  { after: 'PT3H', to: 'platform' },
] as const;

function pausable(paused: DeadlineName[]): Partial<Policy['deadlines']> {
  const rules = paused.map((name) => [
    name,
    { ...defaultPolicy.deadlines[name], pausedByCase: true },
  ]);
  return Object.fromEntries(rules) as Partial<Policy['deadlines']>;
}

interface Run {
  life: Life;
  books: Books;
  /** What was done, for whoever has to find out why it failed. */
  trail: string[];
  /** The order as it was stored last: no rule may change what it is given. */
  written: string;
  /** The seller sends it in two shipments. */
  isSplit: boolean;
}

/** Does it, checks everything, or leaves the order as it was where a rule refuses. */
function doDeed(run: Run, { actor, action, at, known }: Deed): boolean {
  const before = run.life.state;
  run.trail.push(`${at} ${actor.role} ${JSON.stringify(action)}`);
  try {
    const draft = decided(run.life, actor, action, at, known);
    const life = grown(run.life, draft, actor);
    expect(JSON.stringify(before)).toBe(run.written);
    const written = JSON.stringify(life.state);
    expect(isDeepStrictEqual(JSON.parse(written), life.state)).toBe(true);
    note(run.books, action, before, life.state);
    checkTransition(before, draft, life);
    checkState(life.state, run.books);
    run.life = { ...life, journal: life.journal.slice(-1) };
    run.written = written;
    return true;
  } catch (error) {
    if (!(error instanceof DomainError)) throw failure(run, error);
    expect(JSON.stringify(before)).toBe(run.written);
    run.trail.pop();
    return false;
  }
}

function begin(life: Life, isSplit: boolean): Run {
  return { life, books: emptyBooks(), trail: [], isSplit, written: JSON.stringify(life.state) };
}

function failure({ trail, life }: Run, cause: unknown): Error {
  return new Error([String(cause), summary(life.state), ...trail].join('\n'), { cause });
}

/** The next step of a life without trouble, so that later trouble meets every stage of it. */
function goOn(run: Run, step: number): void {
  const { state } = run.life;
  const what = state.effects.some(isUnresolved) ? 20 : 99;
  const half = run.isSplit && what === 99 ? halving(state) : null;
  const deed = half ?? deedOf(state, { what, which: step % 4, how: 7, waitMinutes: 1 });
  if (deed) doDeed(run, deed);
}

/** The actors are gone: time passes, neighbours answer, support decides. What is next? */
function idleDeeds({ order, effects, refunds, deadlines }: OrderState): Deed[] {
  const at = order.lastAt;
  const engine = (action: Action, when = at): Deed => ({ actor: actors.engine, action, at: when });
  const outcome = { status: 'succeeded' as const, reference: `late-${order.version}` };
  const outcomeUnder = ({ id, kind }: Effect) =>
    kind === 'authorize_payment' ? { ...outcome, reference: `ref-${id}` } : outcome;
  const timers = deadlines.filter(isTicking).map(ringing);
  const first = timers.toSorted((a, b) => (a.at < b.at ? -1 : 1))[0];
  return [
    ...effects
      .filter(isUnresolved)
      .map((effect) =>
        engine({ name: 'recordEffect', effectId: effect.id, outcome: outcomeUnder(effect) }),
      ),
    ...refunds
      .filter(({ status }) => status === 'requested' || status === 'failed')
      .map(({ id }) => engine({ name: 'startRefund', refundId: id })),
    ...refunds
      .filter(({ status }) => status === 'processing' || status === 'unknown')
      .map(({ id }) => engine({ name: 'recordRefund', refundId: id, outcome })),
    ...(first ? [engine(first.action, first.at > at ? first.at : at)] : []),
  ];
}

const isDelivered = ({ life }: Run): boolean =>
  life.state.shipments.some(({ endedAt }) => endedAt !== null);

/** All of it has left, on each of its ways. */
const isWithCouriers = ({ life }: Run): boolean =>
  life.state.shipments.length > 0 &&
  life.state.shipments.every(({ handedOverAt }) => handedOverAt !== null);

/** At the door something is missing, and something kept though it is damaged. */
function inspectionWith(state: OrderState, dice: number): Deed {
  const shipment = state.shipments[0];
  const lines = state.shipmentLines.map(({ lineNo, quantity }) => {
    const missing = Math.min(quantity, 1 + (dice % 3));
    const accepted = quantity - missing;
    const damaged = Math.min(accepted, (dice >> 2) % 3);
    return { lineNo, accepted, refused: 0, missing, damaged, reason: 'damaged', evidence: [] };
  });
  const due = shipment ? codDue(state, shipment, lines) : 0;
  const action: Action = {
    name: 'inspectDelivery',
    shipmentId: shipment?.id ?? 'shp_none',
    documentId: `doc_${state.order.version}`,
    agent: { name: 'sealed', identityDocument: { kind: 'work_badge', last4: 'sealed' } },
    packaging: dice % 2 === 0 ? 'intact' : 'tampered',
    opening: 'opened',
    lines,
    collection: due > 0 ? { amountMinor: due, method: 'cash', reference: null } : null,
  };
  return { actor: actors.courier, action, at: state.order.lastAt };
}

function reships(state: OrderState): Deed[] {
  return state.cases
    .filter(({ status }) => status === 'open')
    .map(({ id }) => ({
      actor: actors.support,
      action: resolve(state, id, 'reship'),
      at: state.order.lastAt,
    }));
}

function supportDeeds(state: OrderState): Deed[] {
  const first = state.order.version % 2 === 0 ? 'noted' : 'refund';
  const outcomes = [first, 'refund', 'rejected'];
  return state.cases
    .filter(({ status }) => status === 'open')
    .flatMap(({ id }) =>
      outcomes.map((outcome) => ({
        actor: actors.support,
        action: resolve(state, id, outcome as 'noted'),
        at: state.order.lastAt,
      })),
    );
}

/** Lets the order come to its end by itself. */
function runOut(run: Run): void {
  for (let step = 0; step < 300; step += 1) {
    const { state } = run.life;
    const over = isFinal(state.order) && !state.effects.some(isUnresolved);
    if (over && state.refunds.every(({ status }) => status === 'succeeded')) break;
    const moved = [...idleDeeds(state), ...supportDeeds(state)].some((deed) => doDeed(run, deed));
    if (!moved) throw failure(run, 'the order hangs');
  }
  try {
    checkEnd(run.life.state, run.books);
  } catch (error) {
    throw failure(run, error);
  }
}

function summary({ order, shipments, cases, refunds }: OrderState): string {
  return JSON.stringify({
    order: [order.status, order.statusReason, order.paymentStatus, order.remittance],
    shipments: shipments.map(({ direction, status }) => `${direction} ${status}`),
    cases: cases.map(({ kind, status }) => `${kind} ${status}`),
    refunds: refunds.map(({ status }) => status),
  });
}

/** `ORDER_MODEL_RUNS=3000` looks longer than every run of the tests can afford to. */
const longRuns = Number(process.env.ORDER_MODEL_RUNS ?? 0);
const patienceMs = Math.max(300_000, longRuns * 2_000);

describe('an order under anything that may happen to it', () => {
  test(
    'S0 10.4.4: state, money and quantities hold, and every order ends',
    () => {
      fc.assert(
        fc.property(orders, fc.nat(32), fc.boolean(), moves, (order, prologue, isSplit, wild) => {
          const { input, policy, calendars } = order;
          const run = begin(placedAs(input, policy, calendars), isSplit);
          for (let step = 0; step < prologue; step += 1) goOn(run, step);
          for (const move of wild) {
            const deed = deedOf(run.life.state, move);
            if (deed) doDeed(run, deed);
          }
          runOut(run);
          expect(isFinal(run.life.state.order)).toBe(true);
        }),
        { numRuns: longRuns || 300 },
      );
    },
    patienceMs,
  );

  test(
    'S0 6.7.1 f: in whatever order doors are opened, disputed and signed, the fee is taken once',
    () => {
      const onDelivery = orders.filter(({ input }) => input.payment.timing === 'on_delivery');
      fc.assert(
        fc.property(onDelivery, moves, ({ input, policy, calendars }, wild) => {
          const run = begin(placedAs(input, policy, calendars), true);
          for (let step = 0; step < 40 && !isWithCouriers(run); step += 1) goOn(run, step);
          for (const move of wild) {
            const deed = doorDeed(run.life.state, move);
            if (deed) doDeed(run, deed);
          }
          runOut(run);
          expect(isFinal(run.life.state.order)).toBe(true);
        }),
        { numRuns: longRuns || 40 },
      );
    },
    patienceMs,
  );

  test(
    'S0 7.7.3 b: what is sent again moves goods and money once, and every order ends',
    () => {
      fc.assert(
        fc.property(orders, fc.nat(63), moves, ({ input, policy, calendars }, dice, wild) => {
          const run = begin(placedAs(input, policy, calendars), false);
          for (let step = 0; step < 40 && !isDelivered(run); step += 1) {
            if (!doDeed(run, inspectionWith(run.life.state, dice))) goOn(run, step);
          }
          for (const deed of reships(run.life.state)) doDeed(run, deed);
          for (const [step, move] of wild.entries()) {
            const deed = deedOf(run.life.state, move);
            if (deed && step % 3 === 0) doDeed(run, deed);
            else goOn(run, step);
          }
          runOut(run);
          expect(isFinal(run.life.state.order)).toBe(true);
        }),
        { numRuns: longRuns || 40 },
      );
    },
    patienceMs,
  );
});
