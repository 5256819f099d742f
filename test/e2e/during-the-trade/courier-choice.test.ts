import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { as, devFile, readOrder, refusal, taken, withToken } from '../../support/client.ts';
import { line, orderBody, place, placeAt, type Wishes } from '../life.ts';
import { newCourier, split } from '../legs.ts';
import { file } from '../registry.ts';

const goods = (handling: string[]) => [line(1, { handling, sku: `goods-${randomUUID()}` })];
const placing = (wishes: Wishes) => refusal(as('platform').post('/v1/orders', orderBody(wishes)));

interface Quoted {
  wouldSucceed: boolean;
  problems: { code: string }[];
}
const quoted = (wishes: Wishes) =>
  taken(as('platform').post<Quoted>('/v1/orders/quote', orderBody(wishes)));

describe('S0 6.7.2: goods are carried by who can handle them', () => {
  it('S0 6.7.2: a named courier declares the handling and serves the region', async () => {
    const cold = await newCourier({ capabilities: ['frozen'], regions: ['浙江省'] });
    const elsewhere = await newCourier({ capabilities: ['frozen'], regions: ['上海市'] });
    const { courier } = devFile().parties;

    expect(await placing({ courierId: courier, lines: goods(['frozen']) })).toBe(
      '422 courier_not_capable',
    );
    expect(await placing({ courierId: elsewhere.id, lines: goods(['frozen']) })).toBe(
      '422 courier_region_not_served',
    );
    expect(await placing({ lines: goods(['invented_class']) })).toBe('400 malformed_request');
    const order = await placeAt('awaiting_handover', {
      courierId: cold.id,
      lines: goods(['frozen']),
    });
    const wrong = { courierId: elsewhere.id, lines: [{ lineNo: 1, quantity: 1 }] };
    expect(await refusal(as('seller').post(`/v1/orders/${order.id}/shipments`, wrong))).toBe(
      '422 courier_region_not_served',
    );
    const incapable = { courierId: courier, lines: [{ lineNo: 1, quantity: 1 }] };
    expect(await refusal(as('seller').post(`/v1/orders/${order.id}/shipments`, incapable))).toBe(
      '422 courier_not_capable',
    );
    expect(await split(order, cold.id, [{ lineNo: 1, quantity: 1 }])).toMatchObject({
      courierId: cold.id,
    });
  });

  it('S0 7.5.1: where none is named, the one that can is chosen by region; the address stays sealed', async () => {
    const near = await newCourier({ capabilities: ['keep_upright'], regions: ['杭州市'] });
    await newCourier({ capabilities: ['keep_upright'], regions: ['广东省'] });

    const order = await place({ courierId: null, lines: goods(['keep_upright']) });

    expect(order.courierId).toBe(near.id);
    const { recipient } = await readOrder(order.id, 'ops');
    expect(JSON.stringify(recipient)).not.toContain('文三路');
  });

  it('S0 6.7.2: where nobody can, the order is not taken, and the quote says so', async () => {
    const wishes = { courierId: null, lines: goods(['dangerous', 'liquid']) };

    expect(await placing(wishes)).toBe('422 courier_unavailable');
    expect(await quoted(wishes)).toMatchObject({
      wouldSucceed: false,
      problems: [{ code: 'courier_unavailable' }],
    });
  });

  it('S0 7.5.2: prohibited goods are refused for ordinary carriage, whoever carries them', async () => {
    const claiming = await newCourier({ capabilities: ['prohibited'] });
    const lines = goods(['prohibited']);

    expect(await placing({ courierId: null, lines })).toBe('422 goods_prohibited');
    expect(await placing({ lines })).toBe('422 goods_prohibited');
    expect(await placing({ courierId: claiming.id, lines })).toBe('422 goods_prohibited');
    expect((await quoted({ lines })).problems).toMatchObject([{ code: 'goods_prohibited' }]);
    await file(claiming.id, { kind: 'special_permit' });
    const order = await placeAt('awaiting_handover', { courierId: claiming.id, lines });
    const ordinary = {
      courierId: devFile().parties.courier,
      lines: [{ lineNo: 1, quantity: 1 }],
    };
    expect(await refusal(as('seller').post(`/v1/orders/${order.id}/shipments`, ordinary))).toBe(
      '422 goods_prohibited',
    );
  });
});

const service = { code: 'next_day', name: '次日达', description: '同省次日送达' };
const tariff = {
  service: 'next_day',
  name: '首重 1 kg',
  region: '浙江省',
  upToWeightG: 1_000,
  amountMinor: 1_000,
  currency: 'CNY',
  validFrom: '2026-01-01',
  validTo: null,
};

describe('S0 7.4.2: couriers publish services and tariffs', () => {
  it('S0 5.5 a, 7.4.2: ops keep them, anyone reads them, and an order asks for one of them', async () => {
    const courier = await newCourier();
    const told = { services: [service], tariffs: [tariff] };

    const party = await taken(as('ops').patch(`/v1/parties/${courier.id}`, told));

    expect(party).toMatchObject(told);
    const disclosure = `/v1/parties/${courier.id}/disclosure`;
    expect(await taken(withToken(null).get(disclosure))).toMatchObject(told);
    const wishes = { courierId: courier.id, courierService: 'same_hour' };
    expect(await placing(wishes)).toBe('422 service_unknown');
    expect(await place({ ...wishes, courierService: 'next_day' })).toMatchObject({
      courierService: 'next_day',
    });
  });

  it('S0 7.4.2: a tariff is of a service that is offered, and only couriers have any', async () => {
    const { id } = await newCourier();
    const { seller } = devFile().parties;
    const patch = (partyId: string, body: object) =>
      refusal(as('ops').patch(`/v1/parties/${partyId}`, body));

    expect(await patch(id, { tariffs: [tariff] })).toBe('422 service_unknown');
    expect(await patch(id, { services: [service, service] })).toBe('422 service_duplicate');
    const ended = { ...tariff, validTo: '2025-12-31' };
    expect(await patch(id, { services: [service], tariffs: [ended] })).toBe(
      '422 tariff_never_valid',
    );
    expect(await patch(seller, { services: [service] })).toBe('422 party_wrong_role');
    const fraction = { ...tariff, amountMinor: 10.5 };
    expect(await patch(id, { services: [service], tariffs: [fraction] })).toBe(
      '400 malformed_request',
    );
    expect(await refusal(as('seller').patch(`/v1/parties/${id}`, { services: [service] }))).toBe(
      '404 not_found',
    );
  });
});
