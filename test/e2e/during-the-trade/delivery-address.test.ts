import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import type { NotificationView } from '../../../src/db/reading/notifications.ts';
import type { TimelineItem } from '../../../src/domain/views/timeline.ts';
import {
  as,
  devFile,
  type Document,
  newToken,
  type Order,
  type Page,
  readOrder,
  refusal,
  type Role,
  sign,
  signatureBy,
  taken,
  waitingOf,
  withToken,
} from '../../support/client.ts';
import { textsOf } from '../../support/printed-notes.ts';
import { newCourier } from '../legs.ts';
import { bringTo, line, orderBody, place, placeAt, placeUnderWay } from '../life.ts';
import { appoint, command, handoverNote, inspect, shipmentOf } from '../steps.ts';

const before = orderBody().recipient;
const binjiang = {
  country: 'CN',
  region: '浙江省',
  city: '杭州市',
  district: '滨江区',
  line1: '江南大道 88 号',
  postalCode: '310052',
};
const shanghai = { ...binjiang, region: '上海市', city: '上海市', district: '徐汇区' };
const phone = '13900005678';

const path = ({ id }: Pick<Order, 'id'>) => `/v1/orders/${id}/delivery-address`;
const send = (role: Role, order: Pick<Order, 'id'>, recipient: object) =>
  as(role).post<Order>(path(order), { recipient });
const refused = (role: Role, order: Pick<Order, 'id'>, recipient: object = { address: binjiang }) =>
  refusal(as(role).post(path(order), { recipient }));
const readNote = async (role: Role, { id }: Document) =>
  taken(as(role).get<Document>(`/v1/documents/${id}`));
const recipientOf = ({ sealed }: Document) =>
  (sealed as { recipient: Record<string, unknown> }).recipient;

async function printed({ id }: Document): Promise<string> {
  const { apiUrl, tokens } = devFile();
  const answer = await fetch(`${apiUrl}/v1/documents/${id}.pdf`, {
    headers: { authorization: `Bearer ${tokens.support}` },
  });
  return textsOf(Buffer.from(await answer.arrayBuffer())).join('\n');
}

interface Entry {
  type: string;
  data: Record<string, unknown>;
}

async function changesOf(order: Pick<Order, 'id'>): Promise<Entry[]> {
  const journal = `/v1/orders/${order.id}/journal`;
  const { data } = await taken(as('support').get<{ data: Entry[] }>(journal));
  return data.filter(({ type }) => type === 'delivery_address_changed');
}

describe('S0 7.7.2 a: the goods are sent to another address before they leave', () => {
  it('S0 6.7.2 b: an open note is void, and the next ones name the new address, also on paper', async () => {
    const order = await placeAt('awaiting_handover');
    const first = await handoverNote(order);
    await sign('seller', first);

    const changed = await taken(send('consumer', order, { address: binjiang, phone }));

    expect(changed.recipient).toEqual({ name: before.name, phone, address: binjiang });
    expect(changed.totals).toEqual(order.totals);
    expect(await readNote('seller', first)).toMatchObject({
      status: 'void',
      sealed: { recipient: { address: before.address } },
    });
    expect((await waitingOf(order.id)).waitingFor).toMatchObject([{ what: 'handover_note' }]);
    expect(await refusal(as('courier').post(...(await signing('courier', first))))).toBe(
      '409 wrong_document_status',
    );
    const second = await handoverNote(order);
    expect(second).toMatchObject({ number: first.number, version: 2, status: 'issued' });
    expect(recipientOf(await readNote('seller', second))).toEqual(changed.recipient);
    const paper = await printed(second);
    expect(paper).toContain('浙江省 杭州市 滨江区 江南大道 88 号 310052');
    expect(paper).not.toContain('文三路');
    await sign('seller', second);
    await sign('courier', second);
    const carried = await readOrder(order.id, 'courier');
    expect(carried.recipient).toEqual(changed.recipient);
    await appoint(carried);
    expect(recipientOf(await inspect(carried))).toEqual(changed.recipient);
  });

  it('S0 10.4.3: story and journal tell who changed it, and nobody reads the address there', async () => {
    const order = await place();

    await taken(send('platform', order, { address: binjiang, phone }));

    const [entry] = await changesOf(order);
    expect(entry?.data).toMatchObject({ by: 'consumer', changed: ['address', 'phone'] });
    const timeline = await taken(
      as('seller').get<{ data: TimelineItem[] }>(`/v1/orders/${order.id}/timeline`),
    );
    expect(timeline.data.find(({ what }) => what === 'delivery_address_changed')).toMatchObject({
      actor: { role: 'platform', onBehalfOf: 'consumer' },
      summary: 'The delivery address was changed by the consumer.',
    });
    for (const told of [JSON.stringify(entry), JSON.stringify(timeline)]) {
      for (const secret of [binjiang.line1, before.address.line1, phone, before.phone]) {
        expect(told).not.toContain(secret);
      }
    }
    expect((await readOrder(order.id, 'ops')).recipient).toMatchObject({
      phone: '139****5678',
      address: { city: '杭州市', line1: '***' },
    });
  });

  it('S0 5.3: what the consumer is told next goes to the new number', async () => {
    const order = await place();
    await taken(send('consumer', order, { address: binjiang, phone, email: 'w@example.com' }));

    const told = await eventually(async () => {
      const { data } = await taken(
        as('support').get<Page<NotificationView>>(`/v1/orders/${order.id}/notifications`),
      );
      const sent = data.filter(
        ({ event, status }) => event === 'delivery_address_changed' && status === 'sent',
      );
      expect(sent).toHaveLength(3);
      return sent;
    });

    const consumers = told.filter(({ recipient }) => recipient.role === 'consumer');
    expect(new Set(consumers.map(({ address }) => address))).toEqual(
      new Set(['139****5678', 'w***@example.com']),
    );
    await taken(send('support', order, { address: binjiang, email: null }));
    expect((await readOrder(order.id)).recipient).not.toHaveProperty('email');
  });

  it('D2: under one key it is one change, and no other comes under it', async () => {
    const order = await place();
    const key = randomUUID();
    const change = (recipient: object) =>
      as('consumer').post<Order>(path(order), { recipient }, { key });

    const [first, again] = await Promise.all([
      taken(change({ address: binjiang })),
      taken(change({ address: binjiang })),
    ]);

    expect(again).toEqual(first);
    expect(await changesOf(order)).toHaveLength(1);
    expect((await change({ address: shanghai })).status).toBe(422);
    expect((await readOrder(order.id)).recipient.address).toEqual(binjiang);
  });
});

describe('S0 7.7.1: the address of goods that left stays', () => {
  it('S0 7.7.1: it says what is open instead, and nothing changes', async () => {
    const order = await placeUnderWay();
    const { id } = await shipmentOf(order);
    const changed = { recipient: { address: binjiang } };

    const consumers = await as('consumer').post(path(order), changed);
    const supports = await as('support').post(path(order), changed);

    expect(consumers).toMatchObject({
      status: 409,
      body: { code: 'address_after_handover', currentStatus: 'in_delivery' },
    });
    expect(consumers.body['allowedActions']).toEqual([`POST /v1/shipments/${id}/appointments`]);
    expect(supports.body['allowedActions']).toContain(`POST /v1/shipments/${id}/interception`);
    expect((await readOrder(order.id)).recipient).toEqual(before);
    await bringTo(order.id, 'delivered');
    expect(await refused('support', order)).toBe('409 address_after_handover');
    await bringTo(order.id, 'completed');
    expect(await refused('support', order)).toBe('409 wrong_order_status');
  });

  it('D3: the last signature and the change at once: one is taken, and the note is right', async () => {
    const order = await placeAt('awaiting_handover');
    const note = await handoverNote(order);
    await sign('seller', note);

    const [signed, changed] = await Promise.all([
      as('courier').post<Document>(...(await signing('courier', note))),
      send('consumer', order, { address: binjiang }),
    ]);

    const isHandedOver = signed.status < 300;
    expect([signed.status < 300, changed.status < 300].filter(Boolean)).toHaveLength(1);
    const { status } = await readNote('support', note);
    expect(status).toBe(isHandedOver ? 'signed' : 'void');
    const now = await readOrder(order.id);
    expect(now.recipient.address).toEqual(isHandedOver ? before.address : binjiang);
  });

  it('S0 10.4.2: only the consumer, its platform and support change it', async () => {
    const order = await place();
    const stranger = withToken(
      await newToken({
        role: 'consumer',
        consumerRef: 'c-somebody-else',
        platformId: devFile().parties.platform,
      }),
    );

    for (const role of ['seller', 'courier', 'ops', 'auditor'] as const) {
      expect(await refused(role, order)).toBe('403 role_not_allowed');
    }
    const theirs = stranger.post(path(order), { recipient: { address: binjiang } });
    expect(await refusal(theirs)).toBe('404 not_found');
    expect((await readOrder(order.id)).recipient).toEqual(before);
  });
});

describe('S0 6.7.2: the goods are carried by who goes to the new address', () => {
  it('S0 6.7.2: another courier takes them where the first does not go, or the address stays', async () => {
    const handling = ['cold_chain'];
    const near = await newCourier({ capabilities: handling, regions: ['浙江省'] });
    const lines = [line(1, { handling, sku: `goods-${randomUUID()}` })];
    const order = await placeAt('awaiting_handover', { courierId: near.id, lines });
    const note = await handoverNote(order);

    expect(await refused('consumer', order, { address: shanghai })).toBe('422 courier_unavailable');
    const dry = `${path(order)}?dryRun=true`;
    const body = { recipient: { address: shanghai } };
    expect(await taken(as('consumer').post(dry, body))).toMatchObject({
      wouldSucceed: false,
      problems: [{ errors: [{ pointer: '/recipient/address' }] }],
    });
    expect(await readOrder(order.id)).toMatchObject({ version: order.version + 1 });
    expect(await readNote('seller', note)).toMatchObject({ status: 'issued' });

    const far = await newCourier({ capabilities: handling, regions: ['上海市'] });
    expect(await taken(as('consumer').post(dry, body))).toMatchObject({
      wouldSucceed: true,
      effects: [
        { what: 'document_void', id: note.id },
        { what: 'courier', courierId: far.id },
      ],
    });
    const changed = await command('consumer', path(order), body);

    expect(changed).toMatchObject({ courierId: far.id, recipient: { address: shanghai } });
    expect(await shipmentOf(changed)).toMatchObject({ courierId: far.id, waybillNo: null });
    expect(await refusal(near.client.get(`/v1/orders/${order.id}`))).toBe('404 not_found');
    const next = await handoverNote(changed);
    expect(next.content).toMatchObject({ courier: { partyId: far.id } });
    expect((await readNote('support', next)).version).toBe(2);
  });

  it('S0 9.4 a: an offer that is not confirmed yet is made anew with its other courier', async () => {
    const handling = ['liquid'];
    const near = await newCourier({ capabilities: handling, regions: ['浙江省'] });
    const far = await newCourier({ capabilities: handling, regions: ['上海市'] });
    const lines = [line(1, { handling, sku: `goods-${randomUUID()}` })];
    const order = await place({ courierId: near.id, lines, consumerConfirmation: null });

    await taken(send('consumer', order, { address: shanghai }));

    const { data } = await taken(
      as('consumer').get<Page<Document>>(`/v1/documents?orderId=${order.id}`),
    );
    const offers = data.toSorted((one, other) => one.version - other.version);
    expect(offers).toMatchObject([
      { status: 'void' },
      { status: 'issued', content: { offer: { courierId: far.id } } },
    ]);
    const decided = await command('consumer', `/v1/orders/${order.id}/consumer-decision`, {
      decision: 'accept',
    });
    const { offerDigest } = decided.consumerConfirmation ?? {};
    expect(offerDigest).toBe(offers[1]?.content['offerDigest']);
  });
});

async function signing(role: 'courier', note: Document): Promise<[string, object]> {
  return [`/v1/documents/${note.id}/signatures`, await signatureBy(role, note)];
}
