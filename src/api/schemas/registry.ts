import { z } from 'zod';
import { isPlausibleNumber } from '../registry/registration.ts';
import {
  type DeadlineName,
  deadlineNames,
  expiryActions,
  type ReturnReason,
  returnReasons,
} from '../../domain/policies/policy.ts';
import { defaultPolicy } from '../../domain/policies/policy-default.ts';
import { policyContradictions } from '../../domain/policies/policy-rules.ts';
import { qualificationKinds } from '../../domain/parties/qualifications.ts';
import { zone } from './calendars.ts';
import { duration, isoDuration } from './durations.ts';
import { lateDelivery } from './late-delivery.ts';
import {
  amountMinor,
  codedWord,
  country,
  currency,
  idText,
  instant,
  line,
  note,
  optionalNote,
  pageQuery,
  personName,
  reference,
} from './values.ts';

const address = z.strictObject({
  country,
  region: line(100),
  city: line(100),
  district: line(100).nullable().optional(),
  line1: line(200),
  line2: line(200).nullable().optional(),
  postalCode: line(20).nullable().optional(),
});

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

export const reviewBody = z
  .strictObject({
    decision: z.enum(['approve', 'reject', 'suspend', 'reinstate']),
    reviewer: personName,
    note: optionalNote,
    nextReviewAt: instant.nullable().default(null),
    registrationOverride: z
      .strictObject({ reason: note })
      .nullable()
      .default(null)
      .meta({
        description:
          'With `approve` and `reinstate`: the reviewer lets the party in although the company ' +
          'registry keeps another name under its number, has dissolved it, or does not answer, and ' +
          'says why. A number that the registry does not know needs no more than the review: what ' +
          'it said is in `registryLookup`.',
      }),
  })
  .refine(({ decision, note: why }) => decision !== 'reject' || why !== null, {
    path: ['note'],
    error: 'a rejection says why',
  })
  .refine(
    ({ decision, registrationOverride }) =>
      registrationOverride === null || decision === 'approve' || decision === 'reinstate',
    { path: ['registrationOverride'], error: 'only who lets a party in says so' },
  )
  .meta({
    id: 'Review',
    examples: [
      { decision: 'approve', reviewer: 'ops-1' },
      {
        decision: 'approve',
        reviewer: 'ops-1',
        registrationOverride: { reason: '外国公司，已查验公证的登记文件' },
      },
    ],
  });
/** Which day's re-review; today's where nothing is said. */
export const reReviewBody = z
  .strictObject({
    asOf: instant
      .nullable()
      .default(null)
      .meta({
        description:
          'What has run out by then counts as run out. A day to come is taken in the sandbox only, ' +
          'and suspends in earnest there, too: `dryRun=true` looks ahead.',
      }),
  })
  .meta({ id: 'ReReview.Request', examples: [{ asOf: null }] });

export type ReviewBody = z.infer<typeof reviewBody>;

const keyWord = z.string().max(40);
const coordinate = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,100}$/, 'must be a coordinate in base64url, as RFC 7517 has it');

export const signingKeyBody = z
  .strictObject({
    person: z.strictObject({ personId: idText.nullable().default(null), name: personName }),
    jwk: z
      .looseObject({ kty: keyWord, crv: keyWord, x: coordinate, y: coordinate })
      .partial()
      .meta({
        description: 'The public key: Ed25519 (OKP) or P-256 (EC). A private part is refused.',
      }),
  })
  .meta({
    id: 'SigningKey.Request',
    examples: [
      {
        person: { name: '韩梅梅' },
        jwk: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
      },
    ],
  });

export const keyParams = z.strictObject({ id: idText, keyId: idText });
export const consumerParams = z.strictObject({ ref: reference });
export const nameParams = z.strictObject({ name: idText });
export const serviceLevelsQuery = z.strictObject({ policy: idText.default('default') });

const responsible = z.enum([
  'consumer',
  'seller',
  'courier',
  'payment_provider',
  'platform',
  'respondent',
  'liable_party',
]);

/** One rule per deadline, each with the actions that its deadline knows. */
const deadlineRules = z.strictObject(
  Object.fromEntries(
    deadlineNames.map((name) => [name, deadlineRule(expiryActions[name])]),
  ) as Record<DeadlineName, ReturnType<typeof deadlineRule>>,
);

function deadlineRule(actions: readonly string[]) {
  return z
    .strictObject({
      duration,
      durationByRole: z
        .strictObject({ seller: duration, courier: duration, payment_provider: duration })
        .partial()
        .optional(),
      grace: duration.optional(),
      onExpiry: z.enum(actions as [string, ...string[]]),
      responsible,
      clause: z.string().max(40),
      reminderShare: z.number().gt(0).lt(1).optional(),
      extendableBy: z
        .array(z.enum(['consumer', 'seller', 'courier']))
        .max(3)
        .optional(),
      pausedByCase: z.boolean().optional(),
      escalation: z
        .array(z.strictObject({ after: isoDuration, to: z.enum(['support', 'ops', 'platform']) }))
        .min(1)
        .max(5)
        .optional(),
    })
    .refine(
      ({ extendableBy = [], responsible: party }) => !extendableBy.some((by) => by === party),
      {
        path: ['extendableBy'],
        error: 'nobody extends the time that runs for itself',
      },
    )
    .refine(({ escalation, grace }) => escalation === undefined || grace !== undefined, {
      path: ['escalation'],
      error: 'a chain goes on within the grace: there must be one',
    })
    .refine(
      ({ onExpiry, grace }) => !onExpiry.startsWith('escalate_then_') || grace !== undefined,
      {
        path: ['grace'],
        error: 'what escalates first and acts later needs a grace',
      },
    );
}

const bearer = z.enum(['seller', 'courier', 'platform', 'consumer']);
const { name: _name, version: _version, ...policyExample } = defaultPolicy;

const boundIds = z.array(idText).min(1).max(1_000).optional();

/** A policy without its version, which storing it gives (design §2.5). */
export const policyBody = z
  .strictObject({
    appliesTo: z
      .strictObject({
        platformIds: boundIds,
        sellerIds: boundIds,
        categories: z.array(codedWord).min(1).max(100).optional(),
      })
      .refine((binding) => Object.keys(binding).length > 0, {
        error: 'must name what it is bound to',
      })
      .optional(),
    zone,
    deadlines: deadlineRules,
    attempts: z.strictObject({
      maxAttempts: z.int().min(1).max(10),
      maxReschedulings: z.int().min(0).max(10).optional(),
    }),
    payment: z.strictObject({
      attemptsMax: z.int().min(1).max(20),
      timings: z
        .array(z.enum(['after_confirmation', 'before_confirmation', 'on_delivery']))
        .min(1)
        .max(3),
      authorizationMarginHours: z.int().min(0).max(720),
    }),
    qualifications: z
      .strictObject(
        Object.fromEntries(
          ['seller', 'courier', 'payment_provider', 'supplier'].map((role) => [
            role,
            z.array(z.enum(qualificationKinds)).max(20).default([]),
          ]),
        ),
      )
      .prefault({}),
    goods: z
      .strictObject({ unregistered: z.enum(['allowed', 'refused']).default('allowed') })
      .prefault({}),
    allocation: z
      .strictObject({
        strategy: z.enum(['fewest_warehouses', 'in_order']).default('fewest_warehouses'),
        onShortage: z.enum(['cancel', 'amend']).default('cancel'),
      })
      .prefault({}),
    couriers: z
      .strictObject({
        confirming: z
          .union([z.literal('all'), z.array(idText).max(1_000)])
          .default([])
          .meta({ description: 'Who confirms every carriage (S0 7.5.1 a); nobody unless named.' }),
        whenNoneIsLeft: z.enum(['case', 'cancel']).default('case'),
      })
      .prefault({}),
    attestation: z.strictObject({
      allowed: z.boolean(),
      roles: z.array(z.enum(['seller', 'courier', 'consumer'])).max(3),
    }),
    noReasonReturn: z.strictObject({ wholeDays: z.int().min(0).max(3_660) }),
    refund: z.strictObject({
      deliveryFee: z.enum(['if_nothing_kept_unless_changed_mind', 'if_nothing_kept', 'never']),
      latestAfterRefusal: isoDuration,
      afterLoss: isoDuration.optional().meta({
        description:
          'So long a courier may still find what it has reported as lost; then it is refunded. ' +
          'Absent, it is refunded at once, like goods that are presumed lost.',
      }),
    }),
    lateDelivery: lateDelivery.optional(),
    cashLimit: z
      .strictObject({ amountMinor, currency })
      .optional()
      .meta({
        description:
          'What a courier may have of the platform’s cash: kept, still to be collected, and of the ' +
          'order that it is to get, together. Asked when an order is placed, quoted, split or ' +
          'given to another courier, as a reading of that moment: of orders placed at the same ' +
          'instant one may pass it.',
      }),
    commission: z.strictObject({
      basisPoints: z.int().min(0).max(10_000),
      base: z.literal('kept_goods'),
      rounding: z.literal('down'),
    }),
    courierFee: z.strictObject({
      outbound: z.literal('delivery_fee'),
      return: z.strictObject({ amountMinor }),
      bearerByReason: z.strictObject(
        Object.fromEntries(
          [...returnReasons, 'undeliverable'].map((reason) => [reason, bearer]),
        ) as Record<ReturnReason | 'undeliverable', typeof bearer>,
      ),
    }),
  })
  .superRefine((policy, context) => {
    for (const { path, message } of policyContradictions(policy)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  })
  .meta({ id: 'Policy.Request', examples: [policyExample] });
