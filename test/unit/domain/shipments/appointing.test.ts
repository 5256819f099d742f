import { describe, expect, test } from 'vitest';
import {
  actors,
  appointed,
  attempted,
  bothSigned,
  expired,
  handedOver,
  inspected,
  type Life,
  refusalOf,
  shipmentOf,
} from '../order-life.ts';

const daysAfter = (instant: string, days: number) =>
  new Date(Date.parse(instant) + days * 86_400_000).toISOString();

describe('appointments', () => {
  test('S0 7.7.2 a: either side agrees on another time; what was agreed before is kept', () => {
    const first = appointed(handedOver());
    const second = appointed(first, actors.consumer, 2);
    const shipment = shipmentOf(second);

    expect(shipment.appointment?.madeBy).toBe('consumer');
    expect(shipment.earlierAppointments).toEqual([
      {
        ...shipmentOf(first).appointment,
        endedAt: second.state.order.lastAt,
        endedBy: 'rescheduled',
      },
    ]);
    expect(second.journal.at(-1)?.type).toBe('delivery_rescheduled');
  });

  test('S0 7.5.1 c: only the consumer puts the promised time off by asking for a later one', () => {
    const dueAfter = (life: Life) =>
      life.state.deadlines.find(({ name }) => name === 'delivery')?.dueAt;
    const before = handedOver();

    expect(dueAfter(appointed(before, actors.courier, 9))).toBe(dueAfter(before));
    const putOff = appointed(before, actors.consumer, 9);
    expect(dueAfter(putOff)).toBe(shipmentOf(putOff).appointment?.to);
  });

  test('S0 7.7.2 a: the consumer puts a delivery off so often as the policy allows, at the door included', () => {
    const life = appointed(handedOver());
    const { to = '' } = shipmentOf(life).appointment ?? {};
    const asked = (from: Life, inDays: number) => appointed(from, actors.consumer, inDays);
    const twice = asked(asked(life, 2), 3);
    const thrice = asked(twice, 4);

    expect(refusalOf(() => asked(thrice, 5))).toBe('put_off_too_often');
    // Sooner is not put off, and the courier may still agree on another time.
    expect(shipmentOf(asked(thrice, 1)).appointment?.madeBy).toBe('consumer');
    expect(shipmentOf(appointed(thrice, actors.courier, 5)).appointment?.madeBy).toBe('courier');
    expect(shipmentOf(thrice).earlierAppointments).toHaveLength(3);
    expect(shipmentOf(thrice).earlierAppointments[0]).toMatchObject({ to, endedBy: 'rescheduled' });
    // What the consumer has used up by asking, it has used up at the door too.
    const atDoor = attempted(thrice, 'consumer_rescheduled');
    expect(shipmentOf(atDoor).attempts).toMatchObject([{ counted: true }]);
    const first = attempted(twice, 'consumer_rescheduled');
    expect(shipmentOf(first).attempts).toMatchObject([{ counted: false }]);
  });

  test('S0 7.7.2 a: what a courier says of the consumer uses up none of what the consumer may ask', () => {
    const early = (life: Life) => {
      const next = appointed(life);
      return attempted(next, 'consumer_rescheduled', next.state.order.lastAt);
    };
    const agreed = appointed(early(early(early(handedOver()))));

    const asked = appointed(agreed, actors.consumer, 2);
    expect(shipmentOf(asked).appointment?.madeBy).toBe('consumer');
    const thrice = appointed(appointed(asked, actors.consumer, 3), actors.consumer, 4);
    expect(refusalOf(() => appointed(thrice, actors.consumer, 5))).toBe('put_off_too_often');
  });

  test('S0 7.5.1 c: after a failed attempt a courier sets the next time no later than the rule has it', () => {
    const failed = attempted(appointed(handedOver()));
    const soon = appointed(failed, actors.courier, 3);
    const far = appointed(failed, actors.courier, 30);
    const wished = appointed(failed, actors.consumer, 30);
    const dueOf = ({ state }: Life) =>
      state.deadlines.findLast(({ name }) => name === 'delivery')?.dueAt;

    expect(dueOf(soon)).toBe(shipmentOf(soon).appointment?.to);
    expect(dueOf(far)).toBe(daysAfter(far.state.order.lastAt, 7));
    expect(dueOf(wished)).toBe(shipmentOf(wished).appointment?.to);
    // Another time by the courier itself moves nothing.
    expect(dueOf(appointed(soon, actors.courier, 6))).toBe(dueOf(soon));
    // Nor does a rescheduling undo or add a failure.
    expect(shipmentOf(appointed(soon, actors.consumer, 6)).attempts).toHaveLength(1);
  });

  test('S0 7.5.1 c: late already, the goods are not lost while the consumer itself lets them wait', () => {
    const late = expired(handedOver(), 'delivery');
    const waiting = appointed(late, actors.consumer, 20);
    const running = ({ state }: Life) =>
      state.deadlines.filter((deadline) => deadline.state === 'running').map(({ name }) => name);

    expect(running(appointed(late, actors.courier, 20))).toContain('presumed_lost');
    expect(running(appointed(late, actors.consumer, 3))).toContain('presumed_lost');
    expect(running(waiting)).toEqual(['delivery']);
    expect(running(expired(waiting, 'delivery'))).toEqual(['presumed_lost']);
  });

  test('S0 7.7.2: courier and consumer who meet before the agreed time inspect the goods then', () => {
    const life = bothSigned(inspected(appointed(handedOver(), actors.courier, 5), 2));

    expect(shipmentOf(life).status).toBe('accepted');
    expect(life.state.deadlines.find(({ name }) => name === 'delivery')?.state).toBe('met');
  });
});
