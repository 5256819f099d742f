import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  as,
  type Client,
  devFile,
  type Page,
  refusal,
  taken,
  withToken,
} from '../../support/client.ts';
import { line, orderBody } from '../life.ts';
import { letIn, licence, otherSeller, policyWith } from '../registry.ts';

const supplierBody = (fields: object = {}) => ({
  role: 'supplier',
  name: '龙井茶农合作社',
  registrationNumber: randomUUID(),
  address: { country: 'CN', region: '浙江省', city: '杭州市', line1: '龙井村 1 号' },
  contacts: [{ name: '茶农甲', phone: '13900001234' }],
  ...fields,
});

interface Supplier {
  id: string;
  sellerId: string;
  status: string;
  contacts: { name: string }[];
}

const filedBy = (seller: Client, fields: object = {}) =>
  taken(seller.post<Supplier>('/v1/parties', supplierBody(fields)));

const reviewedBy = (seller: Client, id: string, decision: string) =>
  taken(
    seller.post<Supplier>(`/v1/parties/${id}/reviews`, {
      decision,
      reviewer: '周采购',
      note: '已核',
      ...(decision === 'approve' ? letIn : {}),
    }),
  );

/** A goods record of the instance's seller, from that supplier. */
async function sells(supplierId: string): Promise<string> {
  const sku = `tea-${randomUUID()}`;
  const told = {
    name: '龙井茶',
    producer: { name: '杭州茶厂' },
    origin: '浙江杭州',
    specification: '罐装',
    unit: 'piece',
    pricing: { type: 'market', retailMinor: 12_990, priceOfficer: '李销' },
    valueMinor: 12_990,
    currency: 'CNY',
    supplierId,
  };
  await taken(as('seller').put(`/v1/goods/${devFile().parties.seller}/${sku}`, told));
  return sku;
}

const ordering = (sku: string, policy: string | null = null) =>
  as('platform').post('/v1/orders', orderBody({ policy, lines: [line(1, { sku })] }));

describe('S0 6.4.1: goods suppliers', () => {
  it('S0 6.4.1: a seller files, proves and reviews its own suppliers, and reads all of it again', async () => {
    const seller = as('seller');
    const filed = await filedBy(seller);
    expect(filed).toMatchObject({ sellerId: devFile().parties.seller, status: 'pending' });
    const path = `/v1/parties/${filed.id}`;

    await taken(seller.post(`${path}/qualifications`, licence));
    expect(await reviewedBy(seller, filed.id, 'approve')).toMatchObject({ status: 'approved' });
    await taken(seller.patch(path, { name: '龙井茶农联合社' }));

    const read = await taken(seller.get<{ name: string; reviews: object[] }>(path));
    expect(read).toMatchObject({
      name: '龙井茶农联合社',
      contacts: [{ name: '茶农甲' }],
      reviews: [{ decision: 'approve', reviewer: '周采购', note: '已核' }],
    });
    const { data } = await taken(seller.get<Page<Supplier>>('/v1/parties?role=supplier&limit=100'));
    expect(data.map(({ id }) => id)).toContain(filed.id);
    const history = await taken(seller.get<{ data: { what: string }[] }>(`${path}/history`));
    expect(history.data.map(({ what }) => what)).toEqual([
      'registered',
      'qualification_filed',
      'looked_up',
      'reviewed',
      'changed',
    ]);
  });

  it('S0 6.4.1: suppliers are all that a seller files, and nobody reviews itself', async () => {
    const own = `/v1/parties/${devFile().parties.seller}`;
    const asSeller = as('seller').post('/v1/parties', supplierBody({ role: 'courier' }));
    expect(await refusal(asSeller)).toBe('403 role_not_allowed');
    for (const path of [`${own}/reviews`, `${own}/qualifications`]) {
      const body = path.endsWith('reviews') ? { decision: 'suspend', reviewer: '自己' } : licence;
      expect(await refusal(as('seller').post(path, body))).toBe('403 role_not_allowed');
    }
    expect(await refusal(as('seller').patch(own, { name: '更名' }))).toBe('403 role_not_allowed');
  });

  it('S0 6.4.1: another seller’s supplier is not there, the same company may be filed by both', async () => {
    const registrationNumber = randomUUID();
    const { id } = await filedBy(as('seller'), { registrationNumber });
    await reviewedBy(as('seller'), id, 'approve');
    const other = await otherSeller();

    expect(await refusal(other.client.get(`/v1/parties/${id}`))).toBe('404 not_found');
    expect(await refusal(other.client.get(`/v1/parties/${id}/history`))).toBe('404 not_found');
    expect(await refusal(other.client.post(`/v1/parties/${id}/qualifications`, licence))).toBe(
      '404 not_found',
    );
    const again = await filedBy(other.client, { registrationNumber });
    expect(again.id).not.toBe(id);
    const twice = other.client.post('/v1/parties', supplierBody({ registrationNumber }));
    expect(await refusal(twice)).toBe('409 duplicate_registration_number');
    // Whom a seller buys from is its own affair.
    expect(await refusal(withToken(null).get(`/v1/parties/${id}/disclosure`))).toBe(
      '404 not_found',
    );
    const taking = other.client.put(`/v1/goods/${other.id}/tea`, {
      name: '茶',
      producer: { name: '厂' },
      origin: '杭州',
      specification: '罐',
      unit: 'piece',
      pricing: { type: 'market', retailMinor: 1, priceOfficer: '李' },
      valueMinor: 1,
      currency: 'CNY',
      supplierId: id,
    });
    expect(await refusal(taking)).toBe('422 party_not_found');
  });

  it('S0 6.4.1: goods of a supplier that was suspended, or has not shown what is asked of it, are not ordered', async () => {
    const { id } = await filedBy(as('seller'));
    await reviewedBy(as('seller'), id, 'approve');
    const sku = await sells(id);

    expect(await ordering(sku)).toMatchObject({
      status: 422,
      body: {
        code: 'qualification_missing',
        errors: [{ pointer: '/lines/0/sku' }],
        unqualified: [
          { kind: 'business_licence' },
          { kind: 'tax_registration' },
          { kind: 'organisation_code' },
        ],
      },
    });
    await taken(as('seller').post(`/v1/parties/${id}/qualifications`, licence));
    expect((await ordering(sku)).status).toBe(201);
    const policy = await policyWith({ qualifications: { supplier: ['product_permit'] } });
    expect(await refusal(ordering(sku, policy))).toBe('422 qualification_missing');

    await reviewedBy(as('seller'), id, 'suspend');
    expect(await refusal(ordering(sku))).toBe('422 party_not_approved');
  });
});
