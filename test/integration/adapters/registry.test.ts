import { describe, expect, test } from 'vitest';
import { inMemory } from '../../../simulators/books.ts';
import { startRegistrySimulator } from '../../../simulators/registry.ts';
import { isPlausibleNumber } from '../../../src/api/registry/registration.ts';
import { createHttpPartyRegistry } from '../../../src/adapters/registry/http.ts';
import { closing, deadUrl, send, startBareServer, temporaryHome } from './started.ts';

async function startRegistry() {
  const { url } = closing(await startRegistrySimulator({ port: 0, home: inMemory, slowMs: 400 }));
  return { url, registry: createHttpPartyRegistry({ url }) };
}

describe('S0 5.4: what the registry knows of a party', () => {
  test('S0 5.4: a company that was entered is found as it was entered', async () => {
    const { url, registry } = await startRegistry();
    const company = { name: '杭州某某有限公司', state: 'dissolved', legalForm: '有限责任公司' };
    await send('PUT', `${url}/companies/330100000000001`, company);

    expect(await registry.lookUp({ registrationNumber: '330100000000001' })).toEqual({
      status: 'found',
      ...company,
    });
  });

  test('a legal form that is not known is left out', async () => {
    const { url, registry } = await startRegistry();
    await send('PUT', `${url}/companies/A%2F1`, { name: 'X', state: 'active' });

    expect(await registry.lookUp({ registrationNumber: 'A/1' })).toEqual({
      status: 'found',
      name: 'X',
      state: 'active',
    });
  });

  test.each(['91330100MA2KJ7E10X', '91330100MA2KJ7E10', '91330100MA2KJ7E1OX', 'x'])(
    '%s, which nobody entered, is not found',
    async (registrationNumber) => {
      const { registry } = await startRegistry();

      expect(await registry.lookUp({ registrationNumber })).toEqual({ status: 'not_found' });
    },
  );
});

describe('trouble with the registry', () => {
  test('down, slow and not running are unavailable and never "not found"', async () => {
    const { url, registry } = await startRegistry();
    const request = { registrationNumber: 'x' };
    const unavailable = { name: 'NeighbourUnavailable' };
    const impatient = createHttpPartyRegistry({ url, timeoutMs: 100 });
    const gone = createHttpPartyRegistry({ url: await deadUrl() });

    await send('PUT', `${url}/faults`, { mode: 'down' });
    await expect(registry.lookUp(request)).rejects.toMatchObject(unavailable);
    await send('PUT', `${url}/faults`, { mode: 'slow' });
    await expect(impatient.lookUp(request)).rejects.toMatchObject(unavailable);
    await expect(gone.lookUp(request)).rejects.toMatchObject(unavailable);
  });

  test.each([
    [404, '{"code":"route_not_found"}'],
    [404, '<html>'],
    [200, '{"name":"X"}'],
  ])('status %i with %s is refused', async (status, body) => {
    const url = await startBareServer((_request, response) => {
      response.writeHead(status).end(body);
    });

    const answer = createHttpPartyRegistry({ url }).lookUp({ registrationNumber: 'x' });

    await expect(answer).rejects.toMatchObject({ name: 'NeighbourRefused' });
  });
});

test('the entries survive a restart', async () => {
  const home = temporaryHome();
  const before = await startRegistrySimulator({ port: 0, home });
  await send('PUT', `${before.url}/companies/1`, { name: 'X', state: 'active' });
  await before.close();

  const { url } = closing(await startRegistrySimulator({ port: 0, home }));

  const found = await createHttpPartyRegistry({ url }).lookUp({ registrationNumber: '1' });
  expect(found).toMatchObject({ status: 'found', name: 'X' });
});

describe('what it answers in a way of its own', () => {
  test('S0 5.4: the numbers that its self-description names behave as it says', async () => {
    const { url, registry } = await startRegistry();
    const { sentinels } = (await (await fetch(url)).json()) as {
      sentinels: Record<string, string>;
    };
    const numbers = Object.keys(sentinels).filter((told) => /^[0-9A-Z]{18}$/.test(told));
    expect(numbers.every(isPlausibleNumber)).toBe(true);
    const [unknown = '', dissolved = '', renamed = '', silent = ''] = numbers;

    expect(await registry.lookUp({ registrationNumber: unknown })).toEqual({ status: 'not_found' });
    expect(await registry.lookUp({ registrationNumber: dissolved })).toMatchObject({
      state: 'dissolved',
    });
    expect(await registry.lookUp({ registrationNumber: renamed })).toMatchObject({
      state: 'active',
      name: '他人商贸有限公司',
    });
    await expect(registry.lookUp({ registrationNumber: silent })).rejects.toThrow();
  });
});
