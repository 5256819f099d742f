import { describe, expect, it } from 'vitest';
import { changesOf } from '../../../scripts/story/narrator.ts';
import { tableOf } from '../../../scripts/story/table.ts';
import type { OrderView } from '../../../src/domain/views/views.ts';

const none = { status: 'none', authorizedMinor: 0, capturedMinor: 0, refundedMinor: 0 };

function order(fields: object = {}): OrderView {
  return {
    status: 'awaiting_confirmation',
    statusReason: null,
    escalated: false,
    totals: { currency: 'CNY' },
    payment: none,
    shipments: [],
    due: [{ name: 'dispatch', subject: { id: 'shp_1' }, startedAt: 'then', state: 'running' }],
    ...fields,
  } as unknown as OrderView;
}

describe('what an act changed', () => {
  it('nothing that shows is told as nothing', () => {
    expect(changesOf(order(), order())).toEqual([]);
  });

  it('status, money, shipments, deadlines and escalation are told in words', () => {
    const after = order({
      status: 'cancelled',
      statusReason: 'dispatch_expired',
      escalated: true,
      payment: { ...none, status: 'refunded', capturedMinor: 26_980, refundedMinor: 5 },
      shipments: [{ id: 'shp_1', direction: 'outbound', status: 'cancelled' }],
      due: [{ name: 'dispatch', subject: { id: 'shp_1' }, startedAt: 'then', state: 'missed' }],
    });

    expect(changesOf(order(), after)).toEqual([
      'awaiting_confirmation → cancelled (dispatch_expired)',
      'payment refunded',
      '269.80 CNY taken',
      '0.05 CNY given back',
      'outbound shipment cancelled',
      'dispatch deadline missed',
      'escalated',
    ]);
  });
});

describe('a table', () => {
  it('words stand left and numbers right, headings above them', () => {
    expect(
      tableOf([
        ['name', 'count'],
        ['one', 1],
        ['eleven', 11],
      ]),
    ).toEqual(['  name     count', '  one          1', '  eleven      11']);
  });
});
