import { describe, expect, test } from 'vitest';
import { movesShipment } from '../../../../src/domain/shipments/carriage.ts';
import {
  appointed,
  delivered,
  handedOver,
  inspected,
  lostForGood,
  type Life,
  refusalOf,
  shipmentOf,
  tracked,
} from '../order-life.ts';

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

  test('S0 7.7: what only a command or two signatures can say is kept and moves nothing', () => {
    const said = [
      'exception',
      'delivery_failed',
      'refused',
      'returning',
      'returned',
      'redirected',
      'back_at_depot',
    ];
    const back = delivered(0);
    const lives: [Life, 'outbound' | 'return'][] = [
      [handedOver(), 'outbound'],
      [tracked(handedOver(), 'out_for_delivery'), 'outbound'],
      [appointed(handedOver()), 'outbound'],
      [back, 'return'],
    ];
    for (const [life, direction] of lives) {
      const shipment = shipmentOf(life, direction);
      expect(said.filter((code) => movesShipment(shipment, code))).toEqual([]);
      expect(movesShipment(shipment, 'lost') && movesShipment(shipment, 'damaged')).toBe(true);
    }
    // Nor does the word of the carrier alone bring goods back to their seller.
    expect(movesShipment(shipmentOf(back, 'return'), 'delivered')).toBe(false);
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
    const { documents, lines, balances } = lostForGood(inspected(appointed(handedOver()), 2)).state;

    expect(documents.at(-1)).toMatchObject({ kind: 'delivery_note', status: 'void' });
    expect(lines).toMatchObject([{ accepted: 0, refundedQuantity: 2 }]);
    expect(balances['claim:pty_courier']).toBe(25_980);
  });
});
