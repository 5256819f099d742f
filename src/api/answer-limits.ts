import type { FastifyInstance } from 'fastify';
import { DomainError } from '../domain/errors.ts';

export interface AnswerLimits {
  /** Reads come from PostgreSQL only: what it does not give in seconds it does not give now. */
  readMs: number;
  /** A command waits for the order's workflow; longer than any of its own waits together. */
  commandMs: number;
}

/** Both end before the connection does, so that whoever asks is answered, with 503 at the latest. */
export const answerLimits: AnswerLimits = { readMs: 8_000, commandMs: 50_000 };

/** Gives each route that has no limit of its own the one of its kind. */
export function addAnswerLimits(app: FastifyInstance, limits: AnswerLimits = answerLimits): void {
  app.addHook('onRoute', (route) => {
    const isRead = route.method === 'GET' || route.method === 'HEAD';
    route.handlerTimeout ??= isRead ? limits.readMs : limits.commandMs;
  });
}

/** The answer of PostgreSQL if it comes in time, else `engine_unavailable`. */
export async function inTime<T>(
  asked: Promise<T>,
  limitMs: number = answerLimits.readMs,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), limitMs);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLate(): DomainError {
  return new DomainError('engine_unavailable', 'The database does not answer. Try again soon.');
}
