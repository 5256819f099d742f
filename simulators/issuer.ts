import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';
import { z } from 'zod';
import { openBooks } from './books.ts';
import type { Books } from './books.ts';
import { createServer, describeAtRoot, listenOnLoopback } from './server.ts';
import type { Simulator } from './server.ts';

/** Where the issuer runs and keeps its key. */
export type IssuerSimulatorOptions = {
  /** 0 takes a free port; the port is part of the issuer's name in every token. */
  port: number;
  /** The folder of the key, or `inMemory`. */
  home: string;
};

/** The issuer with the addresses that a verifier needs. */
export type IssuerSimulator = Simulator & { issuer: string; jwksUrl: string; tokenUrl: string };

const issuerSchema = `
  create table if not exists signing_key (
    only integer primary key check (only = 1),
    jwk text not null
  ) strict`;

const audience = 'luyue';
const expiresInDefaultSeconds = 8 * 3_600;
const expiresInMaxSeconds = 365 * 86_400;

const text = z.string().min(1).max(200);

const tokenSchema = z
  .strictObject({
    role: z.enum([
      'platform',
      'support',
      'ops',
      'auditor',
      'seller',
      'courier',
      'consumer',
      'payment_provider',
    ]),
    partyId: text.optional(),
    platformId: text.optional(),
    consumerRef: text.optional(),
    personId: text.optional(),
    name: text.optional(),
    subject: text.optional(),
    /** Seconds. */
    expiresIn: z.int().positive().max(expiresInMaxSeconds).default(expiresInDefaultSeconds),
  })
  .refine(
    ({ role, partyId }) => partyId !== undefined || !partyRoles.has(role),
    'A token of this role needs a partyId.',
  )
  .refine(
    ({ role, platformId, consumerRef }) =>
      role !== 'consumer' || (platformId !== undefined && consumerRef !== undefined),
    "A consumer's token needs a platformId and a consumerRef.",
  );

type TokenRequest = z.infer<typeof tokenSchema>;

const partyRoles: ReadonlySet<string> = new Set([
  'platform',
  'seller',
  'courier',
  'payment_provider',
]);

const description = {
  simulator: 'token issuer',
  books: {
    'GET /jwks': 'its public key',
    'GET /.well-known/openid-configuration': 'its addresses',
  },
  controls: {
    'POST /token {"role","partyId"?,"platformId"?,"consumerRef"?,"personId"?,"name"?,"expiresIn"?}':
      'a token for anybody. partyId: of a platform, seller, courier or payment_provider, also of ' +
      'one just registered; platformId and consumerRef: of a consumer; support, ops and auditor ' +
      'need neither; personId and name: who signs',
  },
  sentinels: {},
};

/**
 * An identity provider for development: it gives a token to whoever asks on loopback. Its Ed25519
 * key is kept in its home, so tokens survive a restart on the same port.
 */
export async function startIssuerSimulator(
  options: IssuerSimulatorOptions,
): Promise<IssuerSimulator> {
  const books = openBooks({ home: options.home, name: 'issuer', schema: issuerSchema });
  const key = await loadKey(books);
  const server = createServer();
  describeAtRoot(server, description);

  server.get('/jwks', () => ({ keys: [publicKey(key)] }));
  server.get('/.well-known/openid-configuration', () => ({
    ...addresses(server.listeningOrigin),
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['EdDSA'],
  }));
  server.post('/token', async (request) => {
    const asked = tokenSchema.parse(request.body);
    const access_token = await signToken(asked, key, server.listeningOrigin);
    return { access_token, token_type: 'Bearer', expires_in: asked.expiresIn };
  });

  const url = await listenOnLoopback(server, options.port);
  const { issuer, jwks_uri: jwksUrl, token_endpoint: tokenUrl } = addresses(url);
  return {
    url,
    issuer,
    jwksUrl,
    tokenUrl,
    async close() {
      await server.close();
      books.close();
    },
  };
}

async function loadKey(books: Books): Promise<JWK> {
  const stored = books.one<{ jwk: string }>('select jwk from signing_key');
  if (stored !== undefined) return JSON.parse(stored.jwk) as JWK;
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const key = { ...jwk, alg: 'EdDSA', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
  books.run('insert into signing_key (only, jwk) values (1, ?)', JSON.stringify(key));
  return key;
}

function publicKey({ d: _private, ...key }: JWK): JWK {
  return key;
}

function addresses(origin: string) {
  return {
    issuer: origin,
    jwks_uri: `${origin}/jwks`,
    token_endpoint: `${origin}/token`,
  };
}

async function signToken(asked: TokenRequest, key: JWK, issuer: string): Promise<string> {
  const { role, partyId, platformId, consumerRef, personId, name, expiresIn } = asked;
  const subject = asked.subject ?? personId ?? consumerRef ?? partyId ?? role;
  const claims = {
    role,
    name,
    party_id: partyId,
    platform_id: platformId,
    consumer_ref: consumerRef,
    person_id: personId,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${expiresIn}s`)
    .sign(await importJWK(key, 'EdDSA'));
}
