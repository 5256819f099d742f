import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  as,
  clock,
  clockTo,
  due,
  justBefore,
  type Order,
  readOrder,
  refusal,
  taken,
  untilOrder,
  withToken,
} from '../../support/client.ts';
import { place } from '../life.ts';
import { approvedParty, newParty, policyWith } from '../registry.ts';

interface Stored {
  id: string;
  version: number;
}

const hours = { from: '09:00', to: '17:00' };

/** Mondays to Fridays in a zone, with holidays published until a date. */
function store(id: string, fields: object): Promise<Stored> {
  const calendar = { zone: 'Asia/Shanghai', hours, source: 'shop notice', ...fields };
  return taken(as('ops').put<Stored>(`/v1/calendars/${id}`, calendar));
}

const newId = () => `cal-${randomUUID()}`;
const dateOf = (instant: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' }).format(
    Date.parse(instant),
  );

/** An order whose seller counts in that calendar, to be confirmed within so many working hours. */
async function placeIn(calendar: string, workingHours: number): Promise<Order> {
  const sellerId = await approvedParty('seller', { calendar });
  return place({ sellerId, policy: await confirmWithin(workingHours) });
}

async function confirmWithin(amount: number): Promise<string> {
  const { deadlines } = await taken(
    as('ops').get<{ deadlines: Record<string, object> }>('/v1/policies/default'),
  );
  const rule = { ...deadlines['seller_confirmation'], duration: { working: 'hours', amount } };
  return policyWith({ deadlines: { ...deadlines, seller_confirmation: rule } });
}

const confirmation = (order: Order) => due(order, 'seller_confirmation');

describe('S0 6.6 b: calendars of the parties', () => {
  it('S0 6.6 b: a party counts in a calendar that there is, and in no other', async () => {
    const wrong = { calendar: 'no-such-calendar' };
    const { id } = await newParty('seller');

    const patched = await as('ops').patch(`/v1/parties/${id}`, wrong);

    expect(patched).toMatchObject({
      status: 422,
      body: { code: 'calendar_not_found', errors: [{ pointer: '/calendar' }] },
    });
    await expect(newParty('seller', wrong)).rejects.toThrow('calendar_not_found');
    const calendar = newId();
    await store(calendar, { officialUntil: '2030-12-31' });
    const taking = as('ops').patch<{ calendar: string }>(`/v1/parties/${id}`, { calendar });
    expect((await taken(taking)).calendar).toBe(calendar);
  });

  it('S0 5.6 b, 6.6 b, 7.5.1 b: who is not told otherwise works 5 × 8, a courier day and night', async () => {
    const [seller, courier] = await Promise.all([
      taken(as('ops').get<{ calendar: string }>(`/v1/parties/${await approvedParty('seller')}`)),
      taken(as('ops').get<{ calendar: string }>(`/v1/parties/${await approvedParty('courier')}`)),
    ]);

    expect([seller.calendar, courier.calendar]).toEqual(['cn-5x8', 'always']);
    const calendar = (id: string) => taken(withToken(null).get<object>(`/v1/calendars/${id}`));
    expect(await calendar('cn-5x8')).toMatchObject({ hours: { from: '09:00', to: '17:00' } });
    expect(await calendar('always')).toMatchObject({ hours: 'always' });
  });

  it('S0 6.6 b: office hours of its own bring the due time forward, never back', async () => {
    const late = newId();
    await store(late, { hours: { from: '20:00', to: '22:00' }, officialUntil: '2030-12-31' });
    const always = await placeIn('always', 8);
    const before = await placeIn('cn-5x8', 8);
    const evening = await placeIn(late, 8);
    const after = await placeIn('cn-5x8', 8);

    const { startedAt, dueAt } = confirmation(always);
    expect(Date.parse(dueAt) - Date.parse(startedAt)).toBe(8 * 3_600_000);
    // Two hours a day would take four days; the working week of 5 × 8 takes no more than its own.
    expect(confirmation(evening).dueAt >= confirmation(before).dueAt).toBe(true);
    expect(confirmation(evening).dueAt <= confirmation(after).dueAt).toBe(true);
  });

  it('S0 6.6 b: past the official holidays a due time is provisional; the notice moves it and its timer', async () => {
    const calendar = newId();
    await store(calendar, { hours: { from: '09:00', to: '10:00' }, officialUntil: '2026-01-01' });
    const order = await placeIn(calendar, 8);
    const before = confirmation(order);
    expect(before).toMatchObject({ provisional: true, source: 'policy' });
    const usual = confirmation(await placeIn('cn-5x8', 8));

    // Every hour of every date is worked from now on: eight hours are eight hours.
    const weekend: number[] = [];
    const changed = { hours: 'always', officialUntil: '2030-12-31', weekend };
    const { version } = await store(calendar, changed);

    expect(version).toBe(2);
    const after = await untilOrder(order.id, (now) => confirmation(now).dueAt !== before.dueAt);
    const moved = confirmation(after);
    expect(Date.parse(moved.dueAt) - Date.parse(moved.startedAt)).toBe(8 * 3_600_000);
    // The country's own holidays limit every calendar, and are not out yet for each year to come.
    expect(moved.provisional && !usual.provisional).toBe(false);
    expect(moved.dueAt <= before.dueAt).toBe(true);
    const { data } = await taken(
      as('support').get<{ data: { type: string; data: Record<string, unknown> }[] }>(
        `/v1/orders/${order.id}/journal`,
      ),
    );
    const entries = data.filter(({ type }) => type === 'deadlines_recomputed');
    expect(entries).toMatchObject([{ data: { calendarId: calendar, calendarVersion: 2 } }]);
    await justBefore(order.id, moved.dueAt, async () =>
      expect((await readOrder(order.id)).escalated).toBe(false),
    );
    await clockTo(order.id, moved.dueAt, 1);
    expect((await untilOrder(order.id, ({ escalated }) => escalated)).escalated).toBe(true);
  });

  it('S0 6.6 b: a holiday announced later moves the due time back, and nothing acts at the old one', async () => {
    const calendar = newId();
    const roundTheClock = { hours: { from: '00:00', to: '24:00' } };
    await store(calendar, { ...roundTheClock, officialUntil: '2026-01-01' });
    const order = await placeIn(calendar, 30);
    const old = confirmation(order);
    const daysOff = [{ date: dateOf(old.dueAt), name: '店庆' }];

    await store(calendar, { ...roundTheClock, officialUntil: '2030-12-31', daysOff });

    const told = await untilOrder(order.id, (now) => confirmation(now).dueAt !== old.dueAt);
    const moved = confirmation(told);
    expect(Date.parse(moved.dueAt)).toBeGreaterThanOrEqual(Date.parse(old.dueAt) + 86_400_000);
    await clockTo(order.id, old.dueAt, 1);
    await justBefore(order.id, moved.dueAt, async () =>
      expect(confirmation(await readOrder(order.id)).state).toBe('running'),
    );
    await clockTo(order.id, moved.dueAt, 1);
    expect(confirmation(await untilOrder(order.id, ({ escalated }) => escalated)).state).toBe(
      'missed',
    );
  });

  it('S0 6.6 b: what would have been due already is due now, not in hindsight', async () => {
    const calendar = newId();
    await store(calendar, { officialUntil: '2026-01-01' });
    const order = await placeIn(calendar, 24);
    await clock(order.id, { advance: 'PT30H' });
    const stillOpen = await readOrder(order.id);
    expect(confirmation(stillOpen).state).toBe('running');

    await store(calendar, { hours: 'always', officialUntil: '2030-12-31' });

    const after = await untilOrder(order.id, ({ escalated }) => escalated);
    const missed = confirmation(after);
    expect(missed.state).toBe('missed');
    const startedMs = Date.parse(missed.startedAt);
    expect(Date.parse(missed.dueAt)).toBeGreaterThanOrEqual(startedMs + 30 * 3_600_000);
    expect(after.status).toBe('awaiting_confirmation');
  });

  it('S0 6.6 b: who does not keep the rules stores no calendar', async () => {
    const body = { zone: 'Asia/Shanghai', hours, source: 'x', officialUntil: '2030-12-31' };

    const answer = as('seller').put(`/v1/calendars/${newId()}`, body);

    expect(await refusal(answer)).toBe('403 role_not_allowed');
  });
});
