import { z } from 'zod';
import { isPlausibleNumber } from '../../registry/registration.ts';
import {
  address,
  amountMinor,
  codedWord,
  currency,
  idText,
  line,
  pageQuery,
  personName,
  reference,
} from '../values.ts';

const contact = z.strictObject({
  name: personName,
  phone: line(40).nullable().optional(),
  email: z.email().max(200).nullable().optional(),
  duty: line(60).nullable().optional(),
});

/** A way of carrying that a courier publishes (S0 7.4.2). */
const courierService = z.strictObject({
  code: idText,
  name: line(100),
  description: line(500).nullable().default(null),
});

const tariff = z.strictObject({
  service: idText,
  name: line(100),
  region: line(60).nullable().default(null),
  upToWeightG: z.int().min(1).max(10_000_000).nullable().default(null),
  amountMinor,
  currency,
  validFrom: z.iso.date(),
  validTo: z.iso.date().nullable().default(null),
});

const partyFields = {
  name: line(200),
  address,
  calendar: idText,
  category: codedWord.nullable(),
  contacts: z.array(contact).max(20),
  capabilities: z.array(line(60)).max(50),
  regions: z.array(line(60)).max(200),
  returnTo: address.nullable(),
  services: z.array(courierService).max(50).meta({ description: 'Of a courier (S0 7.4.2).' }),
  tariffs: z.array(tariff).max(500).meta({ description: 'Of a courier, per service.' }),
};

const partyExample = {
  role: 'seller',
  kind: 'organisation',
  name: '杭州茶叶有限公司',
  registrationNumber: '91310000102030403T',
  address: { country: 'CN', region: '浙江省', city: '杭州市', line1: '龙井路 8 号' },
};

/** Platforms are not registered: the issuer of their tokens vouches for them. */
export const partyBody = z
  .strictObject({
    role: z.enum(['seller', 'courier', 'payment_provider', 'supplier']),
    kind: z.enum(['organisation', 'individual']).default('organisation'),
    registrationNumber: reference.refine(isPlausibleNumber, {
      error: 'must be a code whose check digits fit',
    }),
    ...partyFields,
    calendar: partyFields.calendar.nullable().default(null),
    category: partyFields.category.default(null),
    contacts: partyFields.contacts.default([]),
    capabilities: partyFields.capabilities.default([]),
    regions: partyFields.regions.default([]),
    returnTo: partyFields.returnTo.default(null),
    services: partyFields.services.default([]),
    tariffs: partyFields.tariffs.default([]),
  })
  .meta({ id: 'Party.Request', examples: [partyExample] });

export type PartyBody = z.infer<typeof partyBody>;

export const partyPatchBody = z
  .strictObject(partyFields)
  .partial()
  .refine((fields) => Object.keys(fields).length > 0, {
    error: 'must name at least one field to change',
  })
  .meta({
    id: 'Party.Patch',
    examples: [
      { calendar: 'always' },
      {
        services: [{ code: 'next_day', name: '次日达', description: '同省次日送达' }],
        tariffs: [
          {
            service: 'next_day',
            name: '首重 1 kg',
            region: '浙江省',
            upToWeightG: 1_000,
            amountMinor: 1_000,
            currency: 'CNY',
            validFrom: '2026-01-01',
          },
        ],
      },
    ],
  });

export const partiesQuery = z.strictObject({
  ...pageQuery,
  role: z.enum(['platform', 'seller', 'courier', 'payment_provider', 'supplier']).optional(),
  status: z.enum(['pending', 'approved', 'rejected', 'suspended']).optional(),
});
