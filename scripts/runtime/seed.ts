import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import { typeid } from 'typeid-js';
import type { SimulatorUrls } from './environment.ts';
import { readJson, writePrivateJson } from './files.ts';
import { demoOrder } from './seed-data.ts';
import { enterCompanies, makeParty, type Registrar, renewParties } from './seed-parties.ts';

/** Somebody who signs, with the private key that in earnest never leaves their device. */
export type Signer = { personId: string; name: string; keyId: string; privateJwk: JWK };

/** Who can be acted as in a development instance, and how. */
export type SeededParties = {
  tokens: Record<
    'platform' | 'support' | 'ops' | 'auditor' | 'seller' | 'courier' | 'consumer',
    string
  >;
  parties: { platform: string; seller: string; courier: string; paymentProvider: string };
  consumerRef: string;
  signers: { seller: Signer; courier: Signer; consumer: Signer };
};

type Kept = Omit<SeededParties, 'tokens'> & { demoOrderId: string };

type Seeding = {
  apiUrl: string;
  simulators: Pick<SimulatorUrls, 'issuer' | 'registry'>;
  home: string;
};

/**
 * Makes approved parties with signing keys, and one order that waits for its seller, through the
 * public API. At later starts the same ones are found again in `seed.json`, and let in again where
 * a proof or their review has run out; tokens are new each time. A seeding that broke off is
 * repeated under the same keys and makes nothing twice.
 */
export async function seedDevelopment(seeding: Seeding): Promise<SeededParties> {
  const { apiUrl, simulators, home } = seeding;
  const { issuer, registry } = simulators;
  const path = join(home, 'seed.json');
  await enterCompanies(registry);
  const token = async (claims: TokenClaims) => requestToken(issuer.tokenUrl, claims);
  const ops = await token({ role: 'ops' });
  const earlier = readJson(path) as Kept | Unfinished | null;
  const isKept = earlier !== null && 'demoOrderId' in earlier;
  const kept = isKept ? earlier : await seedAfresh({ apiUrl, ops, token, path, begun: earlier });
  if (isKept)
    await renewParties(caller({ apiUrl, token: ops, run: randomUUID() }), earlier.parties);
  const { parties, consumerRef, signers } = kept;
  return { tokens: await tokensFor(kept, token), parties, consumerRef, signers };
}

/** Written before the first call, so that a second try sends the very same. */
type Unfinished = {
  run: string;
  begunAt: string;
  platform: string;
  consumerRef: string;
  keys: Record<keyof SeededParties['signers'], JWK>;
};

type Afresh = {
  apiUrl: string;
  ops: string;
  token: (claims: TokenClaims) => Promise<string>;
  path: string;
  begun: Unfinished | null;
};

async function seedAfresh({ apiUrl, ops, token, path, begun }: Afresh): Promise<Kept> {
  const plan = begun ?? (await begin());
  if (begun === null) writePrivateJson(path, plan);
  const { platform, consumerRef, keys, run } = plan;
  const platformToken = await token({ role: 'platform', partyId: platform });
  const asOps = caller({ apiUrl, token: ops, run });
  const asPlatform = caller({ apiUrl, token: platformToken, run });

  const seller = await makeParty(asOps, 'seller', plan.begunAt);
  const courier = await makeParty(asOps, 'courier', plan.begunAt);
  const paymentProvider = await makeParty(asOps, 'paymentProvider', plan.begunAt);
  const signers = {
    seller: await register(asOps, `/v1/parties/${seller}`, { name: '李销', jwk: keys.seller }),
    courier: await register(asOps, `/v1/parties/${courier}`, { name: '王递', jwk: keys.courier }),
    consumer: await register(asPlatform, `/v1/consumers/${consumerRef}`, {
      name: '张三',
      jwk: keys.consumer,
    }),
  };
  const roles = { sellerId: seller, courierId: courier, paymentProviderId: paymentProvider };
  const order = demoOrder({ ...roles, consumerRef, confirmedAt: plan.begunAt });
  const { id: demoOrderId } = (await asPlatform.post('/v1/orders', order)) as { id: string };
  const parties = { platform, seller, courier, paymentProvider };
  const kept = { parties, consumerRef, signers, demoOrderId };
  writePrivateJson(path, kept);
  return kept;
}

async function begin(): Promise<Unfinished> {
  return {
    run: randomUUID(),
    begunAt: new Date().toISOString(),
    platform: typeid('pty').toString(),
    consumerRef: 'c-778',
    keys: { seller: await newKey(), courier: await newKey(), consumer: await newKey() },
  };
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return exportJWK(privateKey);
}

async function register(
  call: Registrar,
  owner: string,
  { name, jwk: { d, ...publicJwk } }: { name: string; jwk: JWK },
): Promise<Signer> {
  const answer = await call.post(`${owner}/signing-keys`, { person: { name }, jwk: publicJwk });
  const { keyId, person } = answer as { keyId: string; person: { personId: string } };
  return { personId: person.personId, name, keyId, privateJwk: { ...publicJwk, d } };
}

function caller({ apiUrl, token, run }: { apiUrl: string; token: string; run: string }): Registrar {
  const authorization = `Bearer ${token}`;
  const call = async (path: string, { method, headers, body }: Sent): Promise<unknown> => {
    const answer = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { ...headers, authorization },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(15_000),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    get: async (path) => call(path, { method: 'GET', headers: {} }),
    post: async (path, body) => {
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': `seed-${run}-${path}-${keyFor(body)}`,
      };
      return call(path, { method: 'POST', headers, body: JSON.stringify(body) });
    },
  };
}

type Sent = { method: string; headers: Record<string, string>; body?: string };

/** Tells apart what is made at one address: the parties, and the proofs of one of them. */
function keyFor(body: unknown): string {
  const { role, kind } = body as { role?: string; kind?: string };
  return role ?? kind ?? 'once';
}

type TokenClaims = {
  role: string;
  partyId?: string;
  platformId?: string;
  consumerRef?: string;
  personId?: string;
  name?: string;
};

async function requestToken(tokenUrl: string, claims: TokenClaims): Promise<string> {
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...claims, expiresIn: 30 * 86_400 }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`the issuer refused a token: ${answer.status}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function tokensFor(
  { parties, consumerRef, signers }: Kept,
  token: (claims: TokenClaims) => Promise<string>,
): Promise<SeededParties['tokens']> {
  const acting = ({ personId, name }: Signer) => ({ personId, name });
  return {
    platform: await token({ role: 'platform', partyId: parties.platform }),
    support: await token({ role: 'support' }),
    ops: await token({ role: 'ops' }),
    auditor: await token({ role: 'auditor' }),
    seller: await token({ role: 'seller', partyId: parties.seller, ...acting(signers.seller) }),
    courier: await token({ role: 'courier', partyId: parties.courier, ...acting(signers.courier) }),
    consumer: await token({
      role: 'consumer',
      platformId: parties.platform,
      consumerRef,
      ...acting(signers.consumer),
    }),
  };
}
