import { describe, expect, it } from 'vitest';
import { as, devFile, type Order, readOrder, taken } from '../../support/client.ts';
import { place } from '../life.ts';
import {
  approvedParty,
  enterCompany,
  newParty,
  otherSeller,
  review,
  socialCreditCode,
} from '../registry.ts';

interface PartyFile {
  status: string;
  reviews: { decision: string; reviewer: string; note: string | null; nextReviewAt: string }[];
  registryLookups: { outcome: string; registeredName: string | null }[];
}

const fileOf = (id: string) => taken(as('ops').get<PartyFile>(`/v1/parties/${id}`));
const approving = (id: string, more: object = {}) =>
  as('ops').post<PartyFile>(`/v1/parties/${id}/reviews`, {
    decision: 'approve',
    reviewer: '孙审核',
    ...more,
  });
const inSpite = { registrationOverride: { reason: '已查验公证的登记文件' } };

interface PartyEvent {
  what: string;
  at: string;
  details: Record<string, unknown>;
}
const historyOf = async (id: string, role: 'ops' | 'auditor' = 'ops') =>
  (await taken(as(role).get<{ data: PartyEvent[] }>(`/v1/parties/${id}/history`))).data;

/** A legal entity identifier that the registry does not know. */
const unknownLei = '5493001KJTIIGC8Y1R12';

const registryIs = async (mode: string) =>
  fetch(`${devFile().simulators.registry}/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode }),
  });

describe('S0 5.4, 6.4.1: the company registry is asked before a party is let in', () => {
  const name = '示范茶叶有限公司';
  const registered = async (company: { name: string; state: string } | null) => {
    const registrationNumber = socialCreditCode();
    const { id } = await newParty('seller', { registrationNumber, name });
    if (company) await enterCompany(registrationNumber, company);
    return id;
  };
  const contradicted = async (): Promise<[string, string][]> => [
    ['name_differs', await registered({ name: '另一名称有限公司', state: 'active' })],
    ['dissolved', await registered({ name, state: 'dissolved' })],
  ];
  const unknown = async (): Promise<[string, string][]> => [
    ['not_found', await registered(null)],
    ['not_found', (await newParty('payment_provider', { registrationNumber: unknownLei })).id],
    ['not_looked_up', (await newParty('seller')).id],
  ];

  it('S0 5.4: under its name and number it is let in, and the answer says what was found', async () => {
    const id = await registered({ name, state: 'active' });

    const approved = await taken(approving(id, inSpite));

    const lookup = { outcome: 'confirmed', registeredName: name };
    expect(approved).toMatchObject({ status: 'approved', registryLookup: lookup });
    expect((await fileOf(id)).registryLookups).toMatchObject([lookup]);
    // There was nothing to override.
    const reviewed = (await historyOf(id)).find(({ what }) => what === 'reviewed');
    expect(reviewed?.details).toMatchObject({ registrationOverride: null });
  });

  it('S0 5.4, 6.4.1: another name or dissolved: refused, or let in by the word of its reviewer', async () => {
    for (const [outcome, id] of await contradicted()) {
      expect(await approving(id), outcome).toMatchObject({
        status: 422,
        body: { code: 'registration_not_confirmed', currentStatus: outcome },
      });
      expect((await fileOf(id)).status).toBe('pending');

      const approved = await taken(approving(id, inSpite));

      expect(approved).toMatchObject({ status: 'approved', registryLookup: { outcome } });
      const history = await historyOf(id);
      expect(history.findLast(({ what }) => what === 'looked_up')?.details).toMatchObject({
        outcome,
      });
      expect(history.findLast(({ what }) => what === 'reviewed')?.details).toMatchObject({
        decision: 'approve',
        registrationOverride: inSpite.registrationOverride.reason,
      });
      const audited = (await historyOf(id, 'auditor')).findLast(({ what }) => what === 'reviewed');
      expect(audited?.details['registrationOverride']).toBe('***');
    }
  });

  it('S0 5.4: whom the registry does not know its reviewer weighs, and the answer says so', async () => {
    for (const [outcome, id] of await unknown()) {
      const approved = await taken(approving(id));

      expect(approved).toMatchObject({ status: 'approved', registryLookup: { outcome } });
      expect((await historyOf(id)).find(({ what }) => what === 'looked_up')?.details).toMatchObject(
        {
          outcome,
        },
      );
    }
  });

  it('S0 5.4: while the registry is down nothing is decided but by the word of its reviewer', async () => {
    const id = await registered({ name, state: 'active' });
    const other = await registered({ name, state: 'active' });

    await registryIs('down');
    const answer = await approving(id);
    const inSpiteOfIt = await approving(other, inSpite);
    await registryIs('none');

    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'engine_unavailable', currentStatus: 'unavailable' },
    });
    expect(answer.headers.get('retry-after')).not.toBeNull();
    expect(await fileOf(id)).toMatchObject({ status: 'pending', registryLookups: [] });
    expect((await approving(id)).status).toBe(200);
    expect(inSpiteOfIt).toMatchObject({
      status: 200,
      body: { status: 'approved', registryLookup: { outcome: 'unavailable' } },
    });
  });
});

describe('S0 5.4: reviews', () => {
  it('S0 5.4: a named reviewer decides, a rejection says why, and the next review has its day', async () => {
    const { id } = await newParty('courier');
    const path = `/v1/parties/${id}/reviews`;
    expect(await as('ops').post(path, { decision: 'approve' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/reviewer' }] },
    });
    expect(await as('ops').post(path, { decision: 'reject', reviewer: '孙审核' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/note' }] },
    });

    await taken(approving(id, inSpite));

    const { reviews } = await fileOf(id);
    expect(reviews).toMatchObject([{ decision: 'approve', reviewer: '孙审核' }]);
    // A year later by the policy, to the day.
    const next = Date.parse(reviews[0]?.nextReviewAt ?? '');
    expect(Math.round((next - Date.now()) / 86_400_000)).toBeGreaterThanOrEqual(365);
    expect(Math.round((next - Date.now()) / 86_400_000)).toBeLessThanOrEqual(366);
  });

  it('S0 5.4: a party reads its own file with all reviews; people are hidden from auditors', async () => {
    const seller = await otherSeller();
    const path = `/v1/parties/${seller.id}`;

    const own = await taken(seller.client.get<PartyFile>(path));
    expect(own.reviews).toMatchObject([{ decision: 'approve', reviewer: 'ops-1' }]);
    const audited = await taken(as('auditor').get<PartyFile>(path));
    expect(audited.reviews).toMatchObject([{ decision: 'approve', reviewer: '***' }]);
  });
});

describe('S0 5.4: an order that runs already', () => {
  it('S0 5.4: goes on when its seller is suspended, and says so where it is read', async () => {
    const seller = await approvedParty('seller');
    const order = await place({ sellerId: seller });
    expect(await readOrder(order.id)).toMatchObject({ partyWarnings: [] });

    await review(seller, 'suspend');

    const warning = { partyId: seller, role: 'seller', problem: 'suspended', kind: null };
    const read = await readOrder(order.id);
    expect(read).toMatchObject({ status: 'awaiting_confirmation', partyWarnings: [warning] });
    const waiting = await taken(as('support').get<Order>(`/v1/orders/${order.id}/waiting`));
    expect(waiting).toMatchObject({ partyWarnings: [warning] });
    const { data } = await taken(
      as('consumer').get<{ data: { what: string; summary: string }[] }>(
        `/v1/orders/${order.id}/timeline`,
      ),
    );
    expect(data.find(({ what }) => what === 'party_suspended')?.summary).toBe(
      'The seller was suspended; this order goes on.',
    );

    await review(seller, 'reinstate');
    expect(await readOrder(order.id)).toMatchObject({ partyWarnings: [] });
  });
});
