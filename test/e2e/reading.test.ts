import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  as,
  clock,
  devFile,
  newToken,
  type Order,
  type Page,
  readOrder,
  refusal,
  type Role,
  type Shipment,
  taken,
  untilOrder,
  withToken,
} from '../support/client.ts';
import { bringTo, orderBody, place, placeAt } from './life.ts';
import { approvedParty } from './registry.ts';
import { command, handoverNote, shipmentOf } from './steps.ts';

/** A seller whose orders are this test's own. */
async function newSeller(): Promise<{ sellerId: string }> {
  return { sellerId: await approvedParty('seller') };
}

const list = (query: string, role: Role = 'support') =>
  taken(as(role).get<Page<Order>>(`/v1/orders?${query}`));

const idsOf = ({ data }: Page<{ id: string }>) => data.map(({ id }) => id);

describe('GET /v1/orders', () => {
  it('newest first, page by page, each order once', async () => {
    const seller = await newSeller();
    const placed: string[] = [];
    for (let count = 0; count < 5; count += 1) placed.unshift((await place(seller)).id);
    const query = `sellerId=${seller.sellerId}&limit=2`;

    const first = await list(query);
    await place(seller);
    const second = await list(`${query}&cursor=${first.nextCursor}`);
    const third = await list(`${query}&cursor=${second.nextCursor}`);

    expect([first, second, third].flatMap(idsOf)).toEqual(placed);
    expect(third.nextCursor).toBeNull();
  });

  it('by status, consumer, number, escalation and time', async () => {
    const seller = await newSeller();
    const ref = `c-${randomUUID()}`;
    const late = await place({ ...seller, consumer: { ref } });
    await clock(late.id, { to: 'next_deadline' });
    const offer = await place({ ...seller, consumerConfirmation: null });
    const own = `sellerId=${seller.sellerId}`;

    expect(idsOf(await list(`${own}&status=awaiting_consumer`))).toEqual([offer.id]);
    expect(idsOf(await list(`${own}&consumerRef=${ref}`))).toEqual([late.id]);
    expect(idsOf(await list(`platformOrderNo=${offer.platformOrderNo}`))).toEqual([offer.id]);
    expect(idsOf(await list(`${own}&escalated=true`))).toEqual([late.id]);
    expect(idsOf(await list(`${own}&escalated=false`))).toEqual([offer.id]);
    expect(idsOf(await list(`${own}&placedFrom=${offer.placedAt}`))).toEqual([offer.id]);
    expect(idsOf(await list(`${own}&placedTo=${offer.placedAt}`))).toEqual([late.id]);
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString();
    expect(idsOf(await list(`${own}&dueBefore=${inTwoDays}`))).toEqual([offer.id]);
    expect(idsOf(await list(`${own}&courierId=${devFile().parties.courier}`))).toHaveLength(2);
  });

  it('by waybill, orders and shipments', async () => {
    const order = await placeAt('awaiting_handover');
    await handoverNote(order);
    const { id, waybillNo } = await shipmentOf(order);

    expect(idsOf(await list(`waybillNo=${waybillNo}`))).toEqual([order.id]);
    const shipments = await taken(
      as('courier').get<Page<Shipment>>(`/v1/shipments?waybillNo=${waybillNo}`),
    );
    expect(idsOf(shipments)).toEqual([id]);
    const dispatched = await taken(
      as('courier').get<Page<Shipment>>(`/v1/shipments?waybillNo=${waybillNo}&status=handed_over`),
    );
    expect(dispatched.data).toEqual([]);
  });

  it('each actor lists its own only', async () => {
    const { sellerId } = await newSeller();
    const { id } = await place({ sellerId });
    const asSeller = withToken(await newToken({ role: 'seller', partyId: sellerId }));

    expect(idsOf(await taken(asSeller.get<Page<Order>>('/v1/orders')))).toEqual([id]);
    expect(idsOf(await list(`sellerId=${sellerId}`, 'seller'))).toEqual([]);
    expect(idsOf(await list(`sellerId=${sellerId}`, 'courier'))).toEqual([id]);
  });

  it('a filter, a limit or a cursor that there is not is refused', async () => {
    const refused = (query: string) => refusal(as('support').get(`/v1/orders?${query}`));
    const shipments = await taken(as('support').get<Page<Shipment>>('/v1/shipments?limit=1'));

    expect(await refused('colour=red')).toBe('400 malformed_request');
    expect(await refused('status=lost')).toBe('400 malformed_request');
    expect(await refused('limit=0')).toBe('400 malformed_request');
    expect(await refused('limit=1000000')).toBe('400 malformed_request');
    expect(await refused('cursor=eyJhIjoxfQ')).toBe('400 malformed_request');
    expect(await refused(`cursor=${shipments.nextCursor}`)).toBe('400 malformed_request');
  });
});

describe('GET /v1/orders/{id}?ifVersionAbove=&wait=', () => {
  it('answers as soon as the version is above the one that is known', async () => {
    const { id } = await place();
    const { version } = await untilOrder(id, (order) => order.version > 1);
    const path = `/v1/orders/${id}?ifVersionAbove=${version}&wait=20`;

    const [answer] = await Promise.all([
      as('platform').get<Order>(path),
      command('seller', `/v1/orders/${id}/seller-decision`, { decision: 'accept' }),
    ]);

    expect(answer.body.version).toBeGreaterThan(version);
    expect(answer.headers.get('etag')).toBe(`"${answer.body.version}"`);
  });

  it('answers at once where it is above already, and as it is when the wait is over', async () => {
    const { id } = await placeAt('completed');
    const { version } = await readOrder(id);
    const read = (query: string) => taken(as('platform').get<Order>(`/v1/orders/${id}?${query}`));

    expect((await read('ifVersionAbove=1&wait=30')).version).toBe(version);
    expect((await read(`ifVersionAbove=${version}&wait=0.1`)).version).toBe(version);
    expect(await refusal(as('platform').get(`/v1/orders/${id}?wait=31`))).toBe(
      '400 malformed_request',
    );
  });
});

describe('If-Match', () => {
  it('a command against another version than was read is refused, and changes nothing', async () => {
    const { id } = await place();
    const read = await untilOrder(id, ({ version }) => version > 1);
    const decide = (version: number) =>
      as('seller').post<Order>(
        `/v1/orders/${id}/seller-decision`,
        { decision: 'accept' },
        { headers: { 'if-match': `"${version}"` } },
      );

    expect(await refusal(decide(read.version - 1) as never)).toBe('412 version_mismatch');
    expect((await readOrder(id)).status).toBe('awaiting_confirmation');
    expect((await decide(read.version)).status).toBe(200);
    const unquoted = as('seller').post(
      `/v1/orders/${id}/seller-decision`,
      { decision: 'accept' },
      { headers: { 'if-match': 'zzz' } },
    );
    expect(await refusal(unquoted)).toBe('400 malformed_request');
  });
});

describe('GET /v1/events', () => {
  interface Events {
    data: { id: string; type: string; orderId: string; version: number; status: string }[];
    after: string | null;
  }

  it('what happened to a platform’s orders, in order, each once, page by page', async () => {
    const platform = withToken(
      await newToken({ role: 'platform', partyId: `pty_events_${randomUUID()}` }),
    );
    const { id } = await taken(platform.post<Order>('/v1/orders', orderBody()));
    const placed = await bringTo(id, 'in_delivery');
    await expect
      .poll(async () => (await taken(platform.get<Events>('/v1/events?limit=100'))).data.length)
      .toBeGreaterThanOrEqual(placed.version);

    const seen: Events['data'] = [];
    for (let after = ''; ;) {
      const page = await taken(platform.get<Events>(`/v1/events?limit=3${after}`));
      seen.push(...page.data);
      if (page.data.length === 0) break;
      after = `&after=${page.after}`;
    }

    expect(seen.every(({ orderId }) => orderId === id)).toBe(true);
    expect(seen.map(({ version }) => version)).toEqual(seen.map((_, index) => index + 1));
    expect(seen[0]).toMatchObject({ type: 'order_placed', status: 'awaiting_confirmation' });
    expect(new Set(seen.map((event) => event.id)).size).toBe(seen.length);
  });

  it('a place in the list that there is not is refused, and so are others than platforms', async () => {
    expect(await refusal(as('platform').get('/v1/events?after=evt_x'))).toBe(
      '400 malformed_request',
    );
    expect(await refusal(as('seller').get('/v1/events'))).toBe('403 role_not_allowed');
  });
});
