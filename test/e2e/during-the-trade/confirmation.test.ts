import { describe, expect, it } from 'vitest';
import {
  as,
  clock,
  due,
  justBefore,
  type Order,
  readOrder,
  refusal,
  taken,
  untilStatus,
} from '../../support/client.ts';
import { place } from '../life.ts';
import { command } from '../steps.ts';

const decideAsSeller = (id: string, body: object) =>
  as('seller').post<Order>(`/v1/orders/${id}/seller-decision`, body);
const accept = { decision: 'accept' };

describe('the seller decides', () => {
  it('S0 6.6 c: the seller has one working day from the placing, and half a day of grace', async () => {
    const order = await place();

    const deadline = due(order, 'seller_confirmation');
    expect(deadline).toMatchObject({
      clause: 'S0 6.6 c',
      responsible: { role: 'seller', partyId: order.sellerId },
      state: 'running',
      startedAt: order.placedAt,
      onExpiry: 'escalate_then_cancel',
    });
    expect(deadline.dueAt > order.placedAt).toBe(true);
    expect(String(deadline.graceEndsAt) > deadline.dueAt).toBe(true);
  });

  it('S0 6.6 c: just before the deadline the order is confirmed, and nothing is escalated', async () => {
    const { id, due: deadlines } = await place();
    const order = await justBefore(id, String(deadlines[0]?.dueAt), async ({ fired }) => {
      expect(fired).toEqual([]);
      return taken(decideAsSeller(id, accept));
    });

    expect(order.escalated).toBe(false);
    expect(due(order, 'seller_confirmation').state).toBe('met');
  });

  it('S0 6.6 c: just after the deadline the order is escalated, and the late step is taken', async () => {
    const { id } = await place();
    const { fired } = await clock(id, { to: 'next_deadline' });
    expect(fired).toMatchObject([{ name: 'seller_confirmation', subject: { type: 'order', id } }]);
    expect(await readOrder(id)).toMatchObject({ status: 'awaiting_confirmation', escalated: true });

    await taken(decideAsSeller(id, accept));

    const order = await untilStatus(id, 'awaiting_handover');
    expect(due(order, 'seller_confirmation').state).toBe('missed');
  });

  it('S0 6.6 c: just before the end of the grace the order is still confirmed', async () => {
    const { id, due: deadlines } = await place();

    await justBefore(id, String(deadlines[0]?.graceEndsAt), async () => {
      expect((await decideAsSeller(id, accept)).status).toBe(200);
    });
  });

  it('S0 6.6 c: after the grace the order is cancelled, and it is too late', async () => {
    const { id } = await place();
    await clock(id, { to: 'next_deadline' });
    const { fired } = await clock(id, { to: 'next_deadline' });
    expect(fired).toMatchObject([{ name: 'seller_confirmation' }]);

    const order = await readOrder(id);

    expect(order).toMatchObject({ status: 'cancelled', statusReason: 'confirmation_expired' });
    expect(await refusal(decideAsSeller(id, accept) as never)).toBe('409 deadline_passed');
  });

  it('a seller declines with a reason, and the order ends', async () => {
    const { id } = await place();
    const withoutReason = decideAsSeller(id, { decision: 'decline' });
    expect(await refusal(withoutReason as never)).toBe('422 reason_missing');

    const order = await taken(
      decideAsSeller(id, { decision: 'decline', reason: 'seller_out_of_stock', note: '卖完了' }),
    );

    expect(order).toMatchObject({ status: 'cancelled', statusReason: 'seller_declined' });
    expect(due(order, 'seller_confirmation').state).toBe('met');
  });

  it('more than was ordered, or a line that there is not, is refused', async () => {
    const { id } = await place();
    const withLine = (lineNo: number, quantity: number) =>
      refusal(decideAsSeller(id, { ...accept, lines: [{ lineNo, quantity }] }) as never);

    expect(await withLine(1, 3)).toBe('422 quantity_exceeded');
    expect(await withLine(2, 1)).toBe('422 line_not_found');
  });
});

describe('the consumer decides', () => {
  const decide = (id: string, body: object) =>
    as('consumer').post<Order>(`/v1/orders/${id}/consumer-decision`, body);

  it('S0 9.4 a: the offer takes effect only once its consumer accepts it', async () => {
    const { id } = await place({ consumerConfirmation: null });
    expect(await refusal(decideAsSeller(id, accept) as never)).toBe('409 wrong_order_status');

    const order = await taken(decide(id, accept));

    expect(order.status).toBe('awaiting_confirmation');
    expect(order.consumerConfirmation).not.toBeNull();
    expect(due(order, 'consumer_confirmation').state).toBe('met');
    expect(due(order, 'seller_confirmation').startedAt).toBe(
      due(order, 'consumer_confirmation').endedAt,
    );
  });

  it('S0 9.4 a: a declined offer ends the order', async () => {
    const { id } = await place({ consumerConfirmation: null });

    const order = await taken(decide(id, { decision: 'decline', reason: 'wrong_details' }));

    expect(order).toMatchObject({ status: 'cancelled', statusReason: 'consumer_declined' });
  });

  it('S0 9.4 a: just before its deadline the offer is still accepted', async () => {
    const { id, due: deadlines } = await place({ consumerConfirmation: null });

    await justBefore(id, String(deadlines[0]?.dueAt), async () => {
      expect((await decide(id, accept)).status).toBe(200);
    });
  });

  it('S0 9.4 a: without an answer the offer ends after its deadline', async () => {
    const { id } = await place({ consumerConfirmation: null });
    const { fired } = await clock(id, { to: 'next_deadline' });

    expect(fired).toMatchObject([{ name: 'consumer_confirmation' }]);
    const order = await readOrder(id);
    expect(order).toMatchObject({
      status: 'cancelled',
      statusReason: 'consumer_confirmation_expired',
      // It ended as announced.
      escalated: false,
    });
    expect(await refusal(decide(id, accept) as never)).toBe('409 deadline_passed');
  });

  it('S0 9.4 a: what its platform decides for a consumer is recorded as such', async () => {
    const { id, platformId } = await place({ consumerConfirmation: null });
    await command('platform', `/v1/orders/${id}/consumer-decision`, accept);

    const { data } = await taken(
      as('consumer').get<{ data: { what: string; actor: object }[] }>(`/v1/orders/${id}/timeline`),
    );

    expect(data.find(({ what }) => what === 'offer_accepted')?.actor).toEqual({
      role: 'platform',
      id: platformId,
      onBehalfOf: 'consumer',
    });
  });
});
