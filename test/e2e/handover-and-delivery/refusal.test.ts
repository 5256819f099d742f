import { describe, expect, it } from 'vitest';
import type { CaseView } from '../../../src/domain/views/case-view.ts';
import {
  as,
  clock,
  devFile,
  type Document,
  due,
  type Order,
  type Page,
  readOrder,
  refusal,
  sign,
  taken,
  untilOrder,
  untilStatus,
  waitingOf,
} from '../../support/client.ts';
import { line, placeUnderWay, type Wishes } from '../life.ts';
import { booksOf, ledgerOf, paymentsOf, untilPayment } from '../money.ts';
import {
  bringBack,
  command,
  deliver,
  type Findings,
  parcels,
  returnNote,
  shipmentOf,
} from '../steps.ts';

/** Delivered with what was found at the door. */
async function delivered(findings: Findings, wishes: Wishes = {}, more: object = {}) {
  const order = await placeUnderWay(wishes);
  await deliver(order, findings, more);
  return readOrder(order.id);
}

const whole: Findings = { 1: { refused: 2, reason: 'damaged' } };

describe('S0 7.7.3 a: refused goods go back', () => {
  it('S0 7.7.3 a: the reason is recorded and the goods travel back to the seller', async () => {
    const order = await delivered(whole);

    expect(order.status).toBe('in_delivery');
    const outbound = await shipmentOf(order);
    expect(outbound).toMatchObject({ status: 'refused', reason: 'damaged' });
    expect(await shipmentOf(order, 'return')).toMatchObject({
      status: 'in_transit',
      originShipmentId: outbound.id,
      courierId: outbound.courierId,
      reason: 'damaged',
      lines: [{ lineNo: 1, quantity: 2 }],
    });
    expect(due(order, 'return_to_seller')).toMatchObject({
      clause: 'S0 7.7.3 a',
      responsible: { role: 'courier' },
    });
  });

  it('S0 7.7.3 a: courier and seller sign for them, then everything is given back', async () => {
    const { id } = await delivered(whole);
    const note = await bringBack(await readOrder(id));
    expect(note).toMatchObject({ kind: 'return_to_seller_note', status: 'signed' });

    const order = await untilPayment(id, 'refunded');

    expect(order).toMatchObject({ status: 'returned', statusReason: 'refused' });
    expect(order.payment).toMatchObject({ capturedMinor: 26_980, refundedMinor: 26_980 });
    expect(order.lines[0]).toMatchObject({ refused: 2, refusedBack: 2, refundedMinor: 25_980 });
    expect(due(order, 'return_to_seller').state).toBe('met');
  });

  it('S0 6.8 d: the refund is in time, with the provider’s reference, and the ledger closes', async () => {
    const { id } = await delivered(whole);
    await bringBack(await readOrder(id));
    const order = await untilPayment(id, 'refunded');

    const refund = order.due.filter(({ name }) => name === 'refund');
    expect(refund.map(({ state, clause }) => [state, clause])).toEqual([
      ['met', 'S0 6.8 d'],
      ['met', 'S0 6.8 d'],
    ]);
    const movement = (await paymentsOf(id)).find(({ kind }) => kind === 'refund');
    const booked = (await booksOf(id)).find(({ kind }) => kind === 'refund');
    expect(movement).toMatchObject({ status: 'succeeded', amountMinor: 26_980 });
    expect(movement?.providerReference).toBe(booked?.reference);
    const { balances } = await ledgerOf(id);
    expect(Object.values(balances).every((balance) => balance === 0)).toBe(true);
  });

  it('S0 7.7.3 a: the delivery fee stays paid where the consumer only changed its mind', async () => {
    const { id } = await delivered({ 1: { refused: 2, reason: 'changed_mind' } });
    await bringBack(await readOrder(id));

    const order = await untilPayment(id, 'partly_refunded');

    expect(order).toMatchObject({ status: 'returned', payment: { refundedMinor: 25_980 } });
    const { balances } = await ledgerOf(id);
    expect(balances['escrow'] ?? 0).toBe(0);
    expect(balances['courier']).toBe(-1_000);
  });

  it('S0 7.7.3 a: of a line refused in part the share is given back, rounded down', async () => {
    const discounted = line(1, { quantity: 3, unitPriceMinor: 3_333, discountMinor: 100 });
    const { id, status } = await delivered(
      { 1: { refused: 1 } },
      { lines: [discounted], taxMinor: 100, totalMinor: 10_999 },
    );
    expect(status).toBe('delivered');

    await bringBack(await readOrder(id));

    // ⌊9,899 ÷ 3⌋ of the goods and ⌊100 ÷ 3⌋ of the tax; the fee was earned.
    const order = await untilPayment(id, 'partly_refunded');
    expect(order.payment.refundedMinor).toBe(3_299 + 33);
    expect(order).toMatchObject({ status: 'delivered', refunds: [{ amountMinor: 3_332 }] });
  });

  it('S0 7.7.3 a: the note lists all that started back; the wrong sides do not sign it', async () => {
    const order = await delivered(whole);
    const shipment = await shipmentOf(order, 'return');
    const body = { parcels, lines: [{ lineNo: 1, quantity: 3, condition: 'intact' }] };
    const none = { parcels, lines: [{ lineNo: 1, quantity: 0 }] };
    for (const wrong of [body, none]) {
      const answer = as('courier').post(`/v1/shipments/${shipment.id}/return-note`, wrong);
      expect(await refusal(answer)).toBe('422 quantities_do_not_add_up');
    }
    const outbound = await shipmentOf(order);
    const onOutbound = as('courier').post(`/v1/shipments/${outbound.id}/return-note`, body);
    expect(await refusal(onOutbound)).toBe('409 wrong_shipment_status');

    const note = await returnNote(order);

    const byConsumer = as('consumer').post(`/v1/documents/${note.id}/signatures`, {
      role: 'consumer',
      signer: { name: '张三' },
      method: 'attested',
    });
    expect(await refusal(byConsumer)).toBe('403 not_the_signing_role');
  });

  it('S0 7.7.3 a: less is back than started: the consumer has all its money, the courier owes the rest', async () => {
    const order = await delivered(whole);
    const { id } = await shipmentOf(order, 'return');
    // The courier says two, the seller counts one: the next note says so.
    const told = await returnNote(order);
    await command('seller', `/v1/documents/${told.id}/discrepancy`, {
      kind: 'count_mismatch',
      lines: [{ lineNo: 1, counted: 1 }],
    });
    expect((await waitingOf(order.id)).waitingFor.map(({ what }) => what)).toEqual([
      'return_note',
      'case_answer',
    ]);
    const note = await command<Document>('courier', `/v1/shipments/${id}/return-note`, {
      parcels,
      lines: [{ lineNo: 1, quantity: 1, condition: 'intact' }],
    });
    expect(note.content['lines']).toMatchObject([{ quantity: 2, counted: 1 }]);
    await sign('courier', note);
    await sign('seller', note);

    const back = await untilPayment(order.id, 'refunded');
    expect(back.payment.refundedMinor).toBe(26_980);
    expect(back.lines).toMatchObject([{ refused: 2, refusedBack: 1 }]);
    const open = back.cases.find(({ status }) => status === 'open');
    expect(open).toMatchObject({ kind: 'missing_on_return' });
    expect((await waitingOf(order.id)).waitingFor).toMatchObject([
      { what: 'case_answer', responsible: { role: 'courier' }, clause: 'S0 7.7.3 b' },
    ]);
    expect(due(back, 'discrepancy_answer').responsible.role).toBe('courier');
    await command('support', `/v1/cases/${open?.id}/resolution`, { outcome: 'refund' });

    await untilStatus(order.id, 'returned');
    const { balances } = await ledgerOf(order.id);
    expect(balances[`claim:${devFile().parties.courier}`]).toBe(12_990);
    expect(balances['seller']).toBe(-12_990);
  });

  it('S0 7.7.3 a: a silent seller is overtaken by its deadline', async () => {
    const order = await delivered(whole);
    await sign('courier', await returnNote(order));
    expect(due(await readOrder(order.id), 'return_receipt')).toMatchObject({
      state: 'running',
      responsible: { role: 'seller', partyId: order.sellerId },
    });

    const { fired } = await clock(order.id, { to: 'next_deadline' });

    expect(fired.map(({ name }) => name)).toEqual(['return_receipt']);
    await untilStatus(order.id, 'returned');
    await untilPayment(order.id, 'refunded');
  });

  it('S0 6.8 d: goods that never come back do not hold the refund up', async () => {
    const { id } = await delivered(whole);

    const { fired } = await clock(id, { advance: 'P8D' });

    expect(fired.map(({ name }) => name).toSorted()).toEqual(['refund', 'return_to_seller']);
    const order = await untilPayment(id, 'refunded');
    expect(order).toMatchObject({ status: 'in_delivery', escalated: true });
    await bringBack(order);
    const after = await untilStatus(id, 'returned');
    expect(after.payment.refundedMinor).toBe(26_980);
    expect((await booksOf(id)).filter(({ kind }) => kind === 'refund')).toHaveLength(1);
  });

  it('goods lost on their way back are the courier’s to pay for', async () => {
    const { id } = await delivered(whole);
    await clock(id, { advance: 'P8D' });
    await untilPayment(id, 'refunded');

    const { fired } = await clock(id, { to: 'next_deadline' });

    expect(fired.map(({ name }) => name)).toEqual(['presumed_lost']);
    const order = await untilStatus(id, 'returned');
    expect(order.refunds).toHaveLength(1);
    const { balances } = await ledgerOf(id);
    expect(balances[`claim:${devFile().parties.courier}`]).toBe(25_980);
    expect(balances['seller']).toBe(-25_980);
  });
});

describe('S0 7.7.3 b: content that is missing', () => {
  const missing: Findings = { 1: { missing: 1, reason: 'missing' } };

  const casesOf = async ({ id }: Order): Promise<CaseView[]> =>
    (await taken(as('support').get<Page<CaseView>>(`/v1/cases?orderId=${id}`))).data;

  const evidence = [{ digest: `sha256:${'b'.repeat(64)}`, mediaType: 'image/jpeg' }];
  const resolve = (found: CaseView | undefined, outcome: string, more: object = {}) =>
    as('support').post<CaseView>(`/v1/cases/${found?.id}/resolution`, {
      outcome,
      note: '查过了',
      ...more,
    });

  it('S0 7.7.3 b: in intact packaging it is the seller’s to explain, with half a working day', async () => {
    const order = await delivered(missing);

    expect(order.status).toBe('delivered');
    expect(order.shipments.map(({ direction }) => direction)).toEqual(['outbound']);
    expect(await casesOf(order)).toMatchObject([
      {
        kind: 'missing_goods',
        status: 'open',
        respondent: { role: 'seller', partyId: order.sellerId },
      },
    ]);
    expect(due(order, 'discrepancy_answer')).toMatchObject({
      clause: 'S0 7.7.3 b',
      responsible: { role: 'seller', partyId: order.sellerId },
      state: 'running',
    });
  });

  it('S0 7.7.3 b: in damaged or tampered packaging it is the courier’s', async () => {
    for (const packaging of ['damaged', 'tampered']) {
      const order = await delivered(missing, {}, { packaging });

      expect(await casesOf(order)).toMatchObject([
        { respondent: { role: 'courier', partyId: order.courierId }, details: { packaging } },
      ]);
    }
  });

  it('S0 7.7.3 b: support gives back exactly what is missing, once', async () => {
    const order = await delivered(missing);
    const [found] = await casesOf(order);

    const resolved = await taken(resolve(found, 'refund'));

    expect(resolved).toMatchObject({ status: 'resolved', resolution: { outcome: 'refund' } });
    const after = await untilPayment(order.id, 'partly_refunded');
    expect(after.payment.refundedMinor).toBe(12_990);
    expect(due(after, 'discrepancy_answer').state).toBe('met');
    expect(await refusal(resolve(found, 'refund') as never)).toBe('409 wrong_case_status');
  });

  it('S0 7.7.3 b: rejected with the evidence at hand, nothing is given back', async () => {
    const order = await delivered(missing);
    const [found] = await casesOf(order);

    expect(await refusal(resolve(found, 'rejected') as never)).toBe('422 evidence_missing');
    await taken(resolve(found, 'rejected', { evidence }));

    const after = await untilOrder(order.id, ({ cases }) => cases[0]?.status === 'resolved');
    expect(after).toMatchObject({ refunds: [], payment: { refundedMinor: 0 } });
  });

  it('S0 7.7.3 b: an answer that does not come is escalated to the platform', async () => {
    const order = await delivered(missing);

    const { fired } = await clock(order.id, { to: 'next_deadline' });

    expect(fired.map(({ name }) => name)).toEqual(['discrepancy_answer']);
    expect((await readOrder(order.id)).escalated).toBe(true);
  });
});
