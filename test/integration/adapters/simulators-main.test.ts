import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { sentinelTokens } from '../../../simulators/payment-tokens.ts';
import { createHttpInventory } from '../../../src/adapters/inventory/http.ts';
import { createHttpPaymentGateway } from '../../../src/adapters/payment/http.ts';
import type { AuthorizeRequest } from '../../../src/adapters/payment/port.ts';
import { send, temporaryHome } from './started.ts';

const apiKey = 'key-of-the-tests';
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

type Ready = {
  payment: string;
  carrier: string;
  registry: string;
  stock: string;
  notifier: string;
  issuer: { issuer: string; jwksUrl: string; tokenUrl: string };
};

function startMain(environment: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ['simulators/main.ts'], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function startReady(home: string): Promise<{ child: ChildProcess; ready: Ready }> {
  const child = startMain({
    SIMULATORS_HOME: home,
    PAYMENT_API_KEY: apiKey,
    PAYMENT_WEBHOOK_SECRET: secret,
    CARRIER_WEBHOOK_SECRET: secret,
  });
  const lines = createInterface({ input: child.stdout! });
  const [line] = (await once(lines, 'line')) as [string];
  expect(line).toMatch(/^READY \{/);
  return { child, ready: JSON.parse(line.slice('READY '.length)) as Ready };
}

const authorization: AuthorizeRequest = {
  key: 'authorize:ord_1',
  orderRef: 'ord_1',
  amountMinor: 100,
  currency: 'CNY',
  method: 'card',
  token: 'tok_ok',
};
const hold = { key: 'hold:ord_1', sellerId: 'pty_1', lines: [{ sku: 'a', quantity: 1 }] };

test('one process is all neighbours, and what they know survives kill -9', async () => {
  const home = temporaryHome();
  const first = await startReady(home);
  const payment = createHttpPaymentGateway({ url: first.ready.payment, apiKey });
  const authorized = await payment.authorize(authorization);
  const held = await createHttpInventory({ url: first.ready.stock }).hold(hold);
  const keySet = await send('GET', first.ready.issuer.jwksUrl);
  expect(await send('PUT', `${first.ready.carrier}/faults`, { mode: 'none' })).toMatchObject({
    status: 200,
  });
  expect(await send('GET', `${first.ready.registry}/companies/x`)).toMatchObject({ status: 404 });

  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = await startReady(home);

  const again = createHttpPaymentGateway({ url: second.ready.payment, apiKey });
  expect(await again.authorize(authorization)).toEqual(authorized);
  // What is left of its time is another matter: it passes while the second one starts.
  const stillHeld = await createHttpInventory({ url: second.ready.stock }).hold(hold);
  expect({ ...stillHeld, validForSeconds: null }).toEqual({ ...held, validForSeconds: null });
  expect(await send('GET', second.ready.issuer.jwksUrl)).toEqual(keySet);

  second.child.kill('SIGTERM');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
});

test('a start without its settings names every missing one and fails', async () => {
  const child = startMain({});
  let complaint = '';
  child.stderr!.on('data', (chunk) => (complaint += String(chunk)));

  expect(await once(child, 'close')).toEqual([1, null]);
  expect(complaint).toContain('SIMULATORS_HOME');
  expect(complaint).toContain('PAYMENT_API_KEY');
});

test('a taken port is said and fails', async () => {
  const { ready } = await startReady(temporaryHome());
  const child = startMain({
    SIMULATORS_HOME: temporaryHome(),
    PAYMENT_API_KEY: apiKey,
    PAYMENT_WEBHOOK_SECRET: secret,
    CARRIER_WEBHOOK_SECRET: secret,
    STOCK_PORT: new URL(ready.stock).port,
  });
  let complaint = '';
  child.stderr!.on('data', (chunk) => (complaint += String(chunk)));

  expect(await once(child, 'close')).toEqual([1, null]);
  expect(complaint).toContain(new URL(ready.stock).port);
});

test('each neighbour says at its root what it is and what it can be told', async () => {
  const { ready } = await startReady(temporaryHome());
  const urls = [ready.payment, ready.carrier, ready.registry, ready.stock, ready.notifier];

  for (const url of [...urls, ready.issuer.issuer]) {
    const told = (await (await fetch(url)).json()) as Record<string, object>;
    expect(Object.keys(told)).toEqual(['simulator', 'books', 'controls', 'sentinels']);
  }
  const payment = (await (await fetch(ready.payment)).json()) as { sentinels: object };
  expect(Object.keys(payment.sentinels)).toEqual(expect.arrayContaining(sentinelTokens));
});
