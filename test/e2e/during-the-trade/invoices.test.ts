import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { InvoiceView } from '../../../src/domain/views/money-views.ts';
import {
  as,
  type Order,
  type Page,
  readOrder,
  refusal,
  type Role,
  taken,
  untilStatus,
  waitingOf,
} from '../../support/client.ts';
import { orderBody, placeAt } from '../life.ts';
import { untilPayment } from '../money.ts';
import { command } from '../steps.ts';

const digest = `sha256:${'c'.repeat(64)}`;
const wish = { kind: 'company', title: '杭州某某有限公司', taxNumber: '91330100MA2B000000' };

const blue = (number: string, amountMinor = 26_980) => ({
  number,
  kind: 'blue',
  amountMinor,
  digest,
});

const invoicing = ({ id }: Pick<Order, 'id'>, body: object, role: Role = 'seller') =>
  as(role).post(`/v1/orders/${id}/invoices`, body);

async function whatOf({ id }: Pick<Order, 'id'>): Promise<string[]> {
  return (await waitingOf(id)).waitingFor.map(({ what }) => what);
}

describe('S0 8.2 c: invoices', () => {
  it('S0 10.4.3: whom an invoice is made out to is sealed, and shown by role', async () => {
    const { id } = await placeAt('awaiting_handover', { invoice: wish });
    const shown = async (role: Role) =>
      (await taken(as(role).get<{ invoice: unknown }>(`/v1/orders/${id}`))).invoice;
    const open = { ...wish, email: null };

    expect(await shown('consumer')).toEqual(open);
    expect(await shown('seller')).toEqual(open);
    expect(await shown('courier')).toEqual({ ...open, title: '***', taxNumber: '***' });
    expect(await shown('auditor')).toEqual({ ...open, title: '***', taxNumber: '***' });
    const withoutTax = orderBody({ invoice: { kind: 'company', title: 'x' } });
    expect(await refusal(as('platform').post('/v1/orders', withoutTax))).toBe(
      '400 malformed_request',
    );
  });

  it('S0 8.2 c: an invoice is recorded after the end too, and read by its consumer', async () => {
    const order = await placeAt('delivered', { invoice: wish });
    expect(await whatOf(order)).toContain('invoice');
    const number = `N-${randomUUID()}`;
    expect(await refusal(invoicing(order, blue(number, 26_981)))).toBe('422 invoice_exceeds_paid');
    expect(await refusal(invoicing(order, blue(number), 'courier'))).toBe('403 role_not_allowed');
    const redAlone = { ...blue(number), kind: 'red' };
    expect(await refusal(invoicing(order, redAlone))).toBe('400 malformed_request');

    const recorded = await command<InvoiceView>('seller', `/v1/orders/${order.id}/invoices`, {
      ...blue(number),
      issuedAt: '2026-11-30T00:00:00.000Z',
    });

    expect(recorded).toMatchObject({ number, kind: 'blue', amountMinor: 26_980, currency: 'CNY' });
    const path = `/v1/orders/${order.id}/invoices`;
    const listed = await taken(as('consumer').get<Page<InvoiceView>>(path));
    expect(listed.data).toEqual([recorded]);
    expect((await readOrder(order.id)).invoices).toEqual([recorded]);
    expect(await whatOf(order)).not.toContain('invoice');
    const elsewhere = await placeAt('delivered');
    const asked = `/v1/orders/${elsewhere.id}/invoices?dryRun=true`;
    expect((await as('seller').post(asked, blue(number))).body).toMatchObject({
      wouldSucceed: false,
      problems: [{ code: 'invoice_number_in_use' }],
    });
    expect(await refusal(invoicing(elsewhere, blue(number)))).toBe('409 invoice_number_in_use');
  });

  it('S0 6.8 d: after a refund the red one is due, and closes its case by itself', async () => {
    const order = await placeAt('completed');
    const numbers = [`N-${randomUUID()}`, `N-${randomUUID()}`] as const;
    await taken(invoicing(order, blue(numbers[0])));

    await command('support', `/v1/orders/${order.id}/refunds`, {
      lines: [{ lineNo: 1, quantity: 1 }],
      reason: 'quality',
      bearer: 'seller',
    });

    await untilPayment(order.id, 'partly_refunded');
    expect((await readOrder(order.id)).cases).toMatchObject([
      { kind: 'red_invoice_due', status: 'open' },
    ]);
    expect(await whatOf(order)).toEqual(['red_invoice']);
    const red = { ...blue(numbers[1], 12_990), kind: 'red', redOf: numbers[0] };
    const tooMuch = { ...red, amountMinor: 26_981 };
    expect(await refusal(invoicing(order, tooMuch))).toBe('422 red_invoice_exceeds_blue');
    await taken(invoicing(order, red));

    const after = await untilStatus(order.id, 'completed');
    expect(after.cases).toMatchObject([{ status: 'resolved' }]);
    expect(after.invoices).toMatchObject([{ kind: 'blue' }, { kind: 'red', redOf: numbers[0] }]);
    expect(await whatOf(order)).toEqual([]);
  });
});
