import { z } from 'zod';
import { subject } from './answers.ts';

/** What is answered about parties, keys, policies, events and the instance itself (design §5). */

const text = z.string();
const optionalText = z.string().nullable();
const instant = z.iso.datetime();
const optionalInstant = instant.nullable();

export const partyAnswer = z
  .looseObject({
    id: text,
    role: text,
    kind: text,
    name: text,
    registrationNumber: text,
    address: z.unknown(),
    calendar: text,
    contacts: z.array(z.unknown()),
    sellerId: optionalText.optional().meta({ description: 'Whose goods supplier it is.' }),
    status: z.enum(['pending', 'approved', 'rejected', 'suspended']),
    version: z.int(),
    registryLookup: z
      .looseObject({
        outcome: z.enum([
          'confirmed',
          'not_found',
          'dissolved',
          'name_differs',
          'not_looked_up',
          'unavailable',
        ]),
        registeredName: optionalText,
        lookedUpAt: instant,
      })
      .nullable()
      .optional()
      .meta({
        description:
          'Of a review: what the company registry said when the party was let in; null where it ' +
          'was not asked. `not_looked_up`: a number of another kind than it keeps.',
      }),
    unqualified: z
      .array(z.looseObject({ kind: text, gap: text }))
      .optional()
      .meta({
        description:
          'Read alone: what it lacks today to take orders under the default policy (S0 5.4).',
      }),
  })
  .meta({ id: 'Party' });

export const partyHistoryAnswer = z
  .looseObject({
    data: z.array(
      z.looseObject({
        at: instant,
        what: z.enum([
          'registered',
          'changed',
          'reviewed',
          'looked_up',
          'qualification_filed',
          'qualification_revoked',
          'qualification_expired',
          'reminded',
        ]),
        details: z.record(text, z.unknown()),
      }),
    ),
  })
  .meta({ id: 'PartyHistory' });

export const reReviewAnswer = z
  .looseObject({
    asOf: instant,
    reviewed: z.int(),
    suspended: z.int(),
    reminded: z.int(),
  })
  .meta({ id: 'ReReview' });

export const reReviewPreviewAnswer = z
  .looseObject({
    asOf: instant,
    reviewed: z.int(),
    suspended: z.int(),
    reminded: z.int(),
    wouldSuspend: z.array(z.looseObject({ partyId: text, role: text, cause: text })),
    wouldRemind: z.array(
      z.looseObject({ partyId: text, role: text, reason: text, subjectId: text, dueOn: text }),
    ),
    isComplete: z
      .boolean()
      .meta({ description: 'Whether the two lists name all that is counted.' }),
  })
  .meta({ id: 'ReReviewPreview' });

export const signingKeyAnswer = z
  .looseObject({
    keyId: text,
    person: z.looseObject({ personId: text, name: z.unknown() }),
    jwk: z.unknown().optional(),
    registeredAt: instant.optional(),
    revokedAt: optionalInstant.optional(),
  })
  .meta({ id: 'SigningKey' });

export const trackingEventAnswer = z
  .looseObject({
    eventId: text,
    code: text,
    at: instant,
    place: z.unknown(),
    recordedAt: instant,
    moved: z.boolean(),
  })
  .meta({ id: 'TrackingEvent' });

export const verificationAnswer = z
  .looseObject({
    documentId: text,
    status: text,
    holds: z.boolean(),
    findings: z.array(
      z.looseObject({
        code: text,
        result: z.enum(['verified', 'failed', 'not_checkable']),
        role: optionalText,
        detail: text,
      }),
    ),
    export: z.unknown().meta({ description: 'What the offline command verifies.' }),
  })
  .meta({ id: 'Verification' });

export const policyAnswer = z
  .looseObject({ name: text, version: z.int(), zone: text, deadlines: z.record(text, z.unknown()) })
  .meta({ id: 'Policy' });

export const policyDryRunAnswer = z
  .looseObject({
    wouldDiffer: z.array(
      z.looseObject({
        orderId: text,
        deadline: text,
        subjectId: text,
        from: instant,
        to: instant,
      }),
    ),
    ordersChecked: z.int(),
    isComplete: z.boolean().meta({ description: 'Whether all open orders were looked at.' }),
  })
  .meta({ id: 'PolicyDryRun' });

export const calendarAnswer = z
  .looseObject({
    id: text,
    version: z.int(),
    zone: text,
    hours: z.unknown(),
    daysOff: z.array(z.unknown()),
    workdays: z.array(z.unknown()),
    officialUntil: text,
    source: text,
  })
  .meta({ id: 'Calendar' });

export const serviceLevelsAnswer = z
  .looseObject({
    policy: z.looseObject({ name: text, version: z.int(), zone: text }),
    prose: z
      .looseObject({ zh: z.array(text), en: z.array(text) })
      .meta({ description: 'A sentence for each deadline, in their order.' }),
    promises: z
      .looseObject({ zh: z.array(text), en: z.array(text) })
      .meta({ description: 'What is promised besides.' }),
    deadlines: z.array(z.looseObject({ name: text })),
  })
  .meta({ id: 'ServiceLevels' });

export const eventsAnswer = z
  .looseObject({
    data: z.array(
      z.looseObject({
        id: text,
        type: text,
        orderId: text,
        platformOrderNo: text,
        at: instant,
        status: text,
        version: z.int(),
        data: z.unknown(),
      }),
    ),
    after: optionalText.meta({ description: 'Where to go on: the `after` of the next call.' }),
  })
  .meta({ id: 'Events' });

export const clockAnswer = z
  .looseObject({
    now: instant,
    fired: z.array(z.looseObject({ name: text, subject, at: instant })).optional(),
  })
  .meta({ id: 'SandboxClock' });

export const acceptedAnswer = z.looseObject({ status: z.literal('stored') }).meta({ id: 'Stored' });
export const healthAnswer = z.looseObject({ status: z.literal('ok') });
