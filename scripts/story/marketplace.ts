import { exportJWK, generateKeyPair } from 'jose';
import type { DevFile } from '../runtime/dev-file.ts';
import { showQualifications } from '../runtime/seed-parties.ts';
import type { Signer } from '../runtime/seed.ts';
import type { Cast } from './acts.ts';
import type { RealOrder } from './source.ts';
import { createSpeaker, Refused, type Speaker } from './speaker.ts';

/** The parties of the real orders: registered on first use, found again by a later run. */
export interface Marketplace {
  platform: Speaker;
  courierId: string;
  paymentProviderId: string;
  /** The seller's party, and who acts in an order of this seller. */
  castFor: (seller: RealOrder['seller']) => Promise<{ sellerId: string; cast: Cast }>;
}

type Joined = { partyId: string; speaker: Speaker; signer: Signer };

export async function openMarketplace(file: DevFile): Promise<Marketplace> {
  const { apiUrl, tokens, parties } = file;
  const as = (role: keyof DevFile['tokens']) => createSpeaker({ apiUrl, token: tokens[role] });
  const ops = as('ops');
  const platform = as('platform');
  const support = as('support');
  const courier = await join(file, ops, { role: 'courier', ref: 'courier', city: null });
  const sellers = new Map<string, Promise<Joined>>();
  return {
    platform,
    courierId: courier.partyId,
    paymentProviderId: parties.paymentProvider,
    castFor: async ({ ref, city }) => {
      const joining = sellers.get(ref) ?? join(file, ops, { role: 'seller', ref, city });
      sellers.set(ref, joining);
      const { partyId, speaker, signer } = await joining;
      const signers = { seller: signer, courier: courier.signer };
      // The source knows consumers by reference only: their platform acts for them.
      const parts = { seller: speaker, courier: courier.speaker, consumer: platform };
      return { sellerId: partyId, cast: { ...parts, support, ops, signers } };
    },
  };
}

type Applicant = { role: 'seller' | 'courier'; ref: string; city: string | null };

async function join(file: DevFile, ops: Speaker, applicant: Applicant): Promise<Joined> {
  const partyId = await registerParty(ops, applicant);
  const signer = await registerKey(ops, partyId, `${applicant.role} ${applicant.ref.slice(0, 8)}`);
  const token = await requestToken(file, { role: applicant.role, partyId });
  return { partyId, speaker: createSpeaker({ apiUrl: file.apiUrl, token }), signer };
}

/** Registered and qualified like everybody else (S0 5.4); an earlier run may have ended in between. */
async function registerParty(ops: Speaker, { role, ref, city }: Applicant): Promise<string> {
  const registrationNumber = `olist-${ref}`;
  const where = city ?? 'unknown';
  const id = await idOf(
    ops.post<{ id: string }>('/v1/parties', {
      role,
      name: `${role} ${ref}`,
      registrationNumber,
      address: { country: 'BR', region: where, city: where, line1: where },
      // The source knows no business hours: its own dates say what is late.
      calendar: 'always',
    }),
  );
  const applicant = { id, role, registrationNumber };
  const { status } = await showQualifications(ops, applicant, new Date().toISOString());
  if (status === 'pending') await approve(ops, id);
  return id;
}

/** The party that there is, where it was registered before. */
async function idOf(registering: Promise<{ id: string }>): Promise<string> {
  try {
    return (await registering).id;
  } catch (error) {
    const isKnown =
      error instanceof Refused && error.problem.code === 'duplicate_registration_number';
    if (!isKnown) throw error;
    return String(error.problem['existingId']);
  }
}

async function approve(ops: Speaker, partyId: string): Promise<void> {
  const body = {
    decision: 'approve',
    reviewer: 'npm run drive',
    note: null,
    nextReviewAt: null,
    registrationOverride: { reason: 'the data set has no registration numbers' },
  };
  await ops.post(`/v1/parties/${partyId}/reviews`, body);
}

/** Each run has keys of its own: a private key stays with whoever made it. */
async function registerKey(ops: Speaker, partyId: string, name: string): Promise<Signer> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const { d, ...jwk } = await exportJWK(privateKey);
  const path = `/v1/parties/${partyId}/signing-keys`;
  const answer = await ops.post<{ keyId: string; person: { personId: string } }>(path, {
    person: { name },
    jwk,
  });
  const { keyId, person } = answer;
  return { personId: person.personId, name, keyId, privateJwk: { ...jwk, d } };
}

/** From the development issuer, which is the one that issued the tokens of `dev.json`. */
async function requestToken({ tokens }: DevFile, claims: object): Promise<string> {
  const [, payload = ''] = tokens.ops.split('.');
  const { iss } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss: string };
  const answer = await fetch(`${iss}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...claims, expiresIn: 86_400 }),
    signal: AbortSignal.timeout(15_000),
  });
  if (!answer.ok) throw new Error(`the issuer refused a token: ${answer.status}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}
