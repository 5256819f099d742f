import { afterAll, beforeAll, expect, test } from 'vitest';
import { storePolicy } from '../../src/db/registry/policies.ts';
import type { Command } from '../../src/domain/commands.ts';
import { must } from '../../src/domain/errors.ts';
import type { OrderState } from '../../src/domain/order.ts';
import { defaultPolicy } from '../../src/domain/policies/policy-default.ts';
import { oneSecondAfter } from '../support/deadline-edges.ts';
import { orderState, type TestEngine } from '../support/engine.ts';
import {
  bringTo,
  type Finding,
  isQuiet,
  placeOrder,
  send,
  sign,
  type Stage,
  untilOrder,
} from '../support/order-life.ts';
import {
  appointing,
  cancelling,
  handoverNote,
  inspecting,
  newId,
  type OrderWishes,
  parties,
  shipmentOf,
} from '../support/orders.ts';
import { sealedAddress } from '../support/recipients.ts';
import { type Act, type Life, type Mortality, startMortality } from './mortality.ts';

/** Beside the happy life: what else asks somebody outside for something, and what cash is owed. */

let mortality: Mortality;
beforeAll(async () => {
  mortality = await startMortality();
  const { version: _, deadlines, ...rules } = defaultPolicy;
  const delivery = { ...deadlines.delivery, onExpiry: 'escalate_and_compensate' as const };
  const lateDelivery = { amount: { basisPointsOfGoods: 1_000 } };
  const policy = {
    ...rules,
    name: policyName,
    deadlines: { ...deadlines, delivery },
    lateDelivery,
  };
  await storePolicy(mortality.engine.sql, { policy, storedAt: new Date().toISOString() });
});
afterAll(() => mortality.stop());

const policyName = 'late-is-dear';

const lived =
  (stage: Stage, wishes: OrderWishes = {}, finding: Finding = {}): Act =>
  async (engine, orderId) => {
    await placeOrder(engine, wishes, orderId);
    await bringTo(engine, orderId, stage, finding);
  };

const isSettled = (state: OrderState): boolean =>
  isQuiet(state) && state.refunds.every(({ status }) => status === 'succeeded');

/** A dying worker wakes nobody in this process, where the runs of refunds are started. */
const settled = (engine: TestEngine, orderId: string, isThere: typeof isSettled = isQuiet) =>
  untilOrder(engine, orderId, (state) => {
    engine.wakeStarts();
    return isThere(state) && isSettled(state);
  });

/** A command whose text is made from the order as it is, and all that follows from it. */
const doing =
  (
    by: 'seller' | 'courier' | 'consumer' | 'support',
    command: (state: OrderState) => Command,
  ): Act =>
  async (engine, orderId) => {
    await send(engine, orderId, command(await orderState(engine, orderId)), { by });
    await settled(engine, orderId);
  };

const signing =
  (kind: string, ...roles: ('seller' | 'courier' | 'consumer')[]): Act =>
  async (engine, orderId) => {
    for (const by of roles) await sign(engine, orderId, { kind, by });
    await settled(engine, orderId);
  };

const decidingCase = (fields: object): Act =>
  doing(
    'support',
    ({ cases }) =>
      ({
        name: 'resolveCase',
        caseId: must(cases[0], 'case').id,
        refundId: newId('rfd'),
        note: null,
        ...fields,
      }) as Command,
  );

const replacement = (state: OrderState) => ({ shipmentId: shipmentOf(state, 'replacement').id });
const noteOfReplacement = (state: OrderState): Command => ({
  ...handoverNote(state),
  ...replacement(state),
});

const sentAgain: Life = {
  name: 'goods sent again',
  before: [lived('delivered', {}, { missing: 1, reason: 'missing' })],
  acts: [
    decidingCase({ outcome: 'reship' }),
    doing('seller', noteOfReplacement),
    signing('handover_note', 'seller', 'courier'),
  ],
  after: [
    doing('courier', (state) => ({ ...appointing(state), ...replacement(state) })),
    doing('courier', (state) => {
      const lines = [
        { lineNo: 1, accepted: 1, refused: 0, missing: 0, reason: null, evidence: [] },
      ];
      return { ...inspecting(state), ...replacement(state), lines } as Command;
    }),
    signing('delivery_note', 'courier', 'consumer'),
  ],
};

const paidBackInPart: Life = {
  name: 'part of the money given back',
  before: [lived('delivered', {}, { missing: 1, reason: 'missing' })],
  acts: [decidingCase({ outcome: 'part_refund', amountMinor: 6_000 })],
  after: [],
};

const compensated: Life = {
  name: 'lateness compensated',
  before: [lived('in_delivery', { policyName })],
  acts: [
    async (engine, orderId) => {
      await oneSecondAfter(engine, orderId, { name: 'delivery' });
      await settled(engine, orderId, ({ refunds }) => refunds.length > 0);
    },
  ],
  after: [],
};

/** The provider took more than it was asked for: support has it give the rest back. */
const surplusGivenBack: Life = {
  name: 'a surplus given back',
  before: [
    lived('in_delivery', { token: 'tok_capture_more' }),
    (engine, orderId) => untilOrder(engine, orderId, ({ cases }) => cases.length > 0),
  ],
  acts: [decidingCase({ outcome: 'refund' })],
  after: [],
};

const remitted: Life = {
  name: 'cash handed over',
  before: [lived('delivered', { timing: 'on_delivery' })],
  acts: [
    doing('courier', () => ({
      name: 'recordRemittance',
      courierId: parties.courier,
      reference: 'bank-slip-of-many',
      amountMinor: 26_980,
    })),
  ],
  after: [],
};

const calledBack: Life = {
  name: 'goods called back',
  before: [lived('in_delivery')],
  acts: [
    doing('support', (state) => ({
      name: 'interceptShipment',
      shipmentId: shipmentOf(state).id,
      returnShipmentId: newId('shp'),
      reason: 'recall',
      note: null,
    })),
  ],
  after: [],
};

const calledOffInPart: Life = {
  name: 'one shipment of two called off',
  before: [lived('awaiting_handover')],
  acts: [
    doing('seller', () => ({
      name: 'splitShipment',
      newShipmentId: newId('shp'),
      courierId: parties.courier,
      courierService: null,
      lines: [{ lineNo: 1, quantity: 1 }],
    })),
    doing('seller', ({ shipments }) => ({
      name: 'cancelShipment',
      shipmentId: must(shipments.at(-1), 'shipment').id,
      reason: 'seller_out_of_stock',
      note: null,
    })),
  ],
  after: [],
};

const cancelled: Life = {
  name: 'all called off',
  before: [],
  acts: [
    async (engine, orderId) => {
      await placeOrder(engine, {}, orderId);
      await settled(engine, orderId, ({ effects }) => effects.length > 0);
    },
    doing('support', () => cancelling('wrong_details')),
  ],
  after: [],
};

const elsewhere = { country: 'CN', region: '上海市', city: '上海市', line1: '新路 1 号' };

const readdressed: Life = {
  name: 'goods sent to another address',
  before: [lived('handover_noted'), signing('handover_note', 'seller')],
  acts: [
    async (engine, orderId) => {
      const address = await sealedAddress(engine, orderId, elsewhere);
      await doing('consumer', () => ({ name: 'changeDeliveryAddress', recipient: { address } }))(
        engine,
        orderId,
      );
    },
  ],
  after: [doing('seller', handoverNote), signing('handover_note', 'seller', 'courier')],
};

/** Those of a group die together. */
const groups: [what: string, lives: Life[]][] = [
  ['S0 7.7.3 b: while goods are sent again', [sentAgain]],
  [
    'S0 7.7.3 b, 7.5.1 c, 8.2 d: while money is given back or compensated',
    [paidBackInPart, compensated, surplusGivenBack],
  ],
  [
    'S0 5.3, 6.7.1 f, 6.7.2, 7.7.2 a, 7.7.3 a: while cash is handed over, goods are called back, off or elsewhere',
    [remitted, calledBack, calledOffInPart, cancelled, readdressed],
  ],
];

/** What each of them leaves behind where nobody dies. */
const left: Record<string, object> = {
  [sentAgain.name]: {
    lines: [{ accepted: 2, missing: 0 }],
    cases: ['missing_goods resolved'],
    refunds: [],
    atProvider: ['authorize:ord:1 26980', 'capture:ord:1 26980'],
    holds: [{ held: [{ committed: 2, released: 0 }] }],
    effects: expect.arrayContaining(['hold:shp done', 'commit:shp done']),
  },
  [paidBackInPart.name]: { refunds: [{ amountMinor: 6_000, status: 'succeeded' }] },
  [compensated.name]: {
    refunds: [{ amountMinor: 2_598, status: 'succeeded' }],
    balances: { [`claim:${parties.courier}`]: 2_598 },
  },
  [surplusGivenBack.name]: {
    captured: 26_980,
    cases: ['payment_differs resolved'],
    refunds: [{ amountMinor: 100, status: 'succeeded' }],
    atProvider: ['authorize:ord:1 26980', 'capture:ord:1 27080', 'refund:rfd:1 100'],
  },
  [remitted.name]: { balances: { provider: 26_980, cash_in_transit: 0 } },
  [calledBack.name]: { shipments: ['undeliverable', 'in_transit'], cases: [] },
  [cancelled.name]: {
    status: 'cancelled',
    cases: [],
    holds: [{ held: [{ quantity: 2, committed: 0, released: 2 }] }],
  },
  [readdressed.name]: {
    recipient: { address: elsewhere },
    documents: expect.arrayContaining(['handover_note 1 void', 'handover_note 2 signed']),
    shipments: ['handed_over'],
  },
  [calledOffInPart.name]: { holds: [{ held: [{ quantity: 2, committed: 0, released: 1 }] }] },
};

test.each(groups)(
  'D3, %s, a worker killed leaves what an undisturbed one does',
  async (_what, lives) => {
    const { engine, dieIn } = mortality;
    await engine.neighbours.setStock(parties.seller, 'tea-1', 1_000);

    const outcomes = await dieIn(lives);

    for (const { life, point, traces, expected } of outcomes) {
      expect(traces, `${life}, ${point}`).toEqual(expected);
      expect(expected, life).toMatchObject(left[life] ?? {});
    }
    expect(new Set(outcomes.map(({ life }) => life)).size).toBe(lives.length);
  },
  600_000,
);
