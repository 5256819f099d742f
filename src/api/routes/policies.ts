import { currentCalendar, openRecomputations, storeCalendar } from '../../db/registry/calendars.ts';
import { currentPolicy, demandNoRival, storePolicy } from '../../db/registry/policies.ts';
import type { Policy } from '../../domain/policies/policy.ts';
import { notFound } from '../access/access.ts';
import { isDryRun } from '../commands/commands.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import type { Parts } from '../parts.ts';
import { dryRunPolicy } from '../registry/policy-dry-run.ts';
import { calendarAnswer } from '../schemas/answers/calendar-answer.ts';
import {
  policyAnswer,
  policyDryRunAnswer,
  serviceLevelsAnswer,
} from '../schemas/answers/policy-answers.ts';
import { calendarBody } from '../schemas/registry/calendars.ts';
import { nameParams, policyBody, serviceLevelsQuery } from '../schemas/registry/policies.ts';
import { dryRunQuery, idParams } from '../schemas/values.ts';
import { serviceLevels } from '../registry/service-levels.ts';

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
          description:
            'Orders keep the version that they were placed under. With `appliesTo` the policy is ' +
            'that of the orders it is bound to, the most specific first. With `dryRun=true` ' +
            'nothing is stored: the answer tells which due times of open orders would differ.',
          answers: { 200: policyAnswer.or(policyDryRunAnswer) },
          refusals: [...putRefusals, 'policy_overlaps'],
        },
        { params: nameParams, querystring: dryRunQuery, body: policyBody },
      ),
    },
    async (request): Promise<object> => {
      // The schema has checked each rule against the actions of its deadline.
      const policy = { ...request.body, name: request.params.name } as Omit<Policy, 'version'>;
      if (!isDryRun(request)) {
        return storePolicy(parts.sql, { policy, storedAt: new Date().toISOString() });
      }
      await demandNoRival(parts.sql, policy);
      return dryRunPolicy(parts.sql, { ...policy, version: 0 });
    },
  );
  app.get(
    '/v1/service-levels',
    {
      schema: documented(
        {
          tag,
          summary: 'What every party may rely on: a policy in words and as data',
          description: 'The default policy, or the one that is named.',
          answers: { 200: serviceLevelsAnswer },
          refusals: ['not_found'],
          isPublic: true,
        },
        { querystring: serviceLevelsQuery },
      ),
    },
    async (request) => {
      const policy = await currentPolicy(parts.sql, request.query.policy);
      if (!policy) throw notFound();
      return serviceLevels(policy);
    },
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
          description:
            'Provisional due times that hang on it are counted again, order by order, after the ' +
            'answer; none moves into the past. All others keep their instants.',
          answers: { 200: calendarAnswer },
          refusals: putRefusals,
        },
        { params: idParams, body: calendarBody },
      ),
    },
    async (request) => {
      const stored = await storeCalendar(parts.sql, {
        calendar: { ...request.body, id: request.params.id },
        storedAt: new Date().toISOString(),
      });
      await startRecomputations(parts, stored.id);
      return stored;
    },
  );
}

/** What cannot be started now is started by the worker's sweep: it is noted with the version. */
async function startRecomputations(parts: Parts, calendarId: string): Promise<void> {
  try {
    for (const wanted of await openRecomputations(parts.sql, calendarId)) {
      await parts.engine.recompute(wanted);
    }
  } catch (error) {
    parts.logger.warn({ err: error, calendarId }, 'recomputation left to the sweep');
  }
}
