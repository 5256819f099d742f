import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Calendar, instantOf } from '../../../../src/domain/calendars/calendar.ts';
import { always, cn5x8 } from '../../../../src/domain/calendars/cn.ts';
import {
  dueTime,
  type DueTimeRequest,
  endOfWholeDays,
  latestRefundAt,
  noReasonReturnUntil,
} from '../../../../src/domain/calendars/deadline-times.ts';
import { deadlineNames } from '../../../../src/domain/policies/deadline-rules.ts';
import { defaultPolicy, drivePolicy } from '../../../../src/domain/policies/policy-default.ts';

const shanghai = (local: string) => new Date(`${local}:00.000+08:00`).toISOString();
const friday = shanghai('2026-11-20T15:00');

function due(request: Partial<DueTimeRequest> & Pick<DueTimeRequest, 'name'>) {
  return dueTime({ policy: defaultPolicy, calendar: cn5x8, from: friday, ...request });
}

describe('S0 6.6 c: seller_confirmation', () => {
  test('is due one working day later, with half a day of grace, whose escalation is its reminder', () => {
    expect(due({ name: 'seller_confirmation' })).toEqual({
      dueAt: shanghai('2026-11-23T15:00'),
      graceEndsAt: shanghai('2026-11-24T11:00'),
      remindAt: null,
      provisional: false,
    });
  });

  test('is 24 hours for a seller who works 7 × 24', () => {
    expect(due({ name: 'seller_confirmation', calendar: always })).toMatchObject({
      dueAt: shanghai('2026-11-21T15:00'),
      graceEndsAt: shanghai('2026-11-22T03:00'),
    });
  });

  test('is never later than under cn-5x8', () => {
    const from = shanghai('2026-11-23T08:00');

    expect(due({ name: 'seller_confirmation', calendar: always, from })).toMatchObject({
      dueAt: shanghai('2026-11-23T17:00'),
      graceEndsAt: shanghai('2026-11-24T05:00'),
    });
  });

  test('is measured against the version of cn-5x8 that the caller names', () => {
    const baseline: Calendar = {
      ...cn5x8,
      workdays: [...cn5x8.workdays, { date: '2026-11-21', name: 'make-up' }],
    };

    expect(due({ name: 'seller_confirmation', baseline }).dueAt).toBe(shanghai('2026-11-21T15:00'));
  });

  test('skips holidays and counts make-up workdays', () => {
    const from = shanghai('2026-09-30T15:00');

    expect(due({ name: 'seller_confirmation', from })).toMatchObject({
      dueAt: shanghai('2026-10-08T15:00'),
      graceEndsAt: shanghai('2026-10-09T11:00'),
    });
  });

  test('is provisional where the due time or its grace lies past the official holidays', () => {
    const before = { name: 'seller_confirmation', from: shanghai('2026-12-30T10:00') } as const;
    const grace = { ...before, from: shanghai('2026-12-30T15:00') };
    const after = { ...before, from: shanghai('2026-12-31T15:00') };

    expect(due(before).provisional).toBe(false);
    expect(due(grace)).toMatchObject({ dueAt: shanghai('2026-12-31T15:00'), provisional: true });
    expect(due(after).provisional).toBe(true);
    expect(due({ ...after, calendar: always }).provisional).toBe(true);
  });
});

describe('S0 6.7.2 a: dispatch', () => {
  test('is due two working days later, with one day of grace', () => {
    expect(due({ name: 'dispatch' })).toMatchObject({
      dueAt: shanghai('2026-11-24T15:00'),
      graceEndsAt: shanghai('2026-11-25T15:00'),
    });
  });

  test('is due when the order promised it, its grace counted from there', () => {
    const promise = '2026-11-27T15:00:00+08:00';

    expect(due({ name: 'dispatch', promise })).toMatchObject({
      dueAt: shanghai('2026-11-27T15:00'),
      graceEndsAt: shanghai('2026-11-30T15:00'),
    });
    expect(due({ name: 'dispatch', promise: null }).dueAt).toBe(shanghai('2026-11-24T15:00'));
  });

  test('a promise that was past already has no reminder', () => {
    expect(due({ name: 'dispatch', promise: '2026-11-19T00:00:00.000Z' })).toMatchObject({
      dueAt: '2026-11-19T00:00:00.000Z',
      remindAt: null,
    });
  });

  test('has no grace under the policy drive', () => {
    expect(due({ name: 'dispatch', policy: drivePolicy })).toMatchObject({
      dueAt: shanghai('2026-11-24T15:00'),
      graceEndsAt: null,
    });
  });
});

describe('other deadlines', () => {
  test.each([
    ['S0 9.4 a', 'consumer_confirmation', '2026-11-21T15:00'],
    ['S0 7.5.1 c', 'delivery', '2026-11-27T15:00'],
    ['S0 7.7.3 a', 'return_receipt', '2026-11-24T15:00'],
    ['S0 7.7.3 b', 'discrepancy_answer', '2026-11-23T11:00'],
    ['S0 6.8 d', 'refund', '2026-11-23T15:00'],
    ['S0 6.8', 'after_sale', '2026-12-06T00:00'],
    ['S0 5.6', 'complaint_resolution', '2026-11-25T15:00'],
    ['S0 5.4', 're_review', '2027-11-20T15:00'],
  ] as const)('%s: %s of Friday 15:00 is due at %s', (_, name, expected) => {
    expect(due({ name })).toMatchObject({ dueAt: shanghai(expected), graceEndsAt: null });
  });

  test('S0 6.7.1 e: a complaint about the courier is due after one working day', () => {
    expect(due({ name: 'complaint_resolution', responsibleRole: 'courier' }).dueAt).toBe(
      shanghai('2026-11-23T15:00'),
    );
    expect(due({ name: 'complaint_resolution', responsibleRole: 'seller' }).dueAt).toBe(
      shanghai('2026-11-25T15:00'),
    );
  });

  test('S0 6.8 d: a refund is due at the latest seven days after the refusal', () => {
    const notAfter = latestRefundAt(defaultPolicy, shanghai('2026-11-14T10:00'));

    expect(notAfter).toBe(shanghai('2026-11-21T10:00'));
    expect(due({ name: 'refund', notAfter }).dueAt).toBe(notAfter);
    expect(due({ name: 'refund', notAfter: shanghai('2026-12-01T00:00') }).dueAt).toBe(
      shanghai('2026-11-23T15:00'),
    );
  });
});

describe('S0 6.8: whole days', () => {
  test.each([
    ['2026-11-20T00:00', '2026-11-28T00:00'],
    ['2026-11-20T23:59', '2026-11-28T00:00'],
    ['2026-11-21T00:00', '2026-11-29T00:00'],
  ])('seven days without a reason from %s end at %s', (acceptedAt, until) => {
    expect(noReasonReturnUntil(defaultPolicy, shanghai(acceptedAt))).toBe(shanghai(until));
  });

  test('are the dates of the zone, also when one of them is shorter', () => {
    const zone = 'Europe/Berlin';

    expect(endOfWholeDays({ from: '2026-03-27T23:30:00.000Z', wholeDays: 1, zone })).toBe(
      '2026-03-29T22:00:00.000Z',
    );
  });
});

describe('every deadline', () => {
  const anyInstant = fc
    .integer({ min: Date.parse('2025-01-01'), max: Date.parse('2027-06-30') })
    .map(instantOf);
  const anyName = fc.constantFrom(...deadlineNames);
  const calendars = {
    'cn-5x8': cn5x8,
    always,
    'four long days': {
      ...cn5x8,
      hours: { from: '08:00', to: '20:00' },
      weekend: [5, 6, 7],
    },
  };
  const anyCalendar = fc.constantFrom<keyof typeof calendars>('cn-5x8', 'always', 'four long days');

  test('is due after its start, reminds before and ends its grace after it', () => {
    fc.assert(
      fc.property(anyName, anyCalendar, anyInstant, (name, calendar, from) => {
        const { dueAt, graceEndsAt, remindAt } = due({
          name,
          calendar: calendars[calendar],
          from,
        });

        expect(from < dueAt).toBe(true);
        expect(graceEndsAt === null || dueAt < graceEndsAt).toBe(true);
        expect(remindAt === null || (from < remindAt && remindAt < dueAt)).toBe(true);
      }),
    );
  });

  test('S0 6.6 b: is never later in any calendar than under cn-5x8', () => {
    fc.assert(
      fc.property(anyName, anyCalendar, anyInstant, (name, calendar, from) => {
        const own = due({ name, calendar: calendars[calendar], from });
        const longest = due({ name, calendar: cn5x8, from });

        expect(own.dueAt <= longest.dueAt).toBe(true);
        expect((own.graceEndsAt ?? '') <= (longest.graceEndsAt ?? '')).toBe(true);
      }),
    );
  });
});
