import { beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '../../../src/domain/commands.ts';
import type { OrderState } from '../../../src/domain/order.ts';
import { oneSecondAfter, oneSecondBefore } from '../../support/deadline-edges.ts';
import { orderState, registerParty } from '../../support/engine.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { deadlineOf } from '../../support/order-clock.ts';
import { bringTo, placeOrder, refusalOf, send } from '../../support/order-life.ts';
import { liveDocument, type OrderWishes, parties, shipmentOf } from '../../support/orders.ts';
import { policyOf } from '../../support/policies.ts';

const engine = engineOfFile();
beforeAll(async () => {
  // The order's courier has agreed to confirm within three hours; another one could carry it too.
  await engine.sql`insert into agreements (id, version, kind, parties, content, digest, valid_from, stored_at)
    values ('agr_confirm', 1, 'carriage', ${[parties.seller, parties.courier]},
      ${engine.sql.json({ confirmWithin: { iso: 'PT3H' }, deliverWithin: null, remitWithin: null, returnHandover: null })},
      'sha256:x', '2020-01-01', now())`;
  const next = { id: 'pty_next_courier', role: 'courier', calendar: 'always' };
  await registerParty(engine.sql, next);
});

const name = 'courier_confirmation';
const accepting = (state: OrderState, courierId: string): Command => ({
  name: 'decideAsCourier',
  shipmentId: shipmentOf(state).id,
  courierId,
  decision: 'accept',
  reason: null,
});

const placeAsked = async (wishes: OrderWishes = {}): Promise<string> => {
  const orderId = await placeOrder(engine, wishes);
  const state = await bringTo(engine, orderId, 'awaiting_handover');
  expect(shipmentOf(state)).toMatchObject({ status: 'awaiting_courier' });
  return orderId;
};

describe.concurrent('courier_confirmation', () => {
  test('S0 7.5.1 a: one second before its deadline the courier confirms, and the dispatch begins', async () => {
    const orderId = await placeAsked();
    await oneSecondBefore(engine, orderId, { name }, (state) =>
      send(engine, orderId, accepting(state, parties.courier), { by: 'courier' }),
    );

    const confirmed = await orderState(engine, orderId);
    expect(shipmentOf(confirmed)).toMatchObject({ status: 'awaiting_handover' });
    expect(deadlineOf(confirmed, name).state).toBe('met');
    expect(deadlineOf(confirmed, 'dispatch').state).toBe('running');
    expect(confirmed.order.escalated).toBe(false);
  });

  test('S0 7.5.1 a: one second after it the next courier has the goods, and the first is too late', async () => {
    const orderId = await placeAsked();

    const late = await oneSecondAfter(engine, orderId, { name });

    // The next one has agreed on nothing: it carries without being asked.
    expect(shipmentOf(late)).toMatchObject({
      status: 'awaiting_handover',
      courierId: 'pty_next_courier',
      declines: [{ courierId: parties.courier, reason: 'no_answer' }],
    });
    expect(late.order).toMatchObject({ escalated: true, courierId: 'pty_next_courier' });
    expect(deadlineOf(late, name)).toMatchObject({ state: 'missed' });
    const tooLate = send(engine, orderId, accepting(late, parties.courier), { by: 'courier' });
    expect(await refusalOf(tooLate)).toBe('wrong_shipment_status');
    const next = await bringTo(engine, orderId, 'handover_noted');
    expect(liveDocument(next, 'handover_note')).toMatchObject({ status: 'issued' });
  });

  test('S0 7.5.1 a: by policy one second after it is a case, though somebody else could carry', async () => {
    const policyName = await policyOf(engine, { [name]: { onExpiry: 'open_case' } });
    const orderId = await placeAsked({ policyName });

    const late = await oneSecondAfter(engine, orderId, { name });

    expect(late.order).toMatchObject({ status: 'awaiting_handover', escalated: true });
    expect(late.cases).toMatchObject([{ kind: 'courier_unavailable', status: 'open' }]);
    expect(shipmentOf(late)).toMatchObject({ status: 'awaiting_courier', courierId: null });
  });
});
