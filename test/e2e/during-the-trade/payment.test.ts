import { describe, expect, it } from 'vitest';
import {
  as,
  clock,
  due,
  refusal,
  taken,
  untilOrder,
  untilStatus,
  waitingOf,
} from '../../support/client.ts';
import { bringTo, place, placeAt, placeUnderWay } from '../life.ts';
import { booksOf, ledgerOf, pay, paymentsOf, placeConfirmed, untilPayment } from '../money.ts';
import { command } from '../steps.ts';

describe('S0 8.2 c: every movement is verifiable by its consumer', () => {
  it('S0 8.2 c: authorization and capture bear the references of the provider’s own books', async () => {
    const { id } = await placeUnderWay();

    const movements = await paymentsOf(id);

    expect(movements).toMatchObject([
      { kind: 'authorization', status: 'succeeded', amountMinor: 26_980, currency: 'CNY' },
      { kind: 'capture', status: 'succeeded', amountMinor: 26_980, currency: 'CNY' },
    ]);
    const references = (await booksOf(id)).map(({ reference }) => reference);
    expect(movements.map(({ providerReference }) => providerReference)).toEqual(references);
  });

  it('S0 8.2 c: a void is shown, and no money moved', async () => {
    const { id } = await placeAt('awaiting_handover');
    await command('consumer', `/v1/orders/${id}/cancellation`, { reason: 'consumer_changed_mind' });
    await untilPayment(id, 'voided');

    expect(await paymentsOf(id)).toMatchObject([
      { kind: 'authorization' },
      { kind: 'void', status: 'succeeded', amountMinor: 26_980 },
    ]);
    expect((await ledgerOf(id)).postings).toEqual([]);
  });

  it('S0 8.2 c: a wallet takes the money at the payment, a card at the handover', async () => {
    const byWallet = await placeAt('awaiting_handover', { method: 'wechat_pay' });
    const byCard = await placeAt('awaiting_handover');

    expect((await untilPayment(byWallet.id, 'captured')).payment.capturedMinor).toBe(26_980);
    expect(byCard.payment).toMatchObject({ status: 'authorized', capturedMinor: 0 });
  });
});

describe('when the order is paid', () => {
  it('before the confirmation: the seller is asked once the money is held', async () => {
    const { id } = await place({ timing: 'before_confirmation' });

    const order = await untilStatus(id, 'awaiting_confirmation');

    expect(order.payment).toMatchObject({ status: 'authorized', authorizedMinor: 26_980 });
    expect(due(order, 'payment').state).toBe('met');
    expect((await bringTo(id, 'awaiting_handover')).payment.status).toBe('authorized');
  });

  it('without a token the order waits for its consumer to pay', async () => {
    const { id, status } = await placeConfirmed({ token: null });
    expect(status).toBe('awaiting_payment');
    expect((await waitingOf(id)).waitingFor).toContainEqual(
      expect.objectContaining({
        what: 'payment',
        responsible: { role: 'consumer', partyId: null },
        action: { method: 'POST', path: `/v1/orders/${id}/payments`, role: 'consumer' },
      }),
    );

    const answer = await pay(id, 'tok_ok');

    expect(answer).toMatchObject({
      status: 201,
      body: { kind: 'authorization', status: 'authorizing' },
    });
    await untilStatus(id, 'awaiting_handover');
  });

  it('an order paid at the door takes no payment before', async () => {
    const { id } = await place({ timing: 'on_delivery' });

    expect(await refusal(pay(id, 'tok_ok') as never)).toBe('422 payment_not_due');
  });

  it('after its deadline an order without a payment is cancelled', async () => {
    const { id } = await placeConfirmed({ token: null });
    const { fired } = await clock(id, { to: 'next_deadline' });

    expect(fired).toMatchObject([{ name: 'payment' }]);
    const order = await untilStatus(id, 'cancelled');
    expect(order.statusReason).toBe('payment_expired');
    expect(await refusal(pay(id, 'tok_ok') as never)).toBe('409 deadline_passed');
  });
});

describe('declines and actions', () => {
  it('a decline is read with the attempts that are left, and may be tried again', async () => {
    const { id } = await placeConfirmed({ token: 'tok_declined' });
    const declined = await untilPayment(id, 'declined');
    expect(declined).toMatchObject({ status: 'awaiting_payment', payment: { attemptsLeft: 4 } });

    await taken(pay(id, 'tok_ok'));

    await untilStatus(id, 'awaiting_handover');
    expect(await paymentsOf(id)).toMatchObject([
      { status: 'declined', failure: 'declined_by_issuer' },
      { status: 'succeeded', failure: null },
    ]);
  });

  it('after the last attempt the order is cancelled', async () => {
    const { id } = await placeConfirmed({ token: 'tok_declined' });
    for (let left = 4; left > 0; left -= 1) {
      await untilOrder(
        id,
        ({ payment }) => payment.status === 'declined' && payment.attemptsLeft === left,
      );
      await taken(pay(id, 'tok_declined'));
    }

    const order = await untilStatus(id, 'cancelled');
    expect(order).toMatchObject({ statusReason: 'payment_expired', payment: { attemptsLeft: 0 } });
  });

  it('requires_action says what the consumer opens, and goes on once that is done', async () => {
    const { id } = await placeConfirmed({ token: null });
    await taken(pay(id, null, 'wechat_pay'));
    const { payment } = await untilPayment(id, 'requires_action');
    expect(payment.nextAction).toMatchObject({ type: 'qr' });
    expect((await waitingOf(id)).waitingFor).toMatchObject([{ what: 'payment_action' }]);

    await fetch(`${payment.nextAction?.value}/complete`, { method: 'POST' });

    const order = await untilStatus(id, 'awaiting_handover');
    expect(order.payment.nextAction).toBeNull();
  });

  it('an action that the consumer refuses is a decline', async () => {
    const { id } = await placeConfirmed({ token: null });
    await taken(pay(id, null, 'alipay'));
    const { payment } = await untilPayment(id, 'requires_action');
    expect(payment.nextAction?.type).toBe('app');

    await fetch(`${payment.nextAction?.value}/fail`, { method: 'POST' });

    const order = await untilPayment(id, 'declined');
    expect(order.status).toBe('awaiting_payment');
  });

  it('a capture that finally fails is a case of the payment provider', async () => {
    const { id } = await placeAt('in_delivery', { token: 'tok_capture_fails' });

    const order = await untilPayment(id, 'capture_failed');

    expect(order.cases).toMatchObject([{ kind: 'capture_failed', status: 'open' }]);
  });

  it('S0 5.3: a capture that fails before the handover is paid anew, and no note is asked for', async () => {
    const wishes = { token: 'tok_capture_fails', method: 'wechat_pay' } as const;
    const { id, shipments } = await placeAt('awaiting_handover', wishes);
    await untilPayment(id, 'capture_failed');
    const note = await as('seller').post(`/v1/shipments/${shipments[0]?.id}/handover-note`, {
      parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
    });

    expect(note).toMatchObject({
      status: 409,
      body: { title: 'The payment has come to nothing', allowedActions: [] },
    });
    expect((await waitingOf(id)).waitingFor.map(({ what }) => what)).toEqual([
      'payment',
      'case_resolution',
    ]);
    await taken(pay(id, 'tok_ok', 'wechat_pay'));
    await untilPayment(id, 'authorized');
    expect((await waitingOf(id)).waitingFor.map(({ what }) => what)).toContain('handover_note');
  });
});
