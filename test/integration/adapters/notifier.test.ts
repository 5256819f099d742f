import { describe, expect, test } from 'vitest';
import { inMemory } from '../../../simulators/books.ts';
import { startNotifierSimulator } from '../../../simulators/notifier.ts';
import { createHttpNotifier } from '../../../src/adapters/notifier/http.ts';
import type { Message } from '../../../src/adapters/notifier/port.ts';
import { closing, deadUrl, send, startBareServer } from './started.ts';

const apiKey = 'key-of-the-tests';

async function startNotifier() {
  const { url } = closing(
    await startNotifierSimulator({ port: 0, home: inMemory, apiKey, slowMs: 400 }),
  );
  return { url, notifier: createHttpNotifier({ url, apiKey, timeoutMs: 250 }) };
}

function sms(to: string, key = `notify:ord_1:1:sms:${to}`): Message {
  return { key, channel: 'sms', to, subject: null, text: 'The goods are on their way.' };
}

const books = async (url: string) =>
  ((await send('GET', `${url}/messages`)).body as { messages: { key: string }[] }).messages;

describe('the contract of a notifier', () => {
  test('S0 5.3: a message is taken over once per key, and is found by it', async () => {
    const { url, notifier } = await startNotifier();
    const message = sms('13800001234');

    const first = await notifier.send(message);

    expect(first).toEqual({ status: 'sent', reference: expect.stringMatching(/^sim-msg-/) });
    expect(await notifier.send(message)).toEqual(first);
    expect(await notifier.query(message)).toEqual(first);
    expect(await books(url)).toHaveLength(1);
    expect(await notifier.query({ key: 'notify:ord_1:2:sms:consumer' })).toEqual({
      status: 'not_found',
    });
  });

  test('an address that is refused is told with its code', async () => {
    const { notifier } = await startNotifier();
    const outcome = { status: 'rejected', failure: 'address_rejected' };

    expect(await notifier.send(sms('rejected@example.com'))).toEqual(outcome);
    expect(await notifier.query(sms('rejected@example.com'))).toEqual(outcome);
  });

  test('a lost answer is unknown; asked by its key the service tells whether it has the message', async () => {
    const { url, notifier } = await startNotifier();

    const lost = await notifier.send(sms('lost@example.com'));
    const swallowed = await notifier.send(sms('swallowed@example.com'));

    expect([lost, swallowed]).toEqual(
      [1, 2].map(() => ({ status: 'unknown', failure: 'timeout' })),
    );
    expect(await notifier.query(sms('lost@example.com'))).toMatchObject({ status: 'sent' });
    expect(await notifier.query(sms('swallowed@example.com'))).toEqual({ status: 'not_found' });
    expect(await notifier.send(sms('swallowed@example.com'))).toMatchObject({ status: 'sent' });
    expect(await books(url)).toHaveLength(2);
  });

  test('an outage is no outcome', async () => {
    const { url, notifier } = await startNotifier();
    await send('PUT', `${url}/faults`, { mode: 'down' });
    const unavailable = { name: 'NeighbourUnavailable' };

    await expect(notifier.send(sms('1'))).rejects.toMatchObject(unavailable);
    await expect(notifier.query(sms('1'))).rejects.toMatchObject(unavailable);
    const dead = createHttpNotifier({ url: await deadUrl(), apiKey });
    await expect(dead.send(sms('1'))).rejects.toMatchObject(unavailable);
    const stranger = createHttpNotifier({ url, apiKey: 'another-key' });
    await send('PUT', `${url}/faults`, { mode: 'none' });
    await expect(stranger.send(sms('1'))).rejects.toMatchObject({ name: 'NeighbourRefused' });
  });

  test.each([
    [200, '{"status":"accepted","key":"another","reference":"r"}'],
    [200, '<html>'],
    [500, '{}'],
  ])('status %i with %s proves nothing', async (status, body) => {
    const url = await startBareServer((_request, response) => {
      response.writeHead(status).end(body);
    });

    expect(await createHttpNotifier({ url, apiKey }).send(sms('1'))).toMatchObject({
      status: 'unknown',
    });
  });
});
