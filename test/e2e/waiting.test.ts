import { describe, expect, it } from 'vitest';
import type { Awaited as AwaitedThing, Waiting } from '../../src/domain/views/waiting.ts';
import {
  as,
  clock,
  due,
  type Order,
  readOrder,
  sign,
  taken,
  untilOrder,
  waitingOf,
} from '../support/client.ts';
import { place, placeAt, placeUnderWay, remit } from './life.ts';
import { placeConfirmed, untilPayment } from './money.ts';
import {
  appoint,
  command,
  deliver,
  handoverNote,
  inspect,
  report,
  returnNote,
  shipmentOf,
} from './steps.ts';

/** What a person waits for, as soon as the engine's own calls to its neighbours are through. */
async function awaitedOf({ id }: Pick<Order, 'id'>): Promise<AwaitedThing[]> {
  await untilOrder(id, ({ payment }) => payment.status !== 'authorizing');
  let waiting: Waiting | undefined;
  await expect
    .poll(async () => {
      waiting = await waitingOf(id);
      return waiting.waitingFor.map(({ responsible }) => responsible.role);
    })
    .not.toContain('system');
  return waiting?.waitingFor ?? [];
}

const whatOf = async (order: Pick<Order, 'id'>): Promise<string[]> =>
  (await awaitedOf(order)).map(({ what, responsible }) => `${what} by ${responsible.role}`);

describe('GET /v1/orders/{id}/waiting', () => {
  it('S0 9.4 a: an offer waits for its consumer, until when and by which call', async () => {
    const order = await place({ consumerConfirmation: null });

    expect(await awaitedOf(order)).toEqual([
      {
        what: 'consumer_decision',
        summary: 'the consumer decides on the offer',
        subject: { type: 'order', id: order.id },
        responsible: { role: 'consumer', partyId: null },
        dueAt: due(order, 'consumer_confirmation').dueAt,
        clause: 'S0 9.4 a',
        action: {
          method: 'POST',
          path: `/v1/orders/${order.id}/consumer-decision`,
          role: 'consumer',
        },
      },
    ]);
  });

  it('S0 6.6 c: then for its seller; in the grace until its end', async () => {
    const order = await place();
    const deadline = due(order, 'seller_confirmation');
    expect(await awaitedOf(order)).toMatchObject([
      { what: 'seller_decision', clause: 'S0 6.6 c', dueAt: deadline.dueAt },
    ]);

    await clock(order.id, { to: 'next_deadline' });

    expect(await awaitedOf(order)).toMatchObject([
      { what: 'seller_decision', dueAt: deadline.graceEndsAt },
    ]);
  });

  it('then for the payment, or for what the consumer does at the provider', async () => {
    const unpaid = await placeConfirmed({ token: null });
    expect(await whatOf(unpaid)).toEqual(['payment by consumer']);

    const begun = await placeConfirmed({ token: 'tok_requires_action' });
    await untilPayment(begun.id, 'requires_action');
    expect(await whatOf(begun)).toEqual(['payment_action by consumer']);
  });

  it('S0 6.7.2: then for the handover note, then for each signature that lacks', async () => {
    const order = await placeAt('awaiting_handover');
    expect(await awaitedOf(order)).toMatchObject([
      { what: 'handover_note', responsible: { role: 'seller' }, clause: 'S0 6.7.2 a' },
    ]);

    const note = await handoverNote(order);
    expect(await whatOf(order)).toEqual([
      'handover_note_signature by seller',
      'handover_note_signature by courier',
    ]);
    await sign('seller', note);
    expect(await awaitedOf(order)).toMatchObject([
      {
        what: 'handover_note_signature',
        subject: { type: 'document', id: note.id },
        clause: 'S0 6.7.2 b',
        dueAt: due(order, 'dispatch').dueAt,
        action: { path: `/v1/documents/${note.id}/signatures`, role: 'courier' },
      },
    ]);
  });

  it('S0 7.7.2: on its way for arrival, appointment, inspection and both signatures', async () => {
    const order = await placeUnderWay();
    expect(await whatOf(order)).toEqual(['arrival by courier']);
    await report(await shipmentOf(order), 'arrived');
    expect(await awaitedOf(order)).toMatchObject([{ what: 'appointment', clause: 'S0 7.7.2 a' }]);
    await appoint(order);
    expect(await whatOf(order)).toEqual(['inspection by courier']);
    const note = await inspect(order);
    await sign('courier', note);

    expect(await awaitedOf(order)).toMatchObject([
      {
        what: 'delivery_note_signature',
        responsible: { role: 'consumer' },
        clause: 'S0 7.7.2 d',
        dueAt: due(await readOrder(order.id), 'acceptance').dueAt,
      },
    ]);
  });

  it('S0 7.7.3 a: refused goods are waited for, then their note, then the refund, then nothing', async () => {
    const order = await placeUnderWay();
    await deliver(order, { 1: { refused: 2 } });
    expect(await whatOf(order)).toEqual(['return_note by courier']);
    const note = await returnNote(await readOrder(order.id));
    await sign('courier', note);
    expect(await whatOf(order)).toEqual(['return_to_seller_note_signature by seller']);

    await sign('seller', note);

    await untilPayment(order.id, 'refunded');
    expect(await waitingOf(order.id)).toMatchObject({ status: 'returned', waitingFor: [] });
  });

  it('S0 7.7.3 b: a case waits for its respondent, and once answered for support', async () => {
    const order = await placeUnderWay();
    await deliver(order, { 1: { missing: 1 } });
    const [found] = (await readOrder(order.id)).cases;

    expect(await awaitedOf(order)).toContainEqual(
      expect.objectContaining({
        what: 'case_answer',
        subject: { type: 'case', id: found?.id },
        responsible: { role: 'seller', partyId: order.sellerId },
        clause: 'S0 7.7.3 b',
        action: { method: 'POST', path: `/v1/cases/${found?.id}/answer`, role: 'seller' },
      }),
    );

    await command('seller', `/v1/cases/${found?.id}/answer`, { position: 'accept' });

    expect(await awaitedOf(order)).toContainEqual(
      expect.objectContaining({
        what: 'case_resolution',
        subject: { type: 'case', id: found?.id },
        action: { method: 'POST', path: `/v1/cases/${found?.id}/resolution`, role: 'support' },
      }),
    );
  });

  it('S0 6.8: delivered goods for the end of the window, and S0 6.7.1 f for the cash', async () => {
    const order = await placeAt('delivered', { timing: 'on_delivery' });
    expect((await whatOf(order)).toSorted()).toEqual([
      'after_sale_window by consumer',
      'remittance by courier',
    ]);

    await remit(order);

    expect(await awaitedOf(order)).toMatchObject([
      { what: 'after_sale_window', clause: 'S0 6.8', action: null },
    ]);
  });

  it('nothing is waited for when all is done', async () => {
    const { id } = await placeAt('completed');

    expect(await waitingOf(id)).toMatchObject({ status: 'completed', waitingFor: [] });
  });

  it('each call that it names is one that its role may make', async () => {
    const order = await place({ consumerConfirmation: null });
    for (let steps = 0; steps < 3; steps += 1) {
      const [next] = await awaitedOf(order);
      const { path = '', role } = next?.action ?? {};
      const body = path.endsWith('/payments')
        ? { method: 'card', token: 'tok_ok' }
        : path.endsWith('/handover-note')
          ? { parcels: [{ parcelNo: 1, weightG: 1, packaging: 'intact' }] }
          : { decision: 'accept' };
      await taken(as(role as 'consumer').post(path, body));
    }

    expect((await readOrder(order.id)).status).toBe('awaiting_handover');
  });
});
