import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import { typeid } from 'typeid-js';
import type { SimulatorUrls } from './environment.ts';
import { readJson, writePrivateJson } from './files.ts';
import { demoOrder, demoParties } from './seed-data.ts';

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

type Seeding = { apiUrl: string; issuer: SimulatorUrls['issuer']; home: string };

/**
 * Makes approved parties with signing keys, and one order that waits for its seller, through the
 * public API. At later starts the same ones are found again in `seed.json`; tokens are new each
 * time. A seeding that broke off is repeated under the same keys and makes nothing twice.
 */
export async function seedDevelopment({ apiUrl, issuer, home }: Seeding): Promise<SeededParties> {
  const path = join(home, 'seed.json');
  const token = async (claims: TokenClaims) => requestToken(issuer.tokenUrl, claims);
  const ops = await token({ role: 'ops' });
  const earlier = readJson(path) as Kept | Unfinished | null;
  const kept =
    earlier !== null && 'demoOrderId' in earlier
      ? earlier
      : await seedAfresh({ apiUrl, ops, token, path, begun: earlier });
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

  const seller = await makeParty(asOps, 'seller');
  const courier = await makeParty(asOps, 'courier');
  const paymentProvider = await makeParty(asOps, 'paymentProvider');
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
  const { id: demoOrderId } = (await asPlatform('/v1/orders', order)) as { id: string };
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

async function makeParty(asOps: Caller, who: keyof typeof demoParties): Promise<string> {
  const { id } = (await asOps('/v1/parties', demoParties[who])) as { id: string };
  await asOps(`/v1/parties/${id}/reviews`, {
    decision: 'approve',
    reviewer: 'npm start',
    note: 'development party',
    nextReviewAt: null,
  });
  return id;
}

async function register(
  call: Caller,
  owner: string,
  { name, jwk: { d, ...publicJwk } }: { name: string; jwk: JWK },
): Promise<Signer> {
  const answer = await call(`${owner}/signing-keys`, { person: { name }, jwk: publicJwk });
  const { keyId, person } = answer as { keyId: string; person: { personId: string } };
  return { personId: person.personId, name, keyId, privateJwk: { ...publicJwk, d } };
}

type Caller = (path: string, body: unknown) => Promise<unknown>;

function caller({ apiUrl, token, run }: { apiUrl: string; token: string; run: string }): Caller {
  return async (path, body) => {
    const text = JSON.stringify(body);
    const answer = await fetch(`${apiUrl}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': `seed-${run}-${path}-${keyFor(body)}`,
      },
      body: text,
      signal: AbortSignal.timeout(15_000),
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

/** Tells the parties apart, which are all made at one address. */
function keyFor(body: unknown): string {
  return (body as { role?: string }).role ?? 'once';
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
