import { describe, expect, test } from 'vitest';
import { isGranted } from '../../../../src/domain/notices/consents.ts';
import { type Notice, noticesOf } from '../../../../src/domain/notices/notices.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import {
  actors,
  answered,
  atDoor,
  awaitingHandover,
  bothSigned,
  confirmingPolicy,
  decided,
  delivered,
  did,
  expired,
  handedOver,
  inspected,
  type Life,
  payable,
  placed,
  placedAs,
  refunded,
  returnedToSeller,
  shipmentOf,
  tracked,
} from '../order-life.ts';

/** Who is told what of the newest entry of a life. */
function told({ state, journal }: Life): Notice[] {
  const entry = journal.at(-1);
  if (!entry) throw new Error('nothing has happened');
  return noticesOf({ ...entry, status: state.order.status }, state);
}

const said = (life: Life) => told(life).map(({ role, event }) => `${role}: ${event}`);

/** What was told of the entry of that type. */
function saidAt({ state, journal }: Life, type: string): string[] {
  const entry = journal.find((one) => one.type === type);
  if (!entry) throw new Error(`no ${type}`);
  const status = type === 'order_confirmed' ? 'awaiting_payment' : state.order.status;
  return noticesOf({ ...entry, status }, state).map(({ role, event }) => `${role}: ${event}`);
}

function dueOf({ state }: Life, name: string): string {
  return state.deadlines.findLast((deadline) => deadline.name === name)?.dueAt ?? '';
}

describe('S0 5.3: who is told what', () => {
  test('S0 5.3: an order to confirm, confirmed, cancelled', () => {
    expect(said(placed())).toEqual(['seller: order_to_confirm']);
    expect(said(placed({ confirmed: false }))).toEqual(['consumer: offer_to_confirm']);
    expect(said(payable('on_delivery'))).toEqual([
      'consumer: order_confirmed',
      'courier: carriage_offered',
      'seller: order_to_dispatch',
    ]);
    const cancelled = did(placed(), actors.consumer, {
      name: 'cancelOrder',
      reason: 'wrong_details',
      note: 'sealed:v1:note',
    });
    expect(said(cancelled)).toEqual(['consumer: order_cancelled', 'seller: order_cancelled']);
  });

  test('S0 5.3: a payment that was declined', () => {
    expect(said(answered(payable(), 'authorize_payment', 'declined'))).toEqual([
      'consumer: payment_declined',
    ]);
  });

  test('S0 7.5.1: the waybill number, the appointment, the delivery', () => {
    const life = handedOver('on_delivery');
    const entry = life.journal.find(({ data }) =>
      JSON.stringify(data).includes('goods_handed_over'),
    );
    const notices = noticesOf({ ...entry!, status: 'in_delivery' }, life.state);

    expect(notices).toMatchObject([
      {
        role: 'consumer',
        event: 'goods_handed_over',
        purpose: 'order_service',
        params: { orderNo: 'T-1', waybillNo: 'SF-1', courier: 'pty_courier' },
      },
    ]);
    expect(told(atDoor())).toMatchObject([
      { event: 'delivery_appointed', params: { from: expect.stringMatching(/^2026-03-/) } },
    ]);
    expect(said(delivered())).toEqual(['consumer: goods_delivered', 'seller: goods_delivered']);
  });

  test('S0 7.7.3: a case goes to whom it is about and to the consumer; one entry tells each once', () => {
    const missing = told(delivered(1, 'missing'));

    expect(missing.map(({ role, event }) => `${role}: ${event}`)).toEqual([
      'seller: case_to_answer',
      'consumer: goods_delivered',
    ]);
    const back = told(refunded(returnedToSeller(bothSigned(inspected(atDoor(), 0)))));
    expect(back).toMatchObject([
      { role: 'consumer', event: 'refund_succeeded', params: { amountMinor: 26_980 } },
    ]);
  });

  test('S0 8.2 c: an order to pay, unless it is being paid; what was paid', () => {
    const unpaid = placedAs({
      payment: { timing: 'after_confirmation', method: 'card', token: null },
    });
    expect(saidAt(payable(unpaid), 'order_confirmed')).toEqual(['consumer: order_to_pay']);
    expect(saidAt(handedOver(), 'payment_captured')).toEqual(['consumer: payment_captured']);
  });

  test('S0 6.6 c: a change of the offer, the consumer’s silence to it', () => {
    const short = did(answered(placed(), 'hold_stock'), actors.seller, {
      name: 'decideAsSeller',
      decision: 'accept',
      reason: null,
      note: null,
      lines: [{ lineNo: 1, quantity: 1 }],
    });
    expect(said(short)).toEqual(['consumer: amendment_proposed']);
    const agreed = did(short, actors.consumer, { name: 'decideOnAmendment', decision: 'accept' });
    expect(said(agreed)).toContain('seller: amendment_accepted');
  });

  test('S0 7.5.1 a: a courier that was asked about goods whose money goes back is told so', () => {
    const payment = { timing: 'before_confirmation', method: 'alipay', token: null } as const;
    const held = answered(placedAs({ payment }, confirmingPolicy), 'hold_stock');
    const pay = { name: 'payOrder', method: 'alipay', token: 'tok_ok' } as const;
    const authorized = answered(did(held, actors.consumer, pay), 'authorize_payment');
    const asked = did(answered(authorized, 'capture_payment'), actors.seller, {
      name: 'decideAsSeller',
      decision: 'accept',
      reason: null,
      note: null,
      lines: null,
    });

    const back = did(asked, actors.support, {
      name: 'requestRefund',
      refundId: 'rfd_all',
      lines: [{ lineNo: 1, quantity: 2 }],
      amountMinor: null,
      deliveryFeeMinor: null,
      reason: 'other',
      bearer: 'seller',
      channel: null,
    });

    expect(said(back)).toContain('courier: carriage_called_off');
  });

  test('S0 7.5.1 a: the carriage goes from one courier to the next; each is told its own', () => {
    const planned = awaitingHandover(placedAs({}, confirmingPolicy));
    expect(said(planned)).toContain('courier: carriage_offered');
    const moved = did(planned, actors.seller, {
      name: 'reassignShipment',
      shipmentId: shipmentOf(planned).id,
      courierId: 'pty_courier_2',
      courierService: null,
    });
    expect(told(moved).map(({ partyId, event }) => [partyId, event])).toEqual([
      ['pty_courier', 'carriage_withdrawn'],
      ['pty_courier_2', 'carriage_offered'],
    ]);
    const declined = did(
      planned,
      { role: 'courier', id: 'pty_courier' },
      {
        name: 'decideAsCourier',
        shipmentId: shipmentOf(planned).id,
        courierId: 'pty_courier',
        decision: 'decline',
        reason: 'other',
      },
    );
    expect(said(declined)).toEqual(
      expect.arrayContaining(['seller: carriage_declined', 'courier: carriage_offered']),
    );
    const cancelled = did(planned, actors.consumer, {
      name: 'cancelOrder',
      reason: 'wrong_details',
      note: null,
    });
    expect(said(cancelled)).toEqual([
      'consumer: order_cancelled_paid',
      'seller: order_cancelled',
      'courier: carriage_called_off',
    ]);
  });

  test('S0 9.4 a: what an amendment comes to is told as it was proposed, whatever came of it', () => {
    const short = did(answered(placed(), 'hold_stock'), actors.seller, {
      name: 'decideAsSeller',
      decision: 'accept',
      reason: null,
      note: null,
      lines: [{ lineNo: 1, quantity: 1 }],
    });
    const { totalMinor } = short.state.order.amendment!.totals;
    const { state } = did(short, actors.consumer, {
      name: 'decideOnAmendment',
      decision: 'decline',
    });
    expect(totalMinor).toBeLessThan(state.order.totalMinor);
    expect(told({ ...short, state })).toMatchObject([
      { event: 'amendment_proposed', params: { amountMinor: totalMinor } },
    ]);
  });

  test('S0 9.4 a: what an order cost when it was confirmed, not what it costs since', () => {
    const life = payable('on_delivery');
    const { state } = life;
    const since = { ...state, order: { ...state.order, totalMinor: 1 } };

    expect(told({ ...life, state: since })).toMatchObject([
      { event: 'order_confirmed', params: { amountMinor: state.order.totalMinor } },
      { event: 'carriage_offered' },
      { event: 'order_to_dispatch' },
    ]);
  });

  test('S0 7.5.1 a: who was to carry goods that are another’s to carry since', () => {
    const planned = awaitingHandover(placedAs({}, confirmingPolicy));
    const { state } = did(planned, actors.seller, {
      name: 'reassignShipment',
      shipmentId: shipmentOf(planned).id,
      courierId: 'pty_courier_2',
      courierService: null,
    });
    const offered = told({ ...planned, state }).filter(({ role }) => role === 'courier');
    expect(offered).toMatchObject([{ partyId: 'pty_courier', event: 'carriage_offered' }]);
  });

  test('S0 6.8: money goes back only where there is some; the seller gets none', () => {
    const cancel = { name: 'cancelOrder', reason: 'wrong_details', note: null } as const;
    expect(said(did(payable(), actors.consumer, cancel))).toEqual([
      'consumer: order_cancelled_paid',
      'seller: order_cancelled',
    ]);
    const unpaid = did(placed({ confirmed: false }), actors.consumer, {
      name: 'decideAsConsumer',
      decision: 'decline',
      reason: null,
      note: null,
    } as never);
    expect(said(unpaid)).toEqual(['consumer: order_cancelled', 'seller: order_cancelled']);
  });

  test('S0 7.7.3: what was accepted, refused and missing is told', () => {
    const params = (life: Life) =>
      told(life).find(({ event }) => event === 'goods_delivered')?.params;

    expect(params(delivered(2))?.found).toEqual(['accepted']);
    expect(params(delivered(1))?.found).toEqual(['accepted', 'refused']);
    expect(params(delivered(1, 'missing'))?.found).toEqual(['accepted', 'missing']);
    expect(params(delivered(0))?.found).toEqual(['refused']);
  });

  test('S0 7.7.2: silence that counts as acceptance; what is left at a place to collect', () => {
    const atTheDoor = inspected(atDoor(), 2);
    const auto = {
      at: '2026-03-09T00:00:00.000Z',
      actor: actors.engine,
      type: 'goods_delivered',
      subject: { type: 'order' as const, id: 'ord_1' },
      data: { shipmentId: shipmentOf(atTheDoor).id, acceptance: 'auto' },
      status: 'delivered',
    };
    expect(noticesOf(auto, atTheDoor.state)).toMatchObject([
      { role: 'consumer', event: 'delivery_taken_as_accepted', purpose: 'contract' },
      { role: 'seller', event: 'goods_delivered' },
    ]);
  });

  test('S0 7.5: goods that count as lost: consumer, seller and courier hear of it', () => {
    expect(said(tracked(handedOver(), 'lost'))).toEqual(
      expect.arrayContaining([
        'consumer: shipment_lost',
        'seller: goods_lost',
        'courier: goods_lost',
      ]),
    );
    expect(said(tracked(handedOver(), 'out_for_delivery'))).toEqual([
      'consumer: goods_out_for_delivery',
    ]);
  });

  test('S0 7.5.1 c: a late delivery and its compensation, until it is paid', () => {
    expect(said(expired(atDoor(), 'delivery'))).toEqual([
      'consumer: delivery_late',
      'courier: deadline_missed',
    ]);
    const { deadlines } = defaultPolicy;
    const late = expired(
      atDoor(
        placedAs(
          {},
          {
            ...defaultPolicy,
            deadlines: {
              ...deadlines,
              delivery: { ...deadlines.delivery, onExpiry: 'escalate_and_compensate' },
            },
            lateDelivery: { amount: { basisPointsOfGoods: 1_000 } },
          },
        ),
      ),
      'delivery',
    );
    expect(told(late)).toMatchObject([
      { role: 'courier', event: 'claim_made', params: { amountMinor: 2_598 } },
      { role: 'consumer', event: 'compensation_decided', params: { amountMinor: 2_598 } },
    ]);
    expect(told(refunded(late))).toMatchObject([
      { event: 'compensation_paid', purpose: 'contract', params: { amountMinor: 2_598 } },
    ]);
  });

  test('S0 7.7.3 b: an answer, a decision, and goods that are sent again', () => {
    const missing = delivered(1, 'missing');
    const caseId = missing.state.cases[0]?.id ?? '';
    const contested = did(missing, actors.seller, {
      name: 'answerCase',
      caseId,
      position: 'contest',
      proposal: null,
      text: null,
      evidence: [],
    });
    expect(said(contested)).toEqual(['consumer: case_answered']);
    const resolve = { name: 'resolveCase', caseId, refundId: 'rfd_case', note: null } as const;
    const evidence = [{ digest: 'sha256:photo', mediaType: 'image/jpeg' }];
    const rejected = { ...resolve, outcome: 'rejected' as const, evidence };
    expect(said(did(contested, actors.support, rejected))).toEqual([
      'consumer: case_resolved',
      'seller: case_resolved',
    ]);
    expect(said(did(contested, actors.support, { ...resolve, outcome: 'reship' }))).toEqual([
      'consumer: replacement_planned',
      'seller: replacement_to_dispatch',
      'courier: carriage_offered',
    ]);
  });

  test('S0 8.2 c: an invoice, and the red one that is due once it was refunded', () => {
    const invoiced = did(delivered(), actors.seller, {
      name: 'recordInvoice',
      invoiceId: 'inv_1',
      number: 'N-1',
      kind: 'blue',
      amountMinor: 26_980,
      currency: null,
      digest: 'sha256:invoice',
      issuedAt: null,
      redOf: null,
    });
    expect(said(invoiced)).toEqual(['consumer: invoice_issued']);
    const back = refunded(
      did(invoiced, actors.support, {
        name: 'requestRefund',
        refundId: 'rfd_1',
        lines: null,
        amountMinor: 100,
        deliveryFeeMinor: null,
        reason: 'quality',
        bearer: 'seller',
        channel: 'original',
      }),
    );
    expect(
      back.journal.flatMap((entry) => noticesOf({ ...entry, status: 'delivered' }, back.state)),
    ).toContainEqual(
      expect.objectContaining({
        role: 'seller',
        event: 'red_invoice_due',
        params: expect.objectContaining({ amountMinor: 100 }),
      }),
    );
  });

  test('S0 6.6: more time is told to whom it is given to, and to the consumer', () => {
    const life = awaitingHandover();
    const until = new Date(Date.parse(dueOf(life, 'dispatch')) + 86_400_000).toISOString();
    const extended = did(life, actors.support, {
      name: 'extendDeadline',
      deadline: 'dispatch',
      subjectId: null,
      until,
      reason: 'sealed:v1:reason',
    });
    expect(told(extended)).toMatchObject([
      { role: 'seller', event: 'deadline_extended', params: { about: 'dispatch', dueAt: until } },
      { role: 'consumer', event: 'deadline_extended', params: { dueAt: until } },
    ]);
  });

  test('S0 6.7.1 f: a courier that keeps its cash is told; the consumer is not', () => {
    const overdue = told(expired(delivered(2, 'refused', 'on_delivery'), 'cod_remittance'));

    expect(overdue).toMatchObject([
      {
        role: 'courier',
        partyId: 'pty_courier',
        event: 'cash_overdue',
        params: { amountMinor: 26_980 },
      },
    ]);
  });

  test('S0 6.6: a reminder goes to whom the time runs for', () => {
    const life = placed({ confirmed: false });
    const [deadline] = life.state.deadlines;
    const at = deadline?.remindAt ?? '';
    const action = { name: 'remindDeadline', deadlineId: deadline?.id ?? '' } as const;
    const { entry } = decided(life, actors.engine, action, at);
    const reminded = { at, actor: actors.engine, status: 'awaiting_consumer', ...entry! };

    expect(noticesOf(reminded, life.state)).toMatchObject([
      {
        role: 'consumer',
        event: 'deadline_reminded',
        purpose: 'reminders',
        params: { about: 'consumer_confirmation', dueAt: deadline?.dueAt },
      },
    ]);
  });

  test('S0 9.2.3: what is put into a text is nobody’s data and no sealed text', () => {
    for (const life of [placed(), payable(), delivered(1, 'missing')]) {
      expect(JSON.stringify(told(life))).not.toContain('sealed:');
    }
  });
});

test('S0 9.2.3: by default everybody has agreed; the latest word counts', () => {
  const no = { purpose: 'reminders', granted: false } as const;
  const yes = { purpose: 'reminders', granted: true } as const;

  expect(isGranted([], 'marketing')).toBe(true);
  expect(isGranted([no, yes], 'reminders')).toBe(false);
  expect(isGranted([no, yes], 'order_service')).toBe(true);
});

test('S0 9.2.3: what the contract itself needs is told whatever was refused', () => {
  const no = { purpose: 'order_service', granted: false } as const;

  expect(isGranted([no], 'contract')).toBe(true);
});
