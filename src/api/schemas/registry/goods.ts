import { z } from 'zod';
import { inspectionForms, proofKinds } from '../../../domain/placing/goods.ts';
import {
  amountMinor,
  currency,
  digest,
  handlingClass,
  idText,
  line,
  quantity,
  reference,
} from '../values.ts';

const unit = z.enum(['piece', 'g', 'ml', 'mm']);
const permille = z.int().min(0).max(500);

const producer = z.strictObject({
  name: line(200),
  address: line(300).nullable().default(null),
  contact: line(200).nullable().default(null),
});

const pricing = z.strictObject({
  type: z.enum(['market', 'government_guided', 'government_set', 'negotiated', 'auction']),
  retailMinor: amountMinor.meta({
    description:
      'As the other prices here: of one piece, or of goods sold by measure of their `netContent`, ' +
      'without one of a thousand units (1 kg, 1 l, 1 m). Told to the public; the price of an ' +
      'order is what its line says.',
  }),
  wholesaleMinor: amountMinor.nullable().default(null),
  memberMinor: amountMinor.nullable().default(null),
  priceOfficer: line(100),
  supervision: line(200).nullable().default(null).meta({
    description: 'Who watches over the price, such as the number to call.',
  }),
});

const proof = z.strictObject({
  kind: z.enum(proofKinds),
  number: line(100).nullable().default(null),
  issuer: line(200),
  digest,
  inspectedBy: z.enum(['first_party', 'second_party', 'third_party']).nullable().default(null),
  accreditation: line(200).nullable().default(null),
});

/** A goods record (S0 6.4.2–6.4.6, 7.4.1). */
export const goodsBody = z
  .strictObject({
    name: line(200),
    brand: line(100).nullable().default(null),
    producer,
    origin: line(200),
    grade: line(100).nullable().default(null),
    specification: line(500),
    usage: line(1_000).nullable().default(null).meta({ description: 'How it is used (6.4.2 f).' }),
    massProduced: z.boolean().default(true),
    features: line(1_000)
      .nullable()
      .default(null)
      .meta({ description: 'Of goods outside mass production they must be told (6.4.3 e).' }),
    unit,
    netContent: z.strictObject({ amount: quantity, unit }).nullable().default(null),
    tolerance: z
      .strictObject({ belowPermille: permille, abovePermille: permille })
      .nullable()
      .default(null)
      .meta({
        description:
          'Of prepackaged goods sold by measure (S0 6.4.4); without one the national rule counts.',
      }),
    handling: z.array(handlingClass).max(20).default([]),
    pricing,
    valueMinor: amountMinor.meta({
      description: 'What as much is worth, whatever it is sold for; notes state the price paid.',
    }),
    currency,
    proofs: z.array(proof).max(50).default([]),
    standards: z.array(line(100)).max(50).default([]),
    inspectionForm: z.enum(inspectionForms).default('by_contract'),
    supplierId: idText
      .nullable()
      .default(null)
      .meta({
        description:
          'A goods supplier that the seller has filed. Who it is, its seller and ops know: what is ' +
          'disclosed to the public are users of the platform (S0 5.5 d).',
      }),
  })
  .refine(({ unit: sold, tolerance }) => sold !== 'piece' || tolerance === null, {
    path: ['tolerance'],
    error: 'goods sold by number are counted one by one and have no tolerance',
  })
  .refine(({ massProduced, features }) => massProduced || features !== null, {
    path: ['features'],
    error: 'goods outside mass production state their features (S0 6.4.3 e)',
  })
  .refine(
    ({ netContent, unit: sold }) => !netContent || sold === 'piece' || netContent.unit === sold,
    {
      path: ['netContent', 'unit'],
      error: 'goods sold by measure hold their content in that measure',
    },
  )
  .meta({
    id: 'Goods.Request',
    examples: [
      {
        name: '龙井茶 250 g',
        producer: { name: '杭州茶叶有限公司' },
        origin: '浙江省杭州市',
        specification: '明前一级, 250 g 罐装',
        unit: 'piece',
        pricing: { type: 'market', retailMinor: 12_990, priceOfficer: '李销' },
        valueMinor: 12_990,
        currency: 'CNY',
        standards: ['GB/T 18650'],
      },
    ],
  });

export const goodsParams = z.strictObject({ sellerId: idText, sku: reference });

export const goodsAnswer = z
  .looseObject({
    sellerId: z.string(),
    sku: z.string(),
    version: z.int(),
    name: z.string(),
    unit,
    storedAt: z.iso.datetime(),
  })
  .meta({ id: 'Goods' });
