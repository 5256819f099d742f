import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  as,
  devFile,
  type Document,
  type Order,
  type Page,
  readOrder,
  refusal,
  taken,
  withToken,
} from '../support/client.ts';
import { openApiOf } from '../support/contract.ts';
import { line, orderBody, placeAt } from './life.ts';
import { registryRoutes, type Route, said, tradeRoutes } from './bad-registry-bodies.ts';
import { command, handoverNote, inspectionBody, instantIn, parcels, shipmentOf } from './steps.ts';

type Json = Record<string, unknown>;

let order: Order;
let routes: Route[];

beforeAll(async () => {
  order = await placeAt('awaiting_handover');
  const note = await handoverNote(order);
  routes = [
    ...(await routesOf(order, note)),
    ...tradeRoutes({
      orderId: order.id,
      shipmentId: (await shipmentOf(order)).id,
      caseId: await aCase(),
      placed: orderBody(),
    }),
    ...registryRoutes(),
  ];
});

/** Of another order, so that this one stays as it is. */
async function aCase(): Promise<string> {
  const other = await placeAt('awaiting_handover');
  const { id } = await handoverNote(other);
  const body = { kind: 'count_mismatch', lines: [{ lineNo: 1, counted: 1 }] };
  await command('seller', `/v1/documents/${id}/discrepancy`, body);
  return (await readOrder(other.id)).cases[0]?.id ?? '';
}

async function routesOf({ id }: Order, note: Document): Promise<Route[]> {
  const shipment = await shipmentOf(order);
  const ofOrder = `/v1/orders/${id}`;
  const ofShipment = `/v1/shipments/${shipment.id}`;
  const ofNote = `/v1/documents/${note.id}`;
  const { courier, seller } = devFile().parties;
  const placed = orderBody();
  const signature = { role: 'seller', signer: { name: '李销' }, method: 'attested' };
  const address = placed.recipient.address;
  return [
    {
      role: 'platform',
      path: '/v1/orders',
      good: placed,
      bad: [
        [{ sellerId: undefined }, '/sellerId'],
        [{ currency: 'yuan' }, '/currency'],
        [{ currency: 'XTS' }, '/currency'],
        [{ currency: 'ZZZ' }, '/currency'],
        [{ totalMinor: 1.5 }, '/totalMinor'],
        [{ totalMinor: '26980' }, '/totalMinor'],
        [{ lines: [] }, '/lines'],
        [{ lines: [line(0)] }, '/lines/0/lineNo'],
        [{ lines: [line(1, { quantity: 0 })] }, '/lines/0/quantity'],
        [{ lines: [line(1, { unit: 'box' })] }, '/lines/0/unit'],
        [{ lines: [line(1, { colour: 'red' })] }, '/lines/0/colour'],
        [
          { recipient: { ...placed.recipient, address: { ...address, country: 'China' } } },
          '/recipient/address/country',
        ],
        [{ recipient: { ...placed.recipient, phone: 'call me' } }, '/recipient/phone'],
        [{ consumerConfirmation: undefined }, '/consumerConfirmation'],
        [{ payment: { timing: 'never', method: 'card' } }, '/payment/timing'],
        [{ promised: { dispatchBy: 'tomorrow' } }, '/promised/dispatchBy'],
        [{ invoice: { kind: 'company', title: 'X' } }, '/invoice/taxNumber'],
        [{ invoice: { kind: 'personal', title: 'X', email: 'x' } }, '/invoice/email'],
        [{ deliveryPreference: { unattended: 'locker' } }, '/deliveryPreference/consentAt'],
      ],
    },
    {
      role: 'consumer',
      path: `${ofOrder}/consumer-decision`,
      good: { decision: 'accept' },
      bad: [
        [{ decision: 'perhaps' }, '/decision'],
        [{ reason: 'weather' }, '/reason'],
      ],
    },
    {
      role: 'seller',
      path: `${ofOrder}/seller-decision`,
      good: { decision: 'accept' },
      bad: [
        [{ decision: null }, '/decision'],
        [{ lines: [{ lineNo: 1, quantity: -1 }] }, '/lines/0/quantity'],
        [{ note: 'x'.repeat(2_001) }, '/note'],
      ],
    },
    {
      role: 'consumer',
      path: `${ofOrder}/payments`,
      good: { method: 'card', token: 'tok_ok' },
      bad: [
        [{ method: 'cash' }, '/method'],
        [{ token: 'two words' }, '/token'],
      ],
    },
    {
      role: 'consumer',
      path: `${ofOrder}/cancellation`,
      good: { reason: 'wrong_details' },
      bad: [[{ reason: 'bored' }, '/reason']],
    },
    {
      role: 'consumer',
      path: `${ofOrder}/delivery-address`,
      good: { recipient: { address } },
      bad: [
        [{ recipient: undefined }, '/recipient'],
        [{ recipient: { phone: placed.recipient.phone } }, '/recipient/address'],
        [
          { recipient: { address: { ...address, line1: 'x'.repeat(201) } } },
          '/recipient/address/line1',
        ],
        [{ recipient: { address: { ...address, floor: 7 } } }, '/recipient/address/floor'],
        [{ recipient: { address, name: null } }, '/recipient/name'],
        [{ recipient: { address, email: 'nowhere' } }, '/recipient/email'],
      ],
    },
    {
      role: 'support',
      path: `${ofOrder}/refunds`,
      good: { amountMinor: 1, reason: 'quality', bearer: 'seller' },
      bad: [
        [{ amountMinor: 0 }, '/amountMinor'],
        [{ bearer: 'nobody' }, '/bearer'],
        [{ lines: [{ lineNo: 1 }] }, '/lines/0/quantity'],
      ],
    },
    {
      role: 'seller',
      path: `${ofOrder}/invoices`,
      good: { number: 'N-1', kind: 'blue', amountMinor: 1, digest: `sha256:${'0'.repeat(64)}` },
      bad: [
        [{ amountMinor: 0 }, '/amountMinor'],
        [{ kind: 'green' }, '/kind'],
        [{ kind: 'red' }, '/redOf'],
        [{ digest: 'none' }, '/digest'],
      ],
    },
    {
      role: 'seller',
      path: `${ofShipment}/handover-note`,
      good: { parcels },
      bad: [
        [{ parcels: [] }, '/parcels'],
        [{ parcels: [{ ...parcels[0], packaging: 'nice' }] }, '/parcels/0/packaging'],
        [{ parcels: [parcels[0], parcels[0]] }, '/parcels/1/parcelNo'],
        [{ waybillNo: '!' }, '/waybillNo'],
      ],
    },
    {
      role: 'courier',
      path: `${ofShipment}/tracking-events`,
      good: { eventId: 'e-1', code: 'arrived', at: '2026-11-24T10:00:00.000Z' },
      bad: [
        [{ at: '24.11.2026' }, '/at'],
        [{ at: '2026-11-24T10:00:00+08:00' }, '/at'],
        [{ code: 'Arrived at last' }, '/code'],
        [{ eventId: undefined }, '/eventId'],
      ],
    },
    {
      role: 'courier',
      path: `${ofShipment}/appointments`,
      good: {
        from: instantIn(3_600_000),
        to: instantIn(7_200_000),
        place: '门口',
        contact: { channel: 'phone', at: '2026-11-30T08:00:00.000Z' },
      },
      bad: [
        [{ to: instantIn(0) }, '/to'],
        [{ place: '' }, '/place'],
        [{ contact: { channel: 'pigeon', at: '2026-11-30T08:00:00.000Z' } }, '/contact/channel'],
      ],
    },
    {
      role: 'courier',
      path: `${ofShipment}/attempts`,
      good: { outcome: 'other' },
      bad: [
        [{ outcome: 'no idea' }, '/outcome'],
        [{ evidence: [{ digest: 'x', mediaType: 'image/png' }] }, '/evidence/0/digest'],
      ],
    },
    {
      role: 'courier',
      path: `${ofShipment}/inspection`,
      good: inspectionBody(shipment),
      bad: [
        [{ packaging: 'wet' }, '/packaging'],
        [{ opening: null }, '/opening'],
        [
          { agent: { name: '王递', identityDocument: { kind: 'passport', last4: '0042' } } },
          '/agent/identityDocument/kind',
        ],
        [
          { agent: { name: '王递', identityDocument: { kind: 'other', last4: '110101' } } },
          '/agent/identityDocument/last4',
        ],
        [{ lines: [{ lineNo: 1, accepted: 2, refused: 0 }] }, '/lines/0/missing'],
        [{ collection: { amountMinor: -1, method: 'cash' } }, '/collection/amountMinor'],
      ],
    },
    {
      role: 'courier',
      path: `${ofShipment}/unattended-delivery`,
      good: { place: { kind: 'locker' }, storedUntil: instantIn(3_600_000) },
      bad: [
        [{ place: { kind: 'roof' } }, '/place/kind'],
        [{ storedUntil: 'tomorrow' }, '/storedUntil'],
      ],
    },
    {
      role: 'consumer',
      path: `${ofShipment}/acceptance`,
      good: { lines: [{ lineNo: 1, accepted: 2, refused: 0, missing: 0 }] },
      bad: [
        [{ lines: [] }, '/lines'],
        [{ received: false }, '/lines'],
        [{ packaging: 'wet' }, '/packaging'],
      ],
    },
    {
      role: 'courier',
      path: `${ofShipment}/return-note`,
      good: { parcels, lines: [{ lineNo: 1, quantity: 1 }] },
      bad: [
        [{ lines: [{ lineNo: 1, quantity: -1 }] }, '/lines/0/quantity'],
        [{ parcels: [parcels[0], parcels[0]] }, '/parcels/1/parcelNo'],
      ],
    },
    {
      role: 'seller',
      path: `${ofNote}/signatures`,
      good: signature,
      bad: [
        [{ role: 'platform' }, '/role'],
        [{ method: 'stamp' }, '/method'],
        [{ jws: 'not.a jws' }, '/jws'],
        [{ signer: undefined }, '/signer'],
        [{ signer: { name: '李销', relation: 'friend' } }, '/signer/relation'],
      ],
    },
    {
      role: 'courier',
      path: `${ofNote}/discrepancy`,
      good: { kind: 'other' },
      bad: [
        [{ kind: 'bad mood' }, '/kind'],
        [{ lines: [{ lineNo: 1, counted: 'few' }] }, '/lines/0/counted'],
      ],
    },
    {
      role: 'seller',
      path: '/v1/signatures',
      good: { ...signature, method: 'jws', jws: 'a.b.c' },
      bad: [
        [{ method: 'attested' }, '/method'],
        [{ jws: undefined }, '/jws'],
      ],
    },
    {
      role: 'courier',
      path: `/v1/parties/${courier}/remittances`,
      good: { reference: 'r', items: [{ orderId: id, amountMinor: 1 }] },
      bad: [
        [{ items: [] }, '/items'],
        [{ items: [{ orderId: id, amountMinor: 0 }] }, '/items/0/amountMinor'],
        [
          {
            items: [
              { orderId: id, amountMinor: 1 },
              { orderId: id, amountMinor: 1 },
            ],
          },
          '/items',
        ],
      ],
    },
    {
      role: 'platform',
      method: 'put',
      path: `/v1/consumers/${devFile().consumerRef}/consents`,
      good: {
        purpose: 'reminders',
        granted: false,
        noticeVersion: '2026-10',
        at: '2026-11-24T09:00:00.000Z',
        channel: 'app',
      },
      bad: [
        [{ purpose: 'gossip' }, '/purpose'],
        [{ granted: 'no' }, '/granted'],
        [{ at: 'today' }, '/at'],
      ],
    },
    {
      role: 'consumer',
      path: `/v1/consumers/${devFile().consumerRef}/erasure`,
      good: { channel: 'app' },
      bad: [[{ channel: 'pigeon' }, '/channel']],
    },
    {
      role: 'ops',
      path: '/v1/erasures',
      good: { asOf: '2026-11-25T00:00:00.000Z' },
      bad: [[{ asOf: 'tonight' }, '/asOf']],
    },
    {
      role: 'ops',
      path: '/v1/parties',
      good: {
        role: 'seller',
        name: '某',
        registrationNumber: randomUUID(),
        address: { country: 'CN', region: '上海市', city: '上海市', line1: '路 1 号' },
      },
      bad: [
        [{ role: 'platform' }, '/role'],
        [{ address: { country: 'CN' } }, '/address/region'],
        [{ contacts: [{ name: '某', email: 'nowhere' }] }, '/contacts/0/email'],
      ],
    },
    {
      role: 'ops',
      path: `/v1/parties/${seller}/reviews`,
      good: { decision: 'approve', reviewer: 'ops-1' },
      bad: [
        [{ decision: 'love' }, '/decision'],
        [{ decision: 'reject', note: null }, '/note'],
        [{ reviewer: '' }, '/reviewer'],
        [{ registrationOverride: { reason: '' } }, '/registrationOverride/reason'],
        [
          { decision: 'suspend', registrationOverride: { reason: '已查验' } },
          '/registrationOverride',
        ],
      ],
    },
    {
      role: 'ops',
      path: '/v1/re-reviews',
      good: { asOf: '2026-11-25T00:00:00.000Z' },
      bad: [[{ asOf: 'tonight' }, '/asOf']],
    },
    {
      role: 'ops',
      path: `/v1/parties/${seller}/qualifications`,
      good: {
        kind: 'business_licence',
        number: randomUUID(),
        issuer: '某局',
        validFrom: '2024-01-01',
        evidenceDigest: `sha256:${'0'.repeat(64)}`,
      },
      bad: [
        [{ kind: 'diploma' }, '/kind'],
        [{ validFrom: '2024-02-30' }, '/validFrom'],
        [{ validTo: '2023-12-31' }, '/validTo'],
        [{ evidenceDigest: 'md5:1' }, '/evidenceDigest'],
      ],
    },
    {
      role: 'ops',
      path: `/v1/parties/${seller}/signing-keys`,
      good: { person: { name: '某' }, jwk: { kty: 'OKP' } },
      bad: [
        [{ person: {} }, '/person/name'],
        [{ jwk: 'key' }, '/jwk'],
      ],
    },
  ];
}

const extremes = {
  number: [0, 1, 1_000_000_000, 1_000_000_000_000, Number.MAX_SAFE_INTEGER],
  instant: ['2000-01-01T00:00:00.000Z', '2199-12-31T23:59:59.999Z'],
};

/** The body with all of its numbers at an edge, and with each instant at one. */
function extremesOf(good: Json): Json[] {
  const leaves = leavesOf(good, []);
  const together = extremes.number.map((number) =>
    leaves.reduce(
      (body, { path, kind }) => (kind === 'number' ? changedAt(body, path, number) : body),
      good,
    ),
  );
  const late = leaves.filter(({ kind }) => kind === 'instant');
  return [
    ...together,
    ...late.flatMap(({ path }) => extremes.instant.map((value) => changedAt(good, path, value))),
  ];
}

type Leaf = { path: string[]; kind: keyof typeof extremes };

function leavesOf(value: unknown, path: string[]): Leaf[] {
  if (typeof value === 'number') return [{ path, kind: 'number' }];
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value))
    return [{ path, kind: 'instant' }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...path, name]));
}

function changedAt(body: Json, [name = '', ...rest]: string[], value: unknown): Json {
  const changed = structuredClone(body);
  changed[name] = rest.length === 0 ? value : changedAt(changed[name] as Json, rest, value);
  return changed;
}

function isSentence(pointer: string, message: string): boolean {
  const name = pointer === '' ? 'the body' : pointer;
  return message.startsWith(name) && !/[Ii]nvalid|expected|received|reference page/.test(message);
}

describe('a body that is not of the documented form', () => {
  it('is refused on every route, naming each field that is wrong', async () => {
    for (const route of routes) {
      const { path, good, bad } = route;
      for (const [change, pointer] of bad) {
        const answer = await said(route, { ...good, ...change });
        const { code, errors = [] } = answer.body;
        const pointers = errors.map((error) => error.pointer);
        expect({ path, status: answer.status, code, pointers }).toEqual({
          path,
          status: 400,
          code: 'malformed_request',
          pointers: expect.arrayContaining([pointer]),
        });
        // In our words, from the field's name on; never what the library says by itself.
        expect(errors.filter(({ pointer, message }) => !isSentence(pointer, message))).toEqual([]);
      }
    }
  });

  it('so is a field that there is not, on every route', async () => {
    for (const route of routes) {
      const { path, good } = route;
      const answer = await said(route, { ...good, surprise: true });
      expect({ path, status: answer.status, errors: answer.body.errors }).toEqual({
        path,
        status: 400,
        errors: [
          {
            pointer: '/surprise',
            code: 'unrecognized_keys',
            message: '/surprise is a field that is not known here: leave it out',
          },
        ],
      });
    }
  });

  it('so is a body that is none, or no object, on every route', async () => {
    for (const route of routes) {
      const { path } = route;
      for (const body of ['{"half":', '[]', 'null', '"text"', '']) {
        expect(`${path} ${body} ${await refusal(said(route, body))}`).toBe(
          `${path} ${body} 400 malformed_request`,
        );
      }
    }
  });

  it('so is a POST without a key, or with one that is none, on every route', async () => {
    for (const { role, path, good, keepsNothing, method = 'post' } of routes) {
      if (method !== 'post' || keepsNothing) continue;
      const without = await refusal(as(role).post(path, good, { key: null }));
      expect(`${path} ${without}`).toBe(`${path} 400 idempotency_key_missing`);
      const tooLong = await refusal(as(role).post(path, good, { key: 'k'.repeat(256) }));
      expect(`${path} ${tooLong}`).toMatch(/ 400 (malformed_request|idempotency_key_missing)$/);
    }
  });

  it('all names of one answer come together', async () => {
    const answer = await as('platform').post('/v1/orders', {
      ...orderBody(),
      currency: 'yuan',
      lines: [],
      surprise: 1,
    });

    expect(answer.body.errors?.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/currency',
      '/lines',
      '/surprise',
    ]);
    expect(answer.body.errors).toContainEqual({
      pointer: '/currency',
      code: 'invalid_format',
      message: '/currency must be a currency by ISO 4217: three capital letters, such as CNY',
    });
  });

  it('no route that takes a body was left out', async () => {
    const { paths } = await openApiOf(devFile().apiUrl);
    const published = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, operation]) => 'requestBody' in operation)
        .map(([method]) => `${method} ${path}`),
    );
    const tried = new Set(
      routes.map(({ method = 'post', path }) => {
        const template = Object.keys(paths).find(
          (candidate) =>
            method in (paths[candidate] ?? {}) &&
            new RegExp(`^${candidate.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
        );
        return `${method} ${template ?? path}`;
      }),
    );

    // What a neighbour sends is checked by its signature first: see webhooks.test.ts.
    const missing = published.filter((name) => !tried.has(name) && !name.includes('/webhooks/'));
    expect(missing).toEqual([]);
  });

  it('and nothing was changed by any of it', async () => {
    const { version } = await readOrder(order.id);
    const before = order.version;

    for (const route of routes) await said(route, { ...route.good, surprise: true });

    expect(version - before).toBe(1);
    expect((await readOrder(order.id)).version).toBe(version);
  });
});

describe('what HTTP itself can get wrong', () => {
  it('a body over 64 KiB is 413, another media type 415, an unknown address 404', async () => {
    const platform = as('platform');

    const big = { ...orderBody(), padding: 'x'.repeat(70_000) };
    expect(await refusal(platform.post('/v1/orders', big))).toBe('413 too_large');
    const asText = platform.post('/v1/orders', orderBody(), {
      headers: { 'content-type': 'text/plain' },
    });
    expect(await refusal(asText)).toBe('415 unsupported_media_type');
    expect(await refusal(platform.get('/v1/nothing'))).toBe('404 not_found');
    const unknownMethod = await platform.delete(`/v1/orders/${order.id}`);
    expect([unknownMethod.status, unknownMethod.headers.get('allow')]).toEqual([404, 'GET, HEAD']);
    expect(unknownMethod.body.detail).toContain('knows GET, HEAD');
    expect(await refusal(withToken(null).get('/'))).toBe('404 not_found');
  });

  it('ids that cannot be any are 404 or 400, never an error of ours', async () => {
    for (const id of ['%00', '%ff', '..%2f..', "' or 1=1 --", 'x'.repeat(150), '%F0%9F%8D%B5']) {
      for (const path of ['/v1/orders', '/v1/shipments', '/v1/documents', '/v1/refunds']) {
        const { status } = await as('support').get(
          `${path}/${encodeURI(id).replaceAll('%25', '%')}`,
        );
        expect([400, 404]).toContain(status);
      }
    }
  });

  it('numbers and texts that JSON allows and we do not are refused', async () => {
    const body = JSON.stringify(orderBody());
    const withTotal = (total: string) =>
      body.replace('"totalMinor":26980', `"totalMinor":${total}`);
    const withName = (name: string) => body.replace('张三', name);

    for (const changed of [
      withTotal('1e400'),
      withTotal('-1'),
      withTotal('9007199254740993'),
      withName(String.raw`\u0000`),
      withName(String.raw`\ud800`),
      withName(String.raw`\u001b[31m`),
      body.replace('{', '{"__proto__":{"admin":true},'),
      body.replace('{', '{"constructor":{"prototype":{"admin":true}},'),
    ]) {
      expect(await refusal(as('platform').post('/v1/orders', changed))).toBe(
        '400 malformed_request',
      );
    }
  });

  it('a sealed text of somebody else is not taken', async () => {
    const body = orderBody({ recipient: { ...orderBody().recipient, name: 'sealed:v1:AAAA' } });

    expect(await refusal(as('platform').post('/v1/orders', body))).toBe('400 malformed_request');
  });

  it('an error tells nothing of the inside', async () => {
    const answer = await as('platform').post('/v1/orders', '{"half":');

    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|at Object|postgres|\.ts/);
    const { data } = await taken(as('platform').get<Page<Order>>('/v1/orders?limit=1'));
    expect(data).toHaveLength(1);
  });
});

describe('what no store can hold, or no calendar count', () => {
  it('a query parameter that a route does not know is refused by its name', async () => {
    for (const route of routes) {
      const { path, good } = route;
      const answer = await said({ ...route, path: `${path}?surprise=1` }, good);
      expect(`${path} ${answer.status} ${answer.body.errors?.[0]?.pointer}`).toBe(
        `${path} 400 /surprise`,
      );
    }
    const { courier } = devFile().parties;
    const clock = { subject: order.id, advance: 'PT1S' };
    expect(await refusal(as('ops').post('/v1/sandbox/clock?dryRun=true', clock))).toBe(
      '400 malformed_request',
    );
    const remittances = `/v1/parties/${courier}/remittances?dryRun=true`;
    const { good } = routes.find(({ path }) => path.endsWith('/remittances')) as Route;
    expect(await refusal(as('courier').post(remittances, good))).toBe('400 malformed_request');
    expect(await refusal(as('ops').get('/v1/service-levels?dryRun=true'))).toBe(
      '400 malformed_request',
    );
  });

  it('dryRun=true on a signature and on a tracking event asks and changes nothing', async () => {
    const { version } = await readOrder(order.id);
    const signatures = routes.find(({ path }) => path.endsWith('/signatures')) as Route;
    const tracking = routes.find(({ path }) => path.endsWith('/tracking-events')) as Route;

    const asked = await taken(
      as('seller').post<Json>(`${signatures.path}?dryRun=true`, signatures.good),
    );
    const unmoved = { ...tracking.good, eventId: randomUUID() };
    const event = await taken(as('courier').post<Json>(`${tracking.path}?dryRun=true`, unmoved));

    const stale = { headers: { 'if-match': '"9999"' } };
    const outdated = as('seller').post(`${signatures.path}?dryRun=true`, signatures.good, stale);
    expect(await refusal(outdated)).toBe('412 version_mismatch');
    expect(asked).toMatchObject({ wouldSucceed: true });
    expect(event).toMatchObject({ wouldSucceed: true, effects: [] });
    expect((await readOrder(order.id)).version).toBe(version);
  });

  it('a control character or half a character in any text, wherever it stands', async () => {
    const shipment = await shipmentOf(order);
    const attempts = `/v1/shipments/${shipment.id}/attempts`;
    const digest = `sha256:${'0'.repeat(64)}`;
    const photo = (url: string) => ({ digest, mediaType: 'image/png', url });
    const bad: [body: Json, pointer: string][] = [
      [{ outcome: 'other', evidence: [photo('https://x/\u0000')] }, '/evidence/0/url'],
      [{ outcome: 'other', note: 'a\u0000b' }, '/note'],
      [{ outcome: 'other', note: 'a\ud800b' }, '/note'],
      [{ outcome: 'other', 'x\u0000': 1 }, ''],
    ];
    for (const [body, pointer] of bad) {
      const answer = await as('courier').post(attempts, body);
      expect([answer.status, answer.body.code, answer.body.errors?.[0]?.pointer]).toEqual([
        400,
        'malformed_request',
        pointer,
      ]);
    }
    const asked = await as('support').get('/v1/orders?cursor=%00');
    expect([asked.status, asked.body.errors?.[0]?.pointer]).toEqual([400, '/cursor']);
    const lines = { outcome: 'other', note: 'zwei\nZeilen\tund ein Tab' };
    await taken(as('courier').post(`${attempts}?dryRun=true`, lines));
  });

  it('an instant or a date outside of 2000 to 2199', async () => {
    const { seller } = devFile().parties;
    const qualification = routes.find(({ path }) => path.endsWith('/qualifications')) as Route;
    const party = `/v1/parties/${seller}`;
    const review = { decision: 'approve', reviewer: 'ops-1' };
    for (const year of ['0000', '1999', '2200', '9999']) {
      const at = `${year}-01-01T00:00:00.000Z`;
      const refused = [
        as('platform').post('/v1/orders', orderBody({ promised: { dispatchBy: at } })),
        as('ops').post(`${party}/reviews`, { ...review, nextReviewAt: at }),
        as('ops').post(`${party}/qualifications`, {
          ...qualification.good,
          validFrom: `${year}-01-01`,
          validTo: null,
        }),
        as('support').post(`/v1/orders/${order.id}/deadlines/dispatch/extension`, {
          until: at,
          reason: 'x',
        }),
        ...['dueBefore', 'placedFrom', 'placedTo'].map((name) =>
          as('support').get(`/v1/orders?${name}=${at}`),
        ),
        as('support').get(`/v1/shipments?dueBefore=${at}`),
      ];
      for (const answer of refused) {
        expect(`${year} ${await refusal(answer as never)}`).toBe(`${year} 400 malformed_request`);
      }
    }
  });

  it('a promise or an extension more than ten years ahead', async () => {
    const far = instantIn(11 * 366 * 86_400_000);
    const body = orderBody({ promised: { deliverBy: far } });
    const extension = { until: far, reason: 'x' };
    const path = `/v1/orders/${order.id}/deadlines/dispatch/extension`;
    for (const [answer, pointer] of [
      [await as('platform').post('/v1/orders', body), '/promised/deliverBy'],
      [await as('support').post(path, extension), '/until'],
    ] as const) {
      expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([400, pointer]);
    }
  });

  it('a duration of more than ten years', async () => {
    const { body: known } = await as('ops').get<Json>('/v1/policies/default');
    const { name: _, version: __, storedAt: ___, ...policy } = known as Json & { deadlines: Json };
    const rule = policy.deadlines['payment'] as Json;
    for (const iso of ['P99999999Y', 'P11Y', 'P121M', 'P3700D', 'PT90000H']) {
      const deadlines = { ...policy.deadlines, payment: { ...rule, duration: { iso } } };
      const path = `/v1/policies/absurd?dryRun=true`;
      expect(await refusal(as('ops').put(path, { ...policy, deadlines }))).toBe(
        '400 malformed_request',
      );
      const agreement = {
        kind: 'carriage',
        parties: [devFile().parties.seller, devFile().parties.courier],
        deliverWithin: iso,
        digest: `sha256:${'0'.repeat(64)}`,
      };
      expect(await refusal(as('ops').put('/v1/agreements/absurd', agreement))).toBe(
        '400 malformed_request',
      );
    }
  });

  it('no extreme value breaks a rule: whoever asks is answered yes or no', async () => {
    for (const route of routes) {
      const isAsked = route.keepsNothing === true;
      if (!isAsked && (route.method ?? 'post') !== 'post') continue;
      const path = isAsked ? route.path : `${route.path}?dryRun=true`;
      for (const body of extremesOf(route.good)) {
        const { status } = await said({ ...route, path }, body);
        expect(`${path} ${status} ${JSON.stringify(body)}`).toMatch(
          / (200|400|403|404|409|412|422) \{/,
        );
      }
    }
  });

  it('sums beyond what can be counted exactly', async () => {
    const huge = { quantity: 1_000_000_000, unitPriceMinor: 1_000_000_000_000 };
    const many = Array.from({ length: 200 }, (_, index) =>
      line(index + 1, { ...huge, pricePer: 1_000_000 }),
    );
    for (const lines of [[line(1, huge)], many]) {
      const answer = await as('platform').post('/v1/orders', orderBody({ lines }));
      expect([answer.status, answer.body.code]).toEqual([422, 'totals_do_not_add_up']);
    }
  });
});
