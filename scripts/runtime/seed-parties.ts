import { demoQualifications } from './demo-qualifications.ts';
import { demoParties } from './seed-data.ts';

/** Somebody who keeps the registry, by its public API. */
export interface Registrar {
  get: (path: string) => Promise<unknown>;
  post: (path: string, body: unknown) => Promise<unknown>;
}

type Who = keyof typeof demoParties;
type PartyFile = {
  status: string;
  unqualified: { kind: string; gap: string }[];
  reviews: { reviewer: string }[];
};
type Applicant = { id: string; role: string; registrationNumber: string };

/** The public registry knows the demo parties, as it knows every company. */
export async function enterCompanies(registryUrl: string): Promise<void> {
  for (const { registrationNumber, name } of Object.values(demoParties)) {
    const answer = await fetch(`${registryUrl}/companies/${registrationNumber}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, state: 'active' }),
      signal: AbortSignal.timeout(5_000),
    });
    if (!answer.ok) throw new Error(`the registry does not take ${name}: ${answer.status}`);
  }
}

/** Registered, with its proofs filed, and only then let in (S0 5.4). */
export async function makeParty(ops: Registrar, who: Who, now: string): Promise<string> {
  const { id } = (await ops.post('/v1/parties', demoParties[who])) as { id: string };
  for (const proof of demoQualifications(demoParties[who], now)) {
    await ops.post(`/v1/parties/${id}/qualifications`, proof);
  }
  await review(ops, id, 'approve');
  return id;
}

/**
 * Shows what the party has never shown or what has run out since. What somebody revoked stays so.
 * Returns its file as it was.
 */
export async function showQualifications(
  ops: Registrar,
  { id, ...applicant }: Applicant,
  now: string,
): Promise<PartyFile> {
  const file = (await ops.get(`/v1/parties/${id}`)) as PartyFile;
  const wanted = file.unqualified.filter(({ gap }) => gap === 'missing' || gap === 'expired');
  for (const proof of demoQualifications(applicant, now)) {
    if (!wanted.some(({ kind }) => kind === proof.kind)) continue;
    await ops.post(`/v1/parties/${id}/qualifications`, proof);
  }
  return file;
}

/** At a later start: proofs and reviews that ran out meanwhile are renewed. */
export async function renewParties(
  ops: Registrar,
  parties: Readonly<Record<Who, string>>,
): Promise<void> {
  const now = new Date().toISOString();
  for (const who of Object.keys(demoParties) as Who[]) {
    const id = parties[who];
    const { status, reviews } = await showQualifications(ops, { ...demoParties[who], id }, now);
    // Whom a person has suspended stays so.
    const hasRunOut = status === 'suspended' && reviews[0]?.reviewer === 're-review';
    if (hasRunOut) await review(ops, id, 'reinstate');
  }
}

/** When it is looked at again, the policy says. */
async function review(ops: Registrar, partyId: string, decision: string): Promise<void> {
  const note = 'development party';
  const reviewed = { decision, reviewer: 'npm start', note, nextReviewAt: null };
  await ops.post(`/v1/parties/${partyId}/reviews`, reviewed);
}
