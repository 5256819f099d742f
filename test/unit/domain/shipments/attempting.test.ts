import { describe, expect, test } from 'vitest';
import { timelineOf } from '../../../../src/domain/views/timeline.ts';
import { resolve } from '../order-moves.ts';
import {
  actors,
  appointed,
  attempted,
  detailsOf,
  did,
  expired,
  handedOver,
  type Life,
  refusalOf,
  shipmentOf,
  tracked,
} from '../order-life.ts';

const running = ({ state }: Life) =>
  state.deadlines.filter((deadline) => deadline.state === 'running').map(({ name }) => name);
const attemptsOf = (life: Life) => shipmentOf(life).attempts;
const second = (instant: string, by: number) =>
  new Date(Date.parse(instant) + by * 1_000).toISOString();

describe('attempts', () => {
  test('S0 7.7.2: who says itself that it still has the goods has not delivered them', () => {
    const denied = did(tracked(appointed(handedOver()), 'delivered'), actors.consumer, {
      name: 'denyReceipt',
      shipmentId: shipmentOf(handedOver()).id,
      caseId: 'cas_denied',
      note: null,
    });

    const again = attempted(denied);

    expect(again.state.cases).toMatchObject([
      { kind: 'delivered_without_signature', status: 'resolved' },
      { kind: 'not_received', status: 'resolved', resolution: { outcome: 'superseded' } },
    ]);
    expect(running(again)).toEqual(expect.arrayContaining(['appointment']));
    expect(running(again)).not.toContain('discrepancy_answer');
    expect(timelineOf(again.journal).map(({ summary }) => summary)).toContainEqual(
      expect.stringContaining('still has the goods'),
    );
    const rejecting = resolve(again.state, 'cas_denied', 'rejected');
    expect(refusalOf(() => did(again, actors.support, rejecting))).toBe('wrong_case_status');
  });

  test('S0 7.7.2 a: nothing is attempted without an appointment', () => {
    expect(refusalOf(() => attempted(handedOver()))).toBe('appointment_missing');
  });

  test('S0 7.5.1 c: being there in time keeps the promise; the next appointment is the next one', () => {
    const once = attempted(appointed(handedOver()));
    const again = appointed(once);

    expect(once.state.deadlines.find(({ name }) => name === 'delivery')?.state).toBe('met');
    expect(running(once)).toEqual(['appointment']);
    expect(running(again)).toEqual(['delivery']);
    expect(again.state.deadlines.findLast(({ name }) => name === 'delivery')?.dueAt).toBe(
      shipmentOf(again).appointment?.to,
    );
  });

  test('S0 7.7.2 a: the third failure sends the goods back; nobody is asked to pay', () => {
    const twice = attempted(appointed(attempted(appointed(handedOver('on_delivery')))));
    const { state } = attempted(appointed(twice));

    expect(state.shipments).toMatchObject([
      { direction: 'outbound', status: 'undeliverable' },
      { id: 'shp_back', direction: 'return', status: 'in_transit', reason: 'undeliverable' },
    ]);
    expect(state.order.paymentStatus).toBe('none');
  });

  test('S0 7.7.2 a: a delivery that the consumer has put off has not failed, so often', () => {
    const putOff = (life: Life) => attempted(appointed(life), 'consumer_rescheduled');
    const three = putOff(putOff(putOff(handedOver())));

    const { attempts, status } = shipmentOf(attempted(appointed(attempted(appointed(three)))));

    expect(attempts).toHaveLength(5);
    expect(status).toBe('awaiting_delivery');
    // The fourth time counts like any other.
    const four = putOff(three);
    const { state } = attempted(appointed(attempted(appointed(four))));
    expect(state.shipments[0]?.status).toBe('undeliverable');
  });

  test('S0 7.5.1 c: who comes later than agreed has not kept the promise', () => {
    const life = appointed(handedOver());
    const { to } = shipmentOf(life).appointment ?? { to: '' };
    const attempt = (at: string) =>
      attempted(life, 'consumer_absent', at).state.deadlines.find(({ name }) => name === 'delivery')
        ?.state;

    expect(attempt(to)).toBe('met');
    expect(attempt(new Date(Date.parse(to) + 1_000).toISOString())).toBe('running');
  });

  test('S0 7.7.2 a: a courier that agrees no appointment has failed once', () => {
    const silent = expired(tracked(handedOver(), 'arrived'), 'appointment');

    expect(shipmentOf(silent).attempts).toMatchObject([
      { attemptNo: 1, outcome: 'unreachable', counted: true },
    ]);
    expect(running(silent)).toContain('appointment');
  });

  test('S0 7.7.2 a: before the agreed time nobody can have been absent; a second later it counts', () => {
    const life = appointed(handedOver());
    const { from = '', to = '' } = shipmentOf(life).appointment ?? {};
    const before = second(from, -1);
    for (const outcome of [
      'consumer_absent',
      'unreachable',
      'access_denied',
      'cod_not_paid',
      'other',
    ]) {
      expect(refusalOf(() => attempted(life, outcome, before))).toBe('appointment_not_begun');
      expect(attemptsOf(attempted(life, outcome, from))).toMatchObject([
        { outcome, counted: true },
      ]);
    }
    expect(detailsOf(() => attempted(life, 'other', before))).toMatchObject({ from, to });
  });

  test.each(['address_wrong', 'consumer_rescheduled', 'force_majeure'])(
    'S0 7.7.2 a: %s is known before the agreed time: kept, and held against nobody',
    (outcome) => {
      const early = (life: Life) => {
        const next = appointed(life);
        const { from = '' } = shipmentOf(next).appointment ?? {};
        return attempted(next, outcome, second(from, -1));
      };
      const often = early(early(early(early(handedOver()))));

      expect(attemptsOf(often)).toHaveLength(4);
      expect(attemptsOf(often).some(({ counted }) => counted)).toBe(false);
      expect(shipmentOf(often)).toMatchObject({ status: 'awaiting_delivery', appointment: null });
      // Nobody was at the door: the promise still runs, and another time must be agreed.
      expect(running(often)).toEqual(['delivery', 'appointment']);
    },
  );

  test('S0 7.7.2 a: who comes after the agreed time, or is kept by force majeure, has not tried', () => {
    const life = appointed(handedOver());
    const { from = '', to = '' } = shipmentOf(life).appointment ?? {};
    const vain: [outcome: string, at: string][] = [
      ['consumer_absent', second(to, 1)],
      ['force_majeure', from],
    ];
    for (const [outcome, at] of vain) {
      const tried = attempted(life, outcome, at);
      expect(attemptsOf(tried)).toMatchObject([{ outcome, counted: false }]);
      expect(running(tried)).toEqual(['delivery', 'appointment']);
    }
    expect(attemptsOf(attempted(life, 'consumer_absent', to))).toMatchObject([{ counted: true }]);
  });

  test('S0 7.5.1 c: goods overdue whose courier keeps no appointment are presumed lost all the same', () => {
    const late = appointed(expired(handedOver(), 'delivery'));
    const { from = '' } = shipmentOf(late).appointment ?? {};

    expect(running(attempted(late, 'force_majeure', from))).toContain('presumed_lost');
    expect(running(attempted(late, 'consumer_absent', from))).not.toContain('presumed_lost');
  });
});
