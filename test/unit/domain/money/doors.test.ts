import { describe, expect, test } from 'vitest';
import type { Action } from '../../../../src/domain/commands.ts';
import { codDue } from '../../../../src/domain/money/cod-due.ts';
import type { OrderState, Shipment } from '../../../../src/domain/order.ts';
import {
  actors,
  awaitingHandover,
  detailsOf,
  did,
  type Life,
  placedAs,
  placedLine,
  refusalOf,
  refunded,
  signed,
} from '../order-life.ts';

/** Two lines, 25,980 and 12,990, the fee 1,000, paid at the door. */
function placedOnDelivery(): Life {
  return placedAs({
    lines: [placedLine({}), placedLine({ lineNo: 2, sku: 'tea-2', quantity: 1 })],
    totalMinor: 39_970,
    payment: { timing: 'on_delivery', method: 'cash', token: null },
  });
}

/** The second line goes on a shipment of its own. */
function split(life: Life): Life {
  return did(life, actors.seller, {
    name: 'splitShipment',
    newShipmentId: 'shp_b',
    courierId: 'pty_courier_2',
    courierService: null,
    lines: [{ lineNo: 2, quantity: 1 }],
  });
}

function at(life: Life, id: 'a' | 'b'): Shipment {
  const found = life.state.shipments.find((one) => (one.id === 'shp_b') === (id === 'b'));
  if (!found) throw new Error(`no shipment ${id}`);
  return found;
}

function noted(life: Life, id: 'a' | 'b', documentId = `doc_handover_${id}`): Life {
  return did(life, actors.seller, {
    name: 'issueHandoverNote',
    shipmentId: at(life, id).id,
    documentId,
    waybillNo: null,
    parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
    counted: null,
    custodians: { seller: null, courier: null },
    agentName: null,
  });
}

function left(life: Life, id: 'a' | 'b'): Life {
  const document = `doc_handover_${id}`;
  return signed(signed(noted(life, id), document, 'seller'), document, 'courier');
}

function appointedAt(life: Life, id: 'a' | 'b'): Life {
  const now = Date.parse(life.state.order.lastAt);
  return did(life, actors.courier, {
    name: 'appointDelivery',
    shipmentId: at(life, id).id,
    from: new Date(now + 86_400_000).toISOString(),
    to: new Date(now + 90_000_000).toISOString(),
    place: 'sealed:v1:place',
    contact: { channel: 'phone', at: life.state.order.lastAt },
  });
}

/** Both parts are at their doors. */
function atBothDoors(): Life {
  let life = split(awaitingHandover(placedOnDelivery()));
  for (const id of ['a', 'b'] as const) life = appointedAt(left(life, id), id);
  return life;
}

/** All of what comes to a door is accepted, or refused; what is due is collected. */
function inspection(
  { state }: Life,
  shipment: Shipment,
  { keep = true, amountMinor, documentId = `doc_${shipment.id}` }: Told = {},
): Action {
  const lines = state.shipmentLines
    .filter((line) => line.shipmentId === shipment.id && line.quantity > 0)
    .map(({ lineNo, quantity }) => ({
      lineNo,
      accepted: keep ? quantity : 0,
      refused: keep ? 0 : quantity,
      missing: 0,
      reason: keep ? null : 'changed_mind',
      evidence: [],
    }));
  const due = amountMinor ?? codDue(state, shipment, lines);
  return {
    name: 'inspectDelivery',
    shipmentId: shipment.id,
    documentId,
    agent: { name: 'sealed:v1:agent', identityDocument: { kind: 'work_badge', last4: 'sealed' } },
    packaging: 'intact',
    opening: 'opened',
    lines,
    collection: due > 0 ? { amountMinor: due, method: 'cash', reference: null } : null,
  };
}

interface Told {
  keep?: boolean;
  amountMinor?: number;
  documentId?: string;
}

function inspectedAt(life: Life, id: 'a' | 'b', told: Told = {}): Life {
  const shipment = at(life, id);
  const documentId = told.documentId ?? `doc_${id}`;
  return did(life, actors.courier, inspection(life, shipment, { ...told, documentId }));
}

function bothSigned(life: Life, documentId: string): Life {
  return signed(signed(life, documentId, 'courier'), documentId, 'consumer');
}

function disputed(life: Life, documentId: string): Life {
  return did(life, actors.consumer, {
    name: 'disputeDocument',
    documentId,
    caseId: `cas_${documentId}`,
    kind: 'quantities_disputed',
    lines: [],
    note: null,
    evidence: [],
  });
}

function statusOf({ documents }: OrderState, documentId: string): string | undefined {
  return documents.find(({ id }) => id === documentId)?.status;
}

describe('the doors of a split order', () => {
  test('S0 6.7.1 f: while it is open whether one door took the fee, another is told so', () => {
    const first = inspectedAt(atBothDoors(), 'a');
    expect(first.state.shipments[0]?.inspection?.collection?.amountMinor).toBe(26_980);

    expect(refusalOf(() => inspectedAt(first, 'b', { amountMinor: 12_990 }))).toBe(
      'collection_undecided',
    );
    expect(refusalOf(() => inspectedAt(first, 'b', { amountMinor: 13_990 }))).toBe(
      'collection_undecided',
    );
    // What is refused is paid nowhere, so that it waits for nobody.
    expect(inspectedAt(first, 'b', { keep: false }).state.shipments[1]?.inspection).not.toBeNull();
  });

  test('S0 6.7.1 f: the fee is taken once, though the door that was to take it is inspected anew', () => {
    const anew = inspectedAt(disputed(inspectedAt(atBothDoors(), 'a'), 'doc_a'), 'a', {
      keep: false,
      documentId: 'doc_a2',
    });
    const { state } = bothSigned(inspectedAt(bothSigned(anew, 'doc_a2'), 'b'), 'doc_b');

    expect(state.order.collectedMinor).toBe(13_990);
    expect(state.order.paymentStatus).toBe('collected');
  });

  test('S0 6.4.5: a refusal names what is due by its parts, before any door and after the first', () => {
    const told = (life: Life) => detailsOf(() => inspectedAt(life, 'b', { amountMinor: 1 }));
    const before = atBothDoors();
    const after = bothSigned(inspectedAt(before, 'a'), 'doc_a');

    expect(told(before)).toMatchObject({
      codDueMinor: 13_990,
      codParts: { goodsMinor: 12_990, deliveryFeeMinor: 1_000 },
    });
    expect(at(before, 'b').codDueMinor).toBe(13_990);
    expect(told(after)).toMatchObject({
      codDueMinor: 12_990,
      codParts: { goodsMinor: 12_990, deliveryFeeMinor: 0 },
    });
    expect(at(after, 'b').codDueMinor).toBe(12_990);
  });

  test('S0 6.7.1 f: the payment is given back in part, once more is collected than was given back', () => {
    const first = bothSigned(inspectedAt(atBothDoors(), 'a'), 'doc_a');
    const back = refunded(
      did(first, actors.support, {
        name: 'requestRefund',
        refundId: 'rfd_1',
        lines: [{ lineNo: 1, quantity: 2 }],
        amountMinor: null,
        deliveryFeeMinor: 1_000,
        reason: 'quality',
        bearer: 'seller',
        channel: null,
      }),
    );
    expect(back.state.order).toMatchObject({ refundedMinor: 26_980, paymentStatus: 'refunded' });

    const { order } = bothSigned(inspectedAt(back, 'b'), 'doc_b').state;

    expect(order).toMatchObject({ collectedMinor: 39_970, paymentStatus: 'partly_refunded' });
  });
});

describe('a handover note', () => {
  const content = (life: Life, documentId: string) =>
    life.state.documents.find(({ id }) => id === documentId)?.content;

  test('S0 6.7.2, 6.4.5: tells what is to be collected by its parts, the fee apart', () => {
    const life = noted(split(awaitingHandover(placedOnDelivery())), 'b');

    expect(content(life, 'doc_handover_b')).toMatchObject({
      codDueMinor: 13_990,
      codParts: { goodsMinor: 12_990, deliveryFeeMinor: 1_000 },
    });
  });

  test('S0 6.7.2: one that nobody, or one side, has signed is void when another amount is due', () => {
    let life = appointedAt(left(split(awaitingHandover(placedOnDelivery())), 'a'), 'a');
    life = signed(noted(life, 'b'), 'doc_handover_b', 'seller');

    life = bothSigned(inspectedAt(life, 'a'), 'doc_a');

    expect(statusOf(life.state, 'doc_handover_b')).toBe('void');
    expect(life.journal.at(-1)?.data['consequences']).toContainEqual({
      type: 'collection_changed',
      subject: { type: 'shipment', id: 'shp_b' },
      shipmentId: 'shp_b',
      codDueMinor: 12_990,
      beforeMinor: 13_990,
    });
    expect(refusalOf(() => signed(life, 'doc_handover_b', 'courier'))).toBe(
      'wrong_document_status',
    );
    life = noted(life, 'b', 'doc_handover_b2');
    expect(content(life, 'doc_handover_b2')).toMatchObject({ version: 2, codDueMinor: 12_990 });
  });

  test('S0 6.7.2: one stays where a sibling is called off, or refused at its door', () => {
    const both = noted(split(awaitingHandover(placedOnDelivery())), 'b');
    const off = did(both, actors.seller, {
      name: 'cancelShipment',
      shipmentId: at(both, 'a').id,
      reason: 'price_error',
      note: null,
    });

    expect(statusOf(off.state, 'doc_handover_b')).toBe('issued');
    expect(at(off, 'b').codDueMinor).toBe(13_990);
  });
});
