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
  placedAs,
  placedLine,
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

const split = (life: Life, newShipmentId = 'shp_split') =>
  did(life, actors.seller, {
    name: 'splitShipment',
    newShipmentId,
    courierId: 'pty_courier',
    courierService: null,
    lines: [{ lineNo: 1, quantity: 1 }],
  });

/** Two shipments of one unit each; the first has left. */
function oneLeft(): Life {
  const parts = split(awaitingHandover());
  return answered(left(parts, shipmentOf(parts).id), 'capture_payment');
}

const lost = (life: Life, shipmentId: string) =>
  expired(
    did(life, actors.courier, {
      name: 'recordTracking',
      shipmentId,
      caseId: `cas_${shipmentId}`,
      eventId: `event-${shipmentId}`,
      code: 'lost',
      at: life.state.order.lastAt,
      place: null,
    }),
    'refund',
  );

/** The first shipment is delivered, its one unit accepted. */
const firstKept = (life: Life) =>
  bothSigned(
    inspectedAs(appointed(tracked(life, 'arrived')), [
      { accepted: 1, refused: 0, missing: 0, reason: null },
    ]),
  );

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
    const partly = lostForGood(unitBack(handedOver()));

    expect(given(partly)).toEqual([
      [12_990, 1],
      [13_990, 1],
    ]);
    expect(given(lostForGood(unitBack(handedOver(), 2)))).toEqual([
      [25_980, 2],
      [1_000, 0],
    ]);
  });

  test('S0 6.8 d: what was given back of goods that the consumer has is no part of it', () => {
    const oneKept = unitBack(firstKept(left(oneLeft(), 'shp_split')));

    expect(given(lost(oneKept, 'shp_split'))).toEqual([
      [12_990, 1],
      [12_990, 1],
    ]);
  });

  test('S0 6.8 d: nor of goods that were on their way then, for those that left only later', () => {
    const first = firstKept(unitBack(oneLeft()));

    expect(given(lost(left(first, 'shp_split'), 'shp_split'))).toEqual([
      [12_990, 1],
      [12_990, 1],
    ]);
    // Of two on their way it was for the one that did not stay.
    const both = firstKept(unitBack(left(oneLeft(), 'shp_split')));
    expect(given(lost(both, 'shp_split'))).toEqual([[12_990, 1]]);
  });

  test('S0 6.8 d: what was decided for one that was lost is not taken back when another is lost', () => {
    const both = unitBack(left(oneLeft(), 'shp_split'));
    const last = lost(both, 'shp_split');
    expect(given(last)).toEqual([[12_990, 1]]);

    expect(given(lostForGood(last))).toEqual([
      [12_990, 1],
      [13_990, 1],
    ]);
  });

  test('S0 7.7.3 b, 6.8 d: nor of a replacement that was lost, which its case has paid back', () => {
    const three = placedAs({ lines: [placedLine({ quantity: 3 })], totalMinor: 39_970 });
    const parts = split(awaitingHandover(three));
    const first = answered(left(parts, shipmentOf(parts).id), 'capture_payment');
    const door = appointed(tracked(first, 'arrived'));
    const found = { accepted: 1, refused: 0, missing: 1, reason: 'missing' as const };
    const decided = (life: Life, outcome: 'reship' | 'refund') =>
      did(life, actors.support, {
        name: 'resolveCase',
        caseId: life.state.cases[0]?.id ?? '',
        refundId: 'rfd_case',
        outcome,
        note: null,
      });
    const reshipped = decided(bothSigned(inspectedAs(door, [found])), 'reship');
    const { id } = shipmentOf(reshipped, 'replacement');
    const sent = left(answered(reshipped, 'hold_stock'), id);
    const gone = did(sent, actors.courier, {
      name: 'recordTracking',
      shipmentId: id,
      caseId: 'cas_again',
      eventId: 'event-again',
      code: 'lost',
      at: sent.state.order.lastAt,
      place: null,
    });
    const kept = unitBack(decided(gone, 'refund'));

    expect(given(lost(left(kept, 'shp_split'), 'shp_split')).slice(2)).toEqual([[12_990, 1]]);
  });

  test('S0 6.8 d: what others have given for goods is released once, however often it is asked', () => {
    const three = placedAs({ lines: [placedLine({ quantity: 3 })], totalMinor: 39_970 });
    const parts = split(split(awaitingHandover(three)), 'shp_third');
    const first = answered(left(parts, shipmentOf(parts).id), 'capture_payment');
    const out = did(left(left(first, 'shp_split'), 'shp_third'), actors.support, {
      name: 'requestRefund',
      refundId: 'rfd_present',
      lines: null,
      amountMinor: 39_970,
      deliveryFeeMinor: null,
      reason: 'late',
      bearer: 'platform',
      channel: null,
    });
    const claim = ({ state }: Life) => state.balances[`claim:${state.order.platformId}`];

    const oneGone = lost(out, 'shp_split');
    expect(claim(oneGone)).toBe(26_980);
    expect(claim(lost(oneGone, 'shp_third'))).toBe(13_990);
  });
});
