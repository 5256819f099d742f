import { describe, expect, it } from 'vitest';
import type { NotificationView } from '../../../src/db/reading/notifications.ts';
import {
  as,
  clockTo,
  due,
  justBefore,
  type Order,
  type Page,
  readOrder,
  refusal,
  taken,
  untilOrder,
} from '../../support/client.ts';
import { eventually } from '../../support/eventually.ts';
import { place, placeAt } from '../life.ts';
import { policyWithRules } from '../registry.ts';
import { command, handoverNote } from '../steps.ts';

type Role = Parameters<typeof as>[0];

const hourMs = 3_600_000;
const later = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();
const path = (order: Order, name: string) => `/v1/orders/${order.id}/deadlines/${name}/extension`;
const reason = '台风停运, 请多给一天';

function extend(role: Role, order: Order, name: string, until: string) {
  return as(role).post(path(order, name), { until, reason });
}

interface Entry {
  type: string;
  data: Record<string, unknown>;
}

async function entriesOf(order: Order, type: string): Promise<Entry[]> {
  const { data } = await taken(
    as('support').get<{ data: Entry[] }>(`/v1/orders/${order.id}/journal`),
  );
  return data.filter((entry) => entry.type === type);
}

describe('S0 6.6: a deadline is extended', () => {
  it('S0 6.7.2 a: the consumer gives the seller more time; nothing acts one second before the new due time', async () => {
    const order = await placeAt('awaiting_handover');
    const { dueAt } = due(order, 'dispatch');
    const until = later(dueAt, 26 * hourMs);

    const extended = await command('consumer', path(order, 'dispatch'), { until, reason });

    expect(due(extended, 'dispatch')).toMatchObject({ dueAt: until, source: 'extension' });
    const [entry] = await entriesOf(order, 'deadline_extended');
    expect(entry?.data).toMatchObject({ from: dueAt, to: until, by: 'consumer' });
    // Free text is sealed: the journal never shows it in clear (D6).
    expect(JSON.stringify(entry)).not.toContain('台风');
    await clockTo(order.id, dueAt, 1);
    await justBefore(order.id, until, async () =>
      expect(await readOrder(order.id)).toMatchObject({ escalated: false }),
    );
    await clockTo(order.id, until, 1);
    const missed = await untilOrder(order.id, ({ escalated }) => escalated);
    expect(due(missed, 'dispatch')).toMatchObject({ state: 'missed', dueAt: until });
    expect((due(missed, 'dispatch').graceEndsAt ?? '') > until).toBe(true);
  });

  it('S0 6.6: support may always, whom it runs for never', async () => {
    const order = await place();
    const { dueAt } = due(order, 'seller_confirmation');
    const until = later(dueAt, hourMs);

    expect(await refusal(extend('seller', order, 'seller_confirmation', until))).toBe(
      '403 role_not_allowed',
    );
    expect(await refusal(extend('auditor', order, 'seller_confirmation', until))).toBe(
      '403 role_not_allowed',
    );
    const extended = await command('support', path(order, 'seller_confirmation'), {
      until,
      reason,
    });
    expect(due(extended, 'seller_confirmation').dueAt).toBe(until);
  });

  it('S0 6.6: only ever later, and only what runs', async () => {
    const order = await place();
    const { dueAt } = due(order, 'seller_confirmation');

    const earlier = extend('support', order, 'seller_confirmation', later(dueAt, -hourMs));
    expect(await refusal(earlier)).toBe('422 extension_not_later');
    expect(await refusal(extend('support', order, 'dispatch', later(dueAt, hourMs)))).toBe(
      '409 deadline_not_running',
    );
    await clockTo(order.id, dueAt, 1);
    await untilOrder(order.id, ({ escalated }) => escalated);
    const late = extend('support', order, 'seller_confirmation', later(dueAt, 48 * hourMs));
    expect(await refusal(late)).toBe('409 deadline_not_running');
    expect(await refusal(extend('support', order, 'no_such_deadline', dueAt))).toBe(
      '400 malformed_request',
    );
  });
});

describe('S0 6.6: its party is reminded at a share of the time', () => {
  it('S0 6.6: not one second before, once, and the deadline still runs', async () => {
    const policy = await policyWithRules({ seller_confirmation: { reminderShare: 0.75 } });
    const order = await place({ policy });
    const { remindAt, startedAt, dueAt } = due(order, 'seller_confirmation');
    const share =
      (Date.parse(remindAt ?? '') - Date.parse(startedAt)) /
      (Date.parse(dueAt) - Date.parse(startedAt));
    expect(share).toBeCloseTo(0.75, 5);

    await justBefore(order.id, remindAt ?? '', async () =>
      expect(await entriesOf(order, 'deadline_reminded')).toEqual([]),
    );
    await clockTo(order.id, remindAt ?? '', 1);

    expect(await entriesOf(order, 'deadline_reminded')).toMatchObject([
      { data: { name: 'seller_confirmation', dueAt, responsibleRole: 'seller' } },
    ]);
    await eventually(async () => {
      const path = `/v1/orders/${order.id}/notifications`;
      const { data } = await taken(as('support').get<Page<NotificationView>>(path));
      expect(data.filter(({ event }) => event === 'deadline_reminded')).toMatchObject([
        { recipient: { role: 'seller', partyId: order.sellerId }, channel: 'mail', status: 'sent' },
      ]);
    });
    await justBefore(order.id, dueAt, async () =>
      expect(await readOrder(order.id)).toMatchObject({ escalated: false }),
    );
    await clockTo(order.id, dueAt, 1);
    expect(await untilOrder(order.id, ({ escalated }) => escalated)).toBeDefined();
    expect(await entriesOf(order, 'deadline_reminded')).toHaveLength(1);
  });

  it('S0 6.6: who acts before is not reminded', async () => {
    const policy = await policyWithRules({ seller_confirmation: { reminderShare: 0.5 } });
    const order = await placeAt('awaiting_handover', { policy });

    expect(await entriesOf(order, 'deadline_reminded')).toEqual([]);
  });
});

describe('S0 5.6 c: a missed deadline is taken further while its grace runs', () => {
  it('S0 5.6 c: step by step, until it is done', async () => {
    const escalation = [
      { after: 'PT1H', to: 'support' },
      { after: 'PT2H', to: 'ops' },
    ];
    const policy = await policyWithRules({ seller_confirmation: { escalation } });
    const order = await place({ policy });
    const { dueAt } = due(order, 'seller_confirmation');
    await justBefore(order.id, later(dueAt, hourMs), async () =>
      expect(await entriesOf(order, 'deadline_escalated')).toEqual([]),
    );

    await clockTo(order.id, later(dueAt, hourMs), 1);
    expect(await entriesOf(order, 'deadline_escalated')).toMatchObject([
      { data: { name: 'seller_confirmation', to: 'support' } },
    ]);
    const decision = `/v1/orders/${order.id}/seller-decision`;
    await command('seller', decision, { decision: 'accept' });
    await clockTo(order.id, later(dueAt, 2 * hourMs), 1);

    expect(await entriesOf(order, 'deadline_escalated')).toHaveLength(1);
  });
});

describe('S0 6.6: a deadline stands still while a case is open', () => {
  it('S0 6.6: it does not act, and runs on with the time that was left', async () => {
    const duration = { iso: 'P2D' };
    const policy = await policyWithRules({ dispatch: { duration, pausedByCase: true } });
    const order = await placeAt('awaiting_handover', { policy });
    const before = due(order, 'dispatch');
    const note = await handoverNote(order);
    const discrepancy = { kind: 'count_mismatch', lines: [], note: null, evidence: [] };
    await command('courier', `/v1/documents/${note.id}/discrepancy`, discrepancy);

    const held = await untilOrder(order.id, ({ cases }) => cases.length > 0);
    const { pausedAt } = due(held, 'dispatch');
    expect(pausedAt).not.toBeNull();
    await clockTo(order.id, before.dueAt, 3_600);
    expect(due(await readOrder(order.id), 'dispatch').state).toBe('running');

    const [open] = held.cases;
    const resolution = { outcome: 'noted', note: null };
    await command('support', `/v1/cases/${open?.id}/resolution`, resolution);
    const resumed = due(await readOrder(order.id), 'dispatch');
    const leftMs = Date.parse(before.dueAt) - Date.parse(pausedAt ?? '');
    const { now } = await taken(
      as('ops').get<{ now: string }>(`/v1/sandbox/clock?subject=${order.id}`),
    );
    expect(resumed).toMatchObject({ pausedAt: null, source: 'pause', state: 'running' });
    const offMs = Math.abs(Date.parse(resumed.dueAt) - Date.parse(now) - leftMs);
    expect(offMs).toBeLessThan(60_000);
    await justBefore(order.id, resumed.dueAt, async () =>
      expect(due(await readOrder(order.id), 'dispatch').state).toBe('running'),
    );
    await clockTo(order.id, resumed.dueAt, 1);
    expect(due(await untilOrder(order.id, ({ escalated }) => escalated), 'dispatch').state).toBe(
      'missed',
    );
  });
});
