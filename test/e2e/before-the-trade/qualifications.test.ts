import { describe, expect, it } from 'vitest';
import { as, devFile, readOrder, refusal, taken, withToken } from '../../support/client.ts';
import { bringTo, orderBody, place } from '../life.ts';
import {
  approvedParty,
  file,
  letIn,
  licence,
  newParty,
  policyWith,
  provenParty,
  review,
  socialCreditCode,
  unprovenParty,
} from '../registry.ts';

interface Disclosure {
  status: string;
  qualifications: { kind: string; inForce: boolean }[];
  reviews: { decision: string }[];
}

interface PartyFile {
  status: string;
  reviews: { decision: string; note: string | null }[];
  reminders: { reason: string; subjectId: string }[];
  unqualified: { kind: string; gap: string }[];
}

const fileOf = (id: string) => taken(as('ops').get<PartyFile>(`/v1/parties/${id}`));
const daysAhead = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

const placing = (fields: object) => as('platform').post('/v1/orders', orderBody({ ...fields }));

describe('S0 5.4, 6.4.1: qualifications', () => {
  it('S0 5.4: by default an order wants what its seller has filed, in force on that day', async () => {
    const sellerId = await unprovenParty('seller');
    expect(await placing({ sellerId })).toMatchObject({
      status: 422,
      body: {
        code: 'qualification_missing',
        errors: [{ pointer: '/sellerId' }],
        unqualified: [
          { kind: 'business_licence', gap: 'missing' },
          { kind: 'tax_registration', gap: 'missing' },
          { kind: 'organisation_code', gap: 'missing' },
        ],
      },
    });

    await file(sellerId, { number: socialCreditCode(), validTo: '2021-01-01' });
    expect(await refusal(placing({ sellerId }))).toBe('422 qualification_expired');

    // One licence with an 18-character code is all three certificates.
    await file(sellerId, { number: socialCreditCode() });
    expect((await placing({ sellerId })).status).toBe(201);
  });

  it('S0 5.4 c: a licence of before the unified code needs the other certificates beside it', async () => {
    const sellerId = await unprovenParty('seller');
    await file(sellerId, { number: '310000400001234' });
    expect(await placing({ sellerId })).toMatchObject({
      body: { unqualified: [{ kind: 'tax_registration' }, { kind: 'organisation_code' }] },
    });

    await file(sellerId, { kind: 'tax_registration', number: '310104000000001' });
    await file(sellerId, { kind: 'organisation_code', number: '00000000-1' });
    expect((await placing({ sellerId })).status).toBe(201);
  });

  it('S0 5.3 a, 5.4: so it is of the courier and of the payment provider, each by its own kinds', async () => {
    const wanted = {
      courier: ['courier_licence', 'courierId'],
      payment_provider: ['payment_licence', 'paymentProviderId'],
    } as const;
    for (const [role, [kind, named]] of Object.entries(wanted)) {
      const party = await unprovenParty(role);
      const ordering = () => placing({ [named]: party });

      expect(await ordering()).toMatchObject({
        status: 422,
        body: {
          code: 'qualification_missing',
          errors: [{ pointer: `/${named}` }],
          unqualified: [{ kind: 'business_licence' }, { kind }],
        },
      });
      await file(party, { number: socialCreditCode() });
      await file(party, { kind, number: `n-${party}`, validFrom: '2099-01-01' });
      expect(await refusal(ordering())).toBe('422 qualification_expired');
      await file(party, { kind, number: `m-${party}` });
      expect((await ordering()).status).toBe(201);
    }
  });

  it('S0 5.4 b, d, e: a policy asks for more of those who trade in what needs a permit', async () => {
    const policy = await policyWith({ qualifications: { seller: ['product_permit'] } });
    const sellerId = await approvedParty('seller');

    expect(await refusal(placing({ sellerId, policy }))).toBe('422 qualification_missing');
    await file(sellerId, { kind: 'product_permit', number: `P-${sellerId}` });

    expect((await placing({ sellerId, policy })).status).toBe(201);
  });

  it('S0 5.4: a revoked one counts no more; an order that runs already goes on', async () => {
    const policy = await policyWith({ qualifications: { seller: ['franchise_permit'] } });
    const { seller } = devFile().parties;
    const filed = await file(seller, { kind: 'franchise_permit', number: `F-${policy}` });
    const running = await place({ policy });

    const path = `/v1/parties/${seller}/qualifications/${filed.id}`;
    await taken(as('ops').delete(`${path}?note=withdrawn`));
    expect(await refusal(placing({ policy }))).toBe('422 qualification_revoked');

    const { partyWarnings } = await readOrder(running.id);
    expect(partyWarnings).toMatchObject([
      { partyId: seller, problem: 'qualification_revoked', kind: 'franchise_permit' },
    ]);
    expect((await bringTo(running.id, 'in_delivery')).status).toBe('in_delivery');
    expect((await readOrder(running.id)).escalated).toBe(false);
  });

  it('S0 6.4.1: each is filed once, and who does not keep the registry files none', async () => {
    const { id } = await newParty('supplier');
    const path = `/v1/parties/${id}/qualifications`;
    await file(id);

    expect(await refusal(as('ops').post(path, licence))).toBe('409 duplicate_qualification');
    expect(await refusal(as('seller').post(path, licence))).toBe('404 not_found');
    expect(await refusal(as('courier').post(path, licence))).toBe('403 role_not_allowed');
    expect(await refusal(as('ops').post('/v1/parties/pty_none/qualifications', licence))).toBe(
      '404 not_found',
    );
    const backwards = { ...licence, validFrom: '2026-01-01', validTo: '2025-12-31' };
    expect(await as('ops').post(path, backwards)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/validTo' }] },
    });
  });
});

// Beside the tests of what has run out: a re-review suspends whoever it finds.
describe('S0 5.4: the periodic re-review', () => {
  const reReview = (asOf: string, key?: string) =>
    taken(
      as('ops').post<{ suspended: number; reminded: number }>(
        '/v1/re-reviews',
        { asOf },
        key === undefined ? {} : { key },
      ),
    );

  it('S0 5.4: reminds when a review comes near, suspends when it is overdue, once', async () => {
    const id = await provenParty('courier');
    const due = daysAhead(20);
    const decision = { decision: 'approve', reviewer: '孙审核', nextReviewAt: due, ...letIn };
    await taken(as('ops').post(`/v1/parties/${id}/reviews`, decision));

    await reReview(daysAhead(0));
    expect(await fileOf(id)).toMatchObject({
      status: 'approved',
      reminders: [{ reason: 're_review_due' }],
    });
    const asOf = daysAhead(20.1);
    const first = await reReview(asOf, `night-${id}`);
    expect(first.suspended).toBeGreaterThanOrEqual(1);
    expect(await reReview(asOf, `night-${id}`)).toEqual(first);

    const file = await fileOf(id);
    expect(file).toMatchObject({ status: 'suspended', reminders: [{}] });
    expect(file.reviews.map(({ decision: made }) => made)).toEqual(['suspend', 'approve']);
    expect(file.reviews[0]?.note).toContain('re-review');
    // Decided today, whatever day was looked at, and to be read at once.
    const { data } = await taken(
      as('ops').get<{ data: { what: string; at: string; details: object }[] }>(
        `/v1/parties/${id}/history`,
      ),
    );
    const suspension = data.findLast(({ what }) => what === 'reviewed');
    expect(suspension?.details).toMatchObject({
      decision: 'suspend',
      note: `the re-review was due at ${due}`,
    });
    expect(suspension?.at.slice(0, 10)).toBe(daysAhead(0).slice(0, 10));
    await review(id, 'reinstate');
    expect((await fileOf(id)).status).toBe('approved');
  });

  it('S0 5.4: a look ahead says whom it would suspend and why, and decides nothing', async () => {
    const id = await provenParty('courier');
    const decision = { decision: 'approve', reviewer: '孙审核', nextReviewAt: daysAhead(40) };
    await taken(as('ops').post(`/v1/parties/${id}/reviews`, { ...decision, ...letIn }));
    const ahead = async (days: number) =>
      taken(
        as('ops').post<{ suspended: number; wouldSuspend: object[]; wouldRemind: object[] }>(
          '/v1/re-reviews?dryRun=true',
          { asOf: daysAhead(days) },
          { key: null },
        ),
      );

    const cause = `the re-review was due at ${decision.nextReviewAt}`;
    const suspended = { partyId: id, role: 'courier', cause };
    const late = await ahead(40.1);
    expect(late.wouldSuspend).toContainEqual(suspended);
    expect(late.suspended).toBe(late.wouldSuspend.length);
    const near = await ahead(20);
    expect(near.wouldSuspend).not.toContainEqual(suspended);
    expect(near.wouldRemind).toContainEqual(
      expect.objectContaining({ partyId: id, reason: 're_review_due' }),
    );
    expect(await fileOf(id)).toMatchObject({ status: 'approved', reminders: [] });
  });

  it('S0 5.4: what a party has never shown is asked of it until its next review, and known before', async () => {
    const seller = await unprovenParty('seller');
    const lacking = ['business_licence', 'tax_registration', 'organisation_code'];

    await reReview(daysAhead(0));
    await reReview(daysAhead(0));

    const { status, reminders, unqualified } = await fileOf(seller);
    expect(status).toBe('approved');
    expect(unqualified).toEqual(lacking.map((kind) => ({ kind, gap: 'missing' })));
    const asked = reminders.map(({ reason, subjectId }) => `${reason} ${subjectId}`);
    expect(asked.toSorted()).toEqual(
      lacking.map((kind) => `qualification_missing ${kind}`).toSorted(),
    );
    await file(seller);
    expect((await fileOf(seller)).unqualified).toEqual([]);
  });

  it('S0 5.4: only ops ask for it', async () => {
    for (const role of ['seller', 'support', 'platform'] as const) {
      expect(await refusal(as(role).post('/v1/re-reviews', {}))).toBe('403 role_not_allowed');
    }
  });
});

describe('S0 5.1, 5.5 d: what the public sees of a party', () => {
  it('S0 5.5 d: qualifications in force and standing, without a token and without people', async () => {
    const seller = await approvedParty('seller', { contacts: [{ name: '王小明' }] });
    await file(seller, { number: 'old-1', validTo: '2021-01-01' });

    const { body } = await withToken(null).get<Disclosure>(`/v1/parties/${seller}/disclosure`);

    expect(body).toMatchObject({ status: 'approved', reviews: [{ decision: 'approve' }] });
    expect(body.qualifications.map(({ inForce }) => inForce)).toEqual([true, false]);
    expect(JSON.stringify(body)).not.toMatch(/王小明|ops-1/);
  });

  it('S0 5.1: the platform’s own licences are published like everybody’s', async () => {
    await place();
    const { platform } = devFile().parties;
    const licences = {
      business_licence: socialCreditCode(),
      operating_permit: '沪ICP备00000001号',
    };
    for (const [kind, number] of Object.entries(licences)) await file(platform, { kind, number });

    const path = `/v1/parties/${platform}/disclosure`;
    const { body } = await withToken(null).get<Disclosure>(path);

    expect(body).toMatchObject({
      status: 'approved',
      qualifications: Object.entries(licences).map(([kind, number]) => ({
        kind,
        number,
        inForce: true,
      })),
    });
  });

  it('S0 5.4: who was never approved is not disclosed; who is suspended is, as such', async () => {
    const { id } = await newParty('courier');
    const path = `/v1/parties/${id}/disclosure`;
    expect(await refusal(withToken(null).get(path))).toBe('404 not_found');

    await review(id, 'approve');
    await review(id, 'suspend');
    expect((await withToken(null).get<Disclosure>(path)).body.status).toBe('suspended');
  });
});

describe('S0 5.4: registration numbers', () => {
  it('S0 5.4: the check digits of a unified social credit code or an LEI must fit', async () => {
    const told = (registrationNumber: string) =>
      newParty('seller', { registrationNumber }).then(
        () => 'taken',
        (error: Error) => error.message.match(/"pointer":"([^"]*)"/)?.[1],
      );

    expect(await told('91310000102030403U')).toBe('/registrationNumber');
    expect(await told('5493001KJTIIGC8Y1R13')).toBe('/registrationNumber');
    expect(await told('5493001KJTIIGC8Y1R12')).toBe('taken');
  });

  it('S0 5.4: the registry’s answer is kept beside the approval that rests on it', async () => {
    const party = await taken(
      as('ops').get<{ registryLookups: { outcome: string; registeredName: string }[] }>(
        `/v1/parties/${devFile().parties.seller}`,
      ),
    );

    expect(party.registryLookups).toMatchObject([{ outcome: 'confirmed' }]);
  });
});
