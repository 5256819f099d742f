import { z } from 'zod';
import { orderStatuses } from '../../domain/order.ts';
import { invoiceWish } from './invoices.ts';
import { recipient } from './recipient.ts';
import {
  amountMinor,
  channel,
  currency,
  digest,
  flag,
  handlingClass,
  idText,
  instant,
  line,
  lineNo,
  pageQuery,
  positiveMinor,
  quantity,
  reference,
  waybillNo,
} from './values.ts';

export const orderStatus = z.enum(orderStatuses);

const placedLine = z.strictObject({
  lineNo,
  sku: reference,
  name: line(200),
  quantity,
  unit: z.enum(['piece', 'g', 'ml', 'mm']),
  unitPriceMinor: amountMinor,
  pricePer: quantity.default(1).meta({ description: 'The price is for so many units.' }),
  discountMinor: amountMinor.default(0).meta({ description: 'Of the whole line.' }),
  handling: z.array(handlingClass).max(20).default([]),
  noReasonReturn: z
    .strictObject({
      eligible: z.boolean(),
      exclusion: z
        .enum(['custom_made', 'perishable', 'opened_digital', 'periodical', 'consumer_agreed'])
        .nullable()
        .default(null),
    })
    .default({ eligible: true, exclusion: null }),
});

const orderExample = {
  platformOrderNo: 'T-1',
  sellerId: 'pty_01jd0000000000000000000001',
  courierId: 'pty_01jd0000000000000000000002',
  courierService: 'manual',
  paymentProviderId: 'pty_01jd0000000000000000000003',
  consumer: { ref: 'c-778' },
  recipient: {
    name: '王小明',
    phone: '13800001234',
    address: {
      country: 'CN',
      region: '浙江省',
      city: '杭州市',
      district: '西湖区',
      line1: '文三路 1 号',
      postalCode: '310012',
    },
    email: 'wang@example.com',
    language: 'zh',
  },
  consumerConfirmation: { at: '2026-11-24T09:00:00.000Z', channel: 'app', offerDigest: null },
  lines: [
    {
      lineNo: 1,
      sku: 'tea-250',
      name: '龙井茶 250 g',
      quantity: 2,
      unit: 'piece',
      unitPriceMinor: 12_990,
    },
  ],
  deliveryFeeMinor: 1_000,
  taxMinor: 0,
  totalMinor: 26_980,
  currency: 'CNY',
  payment: { timing: 'after_confirmation', method: 'card', token: 'tok_ok' },
  invoice: { kind: 'company', title: '杭州某某有限公司', taxNumber: '91330100MA2B000000' },
};

/** The order as a platform places it (design §5). */
export const placeOrderBody = z
  .strictObject({
    platformOrderNo: reference,
    sellerId: idText,
    courierId: idText.nullable().default(null),
    courierService: idText.nullable().default(null),
    paymentProviderId: idText.nullable().default(null),
    policy: idText.nullable().default(null),
    consumer: z.strictObject({ ref: reference }),
    recipient,
    consumerConfirmation: z
      .strictObject({ at: instant, channel, offerDigest: digest.nullable().default(null) })
      .nullable(),
    deliveryPreference: z
      .strictObject({
        unattended: z.enum(['never', 'locker', 'pickup_point', 'doorstep']).default('never'),
        consentAt: instant.nullable().default(null),
        channel: channel.nullable().default(null),
      })
      .refine(({ unattended, consentAt }) => unattended === 'never' || consentAt !== null, {
        path: ['consentAt'],
        error: 'a consent to unattended delivery says when it was given (S0 7.7.2)',
      })
      .nullable()
      .default(null),
    lines: z.array(placedLine).min(1).max(200),
    invoice: invoiceWish.nullable().default(null),
    deliveryFeeMinor: amountMinor,
    taxMinor: amountMinor,
    totalMinor: positiveMinor,
    currency,
    payment: z.strictObject({
      timing: z.enum(['after_confirmation', 'before_confirmation', 'on_delivery']),
      method: z.enum(['card', 'wechat_pay', 'alipay', 'bank_transfer', 'cash']),
      token: reference.nullable().default(null),
    }),
    promised: z
      .strictObject({
        dispatchBy: instant.nullable().default(null),
        deliverBy: instant.nullable().default(null),
      })
      .default({ dispatchBy: null, deliverBy: null }),
  })
  .meta({ id: 'PlaceOrder', examples: [orderExample] });
export type PlaceOrderBody = z.infer<typeof placeOrderBody>;

export const ordersQuery = z.strictObject({
  ...pageQuery,
  status: orderStatus.optional(),
  sellerId: idText.optional(),
  courierId: idText.optional(),
  consumerRef: reference.optional(),
  platformOrderNo: reference.optional(),
  waybillNo: waybillNo.optional(),
  escalated: flag.optional(),
  dueBefore: instant.optional(),
  placedFrom: instant.optional(),
  placedTo: instant.optional(),
});

export const longestWaitSeconds = 30;
/** `wait` is the longest time, in seconds, to wait for a version above the one that is known. */
export const orderQuery = z.strictObject({
  ifVersionAbove: z.coerce.number().int().min(0).optional(),
  wait: z.coerce.number().min(0).max(longestWaitSeconds).default(0),
});
