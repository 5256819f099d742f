import { describe, expect, test } from 'vitest';
import {
  actors,
  appointed,
  atDoor,
  bothSigned,
  delivered,
  did,
  expired,
  handedOver,
  inspected,
  inspectedAs,
  type Life,
  refusalOf,
  shipmentOf,
  signed,
} from '../order-life.ts';

const all = { accepted: 2, refused: 0, missing: 0, reason: null };
const photo = [{ digest: 'sha256:photo', mediaType: 'image/jpeg' }];

function deadline({ state }: Life, name: string) {
  return state.deadlines.findLast((found) => found.name === name);
}

describe('the inspection at the door', () => {
  test('S0 7.7.2 a: needs an appointment, and one note at a time', () => {
    expect(refusalOf(() => inspected(handedOver(), 2))).toBe('appointment_missing');
    expect(refusalOf(() => inspected(inspected(atDoor(), 2), 2))).toBe('wrong_document_status');
  });

  test('S0 7.7.2 c: accounts for every unit, and every refusal has its reason', () => {
    const found = (line: Partial<typeof all>) => inspectedAs(atDoor(), [{ ...all, ...line }]);

    expect(refusalOf(() => found({ accepted: 1 }))).toBe('quantities_do_not_add_up');
    expect(refusalOf(() => found({ accepted: 1, refused: 2 }))).toBe('quantities_do_not_add_up');
    expect(refusalOf(() => found({ accepted: 1, refused: 1 }))).toBe('reason_missing');
    expect(refusalOf(() => inspectedAs(atDoor(), [all, all]))).toBe('line_not_found');
  });

  test('S0 6.7.1 f: exactly what is due for what is accepted is collected', () => {
    const door = atDoor('on_delivery');
    const collect = (amountMinor: number) => ({
      collection: { amountMinor, method: 'cash', reference: null },
    });

    expect(refusalOf(() => inspectedAs(door, [all], { collection: null }))).toBe(
      'collection_missing',
    );
    expect(refusalOf(() => inspectedAs(door, [all], collect(26_979)))).toBe('cod_amount_mismatch');
    expect(refusalOf(() => inspectedAs(atDoor(), [all], collect(1)))).toBe('collection_not_due');
    expect(delivered(1, 'refused', 'on_delivery').state.order.collectedMinor).toBe(13_990);
  });
});

describe('the delivery', () => {
  test('S0 7.7.2 d: counts once both have signed', () => {
    const half = signed(inspected(atDoor(), 1), 'doc_delivery', 'courier');
    const whole = signed(half, 'doc_delivery', 'consumer');

    expect(half.state.lines).toMatchObject([{ accepted: 0, refused: 0 }]);
    expect(deadline(half, 'acceptance')?.state).toBe('running');
    expect(whole.state.lines).toMatchObject([{ accepted: 1, refused: 1 }]);
    expect(whole.state.order.status).toBe('delivered');
    expect(deadline(whole, 'acceptance')?.state).toBe('met');
  });

  test('S0 7.5.1 c: the promise is kept by the inspection, whenever the notes are signed', () => {
    const half = signed(inspected(atDoor(), 2), 'doc_delivery', 'consumer');

    expect(deadline(half, 'delivery')?.state).toBe('running');
    expect(deadline(signed(half, 'doc_delivery', 'courier'), 'delivery')).toMatchObject({
      state: 'met',
      endedAt: half.state.shipments[0]?.inspection?.at,
    });
  });

  test('S0 7.7.2 d: a courier that inspects and never signs is a case; the goods are not lost', () => {
    const unsigned = expired(inspected(atDoor(), 2), 'delivery');

    expect(deadline(unsigned, 'delivery')?.state).toBe('met');
    expect(deadline(unsigned, 'presumed_lost')).toBeUndefined();
    expect(unsigned.state.order).toMatchObject({ status: 'in_delivery', escalated: true });
    expect(unsigned.state.cases).toMatchObject([{ kind: 'acceptance_undecided', status: 'open' }]);
    const late = signed(unsigned, 'doc_delivery', 'courier');
    expect(signed(late, 'doc_delivery', 'consumer').state.cases).toMatchObject([
      { status: 'resolved' },
    ]);
  });

  test('S0 7.7.2: silence accepts as inspected where the receipt is proven, else it is a case', () => {
    const proven = inspectedAs(atDoor(), [{ ...all, evidence: photo } as typeof all]);
    const silent = (life: Life) => expired(signed(life, 'doc_delivery', 'courier'), 'acceptance');

    expect(silent(proven).state.order.status).toBe('delivered');
    const undecided = silent(inspected(atDoor(), 2));
    expect(undecided.state.order.status).toBe('in_delivery');
    expect(undecided.state.cases).toMatchObject([{ kind: 'acceptance_undecided', status: 'open' }]);
    const late = signed(undecided, 'doc_delivery', 'consumer');
    expect(late.state.order.status).toBe('delivered');
    expect(late.state.cases).toMatchObject([{ status: 'resolved' }]);
  });

  test('S0 7.7.3 b: missing goods are a case against whom the packaging points at', () => {
    const missing = { accepted: 1, refused: 0, missing: 1, reason: 'missing' };
    const torn = bothSigned(inspectedAs(atDoor(), [missing], { packaging: 'tampered' }));

    expect(delivered(1, 'missing').state.cases).toMatchObject([
      {
        kind: 'missing_goods',
        respondentPartyId: 'pty_seller',
        details: { lines: [{ quantity: 1 }] },
      },
    ]);
    expect(torn.state.cases).toMatchObject([{ respondentPartyId: 'pty_courier' }]);
    expect(torn.state.shipments).toHaveLength(1);
    expect(deadline(torn, 'discrepancy_answer')?.responsibleRole).toBe('courier');
  });

  test('S0 7.7.3 a: refused goods start back at once, with the latest date of their refund', () => {
    const { shipments } = delivered(0).state;

    expect(shipments).toMatchObject([
      { status: 'refused' },
      { direction: 'return', originShipmentId: shipments[0]?.id, reason: 'damaged' },
    ]);
    expect(deadline(delivered(0), 'refund')).toMatchObject({ onExpiry: 'refund_now' });
    expect(deadline(delivered(0, 'refused', 'on_delivery'), 'refund')).toBeUndefined();
  });

  test('an order refused at the door with cash owes nobody anything', () => {
    const { order, balances } = delivered(0, 'refused', 'on_delivery').state;

    expect(order).toMatchObject({ paymentStatus: 'none', remittance: 'none', collectedMinor: 0 });
    expect(balances).toEqual({});
  });

  test('what has ended is not inspected again', () => {
    const life = delivered();

    expect(refusalOf(() => appointed(life))).toBe('wrong_shipment_status');
    expect(
      refusalOf(() =>
        did(life, actors.courier, {
          name: 'recordAttempt',
          shipmentId: shipmentOf(life).id,
          returnShipmentId: 'shp_back',
          outcome: 'other',
          note: null,
          evidence: [],
        }),
      ),
    ).toBe('wrong_shipment_status');
  });
});
