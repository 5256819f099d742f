import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { inMemory } from '../../../simulators/books.ts';
import { startCarrierSimulator } from '../../../simulators/carrier.ts';
import type { CarrierSimulatorOptions } from '../../../simulators/carrier.ts';
import { createHttpLogisticsGateway } from '../../../src/adapters/logistics/http.ts';
import {
  closing,
  deadUrl,
  send,
  startBareServer,
  startWebhookReceiver,
  temporaryHome,
  unique,
} from './started.ts';
import type { ReceivedWebhook } from './started.ts';

const webhookSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

async function startCarrier(options: Partial<CarrierSimulatorOptions> = {}) {
  const base = { port: 0, home: inMemory, webhookSecret, webhookRetryBaseMs: 1, paceMs: 1 };
  const { url } = closing(await startCarrierSimulator({ ...base, ...options }));
  return {
    url,
    carrier: createHttpLogisticsGateway({ url }),
    impatient: createHttpLogisticsGateway({ url, timeoutMs: 100 }),
  };
}

function aCarriage(service: string) {
  const waybillNo = unique('SF');
  const shipmentId = unique('shp_');
  const key = `carriage:${shipmentId}`;
  return { key, shipmentId, waybillNo, service, parcels: 2, direction: 'outbound' } as const;
}

const parsed = (webhook: ReceivedWebhook) =>
  JSON.parse(webhook.body) as { eventId: string; code: string; waybillNo: string; at: string };
const codes = (events: { code: string }[]) => events.map(({ code }) => code);

const journey = ['picked_up', 'in_transit', 'arrived', 'out_for_delivery'];

describe('what the services push', () => {
  test.each([
    ['ok', journey],
    ['lost', ['picked_up', 'in_transit', 'lost']],
    ['out_of_order', ['in_transit', 'out_for_delivery', 'picked_up', 'arrived']],
  ])('%s pushes its events in its order', async (service, expected) => {
    const { url: webhookUrl, received } = await startWebhookReceiver();
    const { carrier } = await startCarrier({ webhookUrl });
    const carriage = aCarriage(service);

    expect(await carrier.registerCarriage(carriage)).toMatchObject({ status: 'registered' });

    await eventually(() => expect(received).toHaveLength(expected.length));
    const events = received.map(parsed);
    expect(codes(events)).toEqual(expected);
    expect(received[0]?.path).toBe('/v1/webhooks/carrier');
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(
      events.map(({ eventId }) => eventId),
    );
    expect(await carrier.track(carriage)).toEqual(events);
  });

  test('out_of_order events carry the instants of the true journey', async () => {
    const { carrier } = await startCarrier();
    const carriage = aCarriage('out_of_order');
    await carrier.registerCarriage(carriage);

    const events = await eventually(async () => {
      const known = await carrier.track(carriage);
      expect(known).toHaveLength(4);
      return known;
    });

    expect(codes(events.toSorted((a, b) => a.at.localeCompare(b.at)))).toEqual(journey);
  });

  test('duplicate_events pushes each event twice under one event id', async () => {
    const { url: webhookUrl, received } = await startWebhookReceiver();
    const { carrier } = await startCarrier({ webhookUrl });
    const carriage = aCarriage('duplicate_events');

    await carrier.registerCarriage(carriage);

    await eventually(() => expect(received).toHaveLength(8));
    const events = received.map(parsed);
    expect(codes(events)).toEqual(journey.flatMap((code) => [code, code]));
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(4);
    expect(await carrier.track(carriage)).toHaveLength(4);
  });

  test('manual pushes what the sandbox is told and nothing else', async () => {
    const { url: webhookUrl, received } = await startWebhookReceiver();
    const { url, carrier } = await startCarrier({ webhookUrl });
    const carriage = aCarriage('manual');
    const { waybillNo } = carriage;
    await carrier.registerCarriage(carriage);
    expect(await carrier.track({ waybillNo })).toEqual([]);

    const sandbox = `${url}/sandbox/consignments/${waybillNo}/events`;
    const pushed = await send('POST', sandbox, { code: 'damaged', place: '杭州' });

    expect(pushed).toMatchObject({ status: 201, body: { waybillNo, code: 'damaged' } });
    await eventually(() => expect(received.map(parsed)).toEqual([pushed.body]));
    expect(await carrier.track({ waybillNo })).toEqual([pushed.body]);
  });

  test('the sandbox refuses a code that does not exist and a waybill it does not know', async () => {
    const { url, carrier } = await startCarrier();
    const { waybillNo, ...carriage } = aCarriage('manual');
    await carrier.registerCarriage({ ...carriage, waybillNo });
    const events = (waybill: string) => `${url}/sandbox/consignments/${waybill}/events`;

    expect(await send('POST', events(waybillNo), { code: 'flown' })).toMatchObject({ status: 400 });
    expect(await send('POST', events('none'), { code: 'lost' })).toMatchObject({ status: 404 });
  });
});

describe('registering', () => {
  test('a service that the carrier does not offer is refused', async () => {
    const { carrier } = await startCarrier();

    expect(await carrier.registerCarriage(aCarriage('teleport'))).toEqual({
      status: 'refused',
      failure: 'service_unknown',
    });
  });

  test('two instances at once register one consignment', async () => {
    const { url: webhookUrl, received } = await startWebhookReceiver();
    const { url, carrier } = await startCarrier({ webhookUrl });
    const other = createHttpLogisticsGateway({ url });
    const carriage = aCarriage('lost');

    const [first, second] = await Promise.all([
      carrier.registerCarriage(carriage),
      other.registerCarriage(carriage),
    ]);

    expect(second).toEqual(first);
    await eventually(() => expect(codes(received.map(parsed))).toContain('lost'));
    expect(received).toHaveLength(3);
  });

  test('another carriage under the same key is refused', async () => {
    const { carrier } = await startCarrier();
    const carriage = aCarriage('manual');
    await carrier.registerCarriage(carriage);

    await expect(carrier.registerCarriage({ ...carriage, parcels: 3 })).rejects.toMatchObject({
      name: 'NeighbourRefused',
      failure: 'idempotency_key_reused',
    });
  });

  test('a waybill number is used once', async () => {
    const { carrier } = await startCarrier();
    const carriage = aCarriage('manual');
    await carrier.registerCarriage(carriage);

    expect(await carrier.registerCarriage({ ...carriage, key: unique('carriage:') })).toEqual({
      status: 'refused',
      failure: 'waybill_in_use',
    });
  });
});

describe('cancelling', () => {
  test('what was not pushed yet never is', async () => {
    const { carrier } = await startCarrier({ paceMs: 500 });
    const cancelled = aCarriage('ok');
    const { waybillNo } = cancelled;
    await carrier.registerCarriage(cancelled);
    const cancellation = { key: unique('cancel:'), waybillNo };

    expect(await carrier.cancelCarriage(cancellation)).toEqual({ status: 'cancelled' });

    expect(await carrier.cancelCarriage(cancellation)).toEqual({ status: 'cancelled' });
    const known = await carrier.track({ waybillNo });
    const later = aCarriage('ok');
    await carrier.registerCarriage(later);
    await eventually(async () => expect(await carrier.track(later)).toHaveLength(4));
    expect(await carrier.track({ waybillNo })).toEqual(known);
    expect(known.length).toBeLessThan(4);
  });

  test('an ended or unknown carriage cannot be called back', async () => {
    const { url, carrier } = await startCarrier();
    const { waybillNo, ...carriage } = aCarriage('manual');
    await carrier.registerCarriage({ ...carriage, waybillNo });
    await send('POST', `${url}/sandbox/consignments/${waybillNo}/events`, { code: 'delivered' });
    await eventually(async () => expect(await carrier.track({ waybillNo })).toHaveLength(1));

    expect(await carrier.cancelCarriage({ key: 'cancel:1', waybillNo })).toEqual({
      status: 'refused',
      failure: 'carriage_ended',
    });
    expect(await carrier.cancelCarriage({ key: 'cancel:2', waybillNo: 'none' })).toEqual({
      status: 'refused',
      failure: 'waybill_unknown',
    });
  });
});

describe('trouble with the carrier', () => {
  test('down, slow and not running are unavailable', async () => {
    const { url, carrier, impatient } = await startCarrier({ slowMs: 400 });
    const gone = createHttpLogisticsGateway({ url: await deadUrl() });
    const unavailable = { name: 'NeighbourUnavailable' };

    await send('PUT', `${url}/faults`, { mode: 'down' });
    await expect(carrier.registerCarriage(aCarriage('ok'))).rejects.toMatchObject(unavailable);
    await send('PUT', `${url}/faults`, { mode: 'slow' });
    await expect(impatient.track({ waybillNo: 'x' })).rejects.toMatchObject(unavailable);
    await expect(gone.track({ waybillNo: 'x' })).rejects.toMatchObject(unavailable);
  });

  test('an answer of another shape is refused', async () => {
    const url = await startBareServer((_request, response) => void response.end('{"events":1}'));
    const carrier = createHttpLogisticsGateway({ url });

    await expect(carrier.track({ waybillNo: 'x' })).rejects.toMatchObject({
      name: 'NeighbourRefused',
      failure: 'unreadable_answer',
    });
  });

  test('a code that we do not know is passed on', async () => {
    const event = { eventId: 'e', waybillNo: 'w', code: 'new', at: '2026-11-24T08:00:00.000Z' };
    const events = [{ ...event, place: '' }];
    const url = await startBareServer((_request, response) => {
      response.end(JSON.stringify({ events }));
    });

    expect(await createHttpLogisticsGateway({ url }).track({ waybillNo: 'w' })).toEqual(events);
  });
});

test('a restarted carrier goes on where it was', async () => {
  const home = temporaryHome();
  const before = await startCarrierSimulator({ port: 0, home, webhookSecret, paceMs: 200 });
  const carriage = aCarriage('ok');
  const registered = await createHttpLogisticsGateway(before).registerCarriage(carriage);
  await before.close();

  const { url: webhookUrl, received } = await startWebhookReceiver();
  const { carrier } = await startCarrier({ home, webhookUrl });

  await eventually(() => expect(codes(received.map(parsed))).toEqual(journey));
  expect(await carrier.registerCarriage(carriage)).toEqual(registered);
});
