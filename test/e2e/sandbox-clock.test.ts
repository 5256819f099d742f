import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  as,
  clock,
  due,
  type Forwarded,
  readOrder,
  refusal,
  type Role,
  taken,
} from '../support/client.ts';
import { place, placeAt, placeUnderWay } from './life.ts';
import { appoint } from './steps.ts';

const timeOf = async (subject: string) =>
  (await taken(as('ops').get<Forwarded>(`/v1/sandbox/clock?subject=${subject}`))).now;

const move = (body: object, key: string = randomUUID()) =>
  as('ops').post<Forwarded>('/v1/sandbox/clock', body, { key });

const dayMs = 86_400_000;

describe('POST /v1/sandbox/clock', () => {
  it('one order is forwarded, the others stay where they are', async () => {
    const [order, other] = [await place(), await place()];

    const { now } = await clock(order.id, { advance: 'PT1H' });

    expect(Date.parse(now) - Date.now()).toBeGreaterThan(0.98 * 3_600_000);
    expect((await timeOf(order.id)) >= now).toBe(true);
    expect(Date.parse(await timeOf(other.id)) - Date.now()).toBeLessThan(60_000);
  });

  it('what is recorded afterwards bears the order’s time', async () => {
    const { id } = await placeUnderWay();
    const { now } = await clock(id, { advance: 'P2D' });

    await appoint(await readOrder(id));

    const { updatedAt } = await readOrder(id);
    // The clock that is told may be ahead of the run's by as long as the call took.
    expect(Date.parse(updatedAt) - Date.parse(now)).toBeGreaterThan(-60_000);
  });

  it('what fired on the way is told, each at its own instant, in order', async () => {
    const order = await place();
    const deadline = due(order, 'seller_confirmation');

    const { now, fired } = await clock(order.id, { advance: 'P20D' });

    const subject = { type: 'order', id: order.id };
    expect(fired).toEqual([
      { name: 'seller_confirmation', subject, at: deadline.dueAt },
      { name: 'seller_confirmation', subject, at: deadline.graceEndsAt },
    ]);
    expect(Date.parse(now) - Date.now()).toBeGreaterThan(19.9 * dayMs);
    expect((await readOrder(order.id)).status).toBe('cancelled');
  });

  it('the same key moves it once', async () => {
    const { id } = await place();
    const key = randomUUID();

    const first = await taken(move({ subject: id, advance: 'PT1H' }, key));
    const second = await taken(move({ subject: id, advance: 'PT1H' }, key));

    expect(second).toEqual(first);
    expect(Date.parse(await timeOf(id)) - Date.now()).toBeLessThan(1.1 * 3_600_000);
  });

  it('the same key at once, several times, moves it once and answers alike', async () => {
    const { id } = await place();
    const key = randomUUID();

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => taken(move({ subject: id, advance: 'PT1H' }, key))),
    );

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(Date.parse(await timeOf(id)) - Date.now()).toBeLessThan(1.1 * 3_600_000);
  });

  it('without a deadline ahead there is no next one', async () => {
    const { id } = await placeAt('completed');

    expect(await refusal(move({ subject: id, to: 'next_deadline' }) as never)).toBe(
      '409 deadline_not_running',
    );
  });

  it('a duration that is none, backwards or both ways at once is refused', async () => {
    const { id: subject } = await place();

    for (const how of [
      { advance: 'tomorrow' },
      { advance: '-PT1H' },
      { to: 'yesterday' },
      { advance: 'PT1H', to: 'next_deadline' },
      {},
    ]) {
      expect(await refusal(move({ subject, ...how }) as never)).toBe('400 malformed_request');
    }
    expect(await refusal(move({ subject: 'ord_x', advance: 'PT1H' }) as never)).toBe(
      '404 not_found',
    );
  });

  it('only ops moves it', async () => {
    const { id } = await place();
    const body = { subject: id, advance: 'PT1H' };

    for (const role of ['platform', 'seller', 'consumer', 'courier', 'support'] as Role[]) {
      expect(await refusal(as(role).post('/v1/sandbox/clock', body))).toBe('403 role_not_allowed');
    }
  });
});
