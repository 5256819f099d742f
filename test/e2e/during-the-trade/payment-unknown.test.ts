import { describe, expect, it } from 'vitest';
import { clock, refusal, taken, untilStatus, waitingOf } from '../../support/client.ts';
import { placeAt } from '../life.ts';
import { booksOf, pay, paymentsOf, placeConfirmed, untilPayment } from '../money.ts';
import { command } from '../steps.ts';

// Each of these waits for a call to the provider to time out: they wait side by side.
describe.concurrent('S0 8.2 d: an outcome that is not known is found out', () => {
  it('S0 8.2 d: money that was held without an answer is found by query', async () => {
    const { id } = await placeConfirmed({ token: 'tok_timeout_after_success' });

    const order = await untilStatus(id, 'awaiting_handover');

    expect(order.payment.status).toBe('authorized');
    expect((await booksOf(id)).filter(({ kind }) => kind === 'authorization')).toHaveLength(1);
  });

  it('S0 8.2 d: a call that never arrived becomes a decline, and may be tried again', async () => {
    const { id } = await placeConfirmed({ token: 'tok_timeout' });
    const unknown = await untilPayment(id, 'unknown');
    expect(unknown.status).toBe('awaiting_payment');
    expect((await waitingOf(id)).waitingFor).toMatchObject([
      { what: 'payment_outcome', responsible: { role: 'payment_provider' } },
    ]);
    expect(await refusal(pay(id, 'tok_ok') as never)).toBe('409 payment_unresolved');

    await clock(id, { advance: 'PT10M' });
    await untilPayment(id, 'declined');
    await taken(pay(id, 'tok_ok'));

    await untilStatus(id, 'awaiting_handover');
    expect(await paymentsOf(id)).toMatchObject([
      { status: 'declined', failure: 'not_executed' },
      { status: 'succeeded' },
    ]);
  });

  it('S0 8.2 d: a provider that is away for a moment is asked again', async () => {
    const { id } = await placeConfirmed({ token: 'tok_503_twice' });

    await untilStatus(id, 'awaiting_handover');

    expect(await booksOf(id)).toHaveLength(1);
  });

  it('S0 8.2 d: a capture without an answer is found by query, and taken once', async () => {
    const { id } = await placeAt('in_delivery', { token: 'tok_capture_timeout_after_success' });
    await untilPayment(id, 'unknown');
    await clock(id, { advance: 'PT1M' });

    const order = await untilPayment(id, 'captured');

    expect(order.payment.capturedMinor).toBe(26_980);
    expect((await booksOf(id)).filter(({ kind }) => kind === 'capture')).toHaveLength(1);
  });

  it('S0 8.2 d: a void without an answer is found by query', async () => {
    const { id } = await placeAt('awaiting_handover', { token: 'tok_void_timeout_after_success' });
    await command('consumer', `/v1/orders/${id}/cancellation`, { reason: 'consumer_changed_mind' });

    await untilPayment(id, 'voided');

    expect((await booksOf(id)).filter(({ kind }) => kind === 'void')).toHaveLength(1);
  });
});
