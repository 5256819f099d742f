import { describe, expect, it } from 'vitest';
import type { CaseView } from '../../../src/domain/views/case-view.ts';
import {
  as,
  clock,
  clockTo,
  devFile,
  type Document,
  due,
  justBefore,
  newToken,
  type Order,
  type Page,
  readOrder,
  refusal,
  sign,
  signatureBy,
  taken,
  untilOrder,
  untilStatus,
  withToken,
} from '../../support/client.ts';
import { placeAt } from '../life.ts';
import { command, handoverNote, handOver, parcels, shipmentOf } from '../steps.ts';

describe('the handover note', () => {
  it('S0 6.7.2 documents: it tells time, number, names and value of the goods, both parties and the recipient', async () => {
    const order = await placeAt('awaiting_handover');
    const { parties } = devFile();

    const note = await handoverNote(order);

    expect(note).toMatchObject({ kind: 'handover_note', version: 1, status: 'issued' });
    expect(note.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(note.content).toMatchObject({
      documentId: note.id,
      number: note.number,
      orderId: order.id,
      seller: { partyId: parties.seller, name: '示范商店有限公司' },
      courier: { partyId: parties.courier, name: '示范快递有限公司' },
      goods: [{ lineNo: 1, name: '龙井茶', quantity: 2, unit: 'piece', valueMinor: 25_980 }],
      goodsQuantity: 2,
      valueMinor: 25_980,
      currency: 'CNY',
      parcels,
    });
    expect(note).toMatchObject({ issuerId: parties.seller, completedAt: null });
    expect(Date.parse(String(note.content['handoverAt']))).not.toBeNaN();
    expect(note.sealed).toMatchObject({ recipient: { name: '张三', phone: '13800001234' } });
    expect(note.content['sealedDigest']).toMatch(/^sha256:/);
    expect(JSON.stringify(note.content)).not.toContain('张三');
  });

  it('S0 6.7.2 documents: every note of a seller has a number of its own, of its kind and year', async () => {
    const one = await handoverNote(await placeAt('awaiting_handover'));
    const other = await handoverNote(await placeAt('awaiting_handover'));

    expect(one.number).toMatch(/^HN-\d{4}-\d{8}$/);
    expect(one.content['issuer']).toMatchObject({ partyId: devFile().parties.seller });
    expect(one.number).not.toBe(other.number);
  });

  it('S0 6.7.2 b: the goods are the courier’s once both sides have signed', async () => {
    const order = await placeAt('awaiting_handover');
    const note = await handoverNote(order);

    const half = await sign('seller', note);
    expect(half.status).toBe('partly_signed');
    expect((await readOrder(order.id)).status).toBe('awaiting_handover');
    const whole = await sign('courier', half);

    expect(whole.status).toBe('signed');
    // The goods are on their way with this very answer, so their courier sees for whom.
    expect(whole.sealed).toMatchObject({ recipient: { name: '张三' } });
    expect(whole.signatures.map(({ role, method }) => [role, method])).toEqual([
      ['seller', 'jws'],
      ['courier', 'jws'],
    ]);
    const after = await untilStatus(order.id, 'in_delivery');
    expect(after.lines[0]?.handedOver).toBe(2);
    expect(due(after, 'dispatch').state).toBe('met');
    expect(due(after, 'delivery').state).toBe('running');
  });

  it('S0 6.7.2 b: the courier may sign first', async () => {
    const order = await placeAt('awaiting_handover');
    const note = await handoverNote(order);

    expect((await sign('courier', note)).status).toBe('partly_signed');
    expect((await sign('seller', note)).status).toBe('signed');

    await untilStatus(order.id, 'in_delivery');
  });

  it('S0 6.7.2 b: both parties signing at the same instant hand the goods over once', async () => {
    const order = await placeAt('awaiting_handover');
    const note = await handoverNote(order);

    await Promise.all([sign('seller', note), sign('courier', note)]);

    const after = await untilStatus(order.id, 'in_delivery');
    expect(after.lines[0]?.handedOver).toBe(2);
  });

  it('S0 6.7.2 b: each side has its copy, complete with both signatures', async () => {
    const order = await placeAt('awaiting_handover');
    const { id } = await handOver(order);

    for (const role of ['seller', 'courier', 'support'] as const) {
      const copy = await taken(as(role).get<Document>(`/v1/documents/${id}`));
      expect(copy.signatures).toHaveLength(2);
      expect(copy.completedAt).toBe(copy.signatures[1]?.recordedAt);
    }
    const { data } = await taken(
      as('courier').get<Page<Document>>(`/v1/documents?orderId=${order.id}`),
    );
    expect(data.map((document) => document.id)).toEqual([id]);
  });

  it('S0 6.7.2 documents: what the Code 128 says finds the note, for those whose it is', async () => {
    const note = await handoverNote(await placeAt('awaiting_handover'));
    const found = async (role: 'seller' | 'courier' | 'consumer' | 'support') => {
      const path = `/v1/documents?number=${note.number}`;
      const { data } = await taken(as(role).get<Page<Document>>(path));
      return data.map(({ id }) => id);
    };

    for (const role of ['seller', 'courier', 'consumer', 'support'] as const) {
      expect(await found(role)).toContain(note.id);
    }
    const stranger = withToken(await newToken({ role: 'seller', partyId: 'pty_stranger' }));
    const { body } = await stranger.get<Page<Document>>(`/v1/documents?number=${note.number}`);
    expect(body.data).toEqual([]);
    expect(await refusal(as('seller').get('/v1/documents'))).toBe('400 malformed_request');
  });

  it('S0 6.7.2 c: each side names who keeps its documents; where nobody is named its signer does', async () => {
    const order = await placeAt('awaiting_handover');
    const { id } = await shipmentOf(order);
    const named = { seller: '周保管' };
    const body = { parcels, agent: { name: '王递' }, custodians: named };

    const note = await command<Document>('seller', `/v1/shipments/${id}/handover-note`, body);
    expect(note.custodians).toEqual({
      seller: { name: '周保管', personId: null, by: 'note' },
      courier: null,
    });
    await sign('seller', note);
    await sign('courier', note);

    const signed = await taken(as('support').get<Document>(`/v1/documents/${note.id}`));
    const { courier } = devFile().signers;
    expect(signed.custodians).toMatchObject({
      seller: { name: '周保管', by: 'note' },
      courier: { personId: courier.personId, by: 'signature' },
    });
  });

  it('the stock leaves the books of its keeper at the handover', async () => {
    const order = await placeAt('in_delivery');
    const { simulators, parties } = devFile();
    const sku = String(order.lines[0]?.sku);

    const level = async () =>
      (await (await fetch(`${simulators.stock}/stock/${parties.seller}/${sku}`)).json()) as {
        onHand: number;
        held: number;
      };

    await expect.poll(level).toMatchObject({ held: 0 });
    const holds = await fetch(`${simulators.stock}/holds?orderRef=${order.id}`);
    expect(await holds.json()).toMatchObject({
      holds: [{ lines: [{ sku, committed: 2, released: 0 }] }],
    });
  });
});

describe('the moment and the counting', () => {
  it('S0 6.4.4: a count that differs from what was declared makes no note', async () => {
    const { id } = await shipmentOf(await placeAt('awaiting_handover'));
    const counted = (lineNo: number, found: number) =>
      as('seller').post(`/v1/shipments/${id}/handover-note`, {
        parcels,
        lines: [{ lineNo, counted: found }],
      });

    expect(await refusal(counted(1, 1))).toBe('422 quantities_do_not_add_up');
    expect(await refusal(counted(2, 1))).toBe('422 line_not_found');
  });

  it('one note at a time, and none after the handover', async () => {
    const order = await placeAt('awaiting_handover');
    const { id } = await shipmentOf(order);
    const issue = () => as('seller').post(`/v1/shipments/${id}/handover-note`, { parcels });
    const note = await handoverNote(order);

    expect((await issue()).body).toMatchObject({
      code: 'wrong_document_status',
      existingId: note.id,
    });
    await sign('seller', note);
    await sign('courier', note);
    expect(await refusal(issue())).toBe('409 wrong_shipment_status');
  });

  it('a waybill number travels once', async () => {
    const first = await shipmentOf(await placeAt('awaiting_handover'));
    const second = await shipmentOf(await placeAt('awaiting_handover'));
    const waybillNo = `SF${first.id.slice(-12)}`;
    const issue = (id: string, query = '') =>
      as('courier').post(`/v1/shipments/${id}/handover-note${query}`, { waybillNo, parcels });

    expect((await issue(first.id)).status).toBe(201);
    expect((await issue(second.id, '?dryRun=true')).body).toMatchObject({
      wouldSucceed: false,
      problems: [{ code: 'waybill_no_in_use', status: 422 }],
    });
    expect(await refusal(issue(second.id))).toBe('422 waybill_no_in_use');
  });
});

describe('S0 6.7.2 a: the goods leave in time', () => {
  it('S0 6.7.2 a: two working days after the order is ready, with a day of grace', async () => {
    const order = await placeAt('awaiting_handover');
    const shipment = await shipmentOf(order);

    expect(due(order, 'dispatch')).toMatchObject({
      clause: 'S0 6.7.2 a',
      responsible: { role: 'seller', partyId: order.sellerId },
      subject: { type: 'shipment', id: shipment.id },
    });
  });

  it('S0 6.7.2 a: a promise of the order goes before the policy', async () => {
    const dispatchBy = new Date(Date.now() + 3_600_000).toISOString();
    const order = await placeAt('awaiting_handover', { promised: { dispatchBy, deliverBy: null } });

    expect(due(order, 'dispatch').dueAt).toBe(dispatchBy);
  });

  it('S0 6.7.2 a: after the deadline it is escalated, just before the end of the grace still taken', async () => {
    const order = await placeAt('awaiting_handover');
    const note = await handoverNote(order);
    await sign('seller', note);
    await clock(order.id, { to: 'next_deadline' });
    expect(await readOrder(order.id)).toMatchObject({
      status: 'awaiting_handover',
      escalated: true,
    });

    await justBefore(order.id, String(due(order, 'dispatch').graceEndsAt), () =>
      sign('courier', note),
    );

    const after = await untilStatus(order.id, 'in_delivery');
    expect(due(after, 'dispatch').state).toBe('missed');
  });

  it('S0 6.7.2 a: after the grace the order is cancelled, the note void, the money given back', async () => {
    const order = await placeAt('awaiting_handover');
    const note = await handoverNote(order);
    await sign('seller', note);
    await clockTo(order.id, String(due(order, 'dispatch').graceEndsAt), 2);

    const after = await untilOrder(order.id, ({ payment }) => payment.status === 'voided');

    expect(after).toMatchObject({ status: 'cancelled', statusReason: 'dispatch_expired' });
    const document = await taken(as('seller').get<Document>(`/v1/documents/${note.id}`));
    expect(document.status).toBe('void');
    const late = as('courier').post(
      `/v1/documents/${note.id}/signatures`,
      await signatureBy('courier', note),
    );
    expect(await refusal(late)).toMatch(/^409 /);
  });

  it('S0 6.7.2 a: money that was taken already is refunded when the goods never leave', async () => {
    const order = await placeAt('awaiting_handover', { method: 'wechat_pay' });
    await untilOrder(order.id, ({ payment }) => payment.status === 'captured');
    await clockTo(order.id, String(due(order, 'dispatch').graceEndsAt), 2);

    const after = await untilOrder(order.id, ({ payment }) => payment.status === 'refunded');

    expect(after.payment).toMatchObject({ capturedMinor: 26_980, refundedMinor: 26_980 });
  });
});

describe('a mismatch', () => {
  it('S0 6.7.2 b: it voids the note and is kept; the next version is signed', async () => {
    const order = await placeAt('awaiting_handover');
    const first = await handoverNote(order);
    await sign('seller', first);
    const body = { kind: 'count_mismatch', lines: [{ lineNo: 1, counted: 1 }], note: '少一盒' };

    const voided = await command<Document>(
      'courier',
      `/v1/documents/${first.id}/discrepancy`,
      body,
    );

    expect(voided.status).toBe('void');
    const second = await handoverNote(order);
    expect(second).toMatchObject({ version: 2, number: first.number });
    expect(second.digest).not.toBe(first.digest);
    const open = await casesOf(order);
    expect(open).toMatchObject([
      { kind: 'document_discrepancy', status: 'open', respondent: { role: 'seller' } },
    ]);

    await sign('seller', second);
    await sign('courier', second);

    await untilStatus(order.id, 'in_delivery');
    expect(await casesOf(order)).toMatchObject([{ status: 'resolved' }]);
  });

  it('S0 6.7.2 b: a signed note is disputed no more', async () => {
    const order = await placeAt('awaiting_handover');
    const { id } = await handOver(order);

    const answer = as('courier').post(`/v1/documents/${id}/discrepancy`, { kind: 'other' });

    expect(await refusal(answer)).toBe('409 wrong_document_status');
  });
});

async function casesOf(order: Order): Promise<CaseView[]> {
  return (await taken(as('support').get<Page<CaseView>>(`/v1/cases?orderId=${order.id}`))).data;
}
