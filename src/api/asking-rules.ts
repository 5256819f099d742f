import type { FastifyBaseLogger } from 'fastify';
import { decided, Unstorable, unstorableRefusal } from '../db/orders/violations.ts';
import { DomainError } from '../domain/errors.ts';

/**
 * What the rules say, refusal or not. What they cannot count with is a refusal, as it is in earnest
 * (D3): its cause is for our log.
 */
export function answerOfRules<T>(
  { logger }: { logger: FastifyBaseLogger },
  rules: () => T,
): T | DomainError {
  try {
    return decided(rules);
  } catch (error) {
    if (error instanceof DomainError) return error;
    if (!(error instanceof Unstorable)) throw error;
    logger.warn({ err: error.cause }, 'a rule broke over a question');
    return unstorableRefusal(error);
  }
}
