import { describe, expect, test } from 'vitest';
import { journalOf } from '../../../src/db/reading/reads.ts';
import type { Command } from '../../../src/domain/commands.ts';
import type { OrderState } from '../../../src/domain/order.ts';
import type { DeadlineName } from '../../../src/domain/policies/deadline-rules.ts';
import type { Policy } from '../../../src/domain/policies/policy.ts';
import { inLastSecond, oneSecondAfter, oneSecondBefore } from '../../support/deadline-edges.ts';
import { orderState, until } from '../../support/engine.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { neighbourBooks, nothingLeft } from '../../support/neighbour-books.ts';
import { dayMs, deadlineOf, forward, hourMs } from '../../support/order-clock.ts';
import {
  bringTo,
  isQuiet,
  placeOrder,
  send,
  sign,
  type Stage,
  untilOrder,
} from '../../support/order-life.ts';
import {
  accepting,
  newId,
  type OrderWishes,
  parties,
  paying,
  returnNote,
  shipmentOf,
  tracking,
} from '../../support/orders.ts';
import { policyOf, type Rules } from '../../support/policies.ts';

/** What a policy may choose for a deadline other than the default, each by its effect. */

const engine = engineOfFile();

async function placeUnder(
  rules: Rules,
  { stage, more, ...wishes }: OrderWishes & { stage?: Stage; more?: Partial<Policy> } = {},
): Promise<string> {
  const orderId = await placeOrder(engine, {
    policyName: await policyOf(engine, rules, more),
    ...wishes,
  });
  if (stage) await bringTo(engine, orderId, stage);
  await untilOrder(engine, orderId, isQuiet);
  return orderId;
}

/** The deadline has passed, which somebody must look at, and nothing else has come of it. */
async function onlyEscalated(orderId: string, name: DeadlineName): Promise<OrderState> {
  const before = await orderState(engine, orderId);
  const late = await oneSecondAfter(engine, orderId, { name });
  expect(late.order).toMatchObject({ status: before.order.status, escalated: true });
  expect(deadlineOf(late, name)).toMatchObject({ state: 'missed', onExpiry: 'escalate' });
  expect(late.shipments.map(({ status }) => status)).toEqual(
    before.shipments.map(({ status }) => status),
  );
  expect(late.cases).toEqual(before.cases);
  return late;
}

const escalate = { onExpiry: 'escalate' } as const;
const less: Command = { ...accepting, lines: [{ lineNo: 1, quantity: 1 }] } as Command;

describe.concurrent('S0 6.6 a: by policy a deadline only escalates, and the late step is taken', () => {
  test('S0 6.6 a: consumer_confirmation', async () => {
    const rules = { consumer_confirmation: escalate };
    const orderId = await placeUnder(rules, { consumerConfirmation: null });
    await onlyEscalated(orderId, 'consumer_confirmation');

    const state = await bringTo(engine, orderId, 'awaiting_confirmation');

    expect(state.order.status).toBe('awaiting_confirmation');
  });

  test('S0 6.6 a: seller_confirmation', async () => {
    const orderId = await placeUnder({ seller_confirmation: escalate });
    const late = await onlyEscalated(orderId, 'seller_confirmation');
    expect(deadlineOf(late, 'seller_confirmation').graceEndsAt).toBeNull();

    const state = await bringTo(engine, orderId, 'awaiting_handover');

    expect(state.order.status).toBe('awaiting_handover');
  });

  test('S0 6.6 a: amendment', async () => {
    const orderId = await placeUnder({ amendment: escalate });
    await send(engine, orderId, less, { by: 'seller' });
    await onlyEscalated(orderId, 'amendment');

    const decision: Command = { name: 'decideOnAmendment', decision: 'accept' };
    await send(engine, orderId, decision, { by: 'consumer' });

    const state = await untilOrder(engine, orderId, ({ shipments }) => shipments.length > 0);
    expect(state.order.amendment).toMatchObject({ status: 'accepted' });
  });

  test('S0 6.6 a: payment', async () => {
    const orderId = await placeUnder({ payment: escalate }, { token: 'tok_declined' });
    await send(engine, orderId, accepting, { by: 'seller' });
    await untilOrder(engine, orderId, ({ order }) => order.paymentStatus === 'declined');
    await onlyEscalated(orderId, 'payment');

    await send(engine, orderId, paying('tok_ok'), { by: 'consumer' });

    const state = await untilOrder(engine, orderId, ({ shipments }) => shipments.length > 0);
    expect(state.order).toMatchObject({ status: 'awaiting_handover', paymentStatus: 'authorized' });
  });

  test('S0 6.6 a: courier_confirmation', async () => {
    const more: Partial<Policy> = { couriers: { confirming: 'all', whenNoneIsLeft: 'case' } };
    const rules = { courier_confirmation: escalate };
    const orderId = await placeUnder(rules, { stage: 'awaiting_handover', more });
    const late = await onlyEscalated(orderId, 'courier_confirmation');
    expect(shipmentOf(late).status).toBe('awaiting_courier');

    const accepted: Command = {
      name: 'decideAsCourier',
      shipmentId: shipmentOf(late).id,
      courierId: parties.courier,
      decision: 'accept',
      reason: null,
    };
    await send(engine, orderId, accepted, { by: 'courier' });

    const { status } = shipmentOf(await orderState(engine, orderId));
    expect(status).toBe('awaiting_handover');
  });

  test('S0 6.6 a: dispatch', async () => {
    const orderId = await placeUnder({ dispatch: escalate }, { stage: 'handover_noted' });
    await onlyEscalated(orderId, 'dispatch');

    const state = await bringTo(engine, orderId, 'in_delivery');

    expect(state.order.status).toBe('in_delivery');
  });

  test('S0 6.6 a: appointment', async () => {
    const orderId = await placeUnder({ appointment: escalate }, { stage: 'arrived' });
    const late = await onlyEscalated(orderId, 'appointment');
    expect(shipmentOf(late).attempts).toEqual([]);

    await bringTo(engine, orderId, 'delivered');
  });

  test('S0 6.6 a: collection', async () => {
    const consentAt = '2026-11-24T01:00:00.000Z';
    const orderId = await placeUnder(
      { collection: escalate },
      {
        stage: 'in_delivery',
        deliveryPreference: { unattended: 'locker', consentAt, channel: 'app' },
      },
    );
    const left: Command = {
      name: 'leaveUnattended',
      shipmentId: shipmentOf(await orderState(engine, orderId)).id,
      place: { kind: 'locker', operator: null },
      evidence: [],
      storedUntil: new Date(Date.now() + 2 * dayMs).toISOString(),
    };
    await send(engine, orderId, left, { by: 'courier' });
    const late = await onlyEscalated(orderId, 'collection');
    expect(shipmentOf(late)).toMatchObject({ status: 'awaiting_collection', attempts: [] });

    await send(engine, orderId, tracking(late, 'collected'), { by: 'courier' });

    const state = await orderState(engine, orderId);
    expect(deadlineOf(state, 'acceptance').state).toBe('running');
  });

  test('S0 6.6 a: presumed_lost', async () => {
    const orderId = await placeUnder({ presumed_lost: escalate }, { stage: 'appointed' });
    await oneSecondAfter(engine, orderId, { name: 'delivery' });
    const late = await onlyEscalated(orderId, 'presumed_lost');
    expect(late.refunds).toEqual([]);

    await bringTo(engine, orderId, 'delivered');
  });

  test('S0 6.6 a: return_receipt', async () => {
    const orderId = await placeUnder({ return_receipt: escalate });
    await bringTo(engine, orderId, 'delivered', { refused: 2 });
    const note = returnNote(await orderState(engine, orderId));
    await send(engine, orderId, note, { by: 'courier' });
    await sign(engine, orderId, { kind: 'return_to_seller_note', by: 'courier' });
    await onlyEscalated(orderId, 'return_receipt');

    await sign(engine, orderId, { kind: 'return_to_seller_note', by: 'seller' });

    const state = await orderState(engine, orderId);
    expect(state.order.status).toBe('returned');
  });
});

describe.concurrent('S0 7.5.1 a: by policy, when the courier keeps silent and nobody else is left', () => {
  const name = 'courier_confirmation';
  const placeAsked = (whenNoneIsLeft: 'case' | 'cancel') =>
    placeUnder(
      {},
      {
        stage: 'awaiting_handover',
        method: 'alipay',
        more: { couriers: { confirming: 'all', whenNoneIsLeft } },
      },
    );

  test('S0 7.5.1 a: one second after its time the order is cancelled, and all is given back', async () => {
    const orderId = await placeAsked('cancel');
    await oneSecondBefore(engine, orderId, { name }, (state) =>
      expect(shipmentOf(state).status).toBe('awaiting_courier'),
    );

    const late = await oneSecondAfter(engine, orderId, { name });

    expect(late.order).toMatchObject({ status: 'cancelled', statusReason: 'courier_unavailable' });
    await untilOrder(engine, orderId, ({ order }) => order.paymentStatus === 'refunded');
    expect(await neighbourBooks(engine, orderId)).toEqual(nothingLeft);
  });

  test('S0 7.5.1 a: one second after its time support has a case, and the order lives on', async () => {
    const orderId = await placeAsked('case');

    const late = await oneSecondAfter(engine, orderId, { name });

    expect(late.order).toMatchObject({ status: 'awaiting_handover', escalated: true });
    expect(late.cases).toMatchObject([{ kind: 'courier_unavailable', status: 'open' }]);
  });
});

describe.concurrent('S0 7.7.2: by policy silence accepts nothing', () => {
  test('S0 7.7.2: one second after its time it is a case, with proof of receipt too', async () => {
    const name = 'acceptance';
    const rules = { acceptance: { onExpiry: 'open_case' } } as const;
    const orderId = await placeUnder(rules, { stage: 'inspected' });
    const evidenceDigest = `sha256:${'e'.repeat(64)}`;
    await sign(engine, orderId, { kind: 'delivery_note', by: 'courier', evidenceDigest });

    const late = await oneSecondAfter(engine, orderId, { name });

    expect(late.order).toMatchObject({ status: 'in_delivery', escalated: true });
    expect(late.cases).toMatchObject([{ kind: 'acceptance_undecided', status: 'open' }]);
    expect(late.lines).toMatchObject([{ accepted: 0 }]);
  });
});

describe.concurrent('S0 6.7.1 f: by policy cash that is overdue becomes a claim after its grace', () => {
  const name = 'cod_remittance';
  const grace = { iso: 'P1D' };
  const placeCollected = async (): Promise<string> => {
    const rules: Rules = { [name]: { onExpiry: 'escalate_then_claim', grace } };
    const orderId = await placeUnder(rules, { timing: 'on_delivery' });
    await bringTo(engine, orderId, 'delivered');
    return orderId;
  };
  const remit = (orderId: string) =>
    send(
      engine,
      orderId,
      {
        name: 'recordRemittance',
        courierId: parties.courier,
        reference: newId('bank'),
        amountMinor: 26_980,
      },
      { by: 'courier' },
    );

  test('S0 6.7.1 f: one second before the grace ends the cash is taken, and nothing is claimed', async () => {
    const orderId = await placeCollected();

    await oneSecondBefore(engine, orderId, { name, end: 'grace' }, () => remit(orderId));

    const { balances } = await orderState(engine, orderId);
    expect(balances).toMatchObject({ provider: 26_980, cash_in_transit: 0 });
    expect(balances[`claim:${parties.courier}`] ?? 0).toBe(0);
  });

  test('S0 6.7.1 f: one second after it the courier owes it as a claim, and pays that', async () => {
    const orderId = await placeCollected();
    const due = await oneSecondAfter(engine, orderId, { name });
    expect(due.order.escalated).toBe(true);
    expect(due.balances).toMatchObject({ cash_in_transit: 26_980 });

    const late = await oneSecondAfter(engine, orderId, { name, end: 'grace' });

    const claim = `claim:${parties.courier}`;
    expect(late.balances).toMatchObject({ cash_in_transit: 0, [claim]: 26_980 });
    await remit(orderId);
    const { balances } = await orderState(engine, orderId);
    expect(balances).toMatchObject({ provider: 26_980, [claim]: 0 });
  });
});

describe.concurrent('S0 5.6 c: by policy a missed deadline is taken further, step by step', () => {
  test('S0 5.6 c: to each at its time, not one second earlier, and no further than the chain', async () => {
    const name = 'dispatch';
    const escalation = [
      { after: 'PT1H', to: 'support' },
      { after: 'PT3H', to: 'ops' },
    ] as const;
    const orderId = await placeUnder({ [name]: { escalation } }, { stage: 'awaiting_handover' });
    const { dueAt } = deadlineOf(await orderState(engine, orderId), name);
    await oneSecondAfter(engine, orderId, { name });

    const inHours = (hours: number) => new Date(Date.parse(dueAt) + hours * hourMs).toISOString();
    await expectTold(orderId, { at: inHours(1), before: [], after: ['support'] });
    await expectTold(orderId, { at: inHours(3), before: ['support'], after: ['support', 'ops'] });

    const end = await oneSecondAfter(engine, orderId, { name, end: 'grace' });
    expect(end.order).toMatchObject({ status: 'cancelled', statusReason: 'dispatch_expired' });
    expect(await escalationsOf(orderId)).toEqual(['support', 'ops']);
  });
});

/** To whom the missed deadlines of an order were taken so far. */
async function escalationsOf(orderId: string): Promise<unknown[]> {
  const journal = await journalOf(engine.sql, orderId);
  return journal.filter(({ type }) => type === 'deadline_escalated').map(({ data }) => data.to);
}

interface Step {
  at: string;
  before: string[];
  after: string[];
}

async function expectTold(orderId: string, { at, before, after }: Step): Promise<void> {
  await inLastSecond(engine, orderId, at, async () =>
    expect(await escalationsOf(orderId)).toEqual(before),
  );
  await forward(engine, orderId, { toJustAfter: at });
  await until(
    async () => (await escalationsOf(orderId)).length > before.length,
    () => 'nobody is told',
  );
  expect(await escalationsOf(orderId)).toEqual(after);
}
