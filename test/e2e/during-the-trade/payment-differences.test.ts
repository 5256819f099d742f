import { describe, it } from 'vitest';
import type { CaseView } from '../../../src/domain/views/case-view.ts';
import {
  as,
  clock,
  type Page,
  readOrder,
  refusal,
  taken,
  untilOrder,
  waitingOf,
} from '../../support/client.ts';
import { placeAt, placeUnderWay } from '../life.ts';
import { booksOf, ledgerOf, paymentsOf, untilPayment } from '../money.ts';
import { command } from '../steps.ts';

/** The provider moves another amount than it was asked for, and its own books say so. */

async function differing(id: string): Promise<CaseView> {
  await untilOrder(id, ({ cases }) => cases.some(({ kind }) => kind === 'payment_differs'));
  const { data } = await taken(
    as('support').get<Page<CaseView>>(`/v1/cases?orderId=${id}&kind=payment_differs`),
  );
  const [found] = data;
  if (found === undefined) throw new Error('no case');
  return found;
}

const resolve = (found: CaseView, outcome: string): Promise<CaseView> =>
  command('support', `/v1/cases/${found.id}/resolution`, { outcome });

const movedAtProvider = async (id: string, wanted: string): Promise<number[]> =>
  (await booksOf(id)).filter(({ kind }) => kind === wanted).map(({ amountMinor }) => amountMinor);

const movements = async (id: string, wanted: string) =>
  (await paymentsOf(id))
    .filter(({ kind }) => kind === wanted)
    .map(({ status, amountMinor }) => [status, amountMinor]);

describe.concurrent('S0 8.2 d, e: another amount is moved than was asked for', () => {
  it('S0 8.2 e: less was captured: nobody believes it before support has, in its time', async ({
    expect,
  }) => {
    const { id } = await placeAt('in_delivery', { token: 'tok_capture_less' });
    const found = await differing(id);

    expect(found).toMatchObject({
      status: 'open',
      respondent: { role: 'payment_provider' },
      details: { what: 'capture', asked: { amountMinor: 26_980 }, told: { amountMinor: 26_880 } },
      due: [{ state: 'running', clause: 'S0 8.2 e' }],
    });
    const order = await readOrder(id);
    expect(order.payment).toMatchObject({ status: 'unknown', capturedMinor: 0 });
    expect((await ledgerOf(id)).postings).toEqual([]);
    expect((await waitingOf(id)).waitingFor).toContainEqual(
      expect.objectContaining({
        what: 'case_resolution',
        responsible: { role: 'support', partyId: null },
        dueAt: found.due[0]?.dueAt,
        action: expect.objectContaining({ path: `/v1/cases/${found.id}/resolution` }),
      }),
    );
    const path = `/v1/cases/${found.id}/resolution`;
    expect(await refusal(as('support').post(path, { outcome: 'refund' }))).toBe(
      '422 outcome_not_allowed',
    );

    await resolve(found, 'noted');

    const { payment } = await readOrder(id);
    expect(payment).toMatchObject({ status: 'captured', capturedMinor: 26_880 });
    expect(await movements(id, 'capture')).toEqual([['succeeded', 26_880]]);
    expect(await movedAtProvider(id, 'capture')).toEqual([26_880]);
    expect((await ledgerOf(id)).balances).toMatchObject({ provider: 26_880, escrow: -26_880 });
  });

  it('S0 8.2 c: more was captured: the surplus goes back, and is none of the order’s', async ({
    expect,
  }) => {
    const { id } = await placeAt('in_delivery', { token: 'tok_capture_more' });

    await resolve(await differing(id), 'refund');

    const order = await untilOrder(id, ({ refunds }) => refunds[0]?.status === 'succeeded');
    expect(order.payment).toMatchObject({ status: 'captured', capturedMinor: 26_980 });
    expect(await movements(id, 'capture')).toEqual([['succeeded', 27_080]]);
    expect(await movements(id, 'refund')).toEqual([['succeeded', 100]]);
    expect(await movedAtProvider(id, 'refund')).toEqual([100]);
    expect((await ledgerOf(id)).balances).toMatchObject({
      provider: 26_980,
      escrow: -26_980,
      refund_due: 0,
    });
  });

  it('S0 8.2 d: found out by query it is a case like any', async ({ expect }) => {
    const { id } = await placeAt('in_delivery', { token: 'tok_capture_less_unknown' });
    await untilPayment(id, 'unknown');
    await clock(id, { advance: 'PT1M' });

    const found = await differing(id);

    await resolve(found, 'rejected');
    expect((await readOrder(id)).payment).toMatchObject({
      status: 'captured',
      capturedMinor: 26_980,
    });
  });

  it('S0 6.8 d: less was given back: the rest follows under a key of its own', async ({
    expect,
  }) => {
    const { id } = await placeUnderWay({ token: 'tok_refund_less' });
    const body = { amountMinor: 1_000, reason: 'quality', bearer: 'seller' };
    const refund = await command<{ id: string }>('support', `/v1/orders/${id}/refunds`, body);
    const found = await differing(id);
    expect(found).toMatchObject({ subject: { type: 'refund', id: refund.id } });
    expect((await readOrder(id)).payment.refundedMinor).toBe(0);

    await resolve(found, 'refund');
    await clock(id, { advance: 'PT1H' });

    const order = await untilOrder(id, ({ refunds }) => refunds[0]?.status === 'succeeded');
    expect(order.payment.refundedMinor).toBe(1_000);
    expect(await movedAtProvider(id, 'refund')).toEqual([900, 100]);
    const given = await movements(id, 'refund');
    expect(given.map(([status]) => status)).toEqual(['succeeded', 'succeeded']);
    expect(given.map(([, minor]) => minor)).toEqual(expect.arrayContaining([100, 900]));
  });

  it('S0 8.2 d: less was let go: the cancelled order still waits for support', async ({
    expect,
  }) => {
    const { id } = await placeAt('awaiting_handover', { token: 'tok_void_less' });
    await command('consumer', `/v1/orders/${id}/cancellation`, { reason: 'consumer_changed_mind' });
    const found = await differing(id);
    expect((await readOrder(id)).status).toBe('cancelled');
    expect((await waitingOf(id)).waitingFor).toMatchObject([{ what: 'case_resolution' }]);

    await resolve(found, 'rejected');

    const order = await untilPayment(id, 'voided');
    expect(order.payment.authorizedMinor).toBe(0);
    expect((await waitingOf(id)).waitingFor).toEqual([]);
  });
});
