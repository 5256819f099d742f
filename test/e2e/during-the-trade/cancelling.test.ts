import { describe, expect, it } from 'vitest';
import {
  as,
  devFile,
  type Document,
  due,
  type Order,
  readOrder,
  refusal,
  type Role,
  sign,
  taken,
  untilOrder,
  untilStatus,
} from '../../support/client.ts';
import { place, placeAt, placeUnderWay } from '../life.ts';
import { booksOf, ledgerOf, paymentsOf, placeConfirmed, untilPayment } from '../money.ts';
import { handoverNote } from '../steps.ts';

const cancel = (role: Role, id: string, reason: string) =>
  as(role).post<Order>(`/v1/orders/${id}/cancellation`, { reason, note: '不要了' });

const refused = (role: Role, id: string, reason = 'wrong_details') =>
  refusal(cancel(role, id, reason) as never);

interface Hold {
  lines: { quantity: number; committed: number; released: number }[];
}

async function holdsOf(id: string): Promise<Hold[]> {
  const answer = await fetch(`${devFile().simulators.stock}/holds?orderRef=${id}`);
  return ((await answer.json()) as { holds: Hold[] }).holds;
}

describe('POST /v1/orders/{id}/cancellation', () => {
  it('while the consumer has not confirmed, by the consumer: nothing is left running', async () => {
    const { id } = await place({ consumerConfirmation: null });

    const order = await taken(cancel('consumer', id, 'consumer_changed_mind'));

    expect(order).toMatchObject({ status: 'cancelled', statusReason: 'consumer_changed_mind' });
    expect(order.due.filter(({ state }) => state === 'running')).toEqual([]);
  });

  it('while the seller has not confirmed, by the seller: the stock is given back', async () => {
    const { id } = await place();
    await expect.poll(() => holdsOf(id)).toMatchObject([{ lines: [{ quantity: 2, released: 0 }] }]);

    const order = await taken(cancel('seller', id, 'price_error'));

    expect(order.status).toBe('cancelled');
    expect(due(order, 'seller_confirmation').state).toBe('stopped');
    await expect.poll(() => holdsOf(id)).toMatchObject([{ lines: [{ released: 2 }] }]);
  });

  it('while it is not paid, by support: no money moves', async () => {
    const { id } = await placeConfirmed({ token: null });

    await taken(cancel('support', id, 'fraud_suspected'));

    expect(await readOrder(id)).toMatchObject({ status: 'cancelled', payment: { status: 'none' } });
    expect(await booksOf(id)).toEqual([]);
  });

  it('while a payment is under way: at once for the order, the money follows what is known', async () => {
    const { id } = await placeConfirmed({ token: 'tok_slow' });

    const order = await taken(cancel('consumer', id, 'consumer_changed_mind'));

    expect(order.status).toBe('cancelled');
    await untilPayment(id, 'voided');
    expect((await booksOf(id)).map(({ kind }) => kind)).toEqual(['authorization', 'void']);
  });

  it('when it is paid for and waits for its courier: the amount is released', async () => {
    const { id } = await placeAt('awaiting_handover');

    await taken(cancel('consumer', id, 'consumer_changed_mind'));

    const order = await untilPayment(id, 'voided');
    expect(order.shipments).toMatchObject([{ status: 'cancelled' }]);
    expect(due(order, 'dispatch').state).toBe('stopped');
    await expect.poll(() => holdsOf(id)).toMatchObject([{ lines: [{ released: 2 }] }]);
  });

  it('when the money is taken already: all of it is given back', async () => {
    const { id } = await placeAt('awaiting_handover', { method: 'wechat_pay' });
    await untilPayment(id, 'captured');

    await taken(cancel('consumer', id, 'consumer_changed_mind'));

    const order = await untilPayment(id, 'refunded');
    expect(order.payment.refundedMinor).toBe(26_980);
    expect((await paymentsOf(id)).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['capture', 'refund']),
    );
    const { balances } = await ledgerOf(id);
    expect(Object.values(balances).every((balance) => balance === 0)).toBe(true);
  });

  it('when one side has signed: the note is void with it', async () => {
    const order = await placeAt('awaiting_handover');
    const note = await handoverNote(order);
    await sign('seller', note);

    await taken(cancel('seller', order.id, 'undeliverable'));

    const document = await taken(as('courier').get<Document>(`/v1/documents/${note.id}`));
    expect(document).toMatchObject({ status: 'void', signatures: [{ role: 'seller' }] });
  });

  it('after the handover it is refused, and the answer says which way is open', async () => {
    const { id } = await placeUnderWay();

    const answer = await as('consumer').post(`/v1/orders/${id}/cancellation`, {
      reason: 'consumer_changed_mind',
    });

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'cancel_after_handover',
      currentStatus: 'in_delivery',
      allowedActions: [],
    });
    expect(answer.body.detail).toMatch(/interception.*refuse.*return/);
    const delivered = await placeAt('delivered');
    const late = await as('consumer').post(`/v1/orders/${delivered.id}/cancellation`, {
      reason: 'consumer_changed_mind',
    });
    expect(late.body).toMatchObject({
      code: 'cancel_after_handover',
      allowedActions: [],
    });
  });

  it('what has ended is not cancelled again', async () => {
    const { id } = await place();
    await taken(cancel('consumer', id, 'duplicate_order'));

    expect(await refused('consumer', id)).toBe('409 wrong_order_status');
    const completed = await placeAt('completed');
    expect(await refused('support', completed.id)).toBe('409 wrong_order_status');
  });

  it('each role has its reasons, and some roles no say', async () => {
    const { id } = await place();

    expect(await refused('consumer', id, 'seller_out_of_stock')).toBe('422 reason_not_allowed');
    expect(await refused('seller', id, 'consumer_changed_mind')).toBe('422 reason_not_allowed');
    for (const role of ['courier', 'ops', 'auditor'] as const) {
      expect(await refused(role, id)).toBe('403 role_not_allowed');
    }
    expect(await refused('consumer', id, 'dispatch_expired')).toBe('400 malformed_request');
    expect((await readOrder(id)).status).toBe('awaiting_confirmation');
  });

  it('against the signature that hands the goods over, one of them wins and all agrees', async () => {
    const order = await placeAt('awaiting_handover');
    const note = await handoverNote(order);
    await sign('seller', note);

    const [signed, cancelled] = await Promise.allSettled([
      sign('courier', note),
      taken(cancel('consumer', order.id, 'consumer_changed_mind')),
    ]);

    expect([signed.status, cancelled.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    if (signed.status === 'fulfilled') {
      await untilStatus(order.id, 'in_delivery');
      await untilPayment(order.id, 'captured');
      expect((await booksOf(order.id)).map(({ kind }) => kind)).not.toContain('void');
    } else {
      await untilOrder(order.id, ({ payment }) => payment.status === 'voided');
      expect((await booksOf(order.id)).map(({ kind }) => kind)).not.toContain('capture');
    }
  });
});
