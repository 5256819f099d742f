import { describe, expect, test } from 'vitest';
import type { Action } from '../../../../src/domain/commands.ts';
import { decide } from '../../../../src/domain/decide.ts';
import type { Actor, OrderDocument } from '../../../../src/domain/order.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import { timelineOf } from '../../../../src/domain/views/timeline.ts';
import { waitingFor } from '../../../../src/domain/views/waiting.ts';
import {
  actors,
  answered,
  awaitingHandover,
  confirmingPolicy,
  couriers,
  decided,
  delivered,
  detailsOf,
  did,
  grown,
  handedOver,
  type Life,
  payable,
  placed,
  placedAs,
  placedLine,
  refusalOf,
  shipmentOf,
  signed,
  withHandoverNote,
} from '../order-life.ts';

const readdressing: Action = {
  name: 'changeDeliveryAddress',
  recipient: { address: 'sealed:v1:new-door', phone: 'sealed:v1:new-phone', email: null },
};
const onRecord = {
  name: 'sealed:v1:name',
  phone: 'sealed:v1:old-phone',
  address: 'sealed:v1:old-door',
  email: 'sealed:v1:mail',
  language: 'zh',
};

interface Elsewhere {
  /** The couriers that go to the new address. */
  serving?: string[];
  isElsewhere?: boolean;
  by?: Actor;
}

const everyCourier = couriers.map(({ id }) => id);

/** As the transition asks it: with the couriers, and with what is on record. */
function asked(life: Life, { serving = everyCourier, isElsewhere = true, by }: Elsewhere = {}) {
  const at = new Date(Date.parse(life.state.order.lastAt) + 60_000).toISOString();
  let count = 0;
  return decide(life.state, readdressing, {
    actor: by ?? actors.consumer,
    at,
    newId: (prefix) => `${prefix}_moved_${(count += 1)}`,
    couriers: couriers.map((courier) => ({ ...courier, serves: serving.includes(courier.id) })),
    readdressing: { recipient: onRecord, isElsewhere },
  });
}
const moved = (life: Life, how: Elsewhere = {}): Life =>
  grown(life, asked(life, how), how.by ?? actors.consumer);

const notes = ({ state }: Life): OrderDocument[] =>
  state.documents.filter(({ kind }) => kind === 'handover_note');
const offers = ({ state }: Life): OrderDocument[] =>
  state.documents.filter(({ kind }) => kind === 'offer');
const noted = (life: Life, documentId: string): Life =>
  did(life, actors.seller, {
    name: 'issueHandoverNote',
    shipmentId: shipmentOf(life).id,
    documentId,
    waybillNo: null,
    parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
    counted: null,
    custodians: { seller: null, courier: null },
    agentName: null,
  });

describe('another delivery address', () => {
  test('S0 7.7.2 a: what is given takes the place of what was; the rest stays, null takes away', () => {
    const draft = asked(awaitingHandover(), { by: actors.support });

    expect(draft.recipient).toEqual({
      name: 'sealed:v1:name',
      phone: 'sealed:v1:new-phone',
      address: 'sealed:v1:new-door',
      language: 'zh',
    });
    expect(draft.entry).toMatchObject({
      type: 'delivery_address_changed',
      data: { by: 'support', changed: ['address', 'phone', 'email'], previous: onRecord },
    });
    expect(draft.order).toMatchObject({ totalMinor: 26_980, deliveryFeeMinor: 1_000 });
  });

  test('S0 6.7.2 b: a note that one side has signed is void, and the next is a new version', () => {
    const life = moved(signed(withHandoverNote(awaitingHandover()), 'doc_handover', 'seller'));

    expect(notes(life)).toMatchObject([{ version: 1, status: 'void' }]);
    expect(refusalOf(() => signed(life, 'doc_handover', 'courier'))).toBe('wrong_document_status');
    expect(waitingFor(life.state).waitingFor).toMatchObject([{ what: 'handover_note' }]);
    const told = timelineOf(life.journal.slice(-1)).map(({ summary }) => summary);
    expect(told).toEqual([
      'The delivery address was changed by the consumer.',
      'The handover note is void: address changed.',
    ]);
    expect(notes(noted(life, 'doc_second'))).toMatchObject([
      { version: 1, status: 'void' },
      { version: 2, status: 'issued', number: notes(life)[0]?.number },
    ]);
  });

  test('S0 6.7.2 b: every shipment of a split order loses its open note', () => {
    const split = did(awaitingHandover(), actors.seller, {
      name: 'splitShipment',
      newShipmentId: 'shp_split',
      courierId: 'pty_courier_2',
      courierService: null,
      lines: [{ lineNo: 1, quantity: 1 }],
    });
    const both = did(noted(split, 'doc_rest'), actors.seller, {
      name: 'issueHandoverNote',
      shipmentId: 'shp_split',
      documentId: 'doc_split',
      waybillNo: null,
      parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
      counted: null,
      custodians: { seller: null, courier: null },
      agentName: null,
    });

    expect(notes(moved(both)).map(({ status }) => status)).toEqual(['void', 'void']);
  });

  test('S0 9.4 a: the offer that the consumer has confirmed or still looks at stays', () => {
    expect(offers(moved(placed({ confirmed: false })))).toMatchObject([{ status: 'issued' }]);
    expect(offers(moved(awaitingHandover()))).toMatchObject([{ status: 'confirmed' }]);
  });

  test('S0 7.7.1: once goods have left, the address is that of their notes', () => {
    const life = handedOver();
    const { id } = shipmentOf(life);
    const by = (actor: Actor) => detailsOf(() => asked(life, { by: actor }));

    expect(refusalOf(() => asked(life))).toBe('address_after_handover');
    expect(by(actors.consumer)?.allowedActions).toEqual([`POST /v1/shipments/${id}/appointments`]);
    expect(by(actors.support)?.allowedActions).toEqual([`POST /v1/shipments/${id}/interception`]);
    expect(detailsOf(() => asked(delivered()))?.allowedActions).toEqual([]);
  });

  test('S0 6.7.2 a: what the passed dispatch deadline ends anyway is not sent elsewhere', () => {
    const life = awaitingHandover();
    const dispatch = life.state.deadlines.find(({ name }) => name === 'dispatch');
    const late = dispatch?.graceEndsAt ?? '';

    expect(refusalOf(() => decided(life, actors.consumer, readdressing, late))).toBe(
      'deadline_passed',
    );
  });
});

describe('the courier of another address', () => {
  test('S0 6.7.2: one that goes there keeps the goods, whatever else it has become', () => {
    expect(shipmentOf(moved(awaitingHandover()))).toMatchObject({
      courierId: 'pty_courier',
      status: 'awaiting_handover',
      waybillNo: null,
    });
  });

  test('S0 6.7.2: one that does not is replaced by the best that does, and its waybill is gone', () => {
    const life = moved(withHandoverNote(awaitingHandover()), { serving: ['pty_courier_3'] });

    expect(shipmentOf(life)).toMatchObject({ courierId: 'pty_courier_3', waybillNo: null });
    expect(life.state.order.courierId).toBe('pty_courier_3');
    expect(life.state.parties.map(({ id }) => id)).toContain('pty_courier_3');
  });

  test('S0 6.7.2: where nobody goes, the address stays', () => {
    for (const life of [placed(), awaitingHandover()]) {
      const attempt = () => asked(life, { serving: [] });
      expect(refusalOf(attempt)).toBe('courier_unavailable');
      expect(detailsOf(attempt)).toMatchObject({ pointer: '/recipient/address' });
    }
  });

  test('S0 7.4.2: who replaces it offers the way of carrying that was agreed', () => {
    const life = awaitingHandover(placedAs({ courierService: 'next_day' }));
    const at = life.state.order.lastAt;
    const other = { code: 'same_day', name: '', description: '' };
    const attempt = () =>
      decide(life.state, readdressing, {
        actor: actors.consumer,
        at,
        newId: (prefix) => prefix,
        couriers: couriers.map((courier) => ({
          ...courier,
          serves: courier.id === 'pty_courier_2',
          services: [other],
        })),
      });

    expect(refusalOf(attempt)).toBe('courier_unavailable');
  });

  test('S0 9.4 a: before anything is planned the order gets it, and an open offer is made anew', () => {
    const unconfirmed = answered(placed({ confirmed: false }), 'hold_stock');
    const life = moved(unconfirmed, { serving: ['pty_courier_2'] });

    expect(life.state.order.courierId).toBe('pty_courier_2');
    expect(offers(life)).toMatchObject([
      { version: 1, status: 'void' },
      { version: 2, status: 'issued', content: { offer: { courierId: 'pty_courier_2' } } },
    ]);
    const later = awaitingHandover(moved(placed(), { serving: ['pty_courier_2'] }));
    expect(shipmentOf(later).courierId).toBe('pty_courier_2');
    expect(offers(later)).toMatchObject([{ status: 'confirmed' }]);
    const paidLater = moved(payable(), { serving: ['pty_courier_3'] });
    expect(shipmentOf(answered(paidLater, 'authorize_payment')).courierId).toBe('pty_courier_3');
  });

  test('S0 9.4 a: an amendment is offered anew with what it leaves, as the next version', () => {
    const two = [placedLine({}), placedLine({ lineNo: 2, sku: 'tea-2' })];
    const start = answered(placedAs({ lines: two, totalMinor: 52_960 }), 'hold_stock');
    const amended = did(start, actors.seller, {
      name: 'decideAsSeller',
      decision: 'accept',
      reason: null,
      note: null,
      lines: [{ lineNo: 2, quantity: 0 }],
    });
    const life = moved(amended, { serving: ['pty_courier_2'] });

    expect(offers(life).map(({ version, status }) => [version, status])).toEqual([
      [1, 'confirmed'],
      [2, 'void'],
      [3, 'issued'],
    ]);
    expect(offers(life).at(-1)?.content).toMatchObject({
      offer: { courierId: 'pty_courier_2', lines: [{ lineNo: 1 }], totals: { totalMinor: 26_980 } },
    });
    expect(life.state.order.amendment).toMatchObject({ version: 3, status: 'proposed' });
    const accepted = did(life, actors.consumer, { name: 'decideOnAmendment', decision: 'accept' });
    expect(accepted.state.order).toMatchObject({ status: 'awaiting_payment', totalMinor: 26_980 });
  });

  test('S0 7.5.1 a: one that confirms what it carries is asked again only for another city', () => {
    const confirmed = (life: Life): Life =>
      did(life, actors.courier, {
        name: 'decideAsCourier',
        shipmentId: shipmentOf(life).id,
        courierId: 'pty_courier',
        decision: 'accept',
        reason: null,
      });
    const life = confirmed(awaitingHandover(placedAs({}, confirmingPolicy)));
    const nearby = moved(life, { isElsewhere: false });
    const far = moved(life);

    expect(shipmentOf(nearby).status).toBe('awaiting_handover');
    expect(shipmentOf(far)).toMatchObject({
      status: 'awaiting_courier',
      courierId: 'pty_courier',
    });
    expect(
      far.state.deadlines
        .filter(({ name }) => name === 'courier_confirmation')
        .map(({ state }) => state),
    ).toEqual(['met', 'running']);
    const dispatch = (of: Life) => of.state.deadlines.filter(({ name }) => name === 'dispatch');
    expect(dispatch(confirmed(far))).toEqual(dispatch(life));
  });

  test('S0 6.7.1 f: one that keeps too much cash gets no order that is paid at the door', () => {
    const limit = { amountMinor: 10_000, currency: 'CNY' };
    const policy = { ...defaultPolicy, cashLimit: limit };
    const onDelivery = { timing: 'on_delivery', method: 'cash', token: null } as const;
    const life = placedAs({ payment: onDelivery }, policy);
    const attempt = () =>
      decide(life.state, readdressing, {
        actor: actors.consumer,
        at: life.state.order.lastAt,
        newId: (prefix) => prefix,
        couriers: couriers.map((courier) => ({
          ...courier,
          serves: courier.id !== 'pty_courier',
          cash: { outstanding: { CNY: 10_001 }, agreements: [] },
        })),
      });

    expect(refusalOf(attempt)).toBe('courier_unavailable');
  });
});
