import { randomUUID } from 'node:crypto';
import { as, taken } from '../support/client.ts';

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

export async function approvedParty(role: string, fields: object = {}): Promise<string> {
  const { id } = await newParty(role, fields);
  await review(id, 'approve');
  return id;
}

export async function review(partyId: string, decision: string): Promise<RegisteredParty> {
  const told = { decision, reviewer: 'ops-1' };
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
