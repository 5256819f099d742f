import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  as,
  type Client,
  devFile,
  newToken,
  readOrder,
  refusal,
  taken,
  withToken,
} from '../../support/client.ts';
import { place } from '../life.ts';
import { command } from '../steps.ts';

interface ConsumerData {
  erasureRequestedAt: string | null;
  orders: {
    orderId: string;
    erasedAt: string | null;
    erasableFrom: string | null;
    recipient: { name: string } | string;
  }[];
  signingKeys: { person: { name: string | null } }[];
}

/** A consumer that no other test knows, with one order that runs and one that was cancelled. */
async function aConsumer(): Promise<{ ref: string; client: Client; ids: string[] }> {
  const ref = `c-${randomUUID()}`;
  const platformId = devFile().parties.platform;
  const client = withToken(await newToken({ role: 'consumer', platformId, consumerRef: ref }));
  const cancelled = await place({ consumer: { ref } });
  const told = { reason: 'consumer_changed_mind', note: '不要了' };
  await command('platform', `/v1/orders/${cancelled.id}/cancellation`, told);
  const running = await place({ consumer: { ref } });
  return { ref, client, ids: [running.id, cancelled.id] };
}

const dataOf = ({ ref, client }: { ref: string; client: Client }) =>
  taken(client.get<ConsumerData>(`/v1/consumers/${ref}/data`));

const yearsAhead = (years: number) =>
  new Date(Date.now() + years * 365.25 * 86_400_000).toISOString();

describe('S0 9.2.3: what is kept of a consumer', () => {
  it('S0 9.2.3: it consults all of it, and nobody else does', async () => {
    const consumer = await aConsumer();
    const path = `/v1/consumers/${consumer.ref}/data`;

    const { orders, erasureRequestedAt } = await dataOf(consumer);

    expect(erasureRequestedAt).toBeNull();
    expect(orders.map(({ orderId }) => orderId)).toEqual(consumer.ids);
    expect(orders[0]).toMatchObject({
      erasableFrom: null,
      recipient: { name: '张三', phone: '13800001234', address: { line1: '文三路 1 号' } },
    });
    expect((await as('platform').get(path)).status).toBe(200);
    expect(await refusal(as('consumer').get(path))).toBe('404 not_found');
    for (const role of ['seller', 'courier', 'support', 'ops', 'auditor'] as const) {
      expect(await refusal(as(role).get(path))).toBe('403 role_not_allowed');
    }
    const stranger = withToken(await newToken({ role: 'platform', partyId: 'pty_elsewhere' }));
    expect((await taken(stranger.get<ConsumerData>(path))).orders).toEqual([]);
  });

  it('S0 9.2.3: erasure waits for the end of the order and for what the law has kept, then happens', async () => {
    const consumer = await aConsumer();
    const path = `/v1/consumers/${consumer.ref}/erasure`;
    const [running = '', cancelled = ''] = consumer.ids;

    const asked = await taken(
      consumer.client.post<Pick<ConsumerData, 'orders'>>(path, { channel: 'app' }),
    );

    const [open, ended] = asked.orders;
    expect(open).toMatchObject({ orderId: running, erasedAt: null, erasableFrom: null });
    const { lastAt } = { lastAt: Date.parse(ended?.erasableFrom ?? '') };
    expect(Math.round((lastAt - Date.now()) / 86_400_000 / 365.25)).toBe(3);
    // Not a day before, though asked for by hand.
    const erasing = (asOf: string) =>
      taken(as('ops').post<{ erased: number }>('/v1/erasures', { asOf }));
    await erasing(yearsAhead(2.9));
    expect((await dataOf(consumer)).orders.map(({ erasedAt }) => erasedAt)).toEqual([null, null]);

    await erasing(yearsAhead(3.1));

    const { orders } = await dataOf(consumer);
    expect(orders.map(({ erasedAt }) => erasedAt !== null)).toEqual([false, true]);
    expect(JSON.stringify(orders[1]?.recipient)).not.toMatch(/张三|13800001234|文三路/);
    for (const role of ['support', 'seller', 'platform'] as const) {
      const read = JSON.stringify(await readOrder(cancelled, role));
      expect(read).toContain('[erased]');
      expect(read).not.toMatch(/张三|13800001234|文三路|不要了/);
    }
    // The trade itself stays, and what runs goes on with its recipient.
    expect(await readOrder(cancelled)).toMatchObject({
      status: 'cancelled',
      totals: { totalMinor: 26_980 },
    });
    expect(JSON.stringify(await readOrder(running))).toContain('张三');
  });

  it('S0 9.2.3: only a consumer, or its platform for it, asks for that', async () => {
    const path = `/v1/consumers/c-${randomUUID()}/erasure`;
    expect(await refusal(as('consumer').post(path, { channel: 'app' }))).toBe('404 not_found');
    expect(await refusal(as('support').post(path, { channel: 'app' }))).toBe(
      '403 role_not_allowed',
    );
    expect(await taken(as('platform').post(path, { channel: 'phone' }))).toMatchObject({
      orders: [],
    });
  });
});
