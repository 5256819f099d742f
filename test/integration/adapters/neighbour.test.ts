import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { callNeighbour, callRepeatable, parseAnswer } from '../../../src/adapters/neighbour.ts';
import { deadUrl, startBareServer } from './started.ts';

const call = { neighbour: 'test', method: 'POST', timeoutMs: 2_000, key: 'k', body: {} } as const;

async function answering(status: number, body: string, headers = {}): Promise<string> {
  return startBareServer((_request, response) => {
    response.writeHead(status, headers).end(body);
  });
}

describe('a call that was certainly not executed', () => {
  test('is unavailable when nobody listens', async () => {
    const url = await deadUrl();

    await expect(callNeighbour({ ...call, url })).rejects.toMatchObject({
      name: 'NeighbourUnavailable',
      failure: 'econnrefused',
    });
  });

  test.each([503, 429])('is unavailable on status %i', async (status) => {
    const url = await answering(status, '{}');

    await expect(callNeighbour({ ...call, url })).rejects.toMatchObject({
      name: 'NeighbourUnavailable',
      failure: `status_${status}`,
    });
  });
});

describe('a call that may have been executed', () => {
  test.each([500, 502, 504, 408, 409])('is lost on status %i', async (status) => {
    const url = await answering(status, '{"code":"x"}');

    const answer = await callNeighbour({ ...call, url });

    expect(answer).toMatchObject({ kind: 'lost', failure: `status_${status}` });
  });

  test('is lost when the connection breaks before the answer', async () => {
    const url = await startBareServer((request) => request.socket.destroy());

    expect(await callNeighbour({ ...call, url })).toMatchObject({
      kind: 'lost',
      failure: 'connection_lost',
    });
  });

  test('is lost when the answer breaks off', async () => {
    const url = await startBareServer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"status":', () => response.destroy());
    });

    expect(await callNeighbour({ ...call, url })).toMatchObject({
      kind: 'lost',
      failure: 'connection_lost',
    });
  });

  test('is lost when the answer is longer than a mebibyte', async () => {
    const url = await answering(200, JSON.stringify('x'.repeat(1_100_000)));

    expect(await callNeighbour({ ...call, url })).toMatchObject({ kind: 'lost' });
  });

  test('is lost when no answer comes in time', async () => {
    const url = await startBareServer(() => undefined);

    expect(await callNeighbour({ ...call, timeoutMs: 50, url })).toMatchObject({
      kind: 'lost',
      failure: 'timeout',
    });
  });

  test('is lost when the answer is no JSON', async () => {
    const url = await answering(200, '<html>');

    expect(await callNeighbour({ ...call, url })).toMatchObject({
      kind: 'lost',
      failure: 'unreadable_answer',
    });
  });
});

describe('final trouble', () => {
  test.each([400, 401, 403, 422])('status %i is refused with its code', async (status) => {
    const url = await answering(status, '{"code":"some_reason","detail":"personal words"}');

    const refused = callNeighbour({ ...call, url });

    await expect(refused).rejects.toMatchObject({
      name: 'NeighbourRefused',
      failure: 'some_reason',
    });
    await expect(refused).rejects.not.toThrow(/personal/);
  });

  test('a redirect is refused and not followed', async () => {
    const asked: string[] = [];
    const url = await startBareServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(302, { location: '/elsewhere' }).end();
    });

    await expect(callNeighbour({ ...call, url: `${url}/here` })).rejects.toMatchObject({
      name: 'NeighbourRefused',
      failure: 'status_302',
    });
    expect(asked).toEqual(['/here']);
  });

  test('an answer of another shape is refused', () => {
    const schema = z.object({ status: z.literal('held') });

    expect(() => parseAnswer('test', schema, { status: 'maybe' })).toThrow(
      expect.objectContaining({ name: 'NeighbourRefused', failure: 'unreadable_answer' }),
    );
  });
});

describe('a call that is safe to repeat', () => {
  test('is unavailable when its answer was lost', async () => {
    const url = await answering(500, '{}');

    await expect(callRepeatable({ ...call, url })).rejects.toMatchObject({
      name: 'NeighbourUnavailable',
      failure: 'status_500',
    });
  });

  test('is refused when its answer is no JSON', async () => {
    const url = await answering(200, '<html>');

    await expect(callRepeatable({ ...call, url })).rejects.toMatchObject({
      name: 'NeighbourRefused',
      failure: 'unreadable_answer',
    });
  });

  test('answers an expected status', async () => {
    const url = await answering(404, '{"code":"not_there"}');

    expect(await callRepeatable({ ...call, url, expected: [404] })).toMatchObject({
      status: 404,
      body: { code: 'not_there' },
    });
  });
});
