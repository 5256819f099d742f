import type { ConsumerId } from '../../db/registry/consents.ts';
import { demand, must } from '../../domain/errors.ts';
import { notFound } from './access.ts';
import type { Caller } from './authenticate.ts';

/** A consumer speaks for itself, a platform for any consumer of its own. */
export function consumerOf(caller: Caller, consumerRef: string): ConsumerId {
  const isOwn = caller.role === 'platform' || caller.consumerRef === consumerRef;
  demand(isOwn, 'not_found', notFound().message);
  return { platformId: must(caller.platformId, 'platform'), consumerRef };
}
