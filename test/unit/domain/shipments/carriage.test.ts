import { describe, expect, test } from 'vitest';
import type { Action } from '../../../../src/domain/commands.ts';
import { movesShipment } from '../../../../src/domain/shipments/carriage.ts';
import {
  actors,
  appointed,
  did,
  expired,
  handedOver,
  inspected,
  type Life,
  refusalOf,
  shipmentOf,
  tracked,
} from '../order-life.ts';

function attempting(life: Life, outcome: string): Action {
  return {
    name: 'recordAttempt',
    shipmentId: shipmentOf(life).id,
    returnShipmentId: 'shp_back',
    outcome,
    note: null,
    evidence: [],
  };
}

function attempted(life: Life, outcome = 'consumer_absent'): Life {
  return did(life, actors.courier, attempting(life, outcome));
}

const running = ({ state }: Life) =>
  state.deadlines.filter((deadline) => deadline.state === 'running').map(({ name }) => name);

describe('tracking', () => {
  test('S0 7.5: a shipment moves forward by the rank of the codes, never backward', () => {
    const out = tracked(handedOver(), 'out_for_delivery');

    expect(shipmentOf(out).status).toBe('out_for_delivery');
    for (const code of ['in_transit', 'arrived', 'out_for_delivery', 'redirected', 'unheard_of']) {
      expect(movesShipment(shipmentOf(out), code)).toBe(false);
    }
    expect(refusalOf(() => tracked(out, 'in_transit'))).toBe('wrong_shipment_status');
  });

  test('S0 7.7.2 a: goods that arrive without an appointment must get one', () => {
    expect(running(tracked(handedOver(), 'arrived'))).toContain('appointment');
    expect(running(tracked(appointed(handedOver()), 'arrived'))).not.toContain('appointment');
  });

  test('S0 7.7.2 d: delivered without a signature is a case against the courier, once', () => {
    const life = tracked(handedOver(), 'delivered');

    expect(life.state.cases).toMatchObject([
      { kind: 'delivered_without_signature', respondentPartyId: 'pty_courier' },
    ]);
    expect(running(life)).toContain('acceptance');
    expect(movesShipment(shipmentOf(life), 'delivered')).toBe(false);
  });

  test('S0 7.7.2: goods lost on the way take their delivery note with them', () => {
    const { documents, lines, balances } = tracked(
      inspected(appointed(handedOver()), 2),
      'lost',
    ).state;

    expect(documents.at(-1)).toMatchObject({ kind: 'delivery_note', status: 'void' });
    expect(lines).toMatchObject([{ accepted: 0, refundedQuantity: 2 }]);
    expect(balances['claim:pty_courier']).toBe(25_980);
  });
});

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
});

describe('attempts', () => {
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
      did(life, actors.courier, attempting(life, 'consumer_absent'), at).state.deadlines.find(
        ({ name }) => name === 'delivery',
      )?.state;

    expect(attempt(to)).toBe('met');
    expect(attempt(new Date(Date.parse(to) + 1_000).toISOString())).toBe('running');
  });

  test('S0 7.7.2 a: a courier that agrees no appointment has failed once', () => {
    const silent = expired(tracked(handedOver(), 'arrived'), 'appointment');

    expect(shipmentOf(silent).attempts).toMatchObject([{ attemptNo: 1, outcome: 'unreachable' }]);
    expect(running(silent)).toContain('appointment');
  });
});
