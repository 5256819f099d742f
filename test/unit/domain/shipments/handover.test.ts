import { describe, expect, test } from 'vitest';
import type { IssueHandoverNote } from '../../../../src/domain/commands.ts';
import {
  actors,
  answered,
  awaitingHandover,
  did,
  handedOver,
  type Life,
  notesOf,
  payable,
  placedAs,
  refusalOf,
  shipmentOf,
  signed,
  withHandoverNote,
} from '../order-life.ts';

function note(life: Life, changes: Partial<IssueHandoverNote> = {}, at?: string): Life {
  const command: IssueHandoverNote = {
    name: 'issueHandoverNote',
    shipmentId: shipmentOf(life).id,
    documentId: 'doc_other',
    waybillNo: null,
    parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
    counted: null,
    custodians: { seller: 'sealed:v1:s', courier: 'sealed:v1:c' },
    agentName: null,
    ...changes,
  };
  return did(life, actors.courier, command, at);
}

describe('the handover note', () => {
  test('S0 6.7.2 documents: names the goods, their number and value, seller, courier and waybill', () => {
    const [document] = notesOf(note(awaitingHandover()));

    expect(document?.content).toMatchObject({
      kind: 'handover_note',
      version: 1,
      seller: { partyId: 'pty_seller' },
      courier: { partyId: 'pty_courier' },
      goods: [{ lineNo: 1, name: 'Longjing tea', quantity: 2, valueMinor: 25_980 }],
      goodsQuantity: 2,
      valueMinor: 25_980,
      codDueMinor: null,
      personal: { recipient: true },
    });
    expect(document?.content.waybillNo).toMatch(/^LY/);
  });

  test('S0 6.7.2: one note at a time', () => {
    expect(refusalOf(() => note(withHandoverNote(awaitingHandover())))).toBe(
      'wrong_document_status',
    );
  });

  test('S0 6.4.4: what was counted must be what was declared', () => {
    const counted = (lineNo: number, count: number) => ({ counted: [{ lineNo, counted: count }] });

    expect(refusalOf(() => note(awaitingHandover(), counted(1, 1)))).toBe(
      'quantities_do_not_add_up',
    );
    expect(refusalOf(() => note(awaitingHandover(), counted(4, 2)))).toBe('line_not_found');
    expect(notesOf(note(awaitingHandover(), counted(1, 2)))).toHaveLength(1);
  });

  test('S0 6.7.2 a: is refused after the grace of the dispatch deadline', () => {
    const life = awaitingHandover();
    const end = life.state.deadlines.find(({ name }) => name === 'dispatch')?.graceEndsAt ?? '';

    expect(refusalOf(() => note(life, {}, end))).toBe('deadline_passed');
  });

  test('S0 6.7.2: needs a courier, and the goods from stock', () => {
    expect(refusalOf(() => note(awaitingHandover(placedAs({ courierId: null }))))).toBe(
      'party_not_found',
    );
  });

  test('needs a payment that is there', () => {
    expect(refusalOf(() => note(answered(payable(), 'authorize_payment')))).toBe(undefined);
    const paid = awaitingHandover();
    const expiredState = {
      ...paid,
      state: {
        ...paid.state,
        order: { ...paid.state.order, authorizationExpiresAt: paid.state.order.lastAt },
      },
    };
    expect(refusalOf(() => note(expiredState))).toBe('authorization_expired');
  });
});

describe('the handover', () => {
  test('S0 6.7.2 b: is done when both sides have signed, and takes the money', () => {
    const half = signed(withHandoverNote(awaitingHandover()), 'doc_handover', 'seller');
    const whole = signed(half, 'doc_handover', 'courier');

    expect(half.state.order.status).toBe('awaiting_handover');
    expect(half.state.lines).toMatchObject([{ handedOver: 0 }]);
    expect(whole.state.order.status).toBe('in_delivery');
    expect(whole.state.lines).toMatchObject([{ handedOver: 2 }]);
    expect(whole.state.effects.slice(-3).map(({ kind }) => kind)).toEqual([
      'commit_stock',
      'capture_payment',
      'register_carriage',
    ]);
  });

  test('S0 7.5.1 c: the delivery is due as promised, else after seven days', () => {
    const deliverBy = '2026-03-05T10:00:00.000Z';
    const promised = handedOver(placedAs({ promised: { dispatchBy: null, deliverBy } }));
    const due = ({ state }: Life) => state.deadlines.find(({ name }) => name === 'delivery')?.dueAt;

    expect(due(promised)).toBe(deliverBy);
    expect(due(handedOver())).toBe('2026-03-09T02:07:00.000Z');
  });

  test('S0 6.7.2 a: at the promised instant or later it is late, and still taken in the grace', () => {
    const dispatchBy = '2026-03-02T02:05:00.000Z';
    const { order, deadlines } = handedOver(
      placedAs({ promised: { dispatchBy, deliverBy: null } }),
    ).state;

    expect(order).toMatchObject({ status: 'in_delivery', escalated: true });
    expect(deadlines.find(({ name }) => name === 'dispatch')?.state).toBe('missed');
  });

  test('S0 6.7.1 f: goods paid at the door leave unpaid', () => {
    const { order, effects } = handedOver('on_delivery').state;

    expect(order).toMatchObject({ status: 'in_delivery', paymentStatus: 'collection_due' });
    expect(effects.some(({ kind }) => kind === 'capture_payment')).toBe(false);
  });
});
