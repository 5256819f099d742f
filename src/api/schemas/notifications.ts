import { z } from 'zod';
import {
  noticeEvents,
  noticePurposes,
  notificationPurposes,
} from '../../domain/notices/notice-events.ts';
import { channel, idText, instant } from './values.ts';

const text = z.string();
const at = z.iso.datetime();
const purpose = z.enum(notificationPurposes);

export const notificationAnswer = z
  .looseObject({
    id: text,
    event: z.enum(noticeEvents),
    sequence: z.int().meta({ description: 'Of the journal entry that it tells.' }),
    happenedAt: at,
    channel: z.enum(['mail', 'sms']),
    recipient: z.looseObject({ role: text, partyId: text.nullable() }),
    purpose: z.enum(noticePurposes).meta({
      description: '`contract`: what the contract itself needs, told whatever was refused.',
    }),
    status: z.enum(['planned', 'sending', 'unknown', 'sent', 'failed', 'skipped']).meta({
      description:
        '`unknown`: the notifier has not answered and is asked; it is never just sent again.',
    }),
    failure: text.nullable().meta({
      description:
        'Why it was not sent: `no_consent`, `no_address`, `erased`, `no_notifier`, or the notifier’s code.',
    }),
    address: text.nullable().meta({ description: 'Masked.' }),
    reference: text.nullable(),
    tries: z.int(),
    finishedAt: at.nullable(),
  })
  .meta({
    id: 'Notification',
    examples: [
      {
        id: 'ntf_01jd0000000000000000000001',
        event: 'goods_handed_over',
        sequence: 9,
        happenedAt: '2026-11-25T09:00:00.000Z',
        channel: 'sms',
        recipient: { role: 'consumer', partyId: null },
        purpose: 'order_service',
        status: 'sent',
        failure: null,
        address: '138****1234',
        reference: 'msg-4711',
        tries: 1,
        finishedAt: '2026-11-25T09:00:01.000Z',
      },
    ],
  });

const consentExample = {
  purpose: 'reminders',
  granted: false,
  noticeVersion: '2026-10',
  at: '2026-11-24T09:00:00.000Z',
  channel: 'app',
} as const;

/** S0 9.2.2, 9.2.3: what the consumer said, having read which notice. */
export const consentBody = z
  .strictObject({ purpose, granted: z.boolean(), noticeVersion: idText, at: instant, channel })
  .meta({ id: 'Consent.Request', examples: [consentExample] });

const consentFields = { granted: z.boolean(), noticeVersion: text, at, channel: text };

export const consentAnswer = z.looseObject({ purpose, ...consentFields, recordedAt: at }).meta({
  id: 'Consent',
  examples: [{ ...consentExample, recordedAt: '2026-11-24T09:00:01.000Z' }],
});

export const consentsAnswer = z
  .looseObject({
    data: z.array(
      z.looseObject({
        purpose,
        granted: z.boolean(),
        mode: z
          .literal('opt_out')
          .meta({ description: 'Granted as long as nothing else was said.' }),
        history: z.array(z.looseObject({ ...consentFields, recordedAt: at })),
      }),
    ),
  })
  .meta({
    id: 'Consents',
    examples: [
      { data: [{ purpose: 'order_service', granted: true, mode: 'opt_out', history: [] }] },
    ],
  });
