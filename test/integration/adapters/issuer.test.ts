import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { inMemory } from '../../../simulators/books.ts';
import { startIssuerSimulator } from '../../../simulators/issuer.ts';
import { closing, send, temporaryHome } from './started.ts';

async function startIssuer() {
  return closing(await startIssuerSimulator({ port: 0, home: inMemory }));
}

async function tokenFor(tokenUrl: string, request: Record<string, unknown>): Promise<string> {
  const { status, body } = await send('POST', tokenUrl, request);
  expect(status).toBe(200);
  return (body as { access_token: string }).access_token;
}

describe('tokens', () => {
  test.each([
    [
      { role: 'platform', partyId: 'pty_p' },
      { party_id: 'pty_p', sub: 'pty_p' },
    ],
    [
      { role: 'seller', partyId: 'pty_s', personId: 'per_1', name: '李明' },
      { party_id: 'pty_s', person_id: 'per_1', name: '李明', sub: 'per_1' },
    ],
    [
      { role: 'courier', partyId: 'pty_c', subject: 'me' },
      { party_id: 'pty_c', sub: 'me' },
    ],
    [{ role: 'payment_provider', partyId: 'pty_b' }, { party_id: 'pty_b' }],
    [
      { role: 'consumer', platformId: 'pty_p', consumerRef: 'c-1' },
      { platform_id: 'pty_p', consumer_ref: 'c-1', sub: 'c-1' },
    ],
    [{ role: 'support' }, { sub: 'support' }],
    [{ role: 'ops' }, { sub: 'ops' }],
    [{ role: 'auditor' }, { sub: 'auditor' }],
  ])(
    'a token for %j verifies against the key set and carries its claims',
    async (asked, claims) => {
      const { issuer, jwksUrl, tokenUrl } = await startIssuer();

      const token = await tokenFor(tokenUrl, asked);

      const keys = createRemoteJWKSet(new URL(jwksUrl));
      const verified = await jwtVerify(token, keys, { issuer, audience: 'luyue' });
      expect(verified.protectedHeader.alg).toBe('EdDSA');
      expect(verified.payload).toMatchObject({ role: asked.role, ...claims });
    },
  );

  test.each([
    [undefined, 8 * 3_600],
    [365 * 86_400, 365 * 86_400],
  ])('expiresIn %s gives a life of %i seconds', async (expiresIn, seconds) => {
    const { tokenUrl } = await startIssuer();

    const { iat = 0, exp = 0 } = decodeJwt(await tokenFor(tokenUrl, { role: 'ops', expiresIn }));

    expect(exp - iat).toBe(seconds);
  });

  test.each([
    { role: 'king' },
    { role: 'seller' },
    { role: 'consumer', platformId: 'pty_p' },
    { role: 'ops', expiresIn: 365 * 86_400 + 1 },
    { role: 'ops', admin: true },
  ])('%j is refused', async (request) => {
    const { tokenUrl } = await startIssuer();

    expect(await send('POST', tokenUrl, request)).toMatchObject({
      status: 400,
      body: { code: 'malformed_request' },
    });
  });
});

test('the key set shows no private key and the discovery document points to it', async () => {
  const { url, jwksUrl, tokenUrl } = await startIssuer();

  const { body: keySet } = await send('GET', jwksUrl);
  const { body: discovery } = await send('GET', `${url}/.well-known/openid-configuration`);

  const [key] = (keySet as { keys: Record<string, unknown>[] }).keys;
  expect(Object.keys(key ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  expect(discovery).toMatchObject({ issuer: url, jwks_uri: jwksUrl, token_endpoint: tokenUrl });
});

test('the key survives a restart', async () => {
  const home = temporaryHome();
  const before = await startIssuerSimulator({ port: 0, home });
  const keySet = await send('GET', before.jwksUrl);
  await before.close();

  const after = closing(await startIssuerSimulator({ port: 0, home }));

  expect(await send('GET', after.jwksUrl)).toEqual(keySet);
});
