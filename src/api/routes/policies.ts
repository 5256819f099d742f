import { currentCalendar, storeCalendar } from '../../db/calendars.ts';
import { currentPolicy, storePolicy } from '../../db/policies.ts';
import type { Policy } from '../../domain/policy.ts';
import { must } from '../../domain/errors.ts';
import { notFound } from '../access.ts';
import { documented } from '../documentation.ts';
import type { Door } from '../door.ts';
import type { Parts } from '../parts.ts';
import { calendarAnswer, policyAnswer, serviceLevelsAnswer } from '../schemas/registry-answers.ts';
import { calendarBody, nameParams, policyBody } from '../schemas/registry.ts';
import { idParams } from '../schemas/values.ts';
import { serviceLevels } from '../service-levels.ts';

const tag = 'policies and calendars';
const putRefusals = ['too_large', 'unsupported_media_type'] as const;

/** The rules of time and money that ops set, and what of them is published (S0 6.6, 5.6 b). */
export function addPolicyRoutes(app: Door, parts: Parts): void {
  addPolicies(app, parts);
  addCalendars(app, parts);
}

function addPolicies(app: Door, parts: Parts): void {
  app.get(
    '/v1/policies/:name',
    {
      config: { right: 'readPolicies' },
      schema: documented(
        {
          tag,
          summary: 'The policy that new orders get',
          answers: { 200: policyAnswer },
          refusals: ['not_found'],
        },
        { params: nameParams },
      ),
    },
    async (request) => {
      const policy = await currentPolicy(parts.sql, request.params.name);
      if (!policy) throw notFound();
      return policy;
    },
  );
  app.put(
    '/v1/policies/:name',
    {
      config: { right: 'managePolicies' },
      schema: documented(
        {
          tag,
          summary: 'Store the next version of a policy; the same content is no new version',
          description: 'Orders keep the version that they were placed under.',
          answers: { 200: policyAnswer },
          refusals: putRefusals,
        },
        { params: nameParams, body: policyBody },
      ),
    },
    (request) => {
      // The schema has checked each rule against the actions of its deadline.
      const policy = { ...request.body, name: request.params.name } as Omit<Policy, 'version'>;
      return storePolicy(parts.sql, { policy, storedAt: new Date().toISOString() });
    },
  );
  app.get(
    '/v1/service-levels',
    {
      schema: documented({
        tag,
        summary: 'What every party may rely on: the default policy in words and as data',
        answers: { 200: serviceLevelsAnswer },
        isPublic: true,
      }),
    },
    async () => serviceLevels(must(await currentPolicy(parts.sql, 'default'), 'default policy')),
  );
}

function addCalendars(app: Door, parts: Parts): void {
  app.get(
    '/v1/calendars/:id',
    {
      schema: documented(
        {
          tag,
          summary: 'A business calendar',
          answers: { 200: calendarAnswer },
          refusals: ['not_found'],
          isPublic: true,
        },
        { params: idParams },
      ),
    },
    async (request) => {
      const calendar = await currentCalendar(parts.sql, request.params.id);
      if (!calendar) throw notFound();
      return calendar;
    },
  );
  app.put(
    '/v1/calendars/:id',
    {
      config: { right: 'manageCalendars' },
      schema: documented(
        {
          tag,
          summary: 'Store the next version of a calendar',
          description: 'Deadlines that run keep the instants they were given (D7).',
          answers: { 200: calendarAnswer },
          refusals: putRefusals,
        },
        { params: idParams, body: calendarBody },
      ),
    },
    (request) =>
      storeCalendar(parts.sql, {
        calendar: { ...request.body, id: request.params.id },
        storedAt: new Date().toISOString(),
      }),
  );
}
