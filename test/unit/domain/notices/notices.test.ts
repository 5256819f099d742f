import { describe, expect, test } from 'vitest';
import { isGranted } from '../../../../src/domain/notices/consents.ts';
import { type Notice, noticesOf } from '../../../../src/domain/notices/notices.ts';
import {
  actors,
  answered,
  atDoor,
  bothSigned,
  decided,
  delivered,
  did,
  expired,
  handedOver,
  inspected,
  type Life,
  payable,
  placed,
  refunded,
  returnedToSeller,
} from '../order-life.ts';

/** Who is told what of the newest entry of a life. */
function told({ state, journal }: Life): Notice[] {
  const entry = journal.at(-1);
  if (!entry) throw new Error('nothing has happened');
  return noticesOf({ ...entry, status: state.order.status }, state);
}

const said = (life: Life) => told(life).map(({ role, event }) => `${role}: ${event}`);

describe('S0 5.3: who is told what', () => {
  test('S0 5.3: an order to confirm, confirmed, cancelled', () => {
    expect(said(placed())).toEqual(['seller: order_to_confirm']);
    expect(said(placed({ confirmed: false }))).toEqual(['consumer: offer_to_confirm']);
    expect(said(payable('on_delivery'))).toEqual(['consumer: order_confirmed']);
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
