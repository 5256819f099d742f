import { describe, expect, it } from 'vitest';
import {
  as,
  clock,
  clockTo,
  devFile,
  type Document,
  due,
  justBefore,
  type Order,
  readOrder,
  refusal,
  type Shipment,
  taken,
  untilOrder,
  untilStatus,
  waitingOf,
} from '../../support/client.ts';
import { placeUnderWay } from '../life.ts';
import { command, instantIn, report, shipmentOf } from '../steps.ts';

const dayMs = 86_400_000;

function placeFor(unattended: string): Promise<Order> {
  const consentAt = '2026-11-24T01:00:00.000Z';
  return placeUnderWay({ deliveryPreference: { unattended, consentAt, channel: 'app' } });
}

const pathOf = ({ id }: Shipment, call: string) => `/v1/shipments/${id}/${call}`;
const locker = () => ({
  place: { kind: 'locker', operator: '丰巢 文三路 2 号柜' },
  evidence: [],
  storedUntil: instantIn(2 * dayMs),
});

async function left(): Promise<{ order: Order; shipment: Shipment }> {
  const order = await placeFor('locker');
  const path = pathOf(await shipmentOf(order), 'unattended-delivery');
  return { order, shipment: await command('courier', path, locker()) };
}

const found = { lineNo: 1, accepted: 2, refused: 0, missing: 0 };

async function noteOf(order: Order): Promise<Document> {
  const { data } = await taken(
    as('support').get<{ data: Document[] }>(`/v1/documents?orderId=${order.id}`),
  );
  const note = data.find(({ kind }) => kind === 'delivery_note');
  if (note === undefined) throw new Error('no delivery note');
  return note;
}

describe('goods are left unattended', () => {
  it('S0 7.7.2: only with the consumer’s prior consent, to just that place', async () => {
    const shipment = await shipmentOf(await placeFor('doorstep'));
    const tryTo = (body: object) =>
      refusal(as('courier').post(pathOf(shipment, 'unattended-delivery'), body));

    expect(await tryTo(locker())).toBe('422 unattended_not_agreed');
    const doorstep = { ...locker(), place: { kind: 'doorstep' } };
    expect(await tryTo(doorstep)).toBe('422 evidence_missing');
    expect(await tryTo({ ...locker(), storedUntil: instantIn(-1_000) })).toBe(
      '422 unattended_not_agreed',
    );
    expect(await tryTo({ ...doorstep, place: { kind: 'roof' } })).toBe('400 malformed_request');
  });

  it('S0 7.7.2: they wait to be taken out; the operator’s name is for those who need it', async () => {
    const { order, shipment } = await left();

    expect(shipment).toMatchObject({ status: 'awaiting_collection' });
    expect(shipment.unattended?.place.operator).toBe('丰巢 文三路 2 号柜');
    const after = await readOrder(order.id);
    expect(due(after, 'delivery').state).toBe('met');
    expect(due(after, 'collection').dueAt).toBe(shipment.unattended?.storedUntil);
    expect((await waitingOf(order.id)).waitingFor).toMatchObject([
      { what: 'collection', responsible: { role: 'consumer' }, clause: 'S0 7.7.2' },
    ]);
    const audited = await taken(as('auditor').get<Shipment>(`/v1/shipments/${shipment.id}`));
    expect(audited.unattended?.place).toEqual({ kind: 'locker', operator: '***' });
  });

  it('S0 7.7.2 d: the consumer takes them out and tells what it found; its word is signed', async () => {
    const { order, shipment } = await left();
    const body = { lines: [{ ...found, accepted: 1, refused: 1, reason: 'damaged' }] };

    const after = await command<Shipment>('consumer', pathOf(shipment, 'acceptance'), body);

    expect(after).toMatchObject({ status: 'partly_accepted', inspection: { by: 'consumer' } });
    const delivered = await untilStatus(order.id, 'delivered');
    expect(delivered.lines).toMatchObject([{ accepted: 1, refused: 1 }]);
    expect(delivered.shipments).toMatchObject([{}, { direction: 'return', status: 'in_transit' }]);
    const note = await noteOf(order);
    expect(note).toMatchObject({
      status: 'partly_signed',
      content: { unattended: { place: 'locker' }, identityDocumentKind: null },
      signatures: [{ role: 'consumer', method: 'attested' }],
    });
    const { findings } = await taken(
      as('auditor').get<{ findings: { code: string; result: string }[] }>(
        `/v1/documents/${note.id}/verification`,
      ),
    );
    expect(findings).toContainEqual(expect.objectContaining({ code: 'signature_holds' }));
    const { apiUrl, tokens } = devFile();
    const headers = { authorization: `Bearer ${tokens.consumer}` };
    const pdf = await fetch(`${apiUrl}/v1/documents/${note.id}.pdf`, { headers });
    expect((await pdf.text()).slice(0, 5)).toBe('%PDF-');
  });

  it('S0 7.7.2: taken out by the operator’s word, the consumer has its time, then has accepted', async () => {
    const { order, shipment } = await left();
    await report(shipment, 'collected');
    expect((await waitingOf(order.id)).waitingFor).toMatchObject([
      { what: 'acceptance', responsible: { role: 'consumer' } },
    ]);

    const { fired } = await clock(order.id, { to: 'next_deadline' });

    expect(fired.map(({ name }) => name)).toEqual(['acceptance']);
    expect((await untilStatus(order.id, 'delivered')).lines[0]?.accepted).toBe(2);
  });

  it('S0 6.7.1 f: goods that are paid at the door are handed to somebody', async () => {
    const consentAt = '2026-11-24T01:00:00.000Z';
    const order = await placeUnderWay({
      timing: 'on_delivery',
      deliveryPreference: { unattended: 'locker', consentAt, channel: 'app' },
    });
    const path = pathOf(await shipmentOf(order), 'unattended-delivery');

    expect(await refusal(as('courier').post(path, locker()))).toBe('422 cod_needs_recipient');
  });
});

describe('delivered by the carrier’s word alone', () => {
  async function reported(): Promise<{ order: Order; shipment: Shipment }> {
    const order = await placeUnderWay();
    const shipment = await report(await shipmentOf(order), 'delivered');
    return { order, shipment };
  }

  it('S0 7.7.2 d: the consumer confirms what it has, and the courier need not explain', async () => {
    const { order, shipment } = await reported();
    expect((await waitingOf(order.id)).waitingFor).toMatchObject([
      { what: 'acceptance', responsible: { role: 'consumer' } },
      { what: 'case_resolution' },
    ]);

    await command('platform', pathOf(shipment, 'acceptance'), { lines: [found] });

    const after = await untilStatus(order.id, 'delivered');
    expect(after.cases).toMatchObject([
      { kind: 'delivered_without_signature', status: 'resolved' },
    ]);
    expect(due(after, 'delivery').state).toBe('met');
  });

  it('S0 7.7.2, 7.5.1 d: it never came: the courier answers, support decides, it is lost', async () => {
    const { order, shipment } = await reported();
    const path = pathOf(shipment, 'acceptance');
    const both = { received: false, lines: [found] };
    expect(await refusal(as('consumer').post(path, both))).toBe('400 malformed_request');
    expect(await refusal(as('consumer').post(path, {}))).toBe('400 malformed_request');

    await command('consumer', path, { received: false, note: '门口没有包裹' });

    const denied = await readOrder(order.id);
    const open = denied.cases.filter(({ status }) => status === 'open');
    expect(open).toMatchObject([{ kind: 'not_received' }]);
    expect(due(denied, 'discrepancy_answer').responsible.role).toBe('courier');
    const answer = { position: 'contest', proposal: 'reject', text: '已放门口' };
    await command('courier', `/v1/cases/${open[0]?.id}/answer`, answer);
    const decision = due(await readOrder(order.id), 'case_decision');
    expect((await waitingOf(order.id)).waitingFor).toMatchObject([
      { what: 'case_resolution', responsible: { role: 'support' }, dueAt: decision.dueAt },
    ]);
    await justBefore(order.id, decision.dueAt, async () =>
      expect(due(await readOrder(order.id), 'case_decision').state).toBe('running'),
    );
    await clockTo(order.id, decision.dueAt, 1);
    const missed = await untilOrder(order.id, ({ escalated }) => escalated);
    expect(due(missed, 'case_decision').state).toBe('missed');
    const noted = as('support').post(`/v1/cases/${open[0]?.id}/resolution`, { outcome: 'noted' });
    expect(await refusal(noted)).toBe('422 outcome_not_allowed');
    await command('support', `/v1/cases/${open[0]?.id}/resolution`, { outcome: 'refund' });
    const after = await untilStatus(order.id, 'returned');
    expect(after).toMatchObject({ statusReason: 'lost', refunds: [{ amountMinor: 26_980 }] });
  });
});
