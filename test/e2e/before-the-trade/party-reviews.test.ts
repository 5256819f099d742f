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
const approving = (id: string) =>
  as('ops').post(`/v1/parties/${id}/reviews`, { decision: 'approve', reviewer: '孙审核' });

describe('S0 5.4: the company registry is asked before a party is let in', () => {
  it('S0 5.4: found under its name or another, unknown, dissolved: kept either way', async () => {
    const name = '示范茶叶有限公司';
    const registered = async (company: { name: string; state: string } | null) => {
      const registrationNumber = socialCreditCode();
      const { id } = await newParty('seller', { registrationNumber, name });
      if (company) await enterCompany(registrationNumber, company);
      return id;
    };
    const same = await registered({ name, state: 'active' });
    const renamed = await registered({ name: '另一名称有限公司', state: 'active' });
    const dissolved = await registered({ name, state: 'dissolved' });
    const { id: unknown } = await newParty('payment_provider', {
      registrationNumber: '5493001KJTIIGC8Y1R12',
    });

    expect((await approving(same)).status).toBe(200);
    expect((await approving(renamed)).status).toBe(200);
    for (const [id, currentStatus] of [
      [dissolved, 'dissolved'],
      [unknown, 'not_found'],
    ]) {
      expect(await approving(String(id))).toMatchObject({
        status: 422,
        body: { code: 'registration_not_confirmed', currentStatus },
      });
    }

    const outcomes = await Promise.all([same, renamed, dissolved, unknown].map(fileOf));
    expect(outcomes.map(({ registryLookups }) => registryLookups[0]?.outcome)).toEqual([
      'confirmed',
      'name_differs',
      'dissolved',
      'not_found',
    ]);
    expect(outcomes[1]?.registryLookups[0]?.registeredName).toBe('另一名称有限公司');
    expect(outcomes[2]?.status).toBe('pending');
  });

  it('S0 5.4: while the registry is down nothing is decided', async () => {
    const { id } = await newParty('seller', { registrationNumber: socialCreditCode() });
    const faults = async (mode: string) =>
      fetch(`${devFile().simulators.registry}/faults`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ mode }),
      });

    await faults('down');
    const answer = await approving(id);
    await faults('none');

    expect(answer).toMatchObject({ status: 503, body: { code: 'engine_unavailable' } });
    expect(answer.headers.get('retry-after')).not.toBeNull();
    expect(await fileOf(id)).toMatchObject({ status: 'pending', registryLookups: [] });
    expect((await approving(id)).status).toBe(200);
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

    await taken(approving(id));

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
