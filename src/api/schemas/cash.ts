import { z } from 'zod';
import { listOf } from './answers/answer-values.ts';
import { flag, idText, pageQuery, positiveMinor, reference } from './values.ts';

const text = z.string();
const minor = z.int();
const instant = z.iso.datetime();

const orderId = 'ord_01jd0000000000000000000001';
const courierId = 'pty_01jd0000000000000000000002';

export const remittancesBody = z
  .strictObject({
    reference: reference.meta({
      description: 'Of the transfer or receipt: it stands for these orders, under whatever key.',
    }),
    items: z
      .array(z.strictObject({ orderId: idText, amountMinor: positiveMinor }))
      .min(1)
      .max(100),
  })
  .refine(({ items }) => new Set(items.map((item) => item.orderId)).size === items.length, {
    path: ['items'],
    error: 'an order stands once in a remittance',
  })
  .meta({
    id: 'Remittances',
    examples: [{ reference: 'bank-2026-11-27', items: [{ orderId, amountMinor: 26_980 }] }],
  });

export const remittanceAnswer = z
  .looseObject({
    id: text,
    courierId: text,
    reference: text,
    recordedAt: instant,
    items: z.array(
      z.looseObject({
        orderId: text,
        amountMinor: minor,
        currency: text.nullable(),
        takenAt: instant.nullable().meta({ description: 'Null: refused, or not recorded yet.' }),
        refusedWith: text.nullable().meta({
          description: 'The code of the problem with which it was refused last; tell it anew.',
        }),
      }),
    ),
  })
  .meta({
    id: 'Remittance',
    examples: [
      {
        id: 'rmt_01jd0000000000000000000003',
        courierId,
        reference: 'bank-2026-11-27',
        recordedAt: '2026-11-27T09:00:00.000Z',
        items: [
          {
            orderId,
            amountMinor: 26_980,
            currency: 'CNY',
            takenAt: '2026-11-27T09:00:01.000Z',
            refusedWith: null,
          },
        ],
      },
    ],
  });

export const balanceQuery = z.strictObject({
  ...pageQuery,
  owing: flag.optional().meta({ description: 'Only orders with cash in transit or a claim.' }),
});

const sums = {
  currency: text,
  cashInTransitMinor: minor.meta({ description: 'Collected, not handed over, and no claim yet.' }),
  overdueMinor: minor.meta({ description: 'Of the cash in transit: past its time.' }),
  claimsMinor: minor.meta({ description: 'Owed besides, cash that was kept too long included.' }),
  feesEarnedMinor: minor.meta({ description: 'As a courier, for carrying: positive.' }),
  earnedMinor: minor.meta({
    description: 'What it has earned, by selling or carrying, after what it has to bear: positive.',
  }),
};

/** Every sum is one of the ledger (design §2.4). */
export const balanceAnswer = listOf(
  z.looseObject({
    orderId: text,
    platformOrderNo: text,
    placedAt: instant,
    ...sums,
    dueAt: instant.nullable(),
  }),
)
  .extend({
    partyId: text,
    balances: z.array(z.looseObject({ account: text, currency: text, amountMinor: minor })).meta({
      description:
        'By account of the double-entry ledger: negative is owed to the party (what it has ' +
        'earned), positive is owed by it.',
    }),
    currencies: z.array(z.looseObject(sums)),
  })
  .meta({
    id: 'Balance',
    examples: [
      {
        partyId: courierId,
        balances: [{ account: 'cash_in_transit', currency: 'CNY', amountMinor: 26_980 }],
        currencies: [
          {
            currency: 'CNY',
            cashInTransitMinor: 26_980,
            overdueMinor: 26_980,
            claimsMinor: 0,
            feesEarnedMinor: 0,
            earnedMinor: 0,
          },
        ],
        data: [
          {
            orderId,
            platformOrderNo: 'T-1001',
            placedAt: '2026-11-24T09:00:00.000Z',
            currency: 'CNY',
            cashInTransitMinor: 26_980,
            overdueMinor: 26_980,
            claimsMinor: 0,
            feesEarnedMinor: 0,
            earnedMinor: 0,
            dueAt: '2026-11-27T09:00:00.000Z',
          },
        ],
        nextCursor: null,
      },
    ],
  });
