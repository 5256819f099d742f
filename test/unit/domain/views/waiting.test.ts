import { describe, expect, test } from 'vitest';
import { finalOrderStatuses } from '../../../../src/domain/order.ts';
import { type Awaited, waitingFor } from '../../../../src/domain/views/waiting.ts';
import {
  actors,
  answered,
  appointed,
  attempted,
  awaitingHandover,
  delivered,
  detailsOf,
  did,
  expired,
  handedOver,
  inspected,
  type Life,
  payable,
  placed,
  refusalOf,
  shipmentOf,
  signed,
  tracked,
  withHandoverNote,
} from '../order-life.ts';

/** Who must do what, without instants and ids. */
function said(life: Life): string[] {
  return waitingFor(life.state).waitingFor.map(
    ({ what, responsible, action }) =>
      `${what} by ${responsible.role}${action ? ` via ${action.method} ${action.path}` : ''}`,
  );
}

function awaitedAs(life: Life, what: string): Awaited | undefined {
  return waitingFor(life.state).waitingFor.find((entry) => entry.what === what);
}

const declined = (life: Life): Life => answered(life, 'authorize_payment', 'declined');

describe('before the handover', () => {
  test('S0 9.4 a: an offer waits for its consumer, until the deadline', () => {
    const life = placed({ confirmed: false });

    expect(waitingFor(life.state)).toMatchObject({
      status: 'awaiting_consumer',
      waitingFor: [
        {
          what: 'consumer_decision',
          subject: { type: 'order', id: 'ord_1' },
          responsible: { role: 'consumer', partyId: null },
          dueAt: '2026-03-03T02:00:00.000Z',
          clause: 'S0 9.4 a',
          action: { method: 'POST', path: '/v1/orders/ord_1/consumer-decision', role: 'consumer' },
        },
        { what: 'stock_hold', responsible: { role: 'system' }, action: null },
      ],
    });
  });

  test('S0 6.6 c: a placed order waits for its seller, in working time', () => {
    const [first] = waitingFor(answered(placed(), 'hold_stock').state).waitingFor;

    expect(first).toEqual({
      what: 'seller_decision',
      subject: { type: 'order', id: 'ord_1' },
      responsible: { role: 'seller', partyId: 'pty_seller' },
      dueAt: '2026-03-03T02:00:00.000Z',
      clause: 'S0 6.6 c',
      action: { method: 'POST', path: '/v1/orders/ord_1/seller-decision', role: 'seller' },
    });
  });

  test('S0 6.6 c: in the grace the late seller is awaited until the grace ends', () => {
    const life = answered(placed(), 'hold_stock');
    const deadline = life.state.deadlines[0];
    const missed = did(
      life,
      actors.engine,
      { name: 'expireDeadline', deadlineId: deadline?.id ?? '', phase: 'due' },
      deadline?.dueAt,
    );

    expect(awaitedAs(missed, 'seller_decision')?.dueAt).toBe(deadline?.graceEndsAt);
  });

  test('a payment is awaited from the consumer, its outcome from the provider', () => {
    const tried = payable();

    expect(said(tried)).toEqual(['payment_outcome by payment_provider']);
    expect(awaitedAs(tried, 'payment_outcome')?.responsible.partyId).toBe('pty_provider');
    expect(said(declined(tried))).toEqual([
      'payment by consumer via POST /v1/orders/ord_1/payments',
    ]);
  });

  test('a payment that needs an action waits for the consumer, who reads what to open', () => {
    const tried = payable();
    const effect = tried.state.effects.find(({ kind }) => kind === 'authorize_payment');
    const life = did(tried, actors.engine, {
      name: 'recordEffect',
      effectId: effect?.id ?? '',
      outcome: {
        status: 'requires_action',
        nextAction: { type: 'qr', value: 'weixin://pay', expiresAt: '2026-03-02T03:00:00.000Z' },
      },
    });

    expect(said(life)).toEqual(['payment_action by consumer via GET /v1/orders/ord_1']);
  });

  test('S0 6.7.2: the handover waits for the note, then for each missing signature', () => {
    const noted = withHandoverNote(awaitingHandover());
    const sellerSigned = signed(noted, 'doc_handover', 'seller');

    expect(said(awaitingHandover())).toEqual([
      `handover_note by seller via POST /v1/shipments/${shipmentOf(noted).id}/handover-note`,
    ]);
    expect(said(noted)).toEqual([
      'handover_note_signature by seller via POST /v1/documents/doc_handover/signatures',
      'handover_note_signature by courier via POST /v1/documents/doc_handover/signatures',
    ]);
    expect(said(sellerSigned)).toEqual([
      'handover_note_signature by courier via POST /v1/documents/doc_handover/signatures',
    ]);
    expect(awaitedAs(sellerSigned, 'handover_note_signature')).toMatchObject({
      responsible: { role: 'courier', partyId: 'pty_courier' },
      clause: 'S0 6.7.2 b',
      dueAt: sellerSigned.state.deadlines.find(({ name }) => name === 'dispatch')?.dueAt,
    });
  });
});

describe('goods that are not handed over for want of money', () => {
  const repay = 'payment by consumer via POST /v1/orders/ord_1/payments';
  const pay = (life: Life): Life =>
    did(life, actors.consumer, { name: 'payOrder', method: 'alipay', token: 'tok_ok' });
  const byWallet = answered(pay(declined(payable())), 'authorize_payment');
  const failed = answered(byWallet, 'capture_payment', 'declined');
  const split = (life: Life): Life =>
    did(life, actors.seller, {
      name: 'splitShipment',
      newShipmentId: 'shp_split',
      courierId: 'pty_courier',
      courierService: null,
      lines: [{ lineNo: 1, quantity: 1 }],
    });

  test('S0 5.3: the consumer pays anew while it may, and nobody is asked for a note meanwhile', () => {
    const [opened] = failed.state.cases;
    const decision = `case_resolution by support via POST /v1/cases/${opened?.id}/resolution`;

    expect(said(failed)).toEqual([repay, decision]);
    expect(awaitedAs(failed, 'payment')).toMatchObject({
      clause: 'S0 8.2 c',
      dueAt: failed.state.deadlines.find(({ name }) => name === 'dispatch')?.dueAt,
    });
    expect(said(pay(failed))).toEqual(['payment_outcome by payment_provider', decision]);
    expect(said(answered(pay(failed), 'authorize_payment'))).toContainEqual(
      expect.stringMatching(/^handover_note by seller/),
    );
  });

  test('S0 8.2 d: while a capture has no known outcome the provider is awaited, and no note', () => {
    const capture = byWallet.state.effects.find(({ kind }) => kind === 'capture_payment');
    const unknown = did(byWallet, actors.engine, {
      name: 'recordEffect',
      effectId: capture?.id ?? '',
      outcome: { status: 'unknown' },
    });

    expect(said(unknown)).toEqual(['payment_capture by payment_provider']);
    expect(refusalOf(() => withHandoverNote(unknown))).toBe('payment_unresolved');
  });

  test('S0 5.3: nobody can pay any more: what has not left is called off', () => {
    const parted = split(awaitingHandover());
    const left = signed(
      signed(withHandoverNote(parted), 'doc_handover', 'seller'),
      'doc_handover',
      'courier',
    );
    const unpaid = answered(left, 'capture_payment', 'declined');
    const exhausted = { ...failed, state: structuredClone(failed.state) };
    exhausted.state.order.attemptsLeft = 0;

    for (const life of [unpaid, exhausted]) {
      expect(said(life)).toContainEqual(expect.stringMatching(/^shipment_cancellation by seller/));
      expect(said(life).join()).not.toMatch(/handover_note|payment by/);
    }
  });

  test('S0 6.7.2 b: a note that is refused for it says that the payment has come to nothing', () => {
    expect(detailsOf(() => withHandoverNote(failed))).toMatchObject({
      currentStatus: 'capture_failed',
      title: 'The payment has come to nothing',
    });
    expect(detailsOf(() => withHandoverNote(pay(failed)))).not.toHaveProperty('title');
  });
});

describe('with the courier', () => {
  test('effects of the handover are awaited from those who were asked', () => {
    const noted = withHandoverNote(awaitingHandover());
    const life = signed(signed(noted, 'doc_handover', 'seller'), 'doc_handover', 'courier');

    expect(said(life)).toEqual([
      `arrival by courier via POST /v1/shipments/${shipmentOf(life).id}/tracking-events`,
      'stock_commitment by system',
      'payment_capture by payment_provider',
      'carriage_registration by system',
    ]);
  });

  test('S0 7.7.2: arrival, appointment, inspection and both signatures, one after the other', () => {
    const path = `/v1/shipments/${shipmentOf(handedOver()).id}`;
    const arrived = tracked(handedOver(), 'arrived');
    const door = appointed(arrived);
    const noted = inspected(door, 2);

    expect(said(handedOver())).toEqual([`arrival by courier via POST ${path}/tracking-events`]);
    expect(said(arrived)).toEqual([`appointment by courier via POST ${path}/appointments`]);
    expect(said(door)).toEqual([`inspection by courier via POST ${path}/inspection`]);
    expect(said(noted)).toEqual([
      'delivery_note_signature by courier via POST /v1/documents/doc_delivery/signatures',
      'delivery_note_signature by consumer via POST /v1/documents/doc_delivery/signatures',
    ]);
    expect(
      awaitedAs(signed(noted, 'doc_delivery', 'courier'), 'delivery_note_signature'),
    ).toMatchObject({
      responsible: { role: 'consumer', partyId: null },
      dueAt: expect.stringMatching(/^2026-03-05/),
    });
  });

  test('S0 7.7.2 a: after a failed attempt the next appointment sets the time', () => {
    const failed = attempted(appointed(handedOver()));

    expect(awaitedAs(failed, 'appointment')?.dueAt).toMatch(/^2026-03-06/);
    const again = appointed(failed);
    expect(awaitedAs(again, 'inspection')?.dueAt).toBe(shipmentOf(again).appointment?.to);
  });

  test('S0 7.7.3 a: refused goods wait for the return note and both signatures on it', () => {
    const refused = delivered(0);
    const back = shipmentOf(refused, 'return');
    const noted = did(refused, actors.courier, {
      name: 'issueReturnNote',
      shipmentId: back.id,
      documentId: 'doc_return',
      parcels: [],
      lines: [{ lineNo: 1, quantity: 2, condition: 'damaged' }],
    });

    expect(said(refused)).toEqual([
      `return_note by courier via POST /v1/shipments/${back.id}/return-note`,
    ]);
    expect(said(noted)).toEqual([
      'return_to_seller_note_signature by courier via POST /v1/documents/doc_return/signatures',
      'return_to_seller_note_signature by seller via POST /v1/documents/doc_return/signatures',
    ]);

    const courierSigned = signed(noted, 'doc_return', 'courier');
    const receipt = courierSigned.state.deadlines.find(({ name }) => name === 'return_receipt');
    expect(waitingFor(courierSigned.state).waitingFor).toMatchObject([
      { responsible: { role: 'seller', partyId: 'pty_seller' }, dueAt: receipt?.dueAt },
    ]);
  });
});

describe('after the delivery', () => {
  test('S0 6.8: a delivered order waits for its after-sale window', () => {
    expect(said(delivered())).toEqual(['after_sale_window by consumer']);
    expect(awaitedAs(delivered(), 'after_sale_window')?.clause).toBe('S0 6.8');
  });

  test('S0 6.7.1 f: collected cash waits for its remittance', () => {
    const life = delivered(2, 'refused', 'on_delivery');

    expect(said(life)).toEqual([
      'remittance by courier via POST /v1/parties/pty_courier/remittances',
      'after_sale_window by consumer',
    ]);
    expect(awaitedAs(life, 'remittance')).toMatchObject({
      responsible: { partyId: 'pty_courier' },
      clause: 'S0 6.7.1 f',
      dueAt: expect.stringMatching(/^2026-03-05/),
    });
  });

  test('S0 7.7.3 b: missing goods wait for their respondent; its silence is taken to support', () => {
    const life = delivered(1, 'missing');
    const [opened] = life.state.cases;
    const bySupport = `case_resolution by support via POST /v1/cases/${opened?.id}/resolution`;

    expect(said(life)).toContain(`case_answer by seller via POST /v1/cases/${opened?.id}/answer`);
    expect(said(life)).not.toContain(bySupport);
    expect(awaitedAs(life, 'case_answer')).toMatchObject({
      clause: 'S0 7.7.3 b',
      responsible: { partyId: 'pty_seller' },
      dueAt: expect.any(String),
    });
    const silent = expired(life, 'discrepancy_answer');
    expect(said(silent)).toContain(bySupport);
    expect(awaitedAs(silent, 'case_resolution')).toMatchObject({
      clause: 'S0 5.6 c',
      dueAt: expect.any(String),
    });
  });

  test('a final order waits for nothing but refunds that are under way', () => {
    const paid = paidThenCancelled();

    expect(paid.state.order.status).toBe('cancelled');
    expect(said(answered(placed(), 'hold_stock', 'declined'))).toEqual([]);
    expect(waitingFor(paid.state).waitingFor).toMatchObject([
      {
        what: 'refund',
        responsible: { role: 'payment_provider', partyId: 'pty_provider' },
        clause: 'S0 6.8 d',
        action: null,
      },
    ]);
  });

  test('a refund that finally failed waits for support', () => {
    const cancelled = paidThenCancelled();
    const [refund] = cancelled.state.refunds;
    const openCase = {
      ...(delivered(1, 'missing').state.cases[0] as Life['state']['cases'][number]),
      id: 'cas_refund',
      subjectType: 'refund' as const,
      subjectId: refund?.id ?? '',
    };
    const failed = {
      ...cancelled.state,
      refunds: cancelled.state.refunds.map((row) => ({ ...row, status: 'failed' as const })),
      cases: [openCase],
    };

    expect(waitingFor(failed).waitingFor).toMatchObject([
      { what: 'refund', responsible: { role: 'support' }, action: { role: 'support' } },
    ]);
  });

  test('D3: a frozen order waits for support alone', () => {
    const frozen = did(payable(), actors.engine, {
      name: 'freezeOrder',
      caseId: 'cas_1',
      constraint: 'postings_balanced',
      step: 'recordEffect',
    });

    expect(said(frozen)).toEqual([
      'case_resolution by support via POST /v1/cases/cas_1/resolution',
    ]);
  });
});

test('no state before a final one waits for nothing, whatever was decided in it', () => {
  const lives = [
    placed({ confirmed: false }),
    placed(),
    placed({ timing: 'before_confirmation' }),
    placed({ timing: 'on_delivery' }),
    payable(),
    declined(payable()),
    awaitingHandover(),
    withHandoverNote(awaitingHandover()),
    handedOver(),
    tracked(handedOver(), 'in_transit'),
    tracked(handedOver(), 'out_for_delivery'),
    appointed(handedOver()),
    inspected(appointed(handedOver()), 1),
    delivered(2),
    delivered(1),
    delivered(0),
    delivered(1, 'missing'),
    delivered(2, 'refused', 'on_delivery'),
  ];

  for (const { state } of lives) {
    expect(finalOrderStatuses).not.toContain(state.order.status);
    expect(waitingFor(state).waitingFor, state.order.status).not.toEqual([]);
    const stripped = { ...state, shipments: [], effects: [], deadlines: [], cases: [] };
    expect(waitingFor(stripped).waitingFor, state.order.status).not.toEqual([]);
  }
});

/** Paid by a wallet, which takes the money at once, and cancelled before the handover. */
function paidThenCancelled(): Life {
  const confirmed = did(answered(placed({ method: 'alipay' }), 'hold_stock'), actors.seller, {
    name: 'decideAsSeller',
    decision: 'accept',
    reason: null,
    note: null,
    lines: null,
  });
  const paying = did(confirmed, actors.consumer, {
    name: 'payOrder',
    method: 'alipay',
    token: 't',
  });
  const paid = answered(answered(paying, 'authorize_payment'), 'capture_payment');
  return did(paid, actors.consumer, {
    name: 'cancelOrder',
    reason: 'consumer_changed_mind',
    note: null,
  });
}
