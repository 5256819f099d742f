import { consentsOf, recordConsent } from '../../db/registry/consents.ts';
import { listNotifications } from '../../db/reading/notifications.ts';
import { isGranted } from '../../domain/notices/consents.ts';
import { notificationPurposes } from '../../domain/notices/notice-events.ts';
import { callerOf, orderOf } from '../access/access.ts';
import { consumerOf } from '../access/consumer.ts';
import { actorOf } from '../commands/commands.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import type { Parts } from '../parts.ts';
import { presentMasked } from '../present.ts';
import { listOf } from '../schemas/answers/answer-values.ts';
import {
  consentAnswer,
  consentBody,
  consentsAnswer,
  notificationAnswer,
} from '../schemas/notifications.ts';
import { consumerParams } from '../schemas/consumer-data.ts';
import { idParams } from '../schemas/values.ts';

const tag = 'notifications';
const consentsUrl = '/v1/consumers/:ref/consents';

/** What parties were told, and what consumers agree to be told (S0 5.3, 9.2.3). */
export function addNotificationRoutes(app: Door, parts: Parts): void {
  addNotificationReads(app, parts);
  addConsents(app, parts);
}

function addNotificationReads(app: Door, parts: Parts): void {
  app.get(
    '/v1/orders/:id/notifications',
    {
      config: { right: 'readNotifications', subject: 'order' },
      schema: documented(
        {
          tag,
          summary: 'What was told of the order, to whom, by which channel, and what became of it',
          description: 'A consumer reads its own.',
          answers: { 200: listOf(notificationAnswer) },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const order = orderOf(request);
      const isConsumer = caller.role === 'consumer' || caller.role === 'platform';
      const role = isConsumer ? 'consumer' : null;
      const told = await listNotifications(parts.sql, { orderId: order.orderId, role });
      return { data: presentMasked(parts.vault, caller, order)(told), nextCursor: null };
    },
  );
}

function addConsents(app: Door, parts: Parts): void {
  app.put(
    consentsUrl,
    {
      config: { right: 'recordConsent' },
      schema: documented(
        {
          tag,
          summary: 'The consumer agrees to be told for a purpose, or not any more (S0 9.2.3)',
          description:
            'The latest word counts; every word is kept. The same again changes nothing.',
          answers: { 200: consentAnswer },
          refusals: ['not_found', 'too_large', 'unsupported_media_type'],
        },
        { params: consumerParams, body: consentBody },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const consumer = consumerOf(caller, request.params.ref);
      await parts.platforms.ensure(consumer.platformId);
      const recordedAt = new Date().toISOString();
      const recordedBy = actorOf(caller, 'recordConsent');
      return recordConsent(parts.sql, consumer, { ...request.body, recordedAt, recordedBy });
    },
  );
  app.get(
    consentsUrl,
    {
      config: { right: 'recordConsent' },
      schema: documented(
        {
          tag,
          summary: 'What a consumer agrees to be told, with all that it has said',
          answers: { 200: consentsAnswer },
          refusals: ['not_found'],
        },
        { params: consumerParams },
      ),
    },
    async (request) => {
      const said = await consentsOf(parts.sql, consumerOf(callerOf(request), request.params.ref));
      const data = notificationPurposes.map((purpose) => ({
        purpose,
        granted: isGranted(said, purpose),
        mode: 'opt_out',
        history: said
          .filter((consent) => consent.purpose === purpose)
          .map(({ purpose: _, ...word }) => word),
      }));
      return { data };
    },
  );
}
