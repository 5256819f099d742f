import { defaultPayloadConverter } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { createCodecServer, startCodecServer } from '../../../src/codec-server.ts';
import { createPayloadCodec } from '../../../src/vault/payload-codec.ts';

const codec = createPayloadCodec({ key: Buffer.alloc(32, 3) });
const allowedOrigin = 'http://127.0.0.1:8233';

/** The JSON of Temporal's API: bytes in base64. */
function jsonOf({ metadata, data }: Payload) {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const entries = Object.entries(metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)]);
  return { metadata: Object.fromEntries(entries) as Record<string, string>, data: base64(data!) };
}

const clear = jsonOf(defaultPayloadConverter.toPayload<string>('履约'));

async function encrypted() {
  const [payload] = await codec.encode([defaultPayloadConverter.toPayload<string>('履约')]);
  return jsonOf(payload as Payload);
}

function call(options: { token?: string; headers?: Record<string, string>; body: unknown }) {
  const { token, headers = {}, body } = options;
  const server = createCodecServer({ codec, allowedOrigin, token });
  const payload = body as object;
  return server.inject({ method: 'POST', url: '/decode', headers, payload });
}

describe('the codec server', () => {
  test('decodes what the codec encoded and passes the rest on', async () => {
    const unknown = { metadata: { encoding: 'YmluYXJ5L290aGVy' }, data: 'AAEC' };

    const response = await call({ body: { payloads: [await encrypted(), clear, unknown] } });

    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ payloads: [clear, clear, unknown] });
  });

  test('encodes', async () => {
    const server = createCodecServer({ codec, allowedOrigin });
    const payload = { payloads: [clear] };

    const encoded = await server.inject({ method: 'POST', url: '/encode', payload });
    const decoded = await call({ body: encoded.json() });

    expect(encoded.body).not.toContain(clear.data);
    expect(decoded.json()).toEqual({ payloads: [clear] });
  });

  test('answers the preflight of the web UI, also when a token is wanted', async () => {
    const server = createCodecServer({ codec, allowedOrigin, token: 'secret' });

    const response = await server.inject({
      method: 'OPTIONS',
      url: '/decode',
      headers: {
        origin: allowedOrigin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-namespace,content-type,authorization',
      },
    });

    expect(response.statusCode).toBe(204);
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': allowedOrigin,
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'content-type, x-namespace, authorization',
      vary: 'Origin',
    });
  });

  test('refuses a browser of another origin without reading the body', async () => {
    const body = { payloads: [await encrypted()] };

    for (const origin of ['http://evil.test', 'http://127.0.0.1:8234', 'null']) {
      const response = await call({ headers: { origin }, body });

      expect(response.statusCode).toBe(403);
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
      expect(response.body).not.toContain(clear.data);
    }
  });

  test('wants the bearer token when one is set', async () => {
    const body = { payloads: [await encrypted()] };
    const statusWith = async (headers: Record<string, string>) =>
      (await call({ token: 'secret', headers, body })).statusCode;

    expect(await statusWith({})).toBe(401);
    expect(await statusWith({ authorization: 'Bearer wrong' })).toBe(401);
    expect(await statusWith({ authorization: 'secret' })).toBe(401);
    expect(await statusWith({ authorization: 'Bearer secret', origin: allowedOrigin })).toBe(200);
  });

  test('answers 400 for no payloads and for what does not open, 404 for other paths', async () => {
    const { metadata } = await encrypted();

    for (const body of [{}, [], { payloads: 'x' }, { payloads: [{ metadata, data: 'AAAA' }] }]) {
      expect((await call({ body })).statusCode).toBe(400);
    }
    const server = createCodecServer({ codec, allowedOrigin });
    expect((await server.inject({ method: 'POST', url: '/other' })).statusCode).toBe(404);
  });

  test('listens on 127.0.0.1 at a free port until closed', async () => {
    const { url, close } = await startCodecServer({ port: 0, codec, allowedOrigin });

    try {
      const response = await fetch(`${url}/decode`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ payloads: [await encrypted()] }),
      });

      expect(new URL(url).hostname).toBe('127.0.0.1');
      expect(await response.json()).toEqual({ payloads: [clear] });
    } finally {
      await close();
    }
    await expect(fetch(url)).rejects.toThrow();
  });
});
