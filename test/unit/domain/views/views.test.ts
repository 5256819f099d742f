import { describe, expect, test } from 'vitest';
import { paymentsView } from '../../../../src/domain/views/money-views.ts';
import { documentView } from '../../../../src/domain/views/document-view.ts';
import { shipmentView } from '../../../../src/domain/views/shipment-view.ts';
import { orderView, renderAnswer } from '../../../../src/domain/views/views.ts';
import {
  actors,
  answered,
  appointed,
  delivered,
  did,
  handedOver,
  inspected,
  payable,
  placed,
  shipmentOf,
  signed,
} from '../order-life.ts';

describe('orderView', () => {
  test('an order reads in the shape of design §5', () => {
    const view = orderView(placed().state);

    expect(view).toMatchObject({
      id: 'ord_1',
      platformOrderNo: 'T-1',
      status: 'awaiting_confirmation',
      statusReason: null,
      version: 1,
      placedAt: '2026-03-02T02:00:00.000Z',
      sellerId: 'pty_seller',
      courierId: 'pty_courier',
      policy: { name: 'default', version: 1 },
      totals: {
        goodsMinor: 25_980,
        discountMinor: 0,
        deliveryFeeMinor: 1_000,
        taxMinor: 0,
        totalMinor: 26_980,
        currency: 'CNY',
      },
      payment: {
        timing: 'after_confirmation',
        method: 'card',
        status: 'none',
        remittance: 'none',
        authorizedMinor: 0,
        capturedMinor: 0,
        refundedMinor: 0,
        nextAction: null,
        attemptsLeft: 5,
      },
      recipient: null,
      amendment: null,
      shipments: [],
      returns: [],
      complaints: [],
      refunds: [],
      cases: [],
      escalated: false,
    });
    expect(view.lines).toEqual([
      {
        lineNo: 1,
        sku: 'tea-1',
        name: 'Longjing tea',
        quantity: 2,
        unit: 'piece',
        unitPriceMinor: 12_990,
        pricePer: 1,
        discountMinor: 0,
        handling: [],
        noReasonReturn: { eligible: true, exclusion: null },
        goods: null,
        taxMinor: 0,
        ordered: 2,
        confirmed: 0,
        planned: 0,
        cancelled: 0,
        handedOver: 0,
        accepted: 0,
        refused: 0,
        missing: 0,
        withdrawn: 0,
        allocations: [],
        dropped: 0,
        refusedBack: 0,
        returnedAfterSale: 0,
        refundedMinor: 0,
      },
    ]);
  });

  test('what pays for the order is never shown', () => {
    const paying = did(answered(placed(), 'hold_stock'), actors.seller, {
      name: 'decideAsSeller',
      decision: 'accept',
      reason: null,
      note: null,
      lines: null,
    });
    const state = {
      ...paying.state,
      order: { ...paying.state.order, paymentToken: 'tok_secret' },
    };

    expect(JSON.stringify(orderView(state))).not.toContain('tok_secret');
  });

  test('S0 7.7.2: a partly refused delivery counts on its lines, its shipments and its documents', () => {
    const { state } = delivered(1);
    const view = orderView(state);

    expect(view.status).toBe('delivered');
    expect(view.lines[0]).toMatchObject({ quantity: 2, ordered: 2, accepted: 1, refused: 1 });
    expect(view.shipments).toEqual([
      {
        id: shipmentOf({ state, journal: [] }).id,
        direction: 'outbound',
        status: 'partly_accepted',
        courierId: 'pty_courier',
        originShipmentId: null,
      },
      {
        id: shipmentOf({ state, journal: [] }, 'return').id,
        direction: 'return',
        status: 'in_transit',
        courierId: 'pty_courier',
        originShipmentId: shipmentOf({ state, journal: [] }).id,
      },
    ]);
  });

  test('due keeps every deadline: the running ones first by their time, then how the others ended', () => {
    const { due } = orderView(delivered(1).state);

    expect(due.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'return_to_seller running',
      'refund running',
      'after_sale running',
      'seller_confirmation met',
      'payment met',
      'dispatch met',
      'appointment met',
      'delivery met',
      'acceptance met',
    ]);
    const running = due.filter(({ state }) => state === 'running');
    expect(running.map(({ dueAt }) => dueAt)).toEqual(running.map(({ dueAt }) => dueAt).toSorted());
    expect(due.slice(running.length).every(({ endedAt }) => endedAt !== null)).toBe(true);
    expect(due.find(({ name }) => name === 'dispatch')).toMatchObject({
      subject: { type: 'shipment', id: shipmentOf(delivered(1)).id },
      responsible: { role: 'seller', partyId: 'pty_seller' },
      clause: 'S0 6.7.2 a',
      provisional: false,
      state: 'met',
      onExpiry: 'escalate_then_cancel',
    });
  });

  test('the same state gives the same view', () => {
    const { state } = delivered(1);

    expect(JSON.stringify(orderView(state))).toBe(
      JSON.stringify(orderView(structuredClone(state))),
    );
  });
});

describe('the parts', () => {
  test('S0 7.7.2 a: a shipment shows its appointment with the place still sealed', () => {
    const life = inspected(appointed(handedOver()), 1);
    const shipmentId = shipmentOf(life).id;

    expect(shipmentView(life.state, shipmentId)).toMatchObject({
      id: shipmentId,
      orderId: 'ord_1',
      waybillNo: 'SF-1',
      codDueMinor: null,
      lines: [{ lineNo: 1, quantity: 2, accepted: 0, refused: 0, missing: 0 }],
      attempts: [],
      appointment: { place: 'sealed:v1:place' },
      documents: [
        { id: 'doc_handover', kind: 'handover_note', status: 'signed' },
        { id: 'doc_delivery', kind: 'delivery_note', status: 'issued' },
      ],
    });
    expect(shipmentView(life.state, 'shp_other')).toBeUndefined();
  });

  test('S0 6.7.2 b: a document shows who signed it and how, without digests of names', () => {
    const life = handedOver();
    const view = documentView(life.state, 'doc_handover');

    expect(view).toMatchObject({
      id: 'doc_handover',
      kind: 'handover_note',
      number: 'HN-1',
      version: 1,
      status: 'signed',
      digest: 'sha256:doc_handover',
      sealed: { name: 'sealed:v1:x' },
    });
    expect(view?.signatures).toEqual(
      (['seller', 'courier'] as const).map((role) => ({
        role,
        signer: { personId: `per_${role}`, name: 'sealed:v1:name', relation: null, consent: null },
        method: 'jws',
        keyId: `key_${role}`,
        jws: 'header.payload.signature',
        evidenceDigest: null,
        signedAt: expect.any(String),
        recordedAt: expect.any(String),
      })),
    );
  });

  test('S0 8.2 c: every movement of the money is told; an unanswered payment is authorizing', () => {
    expect(paymentsView(payable().state)).toMatchObject([
      { kind: 'authorization', status: 'authorizing', amountMinor: 26_980, currency: 'CNY' },
    ]);
    expect(paymentsView(handedOver().state)).toMatchObject([
      { kind: 'authorization', status: 'succeeded', providerReference: 'ref-authorize_payment' },
      { kind: 'capture', status: 'succeeded', providerReference: 'ref-capture_payment' },
    ]);
  });
});

describe('renderAnswer', () => {
  test('picks the object that a command made or changed', () => {
    const life = signed(inspected(appointed(handedOver()), 1), 'doc_delivery', 'courier');
    const missing = delivered(1, 'missing');
    const refunded = did(handedOver(), actors.support, {
      name: 'requestRefund',
      refundId: 'rfd_1',
      lines: [{ lineNo: 1, quantity: 1 }],
      amountMinor: null,
      deliveryFeeMinor: null,
      reason: 'damaged',
      bearer: 'seller',
      channel: 'original',
    });
    const shipmentId = shipmentOf(life).id;
    const paymentId = life.state.movements[0]?.id ?? '';
    const caseId = missing.state.cases[0]?.id ?? '';

    expect(renderAnswer(life.state, { type: 'order', id: 'ord_1' })).toMatchObject({ version: 14 });
    expect(renderAnswer(life.state, { type: 'shipment', id: shipmentId })).toHaveProperty('lines');
    expect(renderAnswer(life.state, { type: 'document', id: 'doc_delivery' })).toMatchObject({
      status: 'partly_signed',
    });
    expect(renderAnswer(life.state, { type: 'payment', id: paymentId })).toMatchObject({
      kind: 'authorization',
    });
    expect(renderAnswer(refunded.state, { type: 'refund', id: 'rfd_1' })).toMatchObject({
      orderId: 'ord_1',
      status: 'requested',
      amountMinor: 12_990,
      lines: [{ lineNo: 1, quantity: 1, amountMinor: 12_990 }],
    });
    expect(renderAnswer(missing.state, { type: 'case', id: caseId })).toMatchObject({
      kind: 'missing_goods',
      status: 'open',
      respondent: { role: 'seller', partyId: 'pty_seller' },
    });
  });

  test('an object that the order does not have is a bug', () => {
    expect(() => renderAnswer(placed().state, { type: 'refund', id: 'rfd_0' })).toThrow('rfd_0');
  });
});
