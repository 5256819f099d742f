import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CaseView } from '../../../src/domain/views/case-view.ts';
import {
  as,
  clock,
  devFile,
  type Document,
  newToken,
  type Order,
  type Page,
  readOrder,
  refusal,
  sign,
  taken,
  untilOrder,
  untilStatus,
  withToken,
} from '../../support/client.ts';
import { placeAt, placeUnderWay, remit } from '../life.ts';
import { booksOf, ledgerOf, untilPayment } from '../money.ts';
import {
  appointmentBody,
  command,
  deliver,
  type Findings,
  handoverNote,
  inspectionBody,
  parcels,
  shipmentOf,
} from '../steps.ts';

const photo = [{ digest: `sha256:${'a'.repeat(64)}`, mediaType: 'image/jpeg', url: null }];

async function deliveredWith(findings: Findings, more: object = {}): Promise<Order> {
  const order = await placeUnderWay();
  await deliver(order, findings, more);
  return readOrder(order.id);
}

async function casesOf({ id }: Pick<Order, 'id'>, role: Parameters<typeof as>[0] = 'support') {
  return (await taken(as(role).get<Page<CaseView>>(`/v1/cases?orderId=${id}`))).data;
}

async function onlyCaseOf(order: Pick<Order, 'id'>): Promise<CaseView> {
  const [found] = await casesOf(order);
  if (found === undefined) throw new Error('no case');
  return found;
}

describe('S0 7.7.3 b: the respondent of a case', () => {
  it('S0 7.7.3 b: answers with its evidence in time; everybody concerned reads it', async () => {
    const order = await deliveredWith({ 1: { missing: 1, reason: 'missing', evidence: photo } });
    const { id } = await onlyCaseOf(order);
    const body = { position: 'contest', proposal: 'reject', text: '称重无误', evidence: photo };

    const answered = await command<CaseView>('seller', `/v1/cases/${id}/answer`, body);

    expect(answered).toMatchObject({
      kind: 'missing_goods',
      status: 'open',
      details: { lines: [{ lineNo: 1, quantity: 1 }], packaging: 'intact' },
      answer: { position: 'contest', proposal: 'reject', evidence: photo },
      evidence: [photo[0], photo[0]],
      due: [
        { name: 'case_decision', state: 'running', clause: 'S0 5.6 c' },
        { name: 'discrepancy_answer', state: 'met', clause: 'S0 7.7.3 b' },
      ],
    });
    const shown = async (role: 'support' | 'consumer' | 'auditor') =>
      (await taken(as(role).get<CaseView>(`/v1/cases/${id}`))).answer?.text;
    expect(await shown('support')).toBe('称重无误');
    expect(await shown('consumer')).toBe('称重无误');
    expect(await shown('auditor')).toBe('***');
    const path = `/v1/cases/${id}/answer`;
    expect(await as('seller').post(path, { position: 'accept' })).toMatchObject({
      status: 409,
      body: { code: 'already_answered', currentStatus: 'open', allowedActions: [] },
    });
  });

  it('S0 7.7.3 b: who comes at the wrong moment hears what is open instead, asking or in earnest', async () => {
    const order = await deliveredWith({ 1: { missing: 1, reason: 'missing' } });
    const { id } = await onlyCaseOf(order);
    await command('support', `/v1/cases/${id}/resolution`, {
      outcome: 'rejected',
      evidence: photo,
    });
    const late = { code: 'wrong_case_status', currentStatus: 'resolved' };
    const path = `/v1/cases/${id}/answer`;

    const refused = await as('seller').post(path, { position: 'accept' });
    const asked = await as('seller').post(`${path}?dryRun=true`, { position: 'accept' });

    const allowedActions = expect.any(Array);
    expect(refused).toMatchObject({ status: 409, body: { ...late, allowedActions } });
    expect(asked.body).toMatchObject({
      wouldSucceed: false,
      problems: [{ ...late, allowedActions }],
    });
  });

  it('S0 10.4.2: a party has the cases against itself; others do not exist for it', async () => {
    const order = await deliveredWith({ 1: { missing: 1, reason: 'missing' } });
    const { id } = await onlyCaseOf(order);
    const stranger = withToken(await newToken({ role: 'seller', partyId: `pty_${randomUUID()}` }));

    expect(await casesOf(order, 'seller')).toMatchObject([{ id }]);
    expect(await casesOf(order, 'consumer')).toMatchObject([{ id }]);
    expect(await casesOf(order, 'courier')).toEqual([]);
    expect(await refusal(as('courier').get(`/v1/cases/${id}`))).toBe('404 not_found');
    expect(await refusal(stranger.get(`/v1/cases/${id}`))).toBe('404 not_found');
    const body = { position: 'accept' };
    expect(await refusal(as('courier').post(`/v1/cases/${id}/answer`, body))).toBe('404 not_found');
    expect(await refusal(as('consumer').post(`/v1/cases/${id}/answer`, body))).toBe(
      '403 role_not_allowed',
    );
    const path = `/v1/cases?orderId=${order.id}&kind=missing_goods&status=open&respondentId=`;
    const against = async (partyId: string | null) =>
      (await taken(as('support').get<Page<CaseView>>(`${path}${partyId}`))).data.length;
    expect(await against(order.sellerId)).toBe(1);
    expect(await against(order.courierId)).toBe(0);
  });

  it('S0 6.7.2 b: a disputed handover note is a case against the other side, with its clock', async () => {
    const order = await placeAt('awaiting_handover');
    const note = await handoverNote(order);
    await command('courier', `/v1/documents/${note.id}/discrepancy`, {
      kind: 'packaging_damaged',
      note: '外箱破损',
      evidence: photo,
    });
    const found = await onlyCaseOf(order);

    expect(found).toMatchObject({
      respondent: { role: 'seller', partyId: devFile().parties.seller },
      details: { discrepancy: 'packaging_damaged', note: '外箱破损' },
      evidence: photo,
      due: [{ name: 'discrepancy_answer', state: 'running' }],
    });
    await command('seller', `/v1/cases/${found.id}/answer`, {
      position: 'accept',
      text: '重新包装',
    });
    const path = `/v1/cases/${found.id}/resolution`;
    const refund = as('support').post(path, { outcome: 'refund' });
    expect(await refusal(refund)).toBe('422 outcome_not_allowed');
    expect(await command('support', path, { outcome: 'noted' })).toMatchObject({
      status: 'resolved',
    });
  });
});

describe('S0 7.7.3 b: what was found damaged', () => {
  it('S0 7.7.3 b: kept in tampered packaging it is paid back in part, at the courier’s cost', async () => {
    const finding = { reason: 'damaged', evidence: photo, damaged: 1 };
    const order = await deliveredWith({ 1: finding }, { packaging: 'tampered' });
    const found = await onlyCaseOf(order);
    expect(found).toMatchObject({
      kind: 'damaged_goods',
      respondent: { role: 'courier', partyId: order.courierId },
      details: { goods: 'kept', lines: [{ lineNo: 1, quantity: 1 }] },
    });
    await command('courier', `/v1/cases/${found.id}/answer`, { position: 'accept' });
    const path = `/v1/cases/${found.id}/resolution`;
    const tooMuch = as('support').post(path, { outcome: 'part_refund', amountMinor: 12_991 });
    expect(await refusal(tooMuch)).toBe('422 refund_exceeds_refundable');

    await command('support', path, { outcome: 'part_refund', amountMinor: 6_000 });

    const after = await untilPayment(order.id, 'partly_refunded');
    expect(after.payment.refundedMinor).toBe(6_000);
    expect(after.lines[0]).toMatchObject({ accepted: 2, refused: 0, missing: 0 });
    const { balances } = await ledgerOf(order.id);
    expect(balances[`claim:${order.courierId}`]).toBe(6_000);
    expect(balances['escrow']).toBe(-26_980);
  });
});

describe('S0 7.7.3 b: goods that are sent again', () => {
  const missingOne: Findings = { 1: { missing: 1, reason: 'missing', evidence: photo } };

  async function reshipped(): Promise<{ order: Order; caseId: string; shipmentId: string }> {
    const delivered = await deliveredWith(missingOne);
    const { id: caseId } = await onlyCaseOf(delivered);
    const resolved = await command<CaseView>('support', `/v1/cases/${caseId}/resolution`, {
      outcome: 'reship',
    });
    const order = await readOrder(delivered.id);
    const shipmentId = String(resolved.resolution?.shipmentId);
    return { order, caseId, shipmentId };
  }

  /** Handed over like any goods. */
  async function sendAgain(shipmentId: string): Promise<Document> {
    const path = `/v1/shipments/${shipmentId}/handover-note`;
    const handover = await command<Document>('seller', path, { parcels });
    await sign('seller', handover);
    return sign('courier', handover);
  }

  /** Accepted at the door, and paid there where something is due. */
  async function bringAgain(order: Order, collection: object | null): Promise<void> {
    const shipment = await shipmentOf(order, 'replacement');
    const path = `/v1/shipments/${shipment.id}`;
    await command('courier', `${path}/appointments`, appointmentBody());
    const body = inspectionBody(shipment, {}, { collection });
    const note = await command<Document>('courier', `${path}/inspection`, body);
    await sign('courier', note);
    await sign('consumer', note);
  }

  it('S0 7.7.3 b: are not refunded as well, neither before their case is decided nor on their way', async () => {
    const delivered = await deliveredWith(missingOne);
    const { id: caseId } = await onlyCaseOf(delivered);
    const both = { lines: [{ lineNo: 1, quantity: 2 }], reason: 'missing', bearer: 'seller' };
    const refunding = () => as('support').post(`/v1/orders/${delivered.id}/refunds`, both);
    expect(await refunding()).toMatchObject({
      status: 409,
      body: { code: 'case_undecided', caseId },
    });
    const resolved = await command<CaseView>('support', `/v1/cases/${caseId}/resolution`, {
      outcome: 'reship',
    });
    const { shipmentId } = resolved.resolution as { shipmentId: string };

    expect(await refunding()).toMatchObject({
      status: 409,
      body: { code: 'replacement_under_way', caseId, shipmentId },
    });
    const path = `/v1/orders/${delivered.id}/refundable`;
    expect(await taken(as('support').get<object>(path))).toMatchObject({
      amountMinor: 13_990,
      lines: [{ lineNo: 1, quantity: 1 }],
    });
    expect((await readOrder(delivered.id)).refunds).toEqual([]);
  });

  it('S0 6.7.1 f: missing at the door where they are paid, they are paid when they come', async () => {
    const underWay = await placeUnderWay({ timing: 'on_delivery' });
    await deliver(underWay, missingOne);
    const { id: caseId } = await onlyCaseOf(underWay);
    const path = `/v1/cases/${caseId}/resolution`;
    expect(await as('support').post(path, { outcome: 'refund' })).toMatchObject({
      status: 422,
      body: { code: 'outcome_not_allowed', allowedOutcomes: ['reship', 'rejected', 'noted'] },
    });

    await command('support', path, { outcome: 'reship' });
    const order = await readOrder(underWay.id);
    const again = await shipmentOf(order, 'replacement');
    expect([again.codDueMinor, order.payment.status]).toEqual([12_990, 'collection_due']);
    await sendAgain(again.id);
    await bringAgain(order, { amountMinor: 12_990, method: 'cash', reference: null });

    const paid = await readOrder(order.id);
    expect(paid.payment).toMatchObject({ status: 'collected', collectedMinor: 26_980 });
    expect((await ledgerOf(order.id)).balances).toMatchObject({
      cash_in_transit: 26_980,
      escrow: -26_980,
    });
    expect((await remit(paid)).results).toMatchObject([{ status: 200 }]);
  });

  it('S0 7.7.3 b: travel through the same handover and delivery, paid for once', async () => {
    const { order, caseId, shipmentId } = await reshipped();
    expect(await shipmentOf(order, 'replacement')).toMatchObject({
      id: shipmentId,
      caseId,
      status: 'awaiting_handover',
      lines: [{ lineNo: 1, quantity: 1 }],
    });
    expect((await readOrder(order.id, 'seller')).recipient.phone).toBe('13800001234');

    const handover = await sendAgain(shipmentId);
    expect(handover.content).toMatchObject({ goods: [{ lineNo: 1, quantity: 1 }] });
    await bringAgain(order, null);

    const after = await untilOrder(order.id, ({ lines }) => lines[0]?.accepted === 2);
    expect(after.lines[0]).toMatchObject({ ordered: 2, handedOver: 2, accepted: 2, missing: 0 });
    expect(after).toMatchObject({ status: 'delivered', refunds: [] });
    const captures = (await booksOf(order.id)).filter(({ kind }) => kind === 'capture');
    expect(captures).toHaveLength(1);
    const told = await taken(
      as('consumer').get<Page<{ what: string }>>(`/v1/orders/${order.id}/timeline`),
    );
    expect(told.data.map(({ what }) => what)).toContain('replacement_planned');
    await clock(order.id, { to: 'next_deadline' });
    await untilStatus(order.id, 'completed');
  });

  it('S0 7.7.3 b: that the seller cannot send after all open their case anew', async () => {
    const { order, caseId, shipmentId } = await reshipped();
    const reason = 'seller_out_of_stock';
    await command('seller', `/v1/shipments/${shipmentId}/cancellation`, { reason });

    const [found] = await casesOf(order);
    expect(found).toMatchObject({
      status: 'open',
      resolution: null,
      details: { failedReplacements: [{ shipmentId, reason }] },
    });
    await command('support', `/v1/cases/${caseId}/resolution`, { outcome: 'refund' });
    const after = await untilPayment(order.id, 'partly_refunded');
    expect(after.payment.refundedMinor).toBe(12_990);
  });
});
