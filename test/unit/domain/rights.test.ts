import { describe, expect, test } from 'vitest';
import { commandNames } from '../../../src/domain/commands.ts';
import { disclosureState, maskingFor } from '../../../src/domain/parties/disclosure.ts';
import type { Role } from '../../../src/domain/order.ts';
import {
  type Action,
  canSee,
  isAllowed,
  type OrderParties,
  onBehalfOf,
  type Principal,
  relationOf,
  rights,
  scopeOf,
} from '../../../src/domain/rights.ts';
import { delivered, handedOver, placed } from './order-life.ts';

const roles: Role[] = [
  'platform',
  'support',
  'ops',
  'auditor',
  'seller',
  'courier',
  'consumer',
  'payment_provider',
];

const allowedTo = (action: Action): Role[] => roles.filter((role) => isAllowed({ role, action }));

describe('rights', () => {
  test('every command has a row, and only those may send it whom design §5 names', () => {
    for (const name of commandNames) expect(rights).toHaveProperty(name);
    expect(allowedTo('placeOrder')).toEqual(['platform']);
    expect(allowedTo('decideAsConsumer')).toEqual(['platform', 'consumer']);
    expect(allowedTo('decideAsSeller')).toEqual(['seller']);
    expect(allowedTo('payOrder')).toEqual(['platform', 'consumer']);
    expect(allowedTo('cancelOrder')).toEqual(['platform', 'support', 'seller', 'consumer']);
    expect(allowedTo('issueHandoverNote')).toEqual(['seller', 'courier']);
    expect(allowedTo('inspectDelivery')).toEqual(['courier']);
    expect(allowedTo('recordRemittance')).toEqual(['ops', 'courier']);
    expect(allowedTo('requestRefund')).toEqual(['support']);
    expect(allowedTo('resolveCase')).toEqual(['support']);
    expect(allowedTo('recordPaymentFact')).toEqual([]);
  });

  test('S0 10.4: the auditor reads everything and changes nothing', () => {
    const mayDo = (Object.keys(rights) as Action[]).filter((action) =>
      isAllowed({ role: 'auditor', action }),
    );

    expect(mayDo.filter((action) => !action.startsWith('read'))).toEqual([]);
    expect(allowedTo('readJournal')).toEqual(['support', 'ops', 'auditor']);
    expect(allowedTo('readLedger')).toEqual(['support', 'ops', 'auditor']);
  });

  test('where the consumer may act or read, its platform may on its behalf', () => {
    for (const action of Object.keys(rights) as Action[]) {
      if (!isAllowed({ role: 'consumer', action })) continue;
      expect(isAllowed({ role: 'platform', action }), action).toBe(true);
    }
    expect(onBehalfOf({ role: 'platform', action: 'payOrder' })).toBe('consumer');
    expect(onBehalfOf({ role: 'platform', action: 'placeOrder' })).toBeUndefined();
    expect(onBehalfOf({ role: 'consumer', action: 'payOrder' })).toBeUndefined();
  });

  test('S0 8.2 c: only its consumer, the platform and staff read the payments', () => {
    expect(allowedTo('readPayments')).toEqual([
      'platform',
      'support',
      'ops',
      'auditor',
      'consumer',
    ]);
  });
});

const order: OrderParties = {
  platformId: 'pty_platform',
  sellerId: 'pty_seller',
  courierIds: ['pty_courier', 'pty_second_courier'],
  consumerRef: 'c-778',
  paymentProviderId: 'pty_provider',
};

function principal(role: Role, facts: Partial<Principal> = {}): Principal {
  return { role, partyId: null, platformId: null, consumerRef: null, ...facts };
}

describe('relationOf', () => {
  test('each party sees its own orders', () => {
    expect(relationOf(principal('platform', { partyId: 'pty_platform' }), order)).toBe('platform');
    expect(relationOf(principal('seller', { partyId: 'pty_seller' }), order)).toBe('seller');
    expect(relationOf(principal('courier', { partyId: 'pty_courier' }), order)).toBe('courier');
    expect(relationOf(principal('courier', { partyId: 'pty_second_courier' }), order)).toBe(
      'courier',
    );
    expect(relationOf(principal('payment_provider', { partyId: 'pty_provider' }), order)).toBe(
      'payment_provider',
    );
    const consumer = { platformId: 'pty_platform', consumerRef: 'c-778' };
    expect(relationOf(principal('consumer', consumer), order)).toBe('consumer');
  });

  test('nobody sees an order of others, and an incomplete token sees none', () => {
    const strangers = [
      principal('platform', { partyId: 'pty_other' }),
      principal('seller', { partyId: 'pty_courier' }),
      principal('courier', { partyId: 'pty_seller' }),
      principal('payment_provider', { partyId: 'pty_platform' }),
      principal('consumer', { platformId: 'pty_other', consumerRef: 'c-778' }),
      principal('consumer', { platformId: 'pty_platform', consumerRef: 'c-779' }),
      ...roles
        .filter((role) => !['support', 'ops', 'auditor'].includes(role))
        .map((role) => principal(role)),
    ];

    for (const stranger of strangers) expect(canSee(stranger, order), stranger.role).toBe(false);
    const unpaid = { ...order, paymentProviderId: null };
    expect(canSee(principal('payment_provider'), unpaid)).toBe(false);
  });

  test('staff see all orders, those of one platform its orders only', () => {
    for (const role of ['support', 'ops', 'auditor'] as const) {
      expect(canSee(principal(role), order)).toBe(true);
      expect(canSee(principal(role, { platformId: 'pty_platform' }), order)).toBe(true);
      expect(canSee(principal(role, { platformId: 'pty_other' }), order)).toBe(false);
    }
  });

  test('scopeOf says the same as canSee, as a filter', () => {
    expect(scopeOf(principal('support'))).toEqual({});
    expect(scopeOf(principal('ops', { platformId: 'pty_a' }))).toEqual({ platformId: 'pty_a' });
    expect(scopeOf(principal('platform', { partyId: 'pty_a' }))).toEqual({ platformId: 'pty_a' });
    expect(scopeOf(principal('seller', { partyId: 'pty_a' }))).toEqual({ sellerId: 'pty_a' });
    expect(scopeOf(principal('courier', { partyId: 'pty_a' }))).toEqual({ courierId: 'pty_a' });
    expect(scopeOf(principal('payment_provider', { partyId: 'pty_a' }))).toEqual({
      paymentProviderId: 'pty_a',
    });
    expect(scopeOf(principal('consumer', { platformId: 'pty_a', consumerRef: 'c' }))).toEqual({
      platformId: 'pty_a',
      consumerRef: 'c',
    });
    for (const role of ['platform', 'seller', 'courier', 'consumer', 'payment_provider'] as const) {
      expect(scopeOf(principal(role)), role).toBeNull();
    }
    expect(scopeOf(principal('consumer', { consumerRef: 'c' }))).toBeNull();
  });
});

describe('maskingFor', () => {
  const shown = (role: Role, life: ReturnType<typeof placed>, partyId: string | null = null) =>
    maskingFor({ role, kind: 'address', state: disclosureState({ partyId }, life.state) });

  test('a courier sees the recipient only while one of its legs is under way', () => {
    expect(shown('courier', placed(), 'pty_courier')).toBe('masked');
    expect(shown('courier', handedOver(), 'pty_courier')).toBe('clear');
    expect(shown('courier', handedOver(), 'pty_other')).toBe('masked');
    expect(shown('courier', delivered(2), 'pty_courier')).toBe('masked');
    expect(shown('courier', delivered(1), 'pty_courier')).toBe('clear');
    expect(shown('courier', handedOver(), null)).toBe('masked');
  });

  test('a seller sees the recipient until the delivery has ended', () => {
    expect(shown('seller', placed(), 'pty_seller')).toBe('clear');
    expect(shown('seller', handedOver(), 'pty_seller')).toBe('clear');
    expect(shown('seller', delivered(2), 'pty_seller')).toBe('masked');
    const state = { deliveryEnded: false, ownLegUnderWay: false };
    expect(maskingFor({ role: 'seller', kind: 'identity', state })).toBe('masked');
    // S0 6.7.2 b: whoever signed for a side stays readable on the other's copy.
    for (const role of ['seller', 'courier'] as const) {
      expect(maskingFor({ role, kind: 'staff', state })).toBe('clear');
    }
    expect(maskingFor({ role: 'ops', kind: 'staff', state })).toBe('masked');
    expect(maskingFor({ role: 'auditor', kind: 'staff', state })).toBe('hidden');
  });

  test('the consumer, its platform and support see it always, ops masked, auditors never', () => {
    for (const life of [placed(), delivered(2)]) {
      for (const role of ['consumer', 'platform', 'support'] as const) {
        expect(shown(role, life)).toBe('clear');
      }
      expect(shown('ops', life)).toBe('masked');
      expect(shown('auditor', life)).toBe('hidden');
      expect(shown('payment_provider', life)).toBe('hidden');
    }
  });
});
