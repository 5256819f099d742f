import { createHmac, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  as,
  type Client,
  devFile,
  type Document,
  newToken,
  type Order,
  type Page,
  refusal,
  type Role,
  taken,
  withToken,
} from '../../support/client.ts';
import { orderBody, place, placeAt, placeUnderWay } from '../life.ts';
import { handoverNote, shipmentOf } from '../steps.ts';

const someId = 'ord_01jd0000000000000000000001';

/** Somebody of each kind who has nothing to do with the orders of the instance's own parties. */
async function strangers(): Promise<Client[]> {
  const { platform } = devFile().parties;
  const claims: Record<string, string>[] = [
    { role: 'platform', partyId: 'pty_stranger' },
    { role: 'seller', partyId: 'pty_stranger' },
    { role: 'courier', partyId: 'pty_stranger' },
    { role: 'payment_provider', partyId: 'pty_stranger' },
    { role: 'consumer', platformId: platform, consumerRef: 'c-stranger' },
    // Another platform's consumer of the same reference is somebody else.
    { role: 'consumer', platformId: 'pty_stranger', consumerRef: devFile().consumerRef },
  ];
  return Promise.all(claims.map(async (who) => withToken(await newToken(who))));
}

describe('S0 10.4.1: every caller is identified', () => {
  it('S3, S0 10.4.1: without a token, or with one that is none, nothing is answered', async () => {
    const [header = '', payload = '', signature = ''] = devFile().tokens.ops.split('.');
    const forged = (claims: object) =>
      Buffer.from(JSON.stringify({ ...decoded(payload), ...claims })).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const shared = Buffer.from('{"alg":"HS256"}').toString('base64url');
    const hmac = createHmac('sha256', 'secret').update(`${shared}.${payload}`).digest('base64url');
    const tokens = [
      null,
      'nonsense',
      `${header}.${forged({ role: 'support' })}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${none}.${payload}.`,
      `${shared}.${payload}.${hmac}`,
    ];

    for (const token of tokens) {
      const answer = await withToken(token).get('/v1/orders');
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
  });

  it('S0 10.4.1: what is public needs no token, and nothing else is', async () => {
    const nobody = withToken(null);

    for (const path of ['/healthz', '/readyz', '/v1/service-levels', '/v1/calendars/cn-5x8']) {
      expect((await nobody.get(path)).status).toBe(200);
    }
    for (const path of ['/v1/parties', '/v1/policies/default', '/v1/events', '/v1/cases']) {
      expect(await refusal(nobody.get(path))).toBe('401 unauthenticated');
    }
  });
});

describe('S0 10.4.2: each sees and does what is its own', () => {
  let order: Order;
  let note: Document;
  beforeAll(async () => {
    order = await placeAt('awaiting_handover');
    note = await handoverNote(order);
  });

  it('S0 10.4.2: what is not yours does not exist for you', async () => {
    const shipment = await shipmentOf(order);
    const paths = [
      `/v1/orders/${order.id}`,
      `/v1/orders/${order.id}/waiting`,
      `/v1/orders/${order.id}/timeline`,
      `/v1/shipments/${shipment.id}`,
      `/v1/shipments/${shipment.id}/tracking-events`,
    ];

    for (const stranger of await strangers()) {
      for (const path of paths) expect(await refusal(stranger.get(path))).toBe('404 not_found');
      const { data } = await taken(stranger.get<Page<Order>>('/v1/orders'));
      expect(data).toEqual([]);
    }
  });

  it('S0 10.4.2: a stranger’s answer is that of an object that there is not, byte for byte', async () => {
    const stranger = withToken(await newToken({ role: 'seller', partyId: 'pty_stranger' }));

    const foreign = await stranger.get(`/v1/orders/${order.id}`);
    const unknown = await stranger.get(`/v1/orders/${someId}`);

    expect(foreign.body).toEqual(unknown.body);
  });

  it('S0 10.4.2: commands on what is not yours are 404 before anything else is looked at', async () => {
    const [, seller, courier, , consumer] = await strangers();
    const shipment = await shipmentOf(order);

    const calls = [
      seller?.post(`/v1/orders/${order.id}/seller-decision`, { decision: 'accept' }),
      seller?.post(`/v1/shipments/${shipment.id}/handover-note`, { parcels: 'wrong' }),
      seller?.post(`/v1/documents/${note.id}/signatures`, {}),
      courier?.post(`/v1/shipments/${shipment.id}/inspection`, {}),
      courier?.post(`/v1/documents/${note.id}/discrepancy`, { kind: 'other' }),
      consumer?.post(`/v1/orders/${order.id}/cancellation`, { reason: 'wrong_details' }),
      consumer?.post(`/v1/orders/${order.id}/payments`, { method: 'card', token: 'tok_ok' }),
    ];

    for (const call of calls) expect(call && (await refusal(call))).toBe('404 not_found');
  });

  it('S0 10.4.2: two platforms see nothing of each other, not even a number in use', async () => {
    const other = withToken(await newToken({ role: 'platform', partyId: 'pty_second_platform' }));
    const theirs = await taken(
      other.post<Order>('/v1/orders', orderBody({ platformOrderNo: order.platformOrderNo })),
    );

    expect(await refusal(as('platform').get(`/v1/orders/${theirs.id}`))).toBe('404 not_found');
    expect(await refusal(as('consumer').get(`/v1/orders/${theirs.id}`))).toBe('404 not_found');
    const { data } = await taken(
      other.get<Page<Order>>(`/v1/orders?platformOrderNo=${order.platformOrderNo}`),
    );
    expect(data.map(({ id }) => id)).toEqual([theirs.id]);
  });

  it('S0 10.4.2: an Idempotency-Key of one actor answers nobody else', async () => {
    const key = randomUUID();
    const first = await as('platform').post<Order>('/v1/orders', orderBody(), { key });
    const other = withToken(await newToken({ role: 'platform', partyId: 'pty_second_platform' }));

    const second = await other.post<Order>('/v1/orders', orderBody(), { key });

    expect(second.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
  });

  it('S0 10.4.2: each role its commands, the others are refused', async () => {
    const { id } = await placeUnderWay();
    const allowed: Record<string, Role[]> = {
      '/v1/orders': ['platform'],
      // A seller files its goods suppliers (S0 6.4.1).
      '/v1/parties': ['ops', 'seller'],
      '/v1/re-reviews': ['ops'],
      '/v1/erasures': ['ops'],
      [`/v1/orders/${id}/consumer-decision`]: ['consumer', 'platform'],
      [`/v1/orders/${id}/seller-decision`]: ['seller'],
      [`/v1/orders/${id}/payments`]: ['consumer', 'platform'],
      [`/v1/orders/${id}/cancellation`]: ['consumer', 'platform', 'seller', 'support'],
      [`/v1/orders/${id}/refunds`]: ['support'],
      '/v1/sandbox/clock': ['ops'],
      '/v1/signatures': ['consumer', 'platform', 'seller', 'courier'],
    };

    for (const [path, roles] of Object.entries(allowed)) {
      for (const role of Object.keys(devFile().tokens) as Role[]) {
        const said = await refusal(as(role).post(path, {}));
        const isRefused = said === '403 role_not_allowed';
        expect(`${role} ${path} ${isRefused}`).toBe(`${role} ${path} ${!roles.includes(role)}`);
      }
    }
  });

  it('S0 10.4.2: each role its reads', async () => {
    const { id } = await place();
    const allowed: Record<string, Role[]> = {
      [`/v1/orders/${id}/journal`]: ['support', 'ops', 'auditor'],
      [`/v1/orders/${id}/ledger`]: ['support', 'ops', 'auditor'],
      [`/v1/orders/${id}/payments`]: ['consumer', 'platform', 'support', 'ops', 'auditor'],
      [`/v1/orders/${id}/refundable`]: ['support'],
      '/v1/cases': ['consumer', 'platform', 'seller', 'courier', 'support', 'ops', 'auditor'],
      '/v1/refunds': ['consumer', 'platform', 'support', 'ops', 'auditor'],
      '/v1/policies/default': ['support', 'ops', 'auditor'],
      '/v1/events': ['platform'],
    };

    for (const [path, roles] of Object.entries(allowed)) {
      for (const role of Object.keys(devFile().tokens) as Role[]) {
        const { status } = await as(role).get(path);
        expect(`${role} ${path} ${status}`).toBe(
          `${role} ${path} ${roles.includes(role) ? 200 : 403}`,
        );
      }
    }
  });

  it('S0 10.4.2: a party reads and changes nothing of another party', async () => {
    const { parties } = devFile();

    expect(await refusal(as('seller').get(`/v1/parties/${parties.courier}`))).toBe('404 not_found');
    expect(await refusal(as('seller').get(`/v1/parties/${parties.courier}/balance`))).toBe(
      '404 not_found',
    );
    const { data } = await taken(as('seller').get<Page<{ id: string }>>('/v1/parties'));
    expect(data.map(({ id }) => id)).toEqual([parties.seller]);
    const { d: _, ...jwk } = devFile().signers.seller.privateJwk;
    const keys = as('seller').post(`/v1/parties/${parties.courier}/signing-keys`, {
      person: { name: '某' },
      jwk,
    });
    expect(await refusal(keys)).toBe('404 not_found');
  });
});

function decoded(payload: string): object {
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
}
