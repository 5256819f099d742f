import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RefundView } from '../../../src/domain/views/money-views.ts';
import type { CaseView } from '../../../src/domain/views/case-view.ts';
import {
  as,
  clock,
  due,
  type Order,
  type Page,
  readOrder,
  refusal,
  sign,
  taken,
  untilOrder,
  waitingOf,
} from '../../support/client.ts';
import { placeAt, placeUnderWay, type Wishes } from '../life.ts';
import { booksOf, ledgerOf, paymentsOf, untilPayment } from '../money.ts';
import { command, deliver, handoverNote, parcels, shipmentOf } from '../steps.ts';

async function delivered(wishes: Wishes = {}): Promise<Order> {
  const order = await placeUnderWay(wishes);
  await deliver(order);
  return readOrder(order.id);
}

const ask = (id: string, body: object, key: string = randomUUID()) =>
  as('support').post<RefundView>(
    `/v1/orders/${id}/refunds`,
    { reason: 'quality', bearer: 'seller', ...body },
    { key },
  );

const oneUnit = { lines: [{ lineNo: 1, quantity: 1 }] };

const refundsInBooks = async (id: string) =>
  (await booksOf(id)).filter(({ kind }) => kind === 'refund');

describe('goods whose money has gone back before they left', () => {
  it('S0 6.7.2 b, 5.3: are not handed over, before the note or between its signatures; the seller calls them off', async () => {
    const byWallet = async () => {
      const { id } = await placeAt('awaiting_handover', { method: 'wechat_pay' });
      return untilPayment(id, 'captured');
    };
    const allUnits = { lines: [{ lineNo: 1, quantity: 2 }] };
    const [early, order] = await Promise.all([byWallet(), byWallet()]);
    await taken(ask(early.id, { amountMinor: 26_979 }));
    const half = await sign('seller', await handoverNote(order));
    await taken(ask(order.id, allUnits));

    await expect(handoverNote(early)).rejects.toThrow('not_paid_for');
    await expect(sign('courier', half)).rejects.toThrow('not_paid_for');
    const { id } = await shipmentOf(order);
    const path = `/v1/shipments/${id}/cancellation`;
    const body = { parcels, agent: { name: '王递' } };
    const { id: earlyId } = await shipmentOf(early);
    const refused = await as('seller').post(`/v1/shipments/${earlyId}/handover-note`, body);
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'not_paid_for',
        refundableMinor: 1,
        allowedActions: [`POST /v1/shipments/${earlyId}/cancellation`],
      },
    });
    const { waitingFor } = await waitingOf(order.id);
    expect(waitingFor.map(({ what }) => what)).toContain('shipment_cancellation');
    expect(JSON.stringify(waitingFor)).not.toContain('handover_note');

    await command('seller', path, { reason: 'undeliverable' });
    const ended = await untilPayment(order.id, 'refunded');
    expect(ended).toMatchObject({ status: 'cancelled', payment: { refundedMinor: 26_980 } });
  });
});

describe('POST /v1/orders/{id}/refunds', () => {
  it('S0 6.8 d: support gives back by line and quantity, and says by when it is there', async () => {
    const { id } = await delivered();

    const answer = await ask(id, oneUnit);

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/v1/refunds/${answer.body.id}`);
    expect(answer.body).toMatchObject({ amountMinor: 12_990, reason: 'quality', bearer: 'seller' });
    const order = await untilPayment(id, 'partly_refunded');
    expect(due(order, 'refund')).toMatchObject({
      clause: 'S0 6.8 d',
      state: 'met',
      responsible: { role: 'payment_provider', partyId: order.paymentProviderId },
    });
    const refund = await taken(as('consumer').get<RefundView>(`/v1/refunds/${answer.body.id}`));
    expect(refund.status).toBe('succeeded');
    expect(refund.providerReference).toBe((await refundsInBooks(id))[0]?.reference);
  });

  it('S0 6.8 d: an amount, and the delivery fee beside it', async () => {
    const { id } = await delivered();

    const refund = await taken(ask(id, { amountMinor: 500, deliveryFeeMinor: 1_000 }));

    expect(refund.amountMinor).toBe(1_500);
    await untilPayment(id, 'partly_refunded');
    const left = await taken(
      as('support').get<Record<string, unknown>>(`/v1/orders/${id}/refundable`),
    );
    expect(left).toMatchObject({ amountMinor: 25_480, deliveryFeeMinor: 0, currency: 'CNY' });
  });

  it('S0 6.8 d: never more than was paid, by line, fee and in all', async () => {
    const { id } = await delivered();

    expect(await refusal(ask(id, { lines: [{ lineNo: 1, quantity: 3 }] }) as never)).toBe(
      '422 refund_exceeds_refundable',
    );
    expect(await refusal(ask(id, { amountMinor: 26_981 }) as never)).toBe(
      '422 refund_exceeds_refundable',
    );
    expect(await refusal(ask(id, { ...oneUnit, deliveryFeeMinor: 1_001 }) as never)).toBe(
      '422 refund_exceeds_refundable',
    );
    expect(await refusal(ask(id, { lines: [{ lineNo: 7, quantity: 1 }] }) as never)).toBe(
      '422 line_not_found',
    );
    expect(await refusal(ask(id, {}) as never)).toBe('422 amount_not_positive');
    expect((await readOrder(id)).refunds).toEqual([]);
  });

  it('S0 6.8 d: what came as cash is paid out, and does not go back the way it came', async () => {
    const { id } = await delivered({ timing: 'on_delivery' });

    expect(await refusal(ask(id, { ...oneUnit, channel: 'original' }) as never)).toBe(
      '422 channel_not_allowed',
    );
    const refund = await taken(ask(id, oneUnit));

    expect(refund.channel).toBe('payout');
    await untilOrder(id, ({ refunds }) => refunds[0]?.status === 'succeeded');
  });

  it('before anything was paid there is nothing to give back', async () => {
    const { id } = await placeAt('awaiting_handover');

    expect(await refusal(ask(id, { amountMinor: 1 }) as never)).toBe(
      '422 refund_exceeds_refundable',
    );
  });

  it('S0 6.8 d: of two refunds at the same instant that are too much together one is given', async () => {
    const { id } = await delivered();
    const both = { lines: [{ lineNo: 1, quantity: 2 }] };

    const answers = await Promise.all([ask(id, both), ask(id, both), ask(id, both)]);

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422, 422]);
    const order = await untilPayment(id, 'partly_refunded');
    expect(order.payment.refundedMinor).toBe(25_980);
    expect(await refundsInBooks(id)).toMatchObject([{ amountMinor: 25_980 }]);
  });

  it('S0 6.8 d: the same request under one key, at once and later, is one refund', async () => {
    const { id } = await delivered();
    const key = randomUUID();

    const answers = await Promise.all([ask(id, oneUnit, key), ask(id, oneUnit, key)]);
    await untilPayment(id, 'partly_refunded');
    const later = await ask(id, oneUnit, key);

    expect(new Set([...answers, later].map(({ body }) => body.id)).size).toBe(1);
    expect((await readOrder(id)).refunds).toHaveLength(1);
    expect(await refundsInBooks(id)).toHaveLength(1);
  });

  it('S0 6.8 d: after completion a refund is a claim on who bears it', async () => {
    const { id, sellerId } = await placeAt('completed');
    expect(await refusal(ask(id, { ...oneUnit, bearer: 'consumer' }) as never)).toBe(
      '422 bearer_not_allowed',
    );

    await taken(ask(id, oneUnit));

    const order = await untilPayment(id, 'partly_refunded');
    expect(order.status).toBe('completed');
    const { balances } = await ledgerOf(id);
    expect(balances[`claim:${sellerId}`]).toBe(12_990);
    expect(balances['refund_due'] ?? 0).toBe(0);
  });
});

describe.concurrent('a refund that does not go well', () => {
  const casesOf = async (id: string): Promise<CaseView[]> =>
    (await taken(as('support').get<Page<CaseView>>(`/v1/cases?orderId=${id}`))).data;

  it('S0 8.2 d: an outcome that is not known is found out by query, and paid once', async () => {
    const { id } = await delivered({ token: 'tok_refund_unknown' });
    await taken(ask(id, oneUnit));
    await untilOrder(id, ({ refunds }) => refunds[0]?.status === 'unknown');
    expect(await refusal(ask(id, { lines: [{ lineNo: 1, quantity: 2 }] }) as never)).toBe(
      '422 refund_exceeds_refundable',
    );
    expect((await waitingOf(id)).waitingFor).toContainEqual(
      expect.objectContaining({
        what: 'refund',
        clause: 'S0 6.8 d',
        responsible: expect.objectContaining({ role: 'payment_provider' }),
      }),
    );

    await clock(id, { advance: 'PT2H' });

    const order = await untilPayment(id, 'partly_refunded');
    expect(order.refunds).toMatchObject([{ status: 'succeeded', amountMinor: 12_990 }]);
    expect(await refundsInBooks(id)).toHaveLength(1);
  });

  it('S0 6.8 d: one that the provider refuses is tried again, then a case; never lost', async () => {
    const { id } = await delivered({ token: 'tok_refund_fails' });
    await taken(ask(id, oneUnit));
    await untilOrder(id, ({ refunds }) => refunds[0]?.status === 'failed');
    await clock(id, { advance: 'PT1H' });

    await untilOrder(id, ({ cases }) => cases.length > 0);

    const [found] = await casesOf(id);
    expect(found).toMatchObject({
      kind: 'refund_failed',
      status: 'open',
      respondent: { role: 'payment_provider' },
    });
    expect((await waitingOf(id)).waitingFor).toContainEqual(
      expect.objectContaining({
        what: 'refund',
        responsible: expect.objectContaining({ role: 'support' }),
        action: expect.objectContaining({ path: `/v1/cases/${found?.id}/resolution` }),
      }),
    );
    expect(await paymentsOf(id)).toContainEqual(
      expect.objectContaining({ kind: 'refund', status: 'failed', failure: 'refund_refused' }),
    );
    const { balances } = await ledgerOf(id);
    expect(balances['refund_due']).toBe(-12_990);
  });
});
