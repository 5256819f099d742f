import { beforeEach, describe, expect, test } from 'vitest';
import { openRecomputations, storeCalendar } from '../../src/db/registry/calendars.ts';
import { journalOf } from '../../src/db/reading/reads.ts';
import { cn5x8 } from '../../src/domain/calendars/cn.ts';
import { inLastSecond } from '../support/deadline-edges.ts';
import { until } from '../support/engine.ts';
import { engineOfFile } from '../support/file-engine.ts';
import { deadlineOf, forward } from '../support/order-clock.ts';
import { isQuiet, placeOrder, untilOrder } from '../support/order-life.ts';
import { parties } from '../support/orders.ts';
import { recomputationWorkflowId } from '../../workflows/contract.ts';

const engine = engineOfFile();

const name = 'seller_confirmation';
let stored = 0;

/** The next version of a calendar, noted but not begun: as after a crash of the door. */
async function store(fields: object) {
  const { version: _, ...calendar } = { ...cn5x8, id: 'shop', ...fields };
  const storedAt = new Date(Date.UTC(2026, 0, 1) + (stored += 1)).toISOString();
  return storeCalendar(engine.sql, { calendar, storedAt });
}

const done = () =>
  until(
    async () => (await openRecomputations(engine.sql)).length === 0,
    () => 'the recomputation does not end',
  );

const recomputed = async (orderId: string) =>
  (await journalOf(engine.sql, orderId)).filter(({ type }) => type === 'deadlines_recomputed');

const settled = (orderId: string) => untilOrder(engine, orderId, isQuiet);

describe('a new version of a calendar', () => {
  beforeEach(async () => {
    await store({ daysOff: [], officialUntil: '2026-01-01' });
    await engine.sweep();
    await done();
    await engine.sql`update parties set calendar_id = 'shop' where id = ${parties.seller}`;
  });

  test('S0 6.6 b: what a crash of the door left is found by the sweep, and every order changes once', async () => {
    const orderIds = [await placeOrder(engine), await placeOrder(engine)];
    await Promise.all(orderIds.map(settled));

    await store({ hours: 'always', officialUntil: '2030-12-31' });
    expect(await openRecomputations(engine.sql)).toHaveLength(1);
    await engine.sweep();
    await done();

    for (const orderId of orderIds) {
      const [entry, ...others] = await recomputed(orderId);
      expect(entry?.data).toMatchObject({ calendarId: 'shop' });
      expect(others).toEqual([]);
    }
  });

  test('S0 6.6 b: with no worker at hand it waits, and goes on when one comes; timers follow', async () => {
    const baseline = { id: 'cn-5x8', officialUntil: '2026-01-01' };
    await store(baseline);
    await engine.sweep();
    await done();
    const orderId = await placeOrder(engine);
    const was = deadlineOf(await settled(orderId), name);
    await engine.stopWorker();
    const dayOff = { date: was.dueAt.slice(0, 10), name: '临时放假' };
    await store({ id: 'cn-5x8', daysOff: [...cn5x8.daysOff, dayOff] });
    await store({ daysOff: [...cn5x8.daysOff, dayOff] });
    await engine.sweep();
    expect(await recomputed(orderId)).toEqual([]);

    await engine.startWorker();
    await done();

    const is = deadlineOf(await settled(orderId), name);
    expect(is.dueAt > was.dueAt).toBe(true);
    await forward(engine, orderId, { toJustAfter: was.dueAt });
    await inLastSecond(engine, orderId, is.dueAt, (state) =>
      expect(deadlineOf(state, name).state).toBe('running'),
    );
    await forward(engine, orderId, { toJustAfter: is.dueAt });
    await untilOrder(engine, orderId, (state) => deadlineOf(state, name).state === 'missed');
  });

  test('S0 6.6 b: done twice is done once', async () => {
    const orderId = await placeOrder(engine);
    await settled(orderId);
    const { version } = await store({ hours: 'always', officialUntil: '2030-12-31' });
    await engine.sweep();
    await done();

    // Its run ends a moment after its work: until then no other one is begun.
    const workflowId = recomputationWorkflowId({ calendarId: 'shop', version });
    await engine.client().workflow.getHandle(workflowId).result();
    await engine.sql`update calendar_recomputations set finished_at = null
      where calendar_id = 'shop' and version = ${version}`;
    await engine.sweep();
    await done();

    expect(await recomputed(orderId)).toHaveLength(1);
  });
});
