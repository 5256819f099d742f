import { beforeAll, describe, expect, test } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import { listMovements } from '../../src/db/reading/reads.ts';
import type { OrderState } from '../../src/domain/order.ts';
import { orderState } from '../support/engine.ts';
import { dayMs, deadlineOf, forward, hourMs } from '../support/order-clock.ts';
import {
  bringTo,
  isQuiet,
  placeOrder,
  refusalOf,
  send,
  untilOrder,
} from '../support/order-life.ts';
import { accepting, cancelling, type OrderWishes, parties, paying } from '../support/orders.ts';
import { engineOfFile } from '../support/file-engine.ts';
import { policyOf } from '../support/policies.ts';

/** What becomes of money under each of the provider's tokens (design §7), in both sides' books. */

const minuteMs = 60_000;
const total = 26_980;

/** Orders of which the provider can't say yet what became of their calls. */
const inTheDark = new Set<string>();

const engine = engineOfFile({ watch: keepingInTheDark });

function keepingInTheDark(activities: Activities): Activities {
  return {
    ...activities,
    queryPayment: async (call) =>
      [...inTheDark].some((orderId) => call.key.includes(orderId))
        ? { status: 'pending' }
        : activities.queryPayment(call),
  };
}

/** An order that has just asked the provider for the money. */
async function confirmed(wishes: OrderWishes): Promise<string> {
  const orderId = await placeOrder(engine, wishes);
  await send(engine, orderId, accepting, { by: 'seller' });
  return orderId;
}

const until = (orderId: string, isAsWanted: (state: OrderState) => boolean) =>
  untilOrder(engine, orderId, isAsWanted);

const untilPayment = (orderId: string, status: string) =>
  until(orderId, (state) => state.order.paymentStatus === status);

/** Time passes for the order and for the provider. */
async function pass(orderId: string, byMs: number): Promise<void> {
  engine.neighbours.forwardProvider(byMs);
  await forward(engine, orderId, { byMs });
}

async function completed(orderId: string): Promise<OrderState> {
  await bringTo(engine, orderId, 'delivered');
  await pass(orderId, 17 * dayMs);
  return until(orderId, (state) => state.order.status === 'completed');
}

async function cancel(orderId: string): Promise<void> {
  await send(engine, orderId, cancelling('consumer_changed_mind'), { by: 'consumer' });
}

const isSettledOutside = (state: OrderState): boolean =>
  state.effects.every(({ status }) => status === 'done' || status === 'failed') &&
  state.refunds.every(({ status }) => status === 'succeeded');

/** What the provider has in its books, by key without ids, in its order. */
async function atProvider(orderId: string): Promise<string[]> {
  const movements = await engine.neighbours.providerMovements(orderId);
  return movements.map(({ key }) => key.replaceAll(/_[0-9a-z]{26}/g, ''));
}

/**
 * Both books say the same: each key once, the same money in and out; each transition balances; and
 * what has ended holds nothing back.
 */
async function expectAgreement(orderId: string): Promise<void> {
  const state = await orderState(engine, orderId);
  const provider = await engine.neighbours.providerMovements(orderId);
  const unbalanced = await engine.sql`select transition from postings where order_id = ${orderId}
    group by transition, currency having sum(amount_minor) <> 0`;
  expect(unbalanced).toEqual([]);
  const sum = Object.values(state.balances).reduce((one, other) => one + other, 0);
  expect(sum).toBe(0);
  expect(provider.map(({ key }) => key).toSorted()).toEqual(keysOfMoney(state).toSorted());
  const net = (kinds: string[]) =>
    provider
      .filter(({ kind }) => kinds.includes(kind))
      .reduce((minor, { amountMinor }) => minor + amountMinor, 0);
  const remitted = state.order.remittance === 'remitted' ? state.order.collectedMinor : 0;
  expect(state.balances.provider ?? 0).toBe(
    net(['capture']) - net(['refund', 'transfer']) + remitted,
  );
  if (!['completed', 'cancelled', 'returned'].includes(state.order.status)) return;
  expect(state.balances.escrow ?? 0).toBe(0);
  expect(state.balances.cash_in_transit ?? 0).toBe(0);
  expect(stillHeld(provider)).toEqual([]);
}

/** The keys of all that succeeded by our own books. */
function keysOfMoney({ effects, refunds }: OrderState): string[] {
  const calls = effects.filter(
    ({ kind, status }) => kind.endsWith('_payment') && status === 'done',
  );
  const repaid = refunds.filter(({ status }) => status === 'succeeded');
  return [...calls.map(({ id }) => id), ...repaid.map(({ id, tries }) => `refund:${id}:${tries}`)];
}

/** Authorizations that were neither captured nor let go: the consumer's money, kept for nothing. */
function stillHeld(
  provider: { kind: string; reference: string; sourceReference: string | null }[],
) {
  return provider.filter(
    ({ kind, reference }) =>
      kind === 'authorization' &&
      !provider.some(({ sourceReference }) => sourceReference === reference),
  );
}

describe('when the order is paid', () => {
  test.each(['card', 'wechat_pay'] as const)(
    'after the confirmation, by %s: taken once, settled whole',
    async (method) => {
      const orderId = await confirmed({ method });
      await completed(orderId);

      expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'capture:ord:1']);
      await expectAgreement(orderId);
    },
  );

  test('before the confirmation: the seller is asked once the money is held', async () => {
    const orderId = await placeOrder(engine, { timing: 'before_confirmation' });
    const held = await until(orderId, ({ order }) => order.status === 'awaiting_confirmation');
    expect(held.order.paymentStatus).toBe('authorized');

    await send(engine, orderId, accepting, { by: 'seller' });
    await completed(orderId);

    expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'capture:ord:1']);
    await expectAgreement(orderId);
  });

  test('before the confirmation, then declined by the seller: the money is let go', async () => {
    const orderId = await placeOrder(engine, { timing: 'before_confirmation' });
    await until(orderId, ({ order }) => order.status === 'awaiting_confirmation');

    await send(
      engine,
      orderId,
      {
        name: 'decideAsSeller',
        decision: 'decline',
        reason: 'seller_out_of_stock',
        note: null,
        lines: null,
      },
      { by: 'seller' },
    );
    await untilPayment(orderId, 'voided');

    expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'void:authorize:ord:1']);
    await expectAgreement(orderId);
  });

  test('S0 6.7.1 f: on delivery, the order completes only when the courier has remitted', async () => {
    const orderId = await confirmed({ timing: 'on_delivery' });
    const delivered = await bringTo(engine, orderId, 'delivered');
    expect(delivered.order).toMatchObject({ paymentStatus: 'collected', remittance: 'due' });
    await pass(orderId, 17 * dayMs);
    const owed = await until(orderId, ({ order }) => order.afterSaleEnded);
    expect(owed.order.status).toBe('delivered');
    expect(owed.balances).toEqual({ cash_in_transit: total, escrow: -total });

    const remitting = {
      name: 'recordRemittance',
      courierId: parties.courier,
      reference: 'bank-1',
    } as const;
    const short = send(
      engine,
      orderId,
      { ...remitting, amountMinor: total - 1 },
      { by: 'courier' },
    );
    expect(await refusalOf(short)).toBe('remittance_amount_mismatch');
    await send(engine, orderId, { ...remitting, amountMinor: total }, { by: 'courier' });

    const ended = await until(orderId, ({ order }) => order.status === 'completed');
    expect(ended.balances).toMatchObject({ provider: total, cash_in_transit: 0, escrow: 0 });
    expect(await atProvider(orderId)).toEqual([]);
    await expectAgreement(orderId);
  });

  test('on delivery, refused in part: only what was kept is collected and remitted', async () => {
    const orderId = await confirmed({ timing: 'on_delivery' });

    const { order, balances } = await bringTo(engine, orderId, 'delivered', { refused: 1 });

    expect(order.collectedMinor).toBe(total - 12_990);
    expect(balances).toEqual({ cash_in_transit: total - 12_990, escrow: -(total - 12_990) });
    await expectAgreement(orderId);
  });
});

describe('a declined payment', () => {
  test('tok_declined: the consumer pays again with another card', async () => {
    const orderId = await confirmed({ token: 'tok_declined' });
    const declined = await untilPayment(orderId, 'declined');
    expect(declined.order.status).toBe('awaiting_payment');
    await expectAgreement(orderId);

    await send(engine, orderId, paying('tok_ok'), { by: 'consumer' });
    await completed(orderId);

    expect(await atProvider(orderId)).toEqual(['authorize:ord:2', 'capture:ord:2']);
    await expectAgreement(orderId);
  });

  test('tok_declined_once: the same card succeeds the second time', async () => {
    const orderId = await confirmed({ token: 'tok_declined_once' });
    await untilPayment(orderId, 'declined');

    await send(engine, orderId, paying('tok_declined_once'), { by: 'consumer' });
    await untilPayment(orderId, 'authorized');

    expect(await atProvider(orderId)).toEqual(['authorize:ord:2']);
    await expectAgreement(orderId);
  });

  test('tok_declined until no attempt is left: the order is cancelled, nothing was taken', async () => {
    const orderId = await confirmed({ token: 'tok_declined' });
    let { order } = await untilPayment(orderId, 'declined');
    while (order.attemptsLeft > 0) {
      const left = order.attemptsLeft;
      await send(engine, orderId, paying('tok_declined'), { by: 'consumer' });
      ({ order } = await until(
        orderId,
        (state) => state.order.attemptsLeft < left && isQuiet(state),
      ));
    }

    const ended = await until(orderId, isSettledOutside);
    expect(ended.order).toMatchObject({ status: 'cancelled', statusReason: 'payment_expired' });
    expect(await atProvider(orderId)).toEqual([]);
    expect(await engine.neighbours.stockHolds(orderId)).toMatchObject([
      { lines: [{ quantity: 2, committed: 0, released: 2 }] },
    ]);
    await expectAgreement(orderId);
  });
});

describe('S0 8.2 d: an outcome that is not known', () => {
  test('tok_timeout_after_success: found out by query, and no second payment meanwhile', async () => {
    const orderId = await confirmed({ token: 'tok_timeout_after_success' });
    await untilPayment(orderId, 'unknown');
    const again = send(engine, orderId, paying('tok_ok'), { by: 'consumer' });
    expect(await refusalOf(again)).toBe('payment_unresolved');

    await pass(orderId, minuteMs);
    await completed(orderId);

    expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'capture:ord:1']);
    await expectAgreement(orderId);
  });

  test('tok_timeout: the provider never heard of it, so it counts as declined and is payable again', async () => {
    const orderId = await confirmed({ token: 'tok_timeout' });
    await untilPayment(orderId, 'unknown');
    await pass(orderId, 5 * minuteMs);
    await untilPayment(orderId, 'declined');

    await send(engine, orderId, paying('tok_ok'), { by: 'consumer' });
    await untilPayment(orderId, 'authorized');

    expect(await atProvider(orderId)).toEqual(['authorize:ord:2']);
    await expectAgreement(orderId);
  });

  test('tok_capture_timeout_after_success: the goods travel on, the query finds the money', async () => {
    const orderId = await confirmed({ token: 'tok_capture_timeout_after_success' });
    await bringTo(engine, orderId, 'in_delivery');
    await untilPayment(orderId, 'unknown');

    await pass(orderId, minuteMs);
    await untilPayment(orderId, 'captured');
    await completed(orderId);

    expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'capture:ord:1']);
    await expectAgreement(orderId);
  });

  test('tok_void_timeout_after_success: cancelled at once, let go by query', async () => {
    const orderId = await confirmed({ token: 'tok_void_timeout_after_success' });
    await untilPayment(orderId, 'authorized');
    await cancel(orderId);
    await until(orderId, (state) => state.effects.some(({ status }) => status === 'unknown'));

    await pass(orderId, minuteMs);
    await untilPayment(orderId, 'voided');

    expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'void:authorize:ord:1']);
    await expectAgreement(orderId);
  });

  test('tok_refund_unknown: pending for a while at the provider, given back once', async () => {
    const orderId = await confirmed({ token: 'tok_refund_unknown', method: 'wechat_pay' });
    await untilPayment(orderId, 'captured');
    await cancel(orderId);
    await until(orderId, ({ refunds }) => refunds[0]?.status === 'unknown');
    await expectAgreement(orderId);

    await pass(orderId, hourMs);
    await untilPayment(orderId, 'refunded');

    expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'capture:ord:1', 'refund:rfd:1']);
    await expectAgreement(orderId);
  });
});

describe.concurrent('S0 8.2 d: not known for longer than the payment deadline', () => {
  /** The provider is asked every ten minutes; a short deadline leaves it at a dozen times. */
  let policyName: string;
  beforeAll(async () => {
    policyName = await policyOf(engine, { payment: { duration: { iso: 'PT2H' } } });
  });

  test('nothing is guessed and nothing expires; found authorized, the order goes on', async () => {
    const orderId = await confirmed({ token: 'tok_timeout_after_success', policyName });
    inTheDark.add(orderId);
    await untilPayment(orderId, 'unknown');
    await pass(orderId, 3 * hourMs);
    const waiting = await orderState(engine, orderId);
    expect(waiting.order).toMatchObject({ status: 'awaiting_payment', paymentStatus: 'unknown' });
    expect(deadlineOf(waiting, 'payment').state).toBe('missed');

    inTheDark.delete(orderId);
    await pass(orderId, hourMs);
    await untilPayment(orderId, 'authorized');

    await bringTo(engine, orderId, 'in_delivery');
    expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'capture:ord:1']);
    await expectAgreement(orderId);
  });

  test('found never to have happened, the order is cancelled', async () => {
    const orderId = await confirmed({ token: 'tok_timeout', policyName });
    inTheDark.add(orderId);
    await untilPayment(orderId, 'unknown');
    await pass(orderId, 3 * hourMs);
    expect((await orderState(engine, orderId)).order.status).toBe('awaiting_payment');

    inTheDark.delete(orderId);
    await pass(orderId, hourMs);

    const ended = await until(orderId, isSettledOutside);
    expect(ended.order).toMatchObject({ status: 'cancelled', statusReason: 'payment_expired' });
    expect(await atProvider(orderId)).toEqual([]);
    await expectAgreement(orderId);
  });
});

describe('a provider in trouble', () => {
  test.each(['tok_503_twice', 'tok_slow'])('%s: each call in the end, each once', async (token) => {
    const orderId = await confirmed({ token });
    await completed(orderId);

    expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'capture:ord:1']);
    await expectAgreement(orderId);
  });

  test('tok_capture_fails: a case asks for the goods; once that is noted the hold is let go', async () => {
    const orderId = await confirmed({ token: 'tok_capture_fails' });
    await bringTo(engine, orderId, 'delivered');
    await pass(orderId, 17 * dayMs);

    const stuck = await until(orderId, ({ order }) => order.afterSaleEnded);
    expect(stuck.order).toMatchObject({ status: 'delivered', paymentStatus: 'capture_failed' });
    expect(stuck.cases).toMatchObject([{ kind: 'capture_failed', status: 'open' }]);
    expect(stuck.balances).toEqual({});
    await expectAgreement(orderId);

    const caseId = stuck.cases[0]?.id;
    await send(engine, orderId, { name: 'resolveCase', caseId, outcome: 'noted' } as never);

    const voided = await untilPayment(orderId, 'voided');
    expect(voided.order).toMatchObject({ status: 'completed', authorizedMinor: 0 });
    expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'void:authorize:ord:1']);
    await expectAgreement(orderId);
  });

  test('tok_refund_fails: tried three times under keys of its own, then a case', async () => {
    const orderId = await confirmed({ token: 'tok_refund_fails', method: 'wechat_pay' });
    await untilPayment(orderId, 'captured');
    await cancel(orderId);
    await until(orderId, ({ refunds }) => refunds[0]?.status === 'failed');
    await pass(orderId, hourMs);

    const stuck = await until(orderId, ({ cases }) => cases.length > 0);
    expect(stuck.refunds).toMatchObject([{ status: 'failed', tries: 3, amountMinor: total }]);
    expect(stuck.cases).toMatchObject([
      { kind: 'refund_failed', respondentRole: 'payment_provider' },
    ]);
    expect(stuck.balances).toMatchObject({ provider: total, escrow: 0, refund_due: -total });
    await expectAgreement(orderId);
  });

  test('tok_expires_soon: held anew before the hold runs out, the old one is let go', async () => {
    const orderId = await confirmed({ token: 'tok_expires_soon' });
    await untilPayment(orderId, 'authorized');

    await pass(orderId, 45 * minuteMs);

    await until(orderId, (state) => isSettledOutside(state) && state.order.paymentAttempt === 2);
    expect(await atProvider(orderId)).toEqual([
      'authorize:ord:1',
      'authorize:ord:2',
      'void:authorize:ord:1',
    ]);
    await expectAgreement(orderId);
  });
});

describe('an action of the consumer', () => {
  /** A wallet without a token always asks its consumer. */
  async function asked(): Promise<{ orderId: string; address: string }> {
    const orderId = await confirmed({ token: null });
    await send(engine, orderId, paying(null, 'wechat_pay'), { by: 'consumer' });
    const { order } = await untilPayment(orderId, 'requires_action');
    return { orderId, address: order.nextAction?.value ?? 'no address' };
  }

  test('tok_requires_action, taken: the query finds the money', async () => {
    const orderId = await confirmed({ token: 'tok_requires_action' });
    const { order } = await untilPayment(orderId, 'requires_action');
    expect(order.nextAction).toMatchObject({ type: 'redirect' });

    await engine.neighbours.endPaymentAction(order.nextAction?.value ?? '', 'complete');
    await pass(orderId, minuteMs);
    await completed(orderId);

    expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'capture:ord:1']);
    await expectAgreement(orderId);
  });

  test('refused by the consumer: declined, and payable again', async () => {
    const { orderId, address } = await asked();
    await engine.neighbours.endPaymentAction(address, 'fail');
    await pass(orderId, minuteMs);
    const declined = await untilPayment(orderId, 'declined');
    expect(declined.order.nextAction).toBeNull();

    await send(engine, orderId, paying('tok_ok'), { by: 'consumer' });
    await untilPayment(orderId, 'authorized');

    expect(await atProvider(orderId)).toEqual(['authorize:ord:2']);
    await expectAgreement(orderId);
  });

  test('never taken: it expires, and the order is payable again', async () => {
    const { orderId } = await asked();
    await pass(orderId, 3 * hourMs);
    await untilPayment(orderId, 'declined');

    await send(engine, orderId, paying('tok_ok'), { by: 'consumer' });
    await untilPayment(orderId, 'authorized');

    expect(await atProvider(orderId)).toEqual(['authorize:ord:2']);
    await expectAgreement(orderId);
  });

  test('taken after the order was cancelled: the money is let go', async () => {
    const { orderId, address } = await asked();
    await cancel(orderId);
    await engine.neighbours.endPaymentAction(address, 'complete');
    await pass(orderId, minuteMs);

    await until(orderId, isSettledOutside);
    expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'void:authorize:ord:1']);
    await expectAgreement(orderId);
  });
});

describe('S0 8.2 c: cancelled while a call is under way', () => {
  test.each(['tok_slow', 'tok_timeout_after_success'])(
    'authorizing with %s: the order ends at once, the money follows the outcome',
    async (token) => {
      const orderId = await confirmed({ token });
      await cancel(orderId);
      expect((await orderState(engine, orderId)).order.status).toBe('cancelled');
      await until(orderId, isQuiet);
      await pass(orderId, minuteMs);

      const { order } = await until(orderId, isSettledOutside);
      expect(order.paymentStatus).toBe('voided');
      expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'void:authorize:ord:1']);
      await expectAgreement(orderId);
    },
  );

  test('capturing: what was taken after all goes back', async () => {
    const token = 'tok_capture_timeout_after_success';
    const orderId = await confirmed({ token, method: 'alipay' });
    await untilPayment(orderId, 'unknown');
    await cancel(orderId);
    await pass(orderId, minuteMs);

    await untilPayment(orderId, 'refunded');
    expect(await atProvider(orderId)).toEqual(['authorize:ord:1', 'capture:ord:1', 'refund:rfd:1']);
    await expectAgreement(orderId);
    const movements = await listMovements(engine.sql, orderId);
    expect(movements.map(({ kind, status }) => `${kind} ${status}`).toSorted()).toEqual([
      'authorization succeeded',
      'capture succeeded',
      'refund succeeded',
    ]);
  });
});
