import { describe, expect, test } from 'vitest';
import type { EffectOutcome } from '../../../../src/domain/commands.ts';
import { holdRenewalDueAt } from '../../../../src/domain/stock/renewing-holds.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import { orderView } from '../../../../src/domain/views/views.ts';
import {
  actors,
  answered,
  did,
  expired,
  type Life,
  placed,
  placedAs,
  placedLine,
  refusalOf,
  shipmentOf,
  signed,
  withHandoverNote,
} from '../order-life.ts';

const daySeconds = 86_400;
const amending = {
  ...defaultPolicy,
  allocation: { strategy: 'in_order', onShortage: 'amend' } as const,
};

/** The stock keeper answers the newest hold: so much from these warehouses. */
function heldAs(life: Life, from: Record<string, number>, told: Partial<EffectOutcome> = {}): Life {
  const hold = life.state.effects.findLast(({ kind }) => kind === 'hold_stock');
  const allocations = Object.entries(from).map(([warehouse, quantity]) => ({
    sku: 'tea-1',
    warehouse,
    quantity,
  }));
  return did(life, actors.engine, {
    name: 'recordEffect',
    effectId: hold?.id ?? '',
    outcome: { status: 'succeeded', allocations, validForSeconds: 30 * daySeconds, ...told },
  });
}

const accepted = (life: Life) =>
  did(life, actors.consumer, { name: 'decideOnAmendment', decision: 'accept' });

function sellerAccepts(life: Life): Life {
  return did(life, actors.seller, {
    name: 'decideAsSeller',
    decision: 'accept',
    reason: null,
    note: null,
    lines: null,
  });
}

const pays = (life: Life, method: 'card' | 'alipay' = 'card') =>
  did(life, actors.consumer, { name: 'payOrder', method, token: 'tok_ok' });

/** Confirmed and paid: the goods wait for their handover. */
const paidFor = (life: Life) => answered(pays(sellerAccepts(life)), 'authorize_payment');

describe('goods are set aside', () => {
  test('S0 5.3: from which warehouse how much of a line comes is told on the order', () => {
    const life = heldAs(placed(), { east: 1, west: 1 });

    expect(orderView(life.state).lines[0]?.allocations).toEqual([
      { warehouse: 'east', quantity: 1 },
      { warehouse: 'west', quantity: 1 },
    ]);
  });

  test('S0 5.3: what leaves, and what is dropped, is told to the keeper by its warehouse', () => {
    const less = did(
      heldAs(placed({ timing: 'on_delivery' }), { east: 1, west: 1 }),
      actors.seller,
      {
        name: 'decideAsSeller',
        decision: 'accept',
        reason: null,
        note: null,
        lines: [{ lineNo: 1, quantity: 1 }],
      },
    );
    const noted = withHandoverNote(answered(accepted(less), 'release_stock'));
    const { state } = signed(signed(noted, 'doc_handover', 'seller'), 'doc_handover', 'courier');

    const linesOf = (wanted: string) =>
      state.effects.find(({ kind }) => kind === wanted)?.request.lines;
    expect(linesOf('release_stock')).toEqual([{ sku: 'tea-1', warehouse: 'west', quantity: 1 }]);
    expect(linesOf('commit_stock')).toEqual([{ sku: 'tea-1', warehouse: 'east', quantity: 1 }]);
    expect(orderView(state).lines[0]?.allocations).toEqual([{ warehouse: 'east', quantity: 1 }]);
  });

  test('S0 5.3: by default less than was ordered cancels the order and lets go of all', () => {
    const { order, effects } = heldAs(placed(), { east: 1 }, { failure: 'tea-1' }).state;

    expect(order).toMatchObject({ status: 'cancelled', statusReason: 'seller_out_of_stock' });
    expect(effects.find(({ kind }) => kind === 'release_stock')?.request.lines).toBeUndefined();
  });
});

describe('shipments are called off before the stock keeper has answered', () => {
  const split = (life: Life, newShipmentId: string, quantity: number) =>
    did(life, actors.seller, {
      name: 'splitShipment',
      newShipmentId,
      courierId: 'pty_courier_2',
      courierService: null,
      lines: [{ lineNo: 1, quantity }],
    });
  const callOff = (life: Life, shipmentId: string) =>
    did(life, actors.seller, {
      name: 'cancelShipment',
      shipmentId,
      reason: 'price_error',
      note: null,
    });
  const releasesOf = ({ state }: Life) =>
    state.effects.filter(({ kind }) => kind === 'release_stock').map(({ request }) => request);
  const halfCalledOff = (policy = defaultPolicy) =>
    callOff(split(paidFor(placedAs({}, policy)), 'shp_split', 1), 'shp_split');

  test('S0 5.3: what is not held yet is not let go; the answer lets go of it, where it lies', () => {
    const asked = halfCalledOff();
    expect(releasesOf(asked)).toEqual([]);

    const life = heldAs(asked, { east: 1, west: 1 });

    expect(releasesOf(life)).toEqual([
      { holdKey: 'hold:ord_1', lines: [{ sku: 'tea-1', warehouse: 'west', quantity: 1 }] },
    ]);
    const noted = withHandoverNote(answered(life, 'release_stock'));
    const left = signed(signed(noted, 'doc_handover', 'seller'), 'doc_handover', 'courier');
    expect(left.state.effects.find(({ kind }) => kind === 'commit_stock')?.request).toEqual({
      holdKey: 'hold:ord_1',
      lines: [{ sku: 'tea-1', warehouse: 'east', quantity: 1 }],
    });
  });

  test('S0 5.3: a keeper that has nothing, or whose hold is given up whole, has nothing to let go', () => {
    const asked = halfCalledOff();

    expect(releasesOf(answered(asked, 'hold_stock', 'declined'))).toEqual([]);
    const over = heldAs(callOff(asked, shipmentOf(asked).id), { east: 2 });
    expect(releasesOf(over)).toEqual([{ holdKey: 'hold:ord_1' }]);
  });

  test('S0 5.3: less than was asked for is no want where what is left needs no more', () => {
    const life = heldAs(halfCalledOff(amending), { east: 1 }, { failure: 'tea-1' });

    expect(life.state.order.status).toBe('awaiting_handover');
    expect(releasesOf(life)).toEqual([]);
    expect(withHandoverNote(life).state.documents.at(-1)?.kind).toBe('handover_note');
  });

  test('S0 5.3: a shipment that lacks its goods lets go of none that another shipment needs', () => {
    const four = placedAs({ lines: [placedLine({ quantity: 4 })], totalMinor: 52_960 }, amending);
    const parts = split(split(paidFor(four), 'shp_two', 2), 'shp_one', 1);

    const life = heldAs(callOff(parts, 'shp_one'), { east: 2 }, { failure: 'tea-1' });

    expect(life.state.shipments.map(({ status }) => status)).toEqual([
      'awaiting_handover',
      'cancelled',
      'cancelled',
    ]);
    expect(releasesOf(life)).toMatchObject([
      { lines: [{ sku: 'tea-1', warehouse: 'east', quantity: 1 }] },
    ]);
    expect(withHandoverNote(life).state.documents.at(-1)?.kind).toBe('handover_note');
  });
});

describe('there is less in stock, and the policy amends', () => {
  const short = (life: Life) => heldAs(life, { east: 1 }, { failure: 'tea-1' });
  const placedShort = (changes: Parameters<typeof placedAs>[0] = {}) =>
    short(placedAs(changes, amending));

  test('S0 5.3, 9.4 a: what there is, is offered to the consumer; the seller waits', () => {
    const { order, deadlines, effects } = placedShort().state;

    expect(effects[0]?.request).toMatchObject({ partial: true, strategy: 'in_order' });
    expect(order).toMatchObject({
      status: 'awaiting_consumer',
      statusReason: 'amendment',
      amendment: { proposedBy: 'stock', lines: [{ lineNo: 1, quantity: 1 }] },
    });
    expect(deadlines.map(({ name, state }) => [name, state])).toEqual([
      ['seller_confirmation', 'stopped'],
      ['amendment', 'running'],
    ]);
  });

  test('S0 5.3: accepted, the seller has its day for what is left, and confirms no more than that', () => {
    const life = accepted(placedShort());

    expect(life.state.order).toMatchObject({ status: 'awaiting_confirmation', totalMinor: 13_990 });
    expect(life.state.lines[0]).toMatchObject({ withdrawn: 1, dropped: 1, confirmed: 0 });
    expect(life.state.effects.map(({ kind }) => kind)).toEqual(['hold_stock']);
    const confirmed = sellerAccepts(life);
    expect(confirmed.state.lines[0]).toMatchObject({ confirmed: 1 });
    expect(refusalOf(() => sellerConfirms(life, 2))).toBe('quantity_exceeded');
  });

  const sellerConfirms = (life: Life, quantity: number) =>
    did(life, actors.seller, {
      name: 'decideAsSeller',
      decision: 'accept',
      reason: null,
      note: null,
      lines: [{ lineNo: 1, quantity }],
    });

  test('S0 9.4 a: an offer that nobody had confirmed is confirmed by it, and by silence never', () => {
    const { deadlines } = amending;
    const amendment = { ...deadlines.amendment, onExpiry: 'accept' as const };
    const silent = { ...amending, deadlines: { ...deadlines, amendment } };
    const life = short(placedAs({ consumerConfirmation: null }, silent));

    expect(accepted(life).state.order).toMatchObject({
      status: 'awaiting_confirmation',
      consumerConfirmation: { channel: 'app' },
    });
    expect(expired(life, 'amendment').state.order).toMatchObject({
      status: 'cancelled',
      statusReason: 'amendment_expired',
    });
  });

  test('S0 5.3: goods that are planned already travel with what is left, and so does their price', () => {
    const cash = { timing: 'on_delivery', method: 'cash', token: null } as const;
    const planned = sellerAccepts(placedAs({ payment: cash }, amending));
    expect(planned.state.order.status).toBe('awaiting_handover');

    const life = accepted(short(planned));

    expect(life.state.order.status).toBe('awaiting_handover');
    expect(life.state.shipmentLines).toMatchObject([{ lineNo: 1, quantity: 1 }]);
    expect(shipmentOf(life).codDueMinor).toBe(13_990);
    expect(
      life.state.deadlines.filter(({ name, state }) => name === 'dispatch' && state === 'running'),
    ).toHaveLength(1);
    expect(withHandoverNote(life).state.documents.at(-1)?.kind).toBe('handover_note');
  });

  test('S0 5.3: a payment that was awaited goes on with the lower price, or with what it became', () => {
    const before = { timing: 'before_confirmation', method: 'alipay', token: null } as const;
    const waiting = placedAs({ payment: before }, amending);
    const paying = pays(waiting, 'alipay');

    expect(accepted(short(waiting)).state.order).toMatchObject({
      status: 'awaiting_payment',
      paymentStatus: 'none',
      totalMinor: 13_990,
    });
    const paid = accepted(answered(short(paying), 'authorize_payment'));
    expect(paid.state.order).toMatchObject({
      status: 'awaiting_confirmation',
      authorizedMinor: 26_980,
    });
    const capture = paid.state.effects.find(({ kind }) => kind === 'capture_payment');
    expect(capture?.request.amountMinor).toBe(13_990);
  });

  test('S0 8.2 d: while the provider has not said whether it took the money nothing is decided', () => {
    const before = { timing: 'before_confirmation', method: 'alipay', token: null } as const;
    const { deadlines } = amending;
    const amendment = { ...deadlines.amendment, onExpiry: 'accept' as const };
    const silent = { ...amending, deadlines: { ...deadlines, amendment } };
    const authorized = answered(
      pays(placedAs({ payment: before }, silent), 'alipay'),
      'authorize_payment',
    );
    const open = short(authorized);

    expect(refusalOf(() => accepted(open))).toBe('order_busy');
    const missed = expired(open, 'amendment');
    expect(missed.state.order).toMatchObject({ status: 'awaiting_consumer', capturedMinor: 0 });
    const taken = answered(missed, 'capture_payment');
    expect(taken.state.order).toMatchObject({
      status: 'awaiting_confirmation',
      amendment: { status: 'accepted' },
    });
    expect(taken.state.refunds).toMatchObject([{ amountMinor: 12_990 }]);
  });

  test('S0 5.3: nothing at all, or nothing of worth, cancels', () => {
    const gift = placedAs(
      {
        lines: [placedLine({}), placedLine({ lineNo: 2, sku: 'gift', unitPriceMinor: 0 })],
        deliveryFeeMinor: 0,
        totalMinor: 25_980,
      },
      amending,
    );
    const onlyGift = [{ sku: 'gift', warehouse: 'east', quantity: 2 }];

    expect(answered(placedAs({}, amending), 'hold_stock', 'declined').state.order.status).toBe(
      'cancelled',
    );
    expect(heldAs(gift, {}, { allocations: onlyGift }).state.order.status).toBe('cancelled');
  });
});

describe('goods are set aside for a time', () => {
  const hourLong = { validForSeconds: 3_600 };
  const renewed = (life: Life, status: 'succeeded' | 'declined') => {
    const dueAt = holdRenewalDueAt(life.state) ?? '';
    const asked = did(life, actors.engine, { name: 'renewHold' }, dueAt);
    return did(asked, actors.engine, {
      name: 'recordEffect',
      effectId: 'renew:hold:ord_1:1',
      outcome: status === 'succeeded' ? { status, validForSeconds: 30 * daySeconds } : { status },
    });
  };

  test('S0 5.3: a hold that lasts until the goods must have left is not renewed', () => {
    expect(holdRenewalDueAt(heldAs(placed(), { east: 2 }).state)).toBeNull();
    expect(holdRenewalDueAt(paidFor(heldAs(placed(), { east: 2 })).state)).toBeNull();
  });

  test('S0 5.3: a shorter one is renewed when half of its time is over', () => {
    const life = heldAs(placed(), { east: 2 }, hourLong);
    const heldMs = Date.parse(life.state.order.lastAt);
    const dueAt = new Date(heldMs + 1_800_000).toISOString();

    expect(holdRenewalDueAt(life.state)).toBe(dueAt);
    const early = new Date(heldMs + 1_799_000).toISOString();
    expect(refusalOf(() => did(life, actors.engine, { name: 'renewHold' }, early))).toBe(
      'deadline_not_running',
    );
    expect(holdRenewalDueAt(renewed(life, 'succeeded').state)).toBeNull();
  });

  test('S0 5.3: one that was over already is taken anew, and nothing leaves before that', () => {
    const life = paidFor(heldAs(placed(), { east: 2 }, hourLong));

    const lost = renewed(life, 'declined');

    expect(lost.state.effects.at(-1)).toMatchObject({
      id: 'hold:ord_1:2',
      kind: 'hold_stock',
      request: { lines: [{ sku: 'tea-1', quantity: 2 }] },
    });
    expect(refusalOf(() => withHandoverNote(lost))).toBe('order_busy');
    const again = heldAs(lost, { west: 2 });
    expect(orderView(again.state).lines[0]?.allocations).toEqual([
      { warehouse: 'west', quantity: 2 },
    ]);
    const noted = withHandoverNote(again);
    const left = signed(signed(noted, 'doc_handover', 'seller'), 'doc_handover', 'courier');
    expect(left.state.effects.find(({ kind }) => kind === 'commit_stock')?.request).toEqual({
      holdKey: 'hold:ord_1:2',
      lines: [{ sku: 'tea-1', warehouse: 'west', quantity: 2 }],
    });
  });

  test('S0 5.3: sold to somebody else meanwhile, the order ends instead of shipping what is not there', () => {
    const lost = renewed(paidFor(heldAs(placed(), { east: 2 }, hourLong)), 'declined');

    const { order, effects } = answered(lost, 'hold_stock', 'declined').state;

    expect(order).toMatchObject({ status: 'cancelled', statusReason: 'seller_out_of_stock' });
    expect(effects.filter(({ kind }) => kind === 'release_stock')).toEqual([]);
  });

  /** Two units on a shipment each, the hold is lost, and the first one's note is issued. */
  function splitAndLost(policy = amending): Life {
    const life = paidFor(heldAs(placedAs({}, policy), { east: 2 }, hourLong));
    const split = did(life, actors.seller, {
      name: 'splitShipment',
      newShipmentId: 'shp_split',
      courierId: 'pty_courier_2',
      courierService: null,
      lines: [{ lineNo: 1, quantity: 1 }],
    });
    return renewed(withHandoverNote(split), 'declined');
  }
  const waysOf = ({ state }: Life) =>
    state.shipments.map(({ id, status }) => [
      status,
      state.shipmentLines.filter(({ shipmentId }) => shipmentId === id).map((one) => one.quantity),
    ]);

  test('S0 5.3, 9.4 a: a split order of which less can be held is amended, by its policy', () => {
    const short = heldAs(splitAndLost(), { west: 1 });
    expect(short.state.order).toMatchObject({
      status: 'awaiting_consumer',
      amendment: { proposedBy: 'stock', lines: [{ lineNo: 1, quantity: 1 }] },
    });
    expect(short.state.documents.find(({ id }) => id === 'doc_handover')?.status).toBe('void');

    const life = accepted(short);

    expect(life.state.order).toMatchObject({ status: 'awaiting_handover', totalMinor: 13_990 });
    expect(waysOf(life)).toEqual([
      ['awaiting_handover', [1]],
      ['cancelled', [0]],
    ]);
    expect(life.state.lines).toMatchObject([{ planned: 1, cancelled: 0, withdrawn: 1 }]);
    expect(withHandoverNote(life).state.documents.at(-1)?.content).toMatchObject({
      goodsQuantity: 1,
    });
  });

  test('S0 5.3: of which nothing can be held, or whose policy cancels, it ends', () => {
    const none = answered(splitAndLost(), 'hold_stock', 'declined');
    const cancelling = answered(splitAndLost(defaultPolicy as never), 'hold_stock', 'declined');

    for (const { state } of [none, cancelling]) {
      expect(state.order).toMatchObject({
        status: 'cancelled',
        statusReason: 'seller_out_of_stock',
      });
    }
  });

  test('S0 6.7.2: on the second after its time goods are not handed over, signed or not', () => {
    const life = paidFor(heldAs(placed(), { east: 2 }, hourLong));
    const { validUntil } = life.state.effects[0]?.result ?? { validUntil: null };
    const half = signed(withHandoverNote(life), 'doc_handover', 'seller');
    const sign = (at: string) =>
      did(half, actors.courier, { ...signatureOf(half), name: 'signDocument' }, at);
    const before = new Date(Date.parse(validUntil ?? '') - 1_000).toISOString();

    expect(sign(before).state.order.status).toBe('in_delivery');
    expect(refusalOf(() => sign(validUntil ?? ''))).toBe('stock_not_held');
  });

  function signatureOf({ state }: Life) {
    const document = state.documents.find(({ id }) => id === 'doc_handover');
    return {
      documentId: 'doc_handover',
      signatureId: 'sig_courier',
      role: 'courier' as const,
      method: 'jws' as const,
      signer: {
        personId: 'per_courier',
        name: null,
        personDigest: null,
        relation: null,
        consent: null,
      },
      keyId: 'key_courier',
      digest: document?.digest ?? '',
      version: document?.version ?? 1,
      jws: null,
      evidenceDigest: null,
      signedAt: state.order.lastAt,
    };
  }
});
