import { describe, expect, it } from 'vitest';
import { as, devFile, readOrder, refusal, taken, withToken } from '../../support/client.ts';
import { bringTo, orderBody, place } from '../life.ts';
import { approvedParty, file, licence, newParty, policyWith, review } from '../registry.ts';

interface Disclosure {
  status: string;
  qualifications: { kind: string; inForce: boolean }[];
  reviews: { decision: string }[];
}

const needsLicence = () => policyWith({ qualifications: { seller: ['business_licence'] } });

function placing(sellerId: string, policy: string) {
  return as('platform').post('/v1/orders', orderBody({ sellerId, policy }));
}

describe('S0 5.4, 6.4.1: qualifications', () => {
  it('S0 5.4: an order wants what its seller needs, filed and in force on that day', async () => {
    const policy = await needsLicence();
    const seller = await approvedParty('seller');
    expect(await refusal(placing(seller, policy))).toBe('422 qualification_missing');

    await file(seller, { number: 'old-1', validTo: '2021-01-01' });
    expect(await placing(seller, policy)).toMatchObject({
      status: 422,
      body: { code: 'qualification_expired', errors: [{ pointer: '/sellerId' }] },
    });

    await file(seller);
    expect((await placing(seller, policy)).status).toBe(201);
  });

  it('S0 5.3 a, 5.4: so it is of the courier and of the payment provider, each by its own kinds', async () => {
    const wanted = {
      courier: ['courier_licence', '/courierId'],
      payment_provider: ['payment_licence', '/paymentProviderId'],
    } as const;
    for (const [role, [kind, pointer]] of Object.entries(wanted)) {
      const policy = await policyWith({ qualifications: { [role]: [kind] } });
      const party = await approvedParty(role);
      const ids = { courierId: party, paymentProviderId: party };
      const named = pointer === '/courierId' ? 'courierId' : 'paymentProviderId';
      const ordering = () =>
        as('platform').post('/v1/orders', orderBody({ policy, [named]: ids[named] }));

      expect(await ordering()).toMatchObject({
        status: 422,
        body: { code: 'qualification_missing', errors: [{ pointer }] },
      });
      await file(party, { kind, number: `n-${party}`, validFrom: '2099-01-01' });
      expect(await refusal(ordering())).toBe('422 qualification_expired');
      await file(party, { kind, number: `m-${party}` });
      expect((await ordering()).status).toBe(201);
    }
  });

  it('S0 5.4: a revoked one counts no more; an order that runs already goes on', async () => {
    const policy = await needsLicence();
    const { parties } = devFile();
    const filed = await file(parties.seller, { number: `L-${policy}` });
    const running = await place({ policy });

    const path = `/v1/parties/${parties.seller}/qualifications/${filed.id}`;
    await taken(as('ops').delete(`${path}?note=withdrawn`));
    expect(await refusal(placing(parties.seller, policy))).toBe('422 qualification_revoked');

    const missing = { partyId: parties.seller, problem: 'qualification_revoked' };
    const { partyWarnings } = await readOrder(running.id);
    expect(partyWarnings).toMatchObject([{ ...missing, kind: 'business_licence' }]);
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

describe('S0 5.1, 5.5 d: what the public sees of a party', () => {
  it('S0 5.5 d: qualifications in force and standing, without a token and without people', async () => {
    const seller = await approvedParty('seller', { contacts: [{ name: '王小明' }] });
    await file(seller);
    await file(seller, { number: 'old-1', validTo: '2021-01-01' });

    const { body } = await withToken(null).get<Disclosure>(`/v1/parties/${seller}/disclosure`);

    expect(body).toMatchObject({ status: 'approved', reviews: [{ decision: 'approve' }] });
    expect(body.qualifications.map(({ inForce }) => inForce)).toEqual([true, false]);
    expect(JSON.stringify(body)).not.toMatch(/王小明|ops-1/);
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

    // The simulated registry knows the number under a name of its own making.
    expect(party.registryLookups).toMatchObject([{ outcome: 'name_differs' }]);
  });
});
