import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import postgres from 'postgres';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import {
  as,
  devFile,
  type Document,
  newToken,
  type Order,
  type Page,
  readOrder,
  type Role,
  type Shipment,
  sign,
  taken,
  withToken,
} from '../support/client.ts';
import { bringTo, orderBody, place, placeUnderWay } from './life.ts';
import {
  appoint,
  bringBack,
  command,
  handoverNote,
  inspect,
  instantIn,
  shipmentOf,
} from './steps.ts';

const recipient = {
  name: '欧阳木兰',
  phone: '13987650021',
  address: {
    country: 'CN',
    region: '浙江省',
    city: '杭州市',
    district: '拱墅区',
    line1: '小河直街 77 号',
    postalCode: '310015',
  },
};
const note = '对海鲜过敏';
const meetingPlace = '运河桥头凉亭';
const agentName = '慕容送达';
const witness = '司马邻居';
/** File names tell whose door it was. */
const photoUrl = 'https://photos.example/ouyangmulan-door.jpg';
const photos = [{ digest: `sha256:${'c'.repeat(64)}`, mediaType: 'image/jpeg', url: photoUrl }];
/** Where the goods go after all. */
const newRecipient = {
  name: '呼延子规',
  phone: '13787650099',
  email: 'huyan@zigui.example',
  address: { ...recipient.address, line1: '登云路 428 号' },
};
/** What only this file's order knows. */
const personal = [
  recipient.name,
  recipient.phone,
  recipient.address.line1,
  newRecipient.name,
  newRecipient.phone,
  newRecipient.email,
  newRecipient.address.line1,
  note,
  meetingPlace,
  agentName,
  witness,
  photoUrl,
];

const recipientFor = async (role: Role, id: string) => (await readOrder(id, role)).recipient;

const maskedAddress = {
  country: 'CN',
  region: '浙江省',
  city: '杭州市',
  district: '***',
  line1: '***',
  postalCode: '***',
};

describe('S0 10.4.3: who reads what is personal', () => {
  it('S0 10.4.3: where evidence lies is read by whom it is about, not by ops or auditor', async () => {
    const order = await placeUnderWay();
    await appoint(order, 0);
    const { id } = await shipmentOf(order);
    await command('courier', `/v1/shipments/${id}/attempts`, {
      outcome: 'other',
      evidence: photos,
    });
    const urlFor = async (role: Role) =>
      (await taken(as(role).get<Shipment>(`/v1/shipments/${id}`))).attempts[0]?.evidence[0]?.url;

    expect(await urlFor('support')).toBe(photoUrl);
    for (const role of ['ops', 'auditor'] as const) expect(await urlFor(role)).toBe('***');
  });

  it('S0 10.4.3: consumer, its platform, support and the seller read whom it is for', async () => {
    const { id } = await place({ recipient });

    for (const role of ['consumer', 'platform', 'support', 'seller'] as const) {
      expect(await recipientFor(role, id)).toEqual(recipient);
    }
  });

  it('S0 10.4.3: ops reads it masked, an auditor or payment provider not at all', async () => {
    const { id } = await place({ recipient });
    const { paymentProvider: partyId } = devFile().parties;
    const provider = withToken(await newToken({ role: 'payment_provider', partyId }));

    expect(await recipientFor('ops', id)).toEqual({
      name: '欧**',
      phone: '139****0021',
      address: maskedAddress,
    });
    const hidden = { name: '***', phone: '***', address: '***' };
    expect(await recipientFor('auditor', id)).toEqual(hidden);
    const seen = await taken(provider.get<Order>(`/v1/orders/${id}`));
    expect(seen.recipient).toEqual(hidden);
  });

  it('S0 6.7.1 b: a courier reads it only while a leg of its own is under way', async () => {
    const { id } = await place({ recipient });
    expect((await recipientFor('courier', id)).name).toBe('欧**');
    await bringTo(id, 'awaiting_handover');
    expect((await recipientFor('courier', id)).address).toEqual(maskedAddress);
    await bringTo(id, 'in_delivery');
    expect(await recipientFor('courier', id)).toEqual(recipient);

    await bringTo(id, 'delivered');

    expect((await recipientFor('courier', id)).phone).toBe('139****0021');
    expect((await recipientFor('seller', id)).phone).toBe('139****0021');
    expect(await recipientFor('consumer', id)).toEqual(recipient);
  });

  it('S0 6.7.1 b: so it is in documents, lists and shipments', async () => {
    const { id } = await placeUnderWay({ recipient });
    const read = async (role: Role) => {
      const documents = await as(role).get<Page<Document>>(`/v1/documents?orderId=${id}`);
      const order = await readOrder(id);
      const orders = await as(role).get<Page<Order>>(
        `/v1/orders?platformOrderNo=${order.platformOrderNo}`,
      );
      return JSON.stringify([documents.body, orders.body]);
    };
    expect(await read('courier')).toContain(recipient.phone);

    await bringTo(id, 'delivered');

    for (const role of ['courier', 'seller', 'ops', 'auditor'] as const) {
      const seen = await read(role);
      expect(seen).toContain(id);
      for (const value of [recipient.name, recipient.phone, recipient.address.line1]) {
        expect(seen).not.toContain(value);
      }
    }
    expect(await read('consumer')).toContain(recipient.phone);
  });

  it('S0 10.4.3: events for machines hold nothing personal', async () => {
    const { platformOrderNo } = await placeUnderWay({ recipient });

    const events: string[] = [];
    for (let after = ''; ;) {
      const page = await taken(
        as('platform').get<{ data: object[]; after: string }>(`/v1/events?limit=100${after}`),
      );
      if (page.data.length === 0) break;
      events.push(JSON.stringify(page.data));
      after = `&after=${page.after}`;
    }

    expect(events.join()).toContain(platformOrderNo);
    for (const value of personal) expect(events.join()).not.toContain(value);
    expect(events.join()).not.toContain('sealed:');
  });

  it('S0 10.4.3: an answer that refuses repeats nothing of what was sent', async () => {
    const refused = await as('platform').post('/v1/orders', {
      ...orderBody({ recipient: { ...recipient, phone: '欧阳木兰的电话', name: '' } }),
      totalMinor: recipient.phone,
    });

    expect(refused.status).toBe(400);
    for (const value of personal) expect(JSON.stringify(refused.body)).not.toContain(value);
  });
});

describe('S0 10.4.3: nothing personal lies about in clear', () => {
  let id: string;
  beforeAll(async () => {
    id = await liveWithEverything();
  });

  it('S0 10.4.3: not in what Temporal keeps of the order', async () => {
    const bytes = await historyOf(`order:${id}`);

    expect(bytes.includes('decideAsSeller')).toBe(true);
    expect(personal.filter((value) => bytes.includes(value))).toEqual([]);
  });

  it('S0 10.4.3: not in any row of the database', async () => {
    const rows = await databaseDump();

    expect(rows).toContain(id);
    expect(personal.filter((value) => rows.includes(value))).toEqual([]);
  });

  it('S0 10.4.3: not in any file of the instance, logs, books of the neighbours and all', () => {
    const files = filesOf(inject('instanceHome'));
    const found = files.flatMap((file) => {
      const bytes = bytesOfFile(file);
      return personal.filter((value) => bytes.includes(value)).map((value) => `${file}: ${value}`);
    });

    expect(files.some((file) => file.endsWith('api.log'))).toBe(true);
    expect(found).toEqual([]);
  });
});

/** An order whose actors leave something personal wherever they can. */
async function liveWithEverything(): Promise<string> {
  const { id } = await place({ recipient });
  await command('seller', `/v1/orders/${id}/seller-decision`, { decision: 'accept', note });
  const order = await bringTo(id, 'awaiting_handover');
  const first = await handoverNote(order);
  await command('courier', `/v1/documents/${first.id}/discrepancy`, {
    kind: 'other',
    note,
    evidence: photos,
  });
  await command('support', `/v1/orders/${id}/delivery-address`, { recipient: newRecipient });
  const shipment = await shipmentOf(order);
  const second = await command<Document>('seller', `/v1/shipments/${shipment.id}/handover-note`, {
    parcels: [{ parcelNo: 1, weightG: 1, packaging: 'intact' }],
    custodians: { seller: witness, courier: agentName },
    agent: { name: agentName },
  });
  await sign('seller', second);
  await sign('courier', second);
  await appoint(order, 0);
  const path = `/v1/shipments/${shipment.id}`;
  await command('courier', `${path}/attempts`, { outcome: 'other', note, evidence: photos });
  await command('courier', `${path}/appointments`, {
    from: instantIn(3_600_000),
    to: instantIn(7_200_000),
    place: meetingPlace,
    contact: { channel: 'phone', at: '2026-11-30T08:00:00.000Z' },
  });
  await command('courier', `${path}/tracking-events`, {
    eventId: `e-${id}`,
    code: 'arrived',
    at: '2026-11-30T08:00:00.000Z',
    place: meetingPlace,
  });
  const agent = { name: agentName, identityDocument: { kind: 'work_badge', last4: '0042' } };
  const delivery = await inspect(order, { 1: { refused: 1, evidence: photos } }, { agent });
  await sign('courier', delivery);
  await command('courier', `/v1/documents/${delivery.id}/signatures`, {
    role: 'consumer',
    signer: { name: witness, relation: 'neighbour', consent: true },
    method: 'handwritten',
    evidenceDigest: `sha256:${'b'.repeat(64)}`,
  });
  await bringBack(await readOrder(id));
  return id;
}

/** All bytes of a workflow's history and description, payloads and headers included. */
async function historyOf(workflowId: string): Promise<Buffer> {
  const { temporalAddress: address, temporalNamespace: namespace } = devFile();
  const connection = await Connection.connect({ address });
  try {
    const execution = { workflowId };
    const { workflowService } = connection;
    const described = await workflowService.describeWorkflowExecution({ namespace, execution });
    const history = await workflowService.getWorkflowExecutionHistory({ namespace, execution });
    return Buffer.concat(bytesOf([described, history]));
  } finally {
    await connection.close();
  }
}

function bytesOf(value: unknown): Buffer[] {
  if (value instanceof Uint8Array) return [Buffer.from(value)];
  if (typeof value === 'string') return [Buffer.from(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [Buffer.from(name), ...bytesOf(part)]);
}

/** Every row of every table, as text. */
async function databaseDump(): Promise<string> {
  const sql = postgres(devFile().databaseUrl, { max: 1 });
  try {
    const tables = await sql<{ schema: string; name: string }[]>`
      select table_schema as schema, table_name as name from information_schema.tables
      where table_type = 'BASE TABLE'
        and table_schema not in ('pg_catalog', 'information_schema')`;
    const dumps: string[] = [];
    for (const { schema, name } of tables) {
      const rows = await sql`select row_to_json(t)::text as row from ${sql(schema)}.${sql(name)} t`;
      dumps.push(...rows.map(({ row }) => String(row)));
    }
    return dumps.join('\n');
  } finally {
    await sql.end();
  }
}

/** Empty for a file that has gone since it was listed: databases come and go with theirs. */
function bytesOfFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
