import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import type { CaseView } from '../../../src/domain/views/case-view.ts';
import {
  as,
  clock,
  devFile,
  type Page,
  readOrder,
  refusal,
  taken,
  untilOrder,
  waitingOf,
} from '../../support/client.ts';
import { bringTo, placeAt, placeUnderWay } from '../life.ts';
import { booksOf, ledgerOf, untilPayment } from '../money.ts';
import { appointmentBody, command, inspectionBody, parcels, shipmentOf } from '../steps.ts';

/**
 * Nobody freezes an order from outside: only a guard of the database that refuses what the rules
 * allow does. While this works, one refuses every document of the order; its data stay as they are.
 */
async function whileGuarded<T>(orderId: string, guard: string, work: () => Promise<T>): Promise<T> {
  const sql = postgres(devFile().databaseUrl, { max: 1 });
  try {
    await sql.unsafe(`alter table documents add constraint ${guard}
      check (order_id <> '${orderId}') not valid`);
    return await work();
  } finally {
    await sql.unsafe(`alter table documents drop constraint if exists ${guard}`);
    await sql.end();
  }
}

describe('S0 10.4.4: an order that a guard has stopped', () => {
  it('S0 10.4.4, 6.8 d: stands still until support has looked; money on its way is followed, no other moves', async () => {
    const wishes = { method: 'wechat_pay', token: 'tok_refund_unknown' };
    const { id } = await placeAt('awaiting_handover', wishes);
    const order = await untilPayment(id, 'captured');
    const give = { amountMinor: 500, reason: 'quality', bearer: 'seller' };
    const ask = () => as('support').post(`/v1/orders/${id}/refunds`, give);
    await taken(ask());
    await untilOrder(id, ({ refunds }) => refunds[0]?.status === 'unknown');
    const notes = `/v1/shipments/${(await shipmentOf(order)).id}/handover-note`;
    const issue = () => as('seller').post(notes, { parcels, agent: { name: '王递' } });
    const guard = `test_guard_${randomUUID().replaceAll('-', '')}`;

    expect(await refusal(whileGuarded(id, guard, issue))).toBe('409 order_frozen');

    expect(await readOrder(id)).toMatchObject({
      frozen: true,
      escalated: true,
      status: order.status,
    });
    const { data } = await taken(as('support').get<Page<CaseView>>(`/v1/cases?orderId=${id}`));
    expect(data).toMatchObject([
      { kind: 'constraint_violated', status: 'open', details: { constraint: guard } },
    ]);
    expect((await waitingOf(id)).waitingFor).toMatchObject([
      { what: 'case_resolution', responsible: { role: 'support' } },
    ]);
    const cancel = as('consumer').post(`/v1/orders/${id}/cancellation`, {
      reason: 'wrong_details',
    });
    for (const refused of [issue(), ask(), cancel]) {
      expect(await refusal(refused)).toBe('409 order_frozen');
    }
    await clock(id, { advance: 'PT1H' });
    const told = await untilOrder(id, ({ refunds }) => refunds[0]?.status === 'succeeded');
    expect(told).toMatchObject({ frozen: true, payment: { refundedMinor: 500 } });
    expect((await ledgerOf(id)).balances).toMatchObject({ provider: 26_480, refund_due: 0 });
    expect((await booksOf(id)).filter(({ kind }) => kind === 'refund')).toHaveLength(1);

    await command('support', `/v1/cases/${data[0]?.id}/resolution`, { outcome: 'noted' });

    expect(await bringTo(id, 'in_delivery')).toMatchObject({ frozen: false, cases: [{}] });
  });

  it('S0 10.4.4, 7.5: keeps what its courier reports, and acts on it once support has looked', async () => {
    const order = await placeUnderWay();
    const { id } = order;
    const shipment = await shipmentOf(order);
    const path = `/v1/shipments/${shipment.id}`;
    await command('courier', `${path}/appointments`, appointmentBody());
    const inspect = () => as('courier').post(`${path}/inspection`, inspectionBody(shipment));
    const guard = `test_guard_${randomUUID().replaceAll('-', '')}`;
    expect(await refusal(whileGuarded(id, guard, inspect))).toBe('409 order_frozen');

    const event = { eventId: `e-${shipment.id}`, code: 'in_transit', at: order.placedAt };
    const kept = { status: 'handed_over', moved: false, unmovedBecause: 'order_frozen' };
    expect(await command('courier', `${path}/tracking-events`, event)).toMatchObject(kept);
    const dry = `${path}/tracking-events?dryRun=true`;
    expect((await as('courier').post(dry, { ...event, eventId: 'e-dry' })).body).toMatchObject({
      wouldSucceed: true,
      moved: false,
      unmovedBecause: 'order_frozen',
    });

    const [open] = (await readOrder(id)).cases;
    await command('support', `/v1/cases/${open?.id}/resolution`, { outcome: 'noted' });

    await untilOrder(id, ({ shipments }) => shipments[0]?.status === 'in_transit');
  });
});
