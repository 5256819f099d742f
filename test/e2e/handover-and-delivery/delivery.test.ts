import { describe, expect, it } from 'vitest';
import {
  as,
  clock,
  devFile,
  type Document,
  due,
  type Order,
  readOrder,
  refusal,
  type Shipment,
  sign,
  signatureBy,
  taken,
  untilStatus,
  waitingOf,
} from '../../support/client.ts';
import { line, placeUnderWay } from '../life.ts';
import {
  appoint,
  appointmentBody,
  command,
  deliver,
  inspect,
  inspectionBody,
  instantIn,
  report,
  shipmentOf,
} from '../steps.ts';

const evidence = [{ digest: `sha256:${'a'.repeat(64)}`, mediaType: 'image/jpeg' }];

async function appointed(): Promise<Order> {
  const order = await placeUnderWay();
  await appoint(order);
  return order;
}

const tryToInspect = (shipment: Shipment, body: unknown) =>
  refusal(as('courier').post(`/v1/shipments/${shipment.id}/inspection`, body));

describe('the appointment', () => {
  it('S0 7.7.2 a: without time and place agreed nothing is inspected or attempted', async () => {
    const shipment = await shipmentOf(await placeUnderWay());

    expect(await tryToInspect(shipment, inspectionBody(shipment))).toBe('409 appointment_missing');
    const attempt = as('courier').post(`/v1/shipments/${shipment.id}/attempts`, {
      outcome: 'consumer_absent',
    });
    expect(await refusal(attempt)).toBe('409 appointment_missing');
  });

  it('S0 7.7.2 a: courier or consumer makes it, with when the consumer was asked and how', async () => {
    const order = await placeUnderWay();
    const { id } = await shipmentOf(order);
    const body = {
      from: instantIn(24 * 3_600_000),
      to: instantIn(26 * 3_600_000),
      place: '小区门口',
      contact: { channel: 'app', at: instantIn(0) },
    };

    const byConsumer = await command<Shipment>(
      'consumer',
      `/v1/shipments/${id}/appointments`,
      body,
    );
    expect(byConsumer.appointment).toMatchObject({ ...body, madeBy: 'consumer' });
    const again = await appoint(order, 3);
    expect(again.appointment).toMatchObject({ madeBy: 'courier' });
    expect(again.earlierAppointments).toMatchObject([
      { ...body, madeBy: 'consumer', endedBy: 'rescheduled' },
    ]);
  });

  it('S0 7.7.2 a: a time that is over, too far ahead or too long is no appointment', async () => {
    const { id } = await shipmentOf(await placeUnderWay());
    const tryFor = (fromMs: number, toMs: number) =>
      as('consumer').post(`/v1/shipments/${id}/appointments`, {
        from: instantIn(fromMs),
        to: instantIn(toMs),
        place: '小区门口',
        contact: { channel: 'app', at: instantIn(0) },
      });
    const dayMs = 86_400_000;

    for (const [fromMs, toMs, pointer] of [
      [-dayMs, -1_000, '/to'],
      [91 * dayMs, 92 * dayMs, '/from'],
      [dayMs, 9 * dayMs, '/to'],
    ] as const) {
      expect(await tryFor(fromMs, toMs)).toMatchObject({
        status: 422,
        body: { code: 'appointment_out_of_range', errors: [{ pointer }] },
      });
    }
  });

  it('S0 7.5.1 c: a delivery that the consumer has put off is due then', async () => {
    const order = await placeUnderWay();
    const { id } = await shipmentOf(order);
    const body = {
      from: instantIn(9 * 86_400_000),
      to: instantIn(9 * 86_400_000 + 7_200_000),
      place: '小区门口',
      contact: { channel: 'app', at: instantIn(0) },
    };

    await command('consumer', `/v1/shipments/${id}/appointments`, body);

    expect(due(await readOrder(order.id), 'delivery')).toMatchObject({
      dueAt: body.to,
      source: 'extension',
    });
  });

  it('S0 7.7.2 a: it runs once the goods have arrived, and its silence is a failed attempt', async () => {
    const order = await placeUnderWay();
    const shipment = await shipmentOf(order);
    await report(shipment, 'arrived');
    expect(due(await readOrder(order.id), 'appointment')).toMatchObject({
      clause: 'S0 7.7.2 a',
      responsible: { role: 'courier', partyId: shipment.courierId },
    });

    const { fired } = await clock(order.id, { to: 'next_deadline' });

    expect(fired.map(({ name }) => name)).toEqual(['appointment']);
    expect((await shipmentOf(order)).attempts).toMatchObject([{ outcome: 'unreachable' }]);
  });
});

describe('the inspection', () => {
  it('S0 7.7.1: the note tells date, recipient with address and contact, courier and seller', async () => {
    const order = await appointed();
    const { parties } = devFile();

    const note = await inspect(order);

    expect(note).toMatchObject({ kind: 'delivery_note', status: 'issued', version: 1 });
    expect(note.number).toMatch(/^DN-\d{4}-\d{8}$/);
    expect(note.content).toMatchObject({
      issuer: { partyId: parties.courier },
      seller: { partyId: parties.seller },
      courier: { partyId: parties.courier, name: '示范快递有限公司' },
      lines: [{ lineNo: 1, name: '龙井茶', quantity: 2, accepted: 2, refused: 0, missing: 0 }],
    });
    expect(Date.parse(String(note.content['deliveredAt']))).not.toBeNaN();
    expect(note.sealed).toMatchObject({
      recipient: { name: '张三', phone: '13800001234', address: { line1: '文三路 1 号' } },
      agent: { name: '王递' },
    });
  });

  it('S0 7.7.2 b: the agent’s document is shown, its kind and last digits are recorded', async () => {
    const order = await appointed();
    const shipment = await shipmentOf(order);
    const { agent: _, ...unknown } = inspectionBody(shipment);
    expect(await tryToInspect(shipment, unknown)).toBe('400 malformed_request');
    const identityDocument = { kind: 'resident_id', last4: '330102199001010042' };
    const whole = await as('courier').post(`/v1/shipments/${shipment.id}/inspection`, {
      ...inspectionBody(shipment),
      agent: { name: '王递', identityDocument },
    });
    expect(whole).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/agent/identityDocument/last4' }] },
    });
    expect(JSON.stringify(whole.body)).toContain('the last four digits or letters, never more');
    expect(JSON.stringify(whole.body)).not.toContain(identityDocument.last4);

    await inspect(order);

    const { inspection } = await shipmentOf(order);
    expect(inspection?.agent).toEqual({
      name: '王递',
      identityDocument: { kind: 'work_badge', last4: '0042' },
    });
  });

  it('S0 7.7.2 c: packaging and opening are part of it; the consumer may decline to open', async () => {
    const order = await appointed();
    const shipment = await shipmentOf(order);
    const { opening: _, ...unopened } = inspectionBody(shipment);
    expect(await tryToInspect(shipment, unopened)).toBe('400 malformed_request');
    const { packaging: __, ...unseen } = inspectionBody(shipment);
    expect(await tryToInspect(shipment, unseen)).toBe('400 malformed_request');

    const note = await inspect(order, {}, { opening: 'declined_by_consumer' });

    expect(note.content).toMatchObject({ opening: 'declined_by_consumer', packaging: 'intact' });
  });

  it('S0 7.7.2 c: a courier that refuses it must answer a complaint; the note still decides', async () => {
    const order = await appointed();

    const note = await inspect(order, {}, { opening: 'refused_by_courier' });

    const complained = await readOrder(order.id);
    const [complaint] = complained.cases;
    expect(complaint).toMatchObject({ kind: 'inspection_refused', status: 'open' });
    const subject = { type: 'case', id: complaint?.id };
    const { courier } = devFile().parties;
    const responsible = { role: 'courier', partyId: courier };
    expect(due(complained, 'complaint_answer')).toMatchObject({ subject, responsible });
    expect(due(complained, 'complaint_resolution')).toMatchObject({ subject, responsible });
    const { waitingFor } = await waitingOf(order.id);
    expect(waitingFor).toContainEqual(
      expect.objectContaining({
        what: 'case_answer',
        subject,
        dueAt: due(complained, 'complaint_answer').dueAt,
        clause: 'S0 6.6 d, 7.5.1 d',
      }),
    );
    await sign('courier', note);
    await sign('consumer', note);
    await untilStatus(order.id, 'delivered');
    await command('support', `/v1/cases/${complaint?.id}/resolution`, { outcome: 'noted' });
    expect(due(await readOrder(order.id), 'complaint_resolution').state).toBe('met');
  });

  it('S0 7.7.2 d: what is accepted, refused and missing makes up what was carried', async () => {
    const shipment = await shipmentOf(await appointed());
    const withLines = (lines: object[]) =>
      as('courier').post(`/v1/shipments/${shipment.id}/inspection`, {
        ...inspectionBody(shipment),
        lines,
      });
    const counts = { lineNo: 1, accepted: 1, refused: 0, missing: 0 };

    const short = await withLines([counts]);
    expect(short).toMatchObject({
      status: 422,
      body: { code: 'quantities_do_not_add_up', errors: [{ pointer: '/lines/0' }], expected: 2 },
    });
    expect(await refusal(withLines([{ ...counts, accepted: 2, missing: 1 }]))).toBe(
      '422 quantities_do_not_add_up',
    );
    expect(await refusal(withLines([{ ...counts, accepted: 2, lineNo: 2 }]))).toBe(
      '422 line_not_found',
    );
    const unexplained = await withLines([{ ...counts, refused: 1 }]);
    expect(unexplained.body).toMatchObject({
      code: 'reason_missing',
      errors: [{ pointer: '/lines/0/reason' }],
    });
  });

  it('one delivery note at a time', async () => {
    const order = await appointed();
    const shipment = await shipmentOf(order);
    await inspect(order);

    expect(await tryToInspect(shipment, inspectionBody(shipment))).toBe(
      '409 wrong_document_status',
    );
  });
});

describe('both sign at the door', () => {
  it('S0 7.7.2 d: the goods are delivered once courier and recipient have signed', async () => {
    const order = await appointed();
    const note = await inspect(order);

    const half = await sign('courier', note);
    expect(half.status).toBe('partly_signed');
    expect((await readOrder(order.id)).status).toBe('in_delivery');
    await sign('consumer', half);

    const after = await untilStatus(order.id, 'delivered');
    expect(after.lines[0]).toMatchObject({ accepted: 2, refused: 0, missing: 0 });
    expect(after.shipments).toMatchObject([{ status: 'accepted' }]);
    expect(due(after, 'delivery')).toMatchObject({ state: 'met', clause: 'S0 7.5.1 c' });
    expect(due(after, 'acceptance').state).toBe('met');
    expect(due(after, 'after_sale').state).toBe('running');
  });

  it('S0 7.7.2 d: who stands at the door signs by code or by hand, on the courier’s device', async () => {
    const order = await appointed();
    const note = await inspect(order);
    await sign('courier', note);
    const path = `/v1/documents/${note.id}/signatures`;
    const signer = { name: '李邻', relation: 'neighbour', consent: true };
    const body = { role: 'consumer', signer, method: 'one_time_code', code: '482913' };
    expect(await refusal(as('courier').post(path, body))).toBe('422 evidence_missing');
    const { code: _, ...codeless } = { ...body, evidenceDigest: evidence[0]?.digest };
    const said = await as('courier').post(path, codeless);
    expect([said.status, said.body.errors?.[0]?.pointer]).toEqual([400, '/code']);
    expect(await refusal(as('consumer').post(path, body))).toBe('403 not_the_signing_role');

    const signed = await taken(
      as('courier').post<Document>(path, { ...body, evidenceDigest: evidence[0]?.digest }),
    );

    expect(signed.status).toBe('signed');
    expect(signed.signatures[1]).toMatchObject({
      role: 'consumer',
      method: 'one_time_code',
      signer: { personId: null, relation: 'neighbour', consent: true },
      evidenceDigest: evidence[0]?.digest,
    });
    expect(JSON.stringify(signed)).not.toContain('482913');
    await untilStatus(order.id, 'delivered');
  });

  it('S0 7.7.2 d: a platform signs for its consumer only by its own word', async () => {
    const order = await appointed();
    const note = await inspect(order);
    const signer = { personId: devFile().signers.consumer.personId, name: '张三' };
    const path = `/v1/documents/${note.id}/signatures`;
    expect(await refusal(as('platform').post(path, await signatureBy('consumer', note)))).toBe(
      '422 method_not_allowed_for_role',
    );

    const half = await taken(
      as('platform').post<Document>(`/v1/documents/${note.id}/signatures`, {
        role: 'consumer',
        signer,
        method: 'attested',
      }),
    );

    expect(half.signatures).toMatchObject([{ role: 'consumer', method: 'attested' }]);
  });

  it('S0 7.7.2 d: the courier’s person does not sign for the recipient as well', async () => {
    const order = await appointed();
    const note = await inspect(order);
    const path = `/v1/documents/${note.id}/signatures`;
    await taken(as('courier').post(path, await signatureBy('courier', note)));

    const again = as('courier').post(path, {
      role: 'consumer',
      signer: { name: '王递', relation: 'self' },
      method: 'handwritten',
      evidenceDigest: evidence[0]?.digest,
    });

    expect(await refusal(again)).toBe('422 same_person_both_sides');
  });

  it('S0 7.7.2 d: a disputed delivery note is void, the next version is signed', async () => {
    const order = await appointed();
    const first = await inspect(order);
    await command('consumer', `/v1/documents/${first.id}/discrepancy`, {
      kind: 'quantities_disputed',
      lines: [{ lineNo: 1, counted: 1 }],
    });

    const second = await inspect(order, { 1: { missing: 1, reason: 'missing' } });
    expect(second).toMatchObject({ version: 2, number: first.number });
    await sign('courier', second);
    await sign('consumer', second);

    const after = await untilStatus(order.id, 'delivered');
    expect(after.lines[0]).toMatchObject({ accepted: 1, missing: 1 });
  });

  it('S0 7.7.2 d: accepted by line and quantity', async () => {
    const order = await placeUnderWay({
      lines: [line(1), line(2, { quantity: 3, unitPriceMinor: 1_000 })],
      totalMinor: 29_980,
    });

    await deliver(order, { 2: { refused: 1 } });

    const after = await untilStatus(order.id, 'delivered');
    expect(after.lines).toMatchObject([
      { accepted: 2, refused: 0 },
      { accepted: 2, refused: 1 },
    ]);
    expect(after.shipments).toMatchObject([
      { direction: 'outbound', status: 'partly_accepted' },
      { direction: 'return', status: 'in_transit' },
    ]);
  });
});

describe('a silent recipient', () => {
  it('S0 7.7.2: with proof of receipt the goods count as accepted, marked auto', async () => {
    const order = await appointed();
    const note = await inspect(order, { 1: { evidence } });
    await sign('courier', note);
    expect(due(await readOrder(order.id), 'acceptance').state).toBe('running');

    const { fired } = await clock(order.id, { to: 'next_deadline' });

    expect(fired.map(({ name }) => name)).toEqual(['acceptance']);
    const after = await untilStatus(order.id, 'delivered');
    expect(after.lines[0]?.accepted).toBe(2);
    const { data } = await taken(
      as('auditor').get<{ data: { data: unknown }[] }>(`/v1/orders/${order.id}/journal`),
    );
    expect(JSON.stringify(data)).toContain('"acceptance":"auto"');
  });

  it('S0 7.7.2: without proof it is a case, and the recipient may still sign', async () => {
    const order = await appointed();
    const note = await inspect(order);
    await sign('courier', note);

    await clock(order.id, { to: 'next_deadline' });

    const undecided = await readOrder(order.id);
    expect(undecided).toMatchObject({ status: 'in_delivery', escalated: true });
    expect(undecided.cases).toMatchObject([{ kind: 'acceptance_undecided', status: 'open' }]);
    await sign('consumer', note);
    await untilStatus(order.id, 'delivered');
  });

  it('S0 7.7.2: a courier that reports delivery without a note must explain', async () => {
    const order = await placeUnderWay();

    await report(await shipmentOf(order), 'delivered');

    const after = await readOrder(order.id);
    expect(after.cases).toMatchObject([{ kind: 'delivered_without_signature', status: 'open' }]);
    expect(due(after, 'acceptance').state).toBe('running');
    expect(after.status).toBe('in_delivery');
  });
});

describe('attempts', () => {
  it('S0 7.7.2 a: after the last failed attempt the goods go back, and the money too', async () => {
    const order = await placeUnderWay();
    const { id } = await shipmentOf(order);
    for (const outcome of ['consumer_absent', 'address_wrong', 'unreachable']) {
      await appoint(order, 0);
      await command('courier', `/v1/shipments/${id}/attempts`, { outcome });
    }

    const after = await readOrder(order.id);
    expect(after.shipments).toMatchObject([
      { direction: 'outbound', status: 'undeliverable' },
      { direction: 'return', status: 'in_transit', originShipmentId: id },
    ]);
    expect((await shipmentOf(order)).attempts.map(({ attemptNo }) => attemptNo)).toEqual([1, 2, 3]);
    expect((await shipmentOf(order)).earlierAppointments).toMatchObject(
      Array.from({ length: 3 }, () => ({ endedBy: 'attempt_failed' })),
    );
    const more = as('courier').post(`/v1/shipments/${id}/attempts`, { outcome: 'other' });
    expect(await refusal(more)).toBe('409 wrong_shipment_status');
  });

  it('S0 7.7.2 a: before the agreed time the consumer has missed nothing; what is known early is kept', async () => {
    const order = await placeUnderWay();
    const { appointment, id } = await appoint(order, 2);
    const path = `/v1/shipments/${id}/attempts`;
    const absent = await as('courier').post(path, { outcome: 'consumer_absent' });
    expect(absent).toMatchObject({
      status: 409,
      body: { code: 'appointment_not_begun', from: appointment?.from, to: appointment?.to },
    });

    const early = await command<Shipment>('courier', path, { outcome: 'address_wrong' });

    expect(early).toMatchObject({
      status: 'awaiting_delivery',
      appointment: null,
      attempts: [{ outcome: 'address_wrong', counted: false }],
    });
    const after = await readOrder(order.id);
    expect(due(after, 'delivery').state).toBe('running');
    expect((await waitingOf(order.id)).waitingFor).toMatchObject([
      { what: 'appointment', responsible: { role: 'courier' } },
    ]);
  });

  it('S0 7.7.2 a: the consumer has it put off so often; the courier then comes as agreed', async () => {
    const order = await placeUnderWay();
    const { id } = await appoint(order, 1);
    const asked = (inDays: number) =>
      as('consumer').post(`/v1/shipments/${id}/appointments`, appointmentBody(inDays));
    for (const inDays of [2, 3, 4]) await taken(asked(inDays));

    expect(await refusal(asked(5))).toBe('409 put_off_too_often');
    const { appointment, earlierAppointments } = await shipmentOf(order);
    expect(appointment?.madeBy).toBe('consumer');
    expect(earlierAppointments.map(({ endedBy }) => endedBy)).toEqual(
      Array.from({ length: 3 }, () => 'rescheduled'),
    );
    expect(due(await readOrder(order.id), 'delivery')).toMatchObject({ state: 'running' });
  });
});

describe('S0 7.5.1 c: delivered in time', () => {
  it('S0 7.5.1 c: the order’s promise goes before the policy', async () => {
    const deliverBy = new Date(Date.now() + 2 * 86_400_000).toISOString();

    const order = await placeUnderWay({ promised: { dispatchBy: null, deliverBy } });

    expect(due(order, 'delivery')).toMatchObject({ dueAt: deliverBy, state: 'running' });
  });

  it('S0 7.5.1 c: goods that are late are escalated, and delivered all the same', async () => {
    const order = await placeUnderWay();
    const { fired } = await clock(order.id, { to: 'next_deadline' });
    expect(fired.map(({ name }) => name)).toEqual(['delivery']);
    expect((await readOrder(order.id)).escalated).toBe(true);

    await deliver(order);

    const after = await untilStatus(order.id, 'delivered');
    expect(due(after, 'delivery').state).toBe('missed');
    expect(due(after, 'presumed_lost').state).toBe('stopped');
  });

  it('S0 7.5.1 c: being there at the agreed time and place keeps the promise', async () => {
    const order = await placeUnderWay();
    const { id } = await shipmentOf(order);
    await appoint(order, 0);

    await command('courier', `/v1/shipments/${id}/attempts`, { outcome: 'consumer_absent' });

    expect(due(await readOrder(order.id), 'delivery').state).toBe('met');
  });

  it('goods long overdue are presumed lost: refunded, and the courier owes their value', async () => {
    const order = await placeUnderWay();
    await clock(order.id, { to: 'next_deadline' });
    const { fired } = await clock(order.id, { to: 'next_deadline' });
    expect(fired.map(({ name }) => name)).toEqual(['presumed_lost']);

    const after = await untilStatus(order.id, 'returned');

    expect(after.statusReason).toBe('lost');
    expect(after.refunds).toMatchObject([{ amountMinor: 26_980 }]);
    const { balances } = await taken(
      as('support').get<{ balances: Record<string, number> }>(`/v1/orders/${order.id}/ledger`),
    );
    const courierClaim = balances[`claim:${devFile().parties.courier}`];
    expect(courierClaim).toBe(25_980);
  });
});
