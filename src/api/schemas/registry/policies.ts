import { z } from 'zod';
import { qualificationKinds } from '../../../domain/parties/qualifications.ts';
import { defaultPolicy } from '../../../domain/policies/policy-default.ts';
import { policyContradictions } from '../../../domain/policies/policy-rules.ts';
import { type ReturnReason, returnReasons } from '../../../domain/policies/policy.ts';
import { zone } from './calendars.ts';
import { isoDuration } from '../durations.ts';
import { lateDelivery } from './late-delivery.ts';
import { deadlineRules } from './policy-deadlines.ts';
import { amountMinor, codedWord, currency, idText } from '../values.ts';

export const nameParams = z.strictObject({ name: idText });
export const serviceLevelsQuery = z.strictObject({ policy: idText.default('default') });

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
          'given to another courier; it holds of orders at one instant, too.',
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
