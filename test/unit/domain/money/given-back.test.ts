import { describe, expect, test } from 'vitest';
import {
  actors,
  answered,
  appointed,
  awaitingHandover,
  bothSigned,
  delivered,
  did,
  handedOver,
  inspectedAs,
  type Life,
  lostForGood,
  returnedToSeller,
  shipmentOf,
  signed,
  expired,
  tracked,
} from '../order-life.ts';

const unitBack = (life: Life, quantity = 1) =>
  did(life, actors.support, {
    name: 'requestRefund',
    refundId: `rfd_${life.state.order.version}`,
    lines: [{ lineNo: 1, quantity }],
    amountMinor: null,
    deliveryFeeMinor: null,
    reason: 'late',
    bearer: 'seller',
    channel: null,
  });

/** Two shipments of one unit each; the first has left. */
function oneLeft(): Life {
  const parts = did(awaitingHandover(), actors.seller, {
    name: 'splitShipment',
    newShipmentId: 'shp_split',
    courierId: 'pty_courier',
    courierService: null,
    lines: [{ lineNo: 1, quantity: 1 }],
  });
  return answered(left(parts, shipmentOf(parts).id), 'capture_payment');
}

function left(life: Life, shipmentId: string): Life {
  const noted = did(life, actors.seller, {
    name: 'issueHandoverNote',
    shipmentId,
    documentId: `doc_${shipmentId}`,
    waybillNo: null,
    parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
    counted: null,
    custodians: { seller: null, courier: null },
    agentName: null,
  });
  const half = signed(noted, `doc_${shipmentId}`, 'seller');
  return signed(half, `doc_${shipmentId}`, 'courier');
}

const given = ({ state }: Life) =>
  state.refunds.map(({ amountMinor, lines }) => [amountMinor, lines[0]?.quantity ?? 0]);

describe('a unit that support has refunded is not refunded again by what became of the goods', () => {
  test('S0 7.7.3 a, 6.8 d: while it travels back', () => {
    const home = returnedToSeller(unitBack(delivered(1)));

    expect(given(home)).toEqual([[12_990, 1]]);
    expect(home.state.order.status).toBe('delivered');
    // Once it is home and paid back, the next one is the one that was kept.
    expect(given(unitBack(returnedToSeller(delivered(1))))).toEqual([
      [12_990, 1],
      [12_990, 1],
    ]);
  });

  test('S0 7.5.1 c, 6.8 d: while it is sought, or on its way', () => {
    expect(given(expired(unitBack(tracked(oneLeft(), 'lost')), 'refund'))).toEqual([[12_990, 1]]);
    expect(given(lostForGood(unitBack(oneLeft())))).toEqual([[12_990, 1]]);
    expect(given(lostForGood(oneLeft()))).toEqual([[12_990, 1]]);
  });

  test('S0 6.8 d: of more units only those; nothing but the fee is left when it was all of them', () => {
    const lost = lostForGood(unitBack(handedOver()));

    expect(given(lost)).toEqual([
      [12_990, 1],
      [13_990, 1],
    ]);
    expect(given(lostForGood(unitBack(handedOver(), 2)))).toEqual([
      [25_980, 2],
      [1_000, 0],
    ]);
  });

  test('S0 6.8 d: what was given back of goods that the consumer has is no part of it', () => {
    const atDoor = appointed(tracked(left(oneLeft(), 'shp_split'), 'arrived'));
    const oneKept = bothSigned(
      inspectedAs(atDoor, [{ accepted: 1, refused: 0, missing: 0, reason: null }]),
    );
    const lost = did(unitBack(oneKept), actors.courier, {
      name: 'recordTracking',
      shipmentId: 'shp_split',
      caseId: 'cas_lost',
      eventId: 'event-split',
      code: 'lost',
      at: oneKept.state.order.lastAt,
      place: null,
    });

    expect(given(expired(lost, 'refund'))).toEqual([
      [12_990, 1],
      [12_990, 1],
    ]);
  });
});
