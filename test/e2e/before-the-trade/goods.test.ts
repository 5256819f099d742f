import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  as,
  devFile,
  type Document,
  type Page,
  refusal,
  sign,
  taken,
  untilStatus,
  withToken,
} from '../../support/client.ts';
import { bringTo, line, orderBody } from '../life.ts';
import { approvedParty, newParty, policyWith } from '../registry.ts';
import { appoint, command, handoverNote, inspectionBody, parcels, shipmentOf } from '../steps.ts';

const tea = {
  name: '龙井茶',
  brand: '西湖',
  producer: { name: '杭州茶厂', address: '杭州市龙井路 8 号' },
  origin: '浙江杭州',
  grade: '特级',
  specification: '散装',
  unit: 'g',
  tolerance: { belowPermille: 15, abovePermille: 20 },
  pricing: { type: 'market', retailMinor: 12_990, memberMinor: 11_990, priceOfficer: '价格员 1' },
  valueMinor: 12_990,
  currency: 'CNY',
  proofs: [
    {
      kind: 'inspection_report',
      issuer: '国家茶叶质检中心',
      digest: `sha256:${'b'.repeat(64)}`,
      inspectedBy: 'third_party',
      accreditation: 'CNAS L0001',
    },
  ],
  standards: ['GB/T 18650'],
  inspectionForm: 'third_party',
};

async function register(changes: object = {}): Promise<{ sku: string; version: number }> {
  const sku = `tea-${randomUUID()}`;
  const path = `/v1/goods/${devFile().parties.seller}/${sku}`;
  return taken(as('seller').put<{ sku: string; version: number }>(path, { ...tea, ...changes }));
}

/** Half a kilogram at 129.90 for 250 g. */
function byWeight(sku: string, fields: object = {}) {
  const weighed = line(1, { sku, quantity: 500, unit: 'g', pricePer: 250, ...fields });
  return orderBody({ lines: [weighed] });
}

describe('S0 6.4.2, 7.4.1: goods records', () => {
  it('S0 6.4.2, 6.4.3, 6.4.5, 7.4.1: anyone reads name, producer, origin, grade, standards, prices and proofs of the goods', async () => {
    const { sku } = await register();

    const { body } = await withToken(null).get(`/v1/goods/${devFile().parties.seller}/${sku}`);

    expect(body).toMatchObject({ ...tea, version: 1 });
  });

  it('S0 6.4.6: how goods are inspected is agreed on with the offer, and who has inspected them is told', async () => {
    const { sku } = await register();
    const quoted = await taken(
      as('platform').post<{ offer: object; offerDigest: string }>(
        '/v1/orders/quote',
        byWeight(sku),
      ),
    );

    const named = { lines: [{ goodsVersion: 1, inspectionForm: 'third_party' }] };
    expect(quoted.offer).toMatchObject(named);
    // The record agrees on another form later; what the consumer confirmed stays.
    const order = await taken(as('platform').post<{ id: string }>('/v1/orders', byWeight(sku)));
    const path = `/v1/goods/${devFile().parties.seller}/${sku}`;
    await taken(as('seller').put(path, { ...tea, inspectionForm: 'expert' }));
    const { data } = await taken(
      as('consumer').get<Page<Document>>(`/v1/documents?orderId=${order.id}`),
    );
    expect(data[0]?.content['offer']).toMatchObject(named);
    const record = await taken(withToken(null).get(path));
    expect(record).toMatchObject({
      inspectionForm: 'expert',
      proofs: [{ inspectedBy: 'third_party', accreditation: 'CNAS L0001' }],
    });
  });

  it('S0 6.4.3 e, 6.4.5: what is not made in series tells its features, and every type of price is known', async () => {
    const path = `/v1/goods/${devFile().parties.seller}/carved-${randomUUID()}`;
    const carved = { ...tea, unit: 'piece', tolerance: null, massProduced: false };
    expect(await as('seller').put(path, carved)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/features' }] },
    });

    const pricing = {
      type: 'negotiated',
      retailMinor: 99_900,
      wholesaleMinor: 88_800,
      memberMinor: null,
      priceOfficer: '价格员 1',
      supervision: '12315',
    };
    const told = { ...carved, features: '手工雕刻，每件纹理不同', usage: '置于干燥处', pricing };
    expect((await as('seller').put(path, told)).body).toMatchObject(told);
    for (const type of ['market', 'government_guided', 'government_set', 'auction']) {
      const other = { ...told, pricing: { ...pricing, type } };
      expect((await as('seller').put(path, other)).status).toBe(200);
    }
  });

  it('S0 6.4.2: a record that is wrong is refused with each field', async () => {
    const path = `/v1/goods/${devFile().parties.seller}/wrong-${randomUUID()}`;
    const bad: [object, string][] = [
      [{ producer: {} }, '/producer/name'],
      [{ pricing: { ...tea.pricing, type: 'secret' } }, '/pricing/type'],
      [{ unit: 'piece' }, '/tolerance'],
      [{ netContent: { amount: 250, unit: 'ml' } }, '/netContent/unit'],
      [{ proofs: [{ ...tea.proofs[0], inspectedBy: 'a friend' }] }, '/proofs/0/inspectedBy'],
      [{ inspectionForm: 'none' }, '/inspectionForm'],
    ];

    for (const [changes, pointer] of bad) {
      const answer = await as('seller').put(path, { ...tea, ...changes });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    }
    expect(await refusal(withToken(null).get(path))).toBe('404 not_found');
  });

  it('S0 6.4.2: the same record again is the same version, a changed one the next', async () => {
    const { sku } = await register();
    const path = `/v1/goods/${devFile().parties.seller}/${sku}`;

    expect((await as('seller').put(path, tea)).body).toMatchObject({ version: 1 });
    expect((await as('seller').put(path, { ...tea, grade: '一级' })).body).toMatchObject({
      version: 2,
    });
  });

  it('S0 6.4.1: a goods supplier is one that was filed and approved', async () => {
    const path = `/v1/goods/${devFile().parties.seller}/tea-supplied`;
    const from = (supplierId: string) => as('seller').put(path, { ...tea, supplierId });
    const { id: pending } = await newParty('supplier');

    expect(await refusal(from('pty_none'))).toBe('422 party_not_found');
    expect(await refusal(from(devFile().parties.courier))).toBe('422 party_wrong_role');
    expect(await refusal(from(pending))).toBe('422 party_not_approved');
    expect((await from(await approvedParty('supplier'))).status).toBe(200);
  });

  it('S0 6.4.2: a seller registers its own goods only, a courier none', async () => {
    const others = `/v1/goods/${await approvedParty('seller')}/tea`;
    expect(await refusal(as('seller').put(others, tea))).toBe('404 not_found');
    expect(await refusal(as('courier').put(others, tea))).toBe('403 role_not_allowed');
    expect((await as('ops').put(others, tea)).status).toBe(200);
  });

  it('S0 6.4.2: a strict policy refuses goods that nobody has registered, a lenient one takes them', async () => {
    const policy = await policyWith({ goods: { unregistered: 'refused' } });
    expect(await as('platform').post('/v1/orders', orderBody({ policy }))).toMatchObject({
      status: 422,
      body: { code: 'goods_not_registered', errors: [{ pointer: '/lines/0/sku' }] },
    });
    expect((await as('platform').post('/v1/orders', orderBody())).status).toBe(201);
  });
});

describe('S0 6.4.4: counting', () => {
  it('S0 6.4.4: goods are ordered in the unit that they are sold by', async () => {
    const { sku } = await register();
    const byPiece = byWeight(sku, { unit: 'piece' });

    expect(await refusal(as('platform').post('/v1/orders', byPiece))).toBe('422 unit_mismatch');
  });

  it('S0 6.4.4: prepackaged goods may differ by their tolerance at the handover, not by more', async () => {
    const { sku } = await register();
    const { id } = await taken(as('platform').post<{ id: string }>('/v1/orders', byWeight(sku)));
    const shipment = await shipmentOf(await bringTo(id, 'awaiting_handover'));
    const path = `/v1/shipments/${shipment.id}/handover-note`;
    const counted = (grams: number) => ({
      parcels,
      lines: [{ lineNo: 1, counted: grams }],
      agent: { name: '王递' },
    });

    // 500 g less 15 ‰ is 492.5 g, and 20 ‰ more is 510 g.
    for (const grams of [492, 511]) {
      expect(await refusal(as('seller').post(path, counted(grams)))).toBe(
        '422 quantities_do_not_add_up',
      );
    }
    expect(await command('seller', path, counted(493))).toMatchObject({
      kind: 'handover_note',
      content: { goods: [{ quantity: 500, counted: 493, unit: 'g' }] },
    });
  });

  it('S0 6.4.4: so they may at the door: within it nothing is missing and nothing is disputed', async () => {
    const { sku } = await register();
    const { id } = await taken(as('platform').post<{ id: string }>('/v1/orders', byWeight(sku)));
    const noted = await handoverNote(await bringTo(id, 'awaiting_handover'));
    const dispute = (grams: number) =>
      as('courier').post(`/v1/documents/${noted.id}/discrepancy`, {
        kind: 'count_mismatch',
        lines: [{ lineNo: 1, counted: grams }],
      });
    expect(await refusal(dispute(493))).toBe('422 within_tolerance');
    await sign('seller', noted);
    await sign('courier', noted);
    const order = await bringTo(id, 'in_delivery');
    await appoint(order);
    const shipment = await shipmentOf(order);
    const found = (accepted: number, missing: number) =>
      inspectionBody(
        shipment,
        {},
        {
          lines: [{ lineNo: 1, accepted, refused: 0, missing, reason: 'missing' }],
        },
      );
    const path = `/v1/shipments/${shipment.id}/inspection`;
    expect(await refusal(as('courier').post(path, found(492, 0)))).toBe(
      '422 quantities_do_not_add_up',
    );

    const note = await command<Document>('courier', path, found(493, 7));

    expect(note.content).toMatchObject({
      lines: [{ quantity: 500, accepted: 500, missing: 0, counted: 493 }],
    });
    await sign('courier', note);
    await sign('consumer', note);
    const after = await untilStatus(id, 'delivered');
    expect(after).toMatchObject({ lines: [{ accepted: 500, missing: 0 }], cases: [] });
    const { data } = await taken(
      as('consumer').get<{ data: { summary: string }[] }>(`/v1/orders/${id}/timeline`),
    );
    expect(data.map(({ summary }) => summary)).toContainEqual(
      expect.stringContaining('line 1 was counted 493, and 493 to 510 are within its tolerance'),
    );
  });
});
