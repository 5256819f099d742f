import { describe, expect, test } from 'vitest';
import type { Deadline } from '../../../../src/domain/order.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import { dueView } from '../../../../src/domain/deadlines/due-view.ts';
import type { Policy } from '../../../../src/domain/policies/policy.ts';
import { timelineOf } from '../../../../src/domain/views/timeline.ts';
import { waitingFor } from '../../../../src/domain/views/waiting.ts';
import {
  actors,
  awaitingHandover,
  detailsOf,
  did,
  expired,
  type Life,
  placed,
  placedAs,
  refusalOf,
  withHandoverNote,
} from '../order-life.ts';
import { resolve } from '../order-moves.ts';

const dayMs = 86_400_000;
const later = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();

function pausing(duration: Policy['deadlines']['dispatch']['duration']): Policy {
  const { deadlines } = defaultPolicy;
  return {
    ...defaultPolicy,
    deadlines: { ...deadlines, dispatch: { ...deadlines.dispatch, duration, pausedByCase: true } },
  };
}

/** A disputed note holds up the dispatch. */
function heldUp(duration: Policy['deadlines']['dispatch']['duration'] = { iso: 'P3D' }): Life {
  return did(withHandoverNote(awaitingHandover(placedAs({}, pausing(duration)))), actors.courier, {
    name: 'disputeDocument',
    documentId: 'doc_handover',
    caseId: 'cas_note',
    kind: 'count_mismatch',
    lines: [],
    note: null,
    evidence: [],
  });
}

function dispatchOf({ state }: Life): Deadline {
  const found = state.deadlines.findLast(({ name }) => name === 'dispatch');
  if (!found) throw new Error('no dispatch');
  return found;
}

const extended = (life: Life, until: string, at: string) =>
  did(
    life,
    actors.support,
    {
      name: 'extendDeadline',
      deadline: 'dispatch',
      subjectId: null,
      until,
      reason: 'sealed:v1:reason',
    },
    at,
  );

const resolved = (life: Life, at: string) =>
  did(life, actors.support, resolve(life.state, 'cas_note', 'noted'), at);

describe('a deadline that a case holds up', () => {
  test('S0 6.6: is not extended to what has passed, nor to less than what is left of it', () => {
    const life = heldUp();
    const { dueAt, pausedAt } = dispatchOf(life);
    const now = later(pausedAt ?? '', 20 * dayMs);
    const asItIs = later(dueAt, 20 * dayMs);

    expect(refusalOf(() => extended(life, later(dueAt, dayMs), now))).toBe('extension_not_later');
    expect(refusalOf(() => extended(life, asItIs, now))).toBe('extension_not_later');
    expect(detailsOf(() => extended(life, now, now))).toMatchObject({ dueAt: asItIs });
  });

  test('S0 6.6: ends at what it was extended to, later only by what it stands still after that', () => {
    const life = heldUp();
    const now = later(dispatchOf(life).pausedAt ?? '', 20 * dayMs);
    const until = later(now, 10 * dayMs);

    const given = extended(life, until, now);

    expect(dispatchOf(given)).toMatchObject({ dueAt: until, pausedAt: now, source: 'extension' });
    expect(timelineOf(given.journal).at(-1)?.summary).toContain('an open case holds it up');
    expect(dispatchOf(resolved(given, now))).toMatchObject({ dueAt: until, pausedAt: null });
    const dayLater = resolved(given, later(now, dayMs));
    expect(dispatchOf(dayLater)).toMatchObject({
      dueAt: later(until, dayMs),
      source: 'extension',
    });
  });

  test('S0 6.6 b: counted in working time it ends no earlier, at a weekend too', () => {
    const life = heldUp({ working: 'days', amount: 2 });
    // Friday 6 March, until Sunday noon.
    const friday = '2026-03-06T03:00:00.000Z';
    const sunday = '2026-03-08T04:00:00.000Z';

    const after = resolved(extended(life, sunday, friday), friday);

    expect(dispatchOf(after).dueAt).toBe(sunday);
  });
});

describe('a deadline in its grace', () => {
  test('S0 6.6 c: is listed with those that run, to the instant that is waited for', () => {
    const inGrace = expired(placed(), 'seller_confirmation');

    const [first] = dueView(inGrace.state.deadlines);
    const awaited = waitingFor(inGrace.state).waitingFor.find(
      ({ what }) => what === 'seller_decision',
    );

    expect(first).toMatchObject({
      name: 'seller_confirmation',
      state: 'missed',
      grace: 'running',
      graceEndsAt: awaited?.dueAt,
    });
    const [over] = dueView(expired(inGrace, 'seller_confirmation').state.deadlines).filter(
      ({ name }) => name === 'seller_confirmation',
    );
    expect(over).toMatchObject({ state: 'missed', grace: 'acted' });
  });
});
