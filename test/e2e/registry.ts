import { randomInt, randomUUID } from 'node:crypto';
import { demoQualifications } from '../../scripts/runtime/demo-qualifications.ts';
import { as, type Client, devFile, newToken, taken, withToken } from '../support/client.ts';

/** What ops and sellers tell the registry. */

const address = { country: 'CN', region: '上海市', city: '上海市', line1: '新路 1 号' };

export interface RegisteredParty {
  id: string;
  status: string;
  version: number;
}

export async function newParty(role: string, fields: object = {}): Promise<RegisteredParty> {
  const told = { role, name: '新商户', registrationNumber: randomUUID(), address, ...fields };
  return taken(as('ops').post<RegisteredParty>('/v1/parties', told));
}

/** Let in with all that the default policy asks of its role (S0 5.4, 6.4.1). */
export async function approvedParty(role: string, fields: object = {}): Promise<string> {
  const id = await provenParty(role, fields);
  await review(id, 'approve');
  return id;
}

/** Its proofs are filed, and nobody has decided about it. */
export async function provenParty(role: string, fields: object = {}): Promise<string> {
  const { id } = await newParty(role, fields);
  const registrationNumber = socialCreditCode();
  const proofs = demoQualifications({ role, registrationNumber }, new Date().toISOString());
  for (const proof of proofs) await file(id, proof);
  return id;
}

/** Let in by its reviewer though it has shown nothing. */
export async function unprovenParty(role: string): Promise<string> {
  const { id } = await newParty(role);
  await review(id, 'approve');
  return id;
}

/** Why a party of the tests is let in though the registry does not confirm it. */
export const letIn = { registrationOverride: { reason: '已查验登记文件' } };

export async function review(partyId: string, decision: string): Promise<RegisteredParty> {
  const letsIn = decision === 'approve' || decision === 'reinstate';
  const told = {
    decision,
    reviewer: 'ops-1',
    note: decision === 'reject' ? '资料不全' : null,
    // The registry knows none of the numbers of these tests.
    ...(letsIn ? letIn : {}),
  };
  return taken(as('ops').post<RegisteredParty>(`/v1/parties/${partyId}/reviews`, told));
}

/** The default policy under a name of its own, but for what is given. */
export async function policyWith(changes: object): Promise<string> {
  const {
    name: _,
    version: __,
    ...rules
  } = await taken(as('ops').get<Record<string, unknown>>('/v1/policies/default'));
  const name = `test-${randomUUID()}`;
  await taken(as('ops').put(`/v1/policies/${name}`, { ...rules, ...changes }));
  return name;
}

/** The default policy with other rules for some deadlines. */
export async function policyWithRules(rules: Record<string, object>): Promise<string> {
  const { deadlines } = await taken(
    as('ops').get<{ deadlines: Record<string, object> }>('/v1/policies/default'),
  );
  const changed = Object.entries(rules).map(([name, rule]) => [
    name,
    { ...deadlines[name], ...rule },
  ]);
  return policyWith({ deadlines: { ...deadlines, ...Object.fromEntries(changed) } });
}

export const licence = {
  kind: 'business_licence',
  number: '91310000102030403T',
  issuer: '上海市市场监督管理局',
  validFrom: '2020-01-01',
  validTo: null,
  evidenceDigest: `sha256:${'a'.repeat(64)}`,
};

export async function file(partyId: string, changes: object = {}): Promise<{ id: string }> {
  const path = `/v1/parties/${partyId}/qualifications`;
  return taken(as('ops').post<{ id: string }>(path, { ...licence, ...changes }));
}

const uscAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A unified social credit code of its own, with the check digit that fits (GB 32100). */
export function socialCreditCode(): string {
  const digits = String(randomInt(1e8, 1e9));
  const body = `91310000${digits}`;
  const sum = Array.from(body).reduce(
    (total, character, index) => total + uscAlphabet.indexOf(character) * (3 ** index % 31),
    0,
  );
  return body + uscAlphabet.charAt((31 - (sum % 31)) % 31);
}

/** What the company registry, a neighbour, is to say of a number. */
export async function enterCompany(number: string, company: { name: string; state: string }) {
  const answer = await fetch(`${devFile().simulators.registry}/companies/${number}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(company),
  });
  if (!answer.ok) throw new Error(`the registry takes no ${number}: ${answer.status}`);
}

/** Another seller than the one of the instance, approved, and how it speaks. */
export async function otherSeller(): Promise<{ id: string; client: Client }> {
  const id = await approvedParty('seller');
  return { id, client: withToken(await newToken({ role: 'seller', partyId: id })) };
}
