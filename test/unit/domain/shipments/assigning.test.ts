import { describe, expect, test } from 'vitest';
import type { Action } from '../../../../src/domain/commands.ts';
import { decide } from '../../../../src/domain/decide.ts';
import type { Actor } from '../../../../src/domain/order.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import type { Policy } from '../../../../src/domain/policies/policy.ts';
import type { Draft } from '../../../../src/domain/draft.ts';
import {
  actors,
  awaitingHandover,
  confirmingPolicy,
  couriers,
  did,
  grown,
  type Life,
  placedAs,
  refusalOf,
  shipmentOf,
} from '../order-life.ts';

/** The first and the third carry to the next day, the second on the same. */
const offering = (code: string) => [{ code, name: code, description: null }];
const offers: Readonly<Record<string, string>> = {
  pty_courier: 'next_day',
  pty_courier_2: 'same_day',
  pty_courier_3: 'next_day',
};

function decided(life: Life, actor: Actor, action: Action): Draft {
  return decide(life.state, action, {
    actor,
    at: new Date(Date.parse(life.state.order.lastAt) + 60_000).toISOString(),
    newId: (prefix) => `${prefix}_${life.journal.length}`,
    couriers: couriers.map((courier) => ({
      ...courier,
      services: offering(offers[courier.id] ?? ''),
    })),
  });
}

const nextDay = (policy = confirmingPolicy) =>
  awaitingHandover(placedAs({ courierService: 'next_day' }, policy));
const reassigning = (life: Life, courierId: string | null, courierService: string | null = null) =>
  decided(life, actors.seller, {
    name: 'reassignShipment',
    shipmentId: shipmentOf(life).id,
    courierId,
    courierService,
  });
const runningDispatch = ({ state }: Life) =>
  state.deadlines.filter(({ name, state: is }) => name === 'dispatch' && is === 'running');

describe('the courier that follows another', () => {
  test('S0 7.4.2: offers the way of carrying that was agreed, unless the seller says another', () => {
    const life = nextDay();

    expect(refusalOf(() => reassigning(life, 'pty_courier_2'))).toBe('service_unknown');
    expect(reassigning(life, null).shipments[0]?.courierId).toBe('pty_courier_3');
    expect(reassigning(life, 'pty_courier_2', 'same_day').shipments).toMatchObject([
      { courierId: 'pty_courier_2', courierService: 'same_day' },
    ]);
  });

  test('S0 7.5.1 a, 7.4.2: after a decline it is asked for the way that was agreed', () => {
    const life = nextDay();
    const declined = decided(life, actors.courier, {
      name: 'decideAsCourier',
      shipmentId: shipmentOf(life).id,
      courierId: 'pty_courier',
      decision: 'decline',
      reason: 'no_capacity',
    });

    expect(declined.shipments[0]?.courierId).toBe('pty_courier_3');
  });

  test('S0 7.4.2: a part that is split off goes the way of the whole', () => {
    const life = nextDay();
    const splitting = (courierService: string | null) =>
      decided(life, actors.seller, {
        name: 'splitShipment',
        newShipmentId: 'shp_split',
        courierId: 'pty_courier_2',
        courierService,
        lines: [{ lineNo: 1, quantity: 1 }],
      });

    expect(refusalOf(() => splitting(null))).toBe('service_unknown');
    expect(splitting('same_day').shipments).toHaveLength(2);
  });

  test('S0 9.4 a: while an amendment is open no dispatch is awaited, whoever is to carry', () => {
    const cash = { timing: 'on_delivery', method: 'cash', token: null } as const;
    const allocation = { strategy: 'in_order', onShortage: 'amend' } as const;
    const amendedUnder = (policy: Policy) =>
      short(did(placedAs({ payment: cash }, { ...policy, allocation }), actors.seller, accepting));
    const life = amendedUnder(defaultPolicy);
    const asked = amendedUnder(confirmingPolicy);
    expect(life.state.order.status).toBe('awaiting_consumer');

    const elsewhere = grown(life, reassigning(life, 'pty_courier_2', 'same_day'), actors.seller);
    const confirmed = did(asked, actors.courier, {
      name: 'decideAsCourier',
      shipmentId: shipmentOf(asked).id,
      courierId: 'pty_courier',
      decision: 'accept',
      reason: null,
    });

    for (const open of [elsewhere, confirmed]) {
      expect(runningDispatch(open)).toEqual([]);
      const agreed = did(open, actors.consumer, { name: 'decideOnAmendment', decision: 'accept' });
      expect(runningDispatch(agreed)).toHaveLength(1);
    }
  });
});

const accepting: Action = {
  name: 'decideAsSeller',
  decision: 'accept',
  reason: null,
  note: null,
  lines: null,
};

/** The stock keeper has one of the two. */
function short(life: Life): Life {
  const hold = life.state.effects.findLast(({ kind }) => kind === 'hold_stock');
  const allocations = [{ sku: 'tea-1', warehouse: 'east', quantity: 1 }];
  return did(life, actors.engine, {
    name: 'recordEffect',
    effectId: hold?.id ?? '',
    outcome: { status: 'succeeded', allocations, failure: 'tea-1' },
  });
}
