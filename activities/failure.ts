import { ApplicationFailure } from '@temporalio/common';
import { NeighbourRefused } from '../src/adapters/neighbour.ts';
import { ConstraintViolation } from '../src/db/orders/violations.ts';
import { DomainError } from '../src/domain/errors.ts';

/** Failure types that the workflows know besides the refusal codes. */
export const constraintViolated = 'constraint_violated';
export const neighbourRefused = 'neighbour_refused';

/**
 * The one place where errors become failures of Temporal: refusals and violated constraints are
 * final, everything else is passing trouble that Temporal retries.
 */
export function toFailure(error: unknown): unknown {
  if (error instanceof DomainError) {
    return ApplicationFailure.create({
      type: error.code,
      message: error.message,
      nonRetryable: true,
      details: [error.details],
      // What we did not foresee belongs into the log.
      ...(error.cause instanceof Error ? { cause: error.cause } : { category: 'BENIGN' }),
    });
  }
  if (error instanceof ConstraintViolation) {
    return ApplicationFailure.create({
      type: constraintViolated,
      message: error.message,
      nonRetryable: true,
      details: [error.constraint],
      cause: error,
    });
  }
  if (error instanceof NeighbourRefused) {
    return ApplicationFailure.create({
      type: neighbourRefused,
      message: error.message,
      nonRetryable: true,
      cause: error,
    });
  }
  return error;
}

type Activity = (input: never) => Promise<unknown>;

/** The same activities, with their errors as failures that Temporal understands. */
export function asFailures<T extends Record<string, Activity>>(activities: T): T {
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    async (input: never) => {
      try {
        return await activity(input);
      } catch (error) {
        throw toFailure(error);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
