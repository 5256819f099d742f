import { describe, expect, test } from 'vitest';
import {
  actors,
  answered,
  delivered,
  did,
  expired,
  handedOver,
  inspected,
  lostForGood,
  appointed,
  bothSigned,
  type Life,
  refunded,
  refusalOf,
  returnedToSeller,
  shipmentOf,
  signed,
  awaitingHandover,
  withHandoverNote,
} from '../order-life.ts';

function withReturnNote(life: Life, quantity: number): Life {
  return did(life, actors.courier, {
    name: 'issueReturnNote',
    shipmentId: shipmentOf(life, 'return').id,
    documentId: 'doc_return',
    parcels: [],
    lines: [{ lineNo: 1, quantity, condition: 'intact' }],
  });
}

const given = ({ state }: Life) => state.refunds.map(({ amountMinor }) => amountMinor);

describe('goods that go back', () => {
  test('S0 7.7.3 a: courier and seller sign for all of them, then the money follows', () => {
    const life = delivered(1);
    expect(refusalOf(() => withReturnNote(life, 2))).toBe('quantities_do_not_add_up');
    expect(given(life)).toEqual([]);

    const back = returnedToSeller(life);
    expect(back.state.lines).toMatchObject([{ accepted: 1, refused: 1, refusedBack: 1 }]);
    expect(given(back)).toEqual([12_990]);
  });

  const short = () =>
    signed(
      signed(withReturnNote(delivered(0), 1), 'doc_return', 'courier'),
      'doc_return',
      'seller',
    );
  const resolved = (outcome: 'refund' | 'rejected' | 'noted') =>
    did(short(), actors.support, {
      name: 'resolveCase',
      caseId: short().state.cases[0]?.id ?? '',
      refundId: 'rfd_short',
      outcome,
      note: null,
      evidence: [{ digest: 'sha256:photo', mediaType: 'image/jpeg' }],
    });

  test('S0 7.7.3 a: less is back than started: the consumer has all its money, the courier answers', () => {
    const { state } = short();

    expect(refusalOf(() => withReturnNote(delivered(0), 0))).toBe('quantities_do_not_add_up');
    expect(given(short())).toEqual([26_980]);
    expect(state.lines).toMatchObject([{ refused: 2, refusedBack: 1 }]);
    expect(shipmentOf(short(), 'return').status).toBe('returned');
    expect(state.cases).toMatchObject([
      {
        kind: 'missing_on_return',
        status: 'open',
        respondentPartyId: 'pty_courier',
        details: { lines: [{ lineNo: 1, quantity: 1 }] },
      },
    ]);
    expect(state.deadlines.find(({ name }) => name === 'discrepancy_answer')?.state).toBe(
      'running',
    );
    expect(state.order.status).toBe('in_delivery');
  });

  test('S0 7.7.3 a: what is missing of it is owed by the courier, or was brought after all', () => {
    const owed = resolved('refund').state;
    expect(owed.order.status).toBe('returned');
    expect(owed.balances).toMatchObject({ 'claim:pty_courier': 12_990, seller: -12_990 });
    expect(given(resolved('refund'))).toEqual([26_980]);

    const proved = resolved('rejected').state;
    expect(proved.lines).toMatchObject([{ refusedBack: 2 }]);
    expect(proved.balances['claim:pty_courier'] ?? 0).toBe(0);
    expect(refusalOf(() => resolved('noted'))).toBe('outcome_not_allowed');
  });

  test('S0 7.7.3 a: a silent seller is overtaken, and cannot sign a second receipt later', () => {
    const noted = signed(withReturnNote(delivered(0), 2), 'doc_return', 'courier');
    const auto = expired(noted, 'return_receipt');

    expect(auto.state.order.status).toBe('returned');
    expect(auto.state.lines).toMatchObject([{ refusedBack: 2 }]);
    expect(refusalOf(() => signed(auto, 'doc_return', 'seller'))).toBe('deadline_passed');
  });

  test('S0 7.7.3 a: a seller that disputes the note is not overtaken', () => {
    const noted = signed(withReturnNote(delivered(0), 2), 'doc_return', 'courier');
    const disputed = did(noted, actors.seller, {
      name: 'disputeDocument',
      documentId: 'doc_return',
      caseId: 'cas_count',
      kind: 'count_mismatch',
      lines: [],
      note: null,
      evidence: [],
    });
    const receipt = disputed.state.deadlines.find(({ name }) => name === 'return_receipt');

    expect(receipt?.state).toBe('stopped');
    expect(shipmentOf(disputed, 'return').endedAt).toBeNull();
  });

  test('S0 6.8 d: on its latest date the refund is paid, goods back or not, and only once', () => {
    const latest = expired(delivered(1), 'refund');
    expect(given(latest)).toEqual([12_990]);
    expect(given(returnedToSeller(latest))).toEqual([12_990]);
  });

  test('S0 6.8 d: money that goes back on that date is in time; what is late are the goods', () => {
    const { state, journal } = expired(expired(delivered(1), 'return_to_seller'), 'refund');

    const endOf = (name: string) =>
      state.deadlines.find((deadline) => deadline.name === name)?.state;
    expect(endOf('refund')).toBe('met');
    expect(endOf('return_to_seller')).toBe('missed');
    expect(journal.map(({ type }) => type)).toContain('refund_fell_due');
  });

  test('S0 6.8 d: goods that are back on that date, before its clock has struck, are no late refund', () => {
    const life = delivered(1);
    const latest = life.state.deadlines.find(({ name }) => name === 'refund');
    const noted = withReturnNote(life, 1);
    const lastAt = new Date(Date.parse(latest?.dueAt ?? '') - 120_000).toISOString();
    const thatDay = {
      ...noted,
      state: { ...noted.state, order: { ...noted.state.order, lastAt } },
    };

    const back = signed(signed(thatDay, 'doc_return', 'courier'), 'doc_return', 'seller');

    expect(given(back)).toEqual([12_990]);
    const ended = back.state.deadlines.find(({ id }) => id === latest?.id);
    expect(ended).toMatchObject({ state: 'met', endedAt: latest?.dueAt });
  });

  test('S0 6.8 d: goods lost on the way back are refunded, and the courier owes their value', () => {
    const overdue = expired(delivered(1), 'return_to_seller');
    const lost = expired(overdue, 'presumed_lost');

    expect(shipmentOf(lost, 'return').status).toBe('lost');
    expect(given(lost)).toEqual([12_990]);
    expect(lost.state.balances).toMatchObject({ 'claim:pty_courier': 12_990, seller: -12_990 });
  });

  test('with cash nothing was paid for them, and the order still comes to its end', () => {
    const part = delivered(1, 'refused', 'on_delivery');
    const remitted = did(part, actors.courier, {
      name: 'recordRemittance',
      courierId: 'pty_courier',
      reference: 'R-1',
      amountMinor: 13_990,
    });
    const over = expired(remitted, 'after_sale');
    expect(over.state.order.status).toBe('delivered');

    const back = returnedToSeller(over);
    expect(given(back)).toEqual([]);
    expect(back.state.order.status).toBe('completed');
    expect(back.state.balances).toMatchObject({ escrow: 0, cash_in_transit: 0 });
  });
});

describe('an order of which nothing is kept', () => {
  test.each([
    ['refused', () => returnedToSeller(delivered(0)), 'refused'],
    ['lost', () => lostForGood(handedOver()), 'lost'],
  ])('S0 7.7.3 a: %s, it is returned, and all the money goes back', (_what, make, reason) => {
    const life = make();

    expect(life.state.order).toMatchObject({ status: 'returned', statusReason: reason });
    expect(given(life)).toEqual([26_980]);
    expect(refunded(life).state.balances).toMatchObject({ escrow: 0, refund_due: 0, provider: 0 });
  });

  test('S0 6.8 d: money of which nobody knows whether it was taken is late on the latest date', () => {
    const noted = signed(withHandoverNote(awaitingHandover()), 'doc_handover', 'seller');
    const uncaptured = signed(noted, 'doc_handover', 'courier');

    const late = expired(bothSigned(inspected(appointed(uncaptured), 0)), 'refund');

    expect(late.state.deadlines.find(({ name }) => name === 'refund')?.state).toBe('missed');
    expect(given(late)).toEqual([]);
    expect(given(answered(late, 'capture_payment'))).toEqual([26_980]);
  });

  test('S0 8.2 d: waits for a capture that is not known, then gives it back', () => {
    let life = signed(withHandoverNote(awaitingHandover()), 'doc_handover', 'seller');
    life = signed(life, 'doc_handover', 'courier');
    const back = returnedToSeller(bothSigned(inspected(appointed(life), 0)));
    expect(back.state.order.status).toBe('in_delivery');

    const known = answered(back, 'capture_payment');
    expect(known.state.order.status).toBe('returned');
    expect(given(known)).toEqual([26_980]);
  });

  test('S0 7.7.3 b: all missing: the case decides, and the delivery fee goes back too', () => {
    const life = delivered(0, 'missing');
    expect(life.state.order.status).toBe('in_delivery');

    const decided = did(life, actors.support, {
      name: 'resolveCase',
      caseId: life.state.cases[0]?.id ?? '',
      refundId: 'rfd_missing',
      outcome: 'refund',
      note: null,
    });
    expect(decided.state.order.status).toBe('returned');
    expect(given(decided)).toEqual([26_980]);
  });
});
