import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Problem } from '../../src/api/problems.ts';

/** One party's line to the public API: HTTP under its token, and nothing else. */
export interface Speaker {
  get: <Body>(path: string) => Promise<Body>;
  /** Repeated under one Idempotency-Key while the engine is only busy; throws `Refused`. */
  post: <Body>(path: string, body: unknown) => Promise<Body>;
}

/** The engine's no, with the problem that it answered. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Problem;

  constructor(request: string, problem: Problem) {
    const places = (problem.errors ?? []).map(({ pointer, message }) => `${pointer} ${message}`);
    super([`${request}: ${problem.status} ${problem.code}`, problem.detail, ...places].join(' · '));
    this.problem = problem;
  }
}

const patienceMs = 60_000;
const requestTimeoutMs = 40_000;
const busyPauseMs = 40;
/** So long a refused repeat waits at most, whatever the answer proposes. */
const pauseMaxMs = 2_000;

export function createSpeaker({ apiUrl, token }: { apiUrl: string; token: string }): Speaker {
  const call = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
    const init = {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    return insist(`${method} ${path}`, () =>
      fetch(`${apiUrl}${path}`, { ...init, signal: AbortSignal.timeout(requestTimeoutMs) }),
    );
  };
  return {
    get: async <Body>(path: string) => (await call('GET', path)) as Body,
    post: async <Body>(path: string, body: unknown) => (await call('POST', path, body)) as Body,
  };
}

async function insist(request: string, send: () => Promise<Response>): Promise<unknown> {
  const endsAtMs = Date.now() + patienceMs;
  for (;;) {
    const answer = await send();
    const body: unknown = await answer.json();
    if (answer.ok) return body;
    const problem = body as Problem;
    if (!isPassing(problem) || Date.now() > endsAtMs) throw new Refused(request, problem);
    const proposedMs = Number(answer.headers.get('retry-after') ?? 0) * 1_000;
    await pause(Math.min(Math.max(proposedMs, busyPauseMs), pauseMaxMs));
  }
}

/** The same request may succeed in a moment (design §5). */
function isPassing({ status, code }: Problem): boolean {
  return status === 503 || status === 429 || code === 'order_busy';
}
