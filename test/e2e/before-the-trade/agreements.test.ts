import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  as,
  devFile,
  due,
  insist,
  newToken,
  type Order,
  refusal,
  sign,
  taken,
  untilOrder,
  untilStatus,
  withToken,
} from '../../support/client.ts';
import { courierOfItsOwn, placeCollected } from '../couriers.ts';
import { placeAt, placeUnderWay } from '../life.ts';
import { approvedParty } from '../registry.ts';
import { handoverNote } from '../steps.ts';

const digest = `sha256:${'c'.repeat(64)}`;
const dayMs = 86_400_000;

interface Terms {
  id: string;
  version: number;
}

async function agree(parties: string[], terms: object, id = `agr-${randomUUID()}`): Promise<Terms> {
  const told = { kind: 'carriage', parties, digest, ...terms };
  return taken(as('ops').put<Terms>(`/v1/agreements/${id}`, told));
}

/** A courier of its own, so that what it agrees on touches no other test. */
const newCourier = () => approvedParty('courier', { calendar: 'always' });

function daysGiven(order: Order, name: string): number {
  const { startedAt, dueAt } = due(order, name);
  return (Date.parse(dueAt) - Date.parse(startedAt)) / dayMs;
}

/** Hands an order over to that courier; answers how many days its delivery then has. */
async function daysToDeliver(courierId: string): Promise<number> {
  const order = await placeAt('awaiting_handover', { courierId });
  const note = await handoverNote(order);
  await sign('seller', note);
  const courier = withToken(await newToken({ role: 'courier', partyId: courierId }));
  const signer = { personId: null, name: '陈递' };
  const attested = { role: 'courier', signer, method: 'attested' };
  await insist((sent) => courier.post(`/v1/documents/${note.id}/signatures`, attested, sent));
  return daysGiven(await untilStatus(order.id, 'in_delivery'), 'delivery');
}

describe('S0 6.5 a, 6.7.1 d: terms between the parties', () => {
  it('S0 7.5.1 c: the time to deliver is the seller’s agreement, else the platform’s, else the policy’s', async () => {
    const { seller, platform } = devFile().parties;
    const courierId = await newCourier();

    expect(await daysToDeliver(courierId)).toBe(7);
    await agree([platform, courierId], { deliverWithin: 'P5D' });
    expect(await daysToDeliver(courierId)).toBe(5);
    const { id } = await agree([seller, courierId], { deliverWithin: 'P2D' });
    expect(await daysToDeliver(courierId)).toBe(2);
    // Its next version has ended: it holds no more.
    const ended = { deliverWithin: 'P2D', validTo: '2020-01-01' };
    expect((await agree([seller, courierId], ended, id)).version).toBe(2);
    expect(await daysToDeliver(courierId)).toBe(5);
  });

  it('S0 6.7.1 f, 6.8 a, 7.5.3 g, 7.8 c: cash is handed over, and goods given back, within the agreed times', async () => {
    const courier = await courierOfItsOwn();
    const terms = { remitWithin: 'P1D', returnHandover: 'P2D' };
    await agree([devFile().parties.seller, courier.id], terms);

    const order = await placeCollected(
      courier,
      {},
      { findings: { 1: { refused: 1 } }, amountMinor: 13_990 },
    );

    const going = await untilOrder(order.id, ({ due: told }) =>
      told.some(({ name }) => name === 'return_to_seller'),
    );
    expect(daysGiven(going, 'cod_remittance')).toBe(1);
    expect(daysGiven(going, 'return_to_seller')).toBe(2);
  });

  it('S0 6.8 d: platform and payment provider agree until when a refund has reached the consumer', async () => {
    const { platform } = devFile().parties;
    const paymentProviderId = await approvedParty('payment_provider');
    const kind = 'payment';
    await agree([platform, paymentProviderId], { kind, refundWithin: 'PT6H' });
    const { id } = await placeUnderWay({ paymentProviderId });

    const asked = { amountMinor: 500, reason: 'quality', bearer: 'seller' };
    await taken(as('support').post(`/v1/orders/${id}/refunds`, asked));

    const order = await untilOrder(id, ({ refunds }) => refunds[0]?.status === 'succeeded');
    expect(daysGiven(order, 'refund')).toBe(0.25);
    expect(due(order, 'refund')).toMatchObject({
      clause: 'S0 6.8 d',
      responsible: { role: 'payment_provider', partyId: paymentProviderId },
    });
  });

  it('S0 6.5 a: an agreement is read by its parties and by nobody else', async () => {
    const { seller } = devFile().parties;
    const { id } = await agree([seller, await newCourier()], { remitWithin: 'P1D' });

    expect((await as('seller').get(`/v1/agreements/${id}`)).body).toMatchObject({
      remitWithin: { iso: 'P1D' },
    });
    expect(await refusal(as('courier').get(`/v1/agreements/${id}`))).toBe('404 not_found');
    expect(await refusal(as('consumer').get(`/v1/agreements/${id}`))).toBe('403 role_not_allowed');
  });

  it('S0 5.3 a, 6.5 a: the contract with the payment provider is kept with its digest, and read by it', async () => {
    const { seller, platform, paymentProvider } = devFile().parties;
    const provider = withToken(
      await newToken({ role: 'payment_provider', partyId: paymentProvider }),
    );
    const told = { kind: 'payment', validFrom: '2026-01-01', validTo: '2027-12-31' };
    const { id } = await agree([platform, seller, paymentProvider], told);

    const { body } = await provider.get(`/v1/agreements/${id}`);
    expect(body).toMatchObject({ ...told, digest, version: 1 });
  });

  it('S0 6.5 a: two that are about the same on the same day are refused, the other is named', async () => {
    const { seller, platform } = devFile().parties;
    const courier = await newCourier();
    const first = await agree([seller, courier], { deliverWithin: 'P2D', validTo: '2027-03-31' });
    const second = (parties: string[], terms: object, id = `agr-${randomUUID()}`) =>
      as('ops').put(`/v1/agreements/${id}`, { kind: 'carriage', parties, digest, ...terms });
    const rival = { status: 409, body: { code: 'agreement_overlaps', existingId: first.id } };

    expect(await second([courier, seller], { remitWithin: 'P1D' })).toMatchObject(rival);
    const three = [platform, seller, courier];
    expect(await second(three, { deliverWithin: 'P3D' })).toMatchObject(rival);
    expect(await second(three, { kind: 'payment', deliverWithin: 'P3D' })).toMatchObject(rival);
    // About something else, of other parties, or after it; and the next version of itself.
    expect((await second(three, { kind: 'payment', remitWithin: 'P1D' })).status).toBe(200);
    expect((await second([platform, courier], { deliverWithin: 'P5D' })).status).toBe(200);
    const later = { deliverWithin: 'P1D', validFrom: '2027-04-01' };
    expect((await second([seller, courier], later)).status).toBe(200);
    expect((await second([seller, courier], { validTo: '2027-03-31' }, first.id)).status).toBe(200);
  });

  it('S0 6.5 a: it is between parties that there are', async () => {
    const told = { kind: 'carriage', parties: [devFile().parties.seller, 'pty_none'], digest };

    expect(await as('ops').put('/v1/agreements/agr-x', told)).toMatchObject({
      status: 422,
      body: { code: 'party_not_found', errors: [{ pointer: '/parties/1' }] },
    });
  });
});
