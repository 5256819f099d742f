import type { z } from 'zod';

/**
 * The neighbour did certainly not act on the call, or the call is safe to repeat: try again later.
 * The message names the neighbour and a code, never a body, so that no personal data reaches a log.
 */
export class NeighbourUnavailable extends Error {
  override readonly name = 'NeighbourUnavailable';
  readonly neighbour: string;
  readonly failure: string;

  constructor(neighbour: string, failure: string, options?: ErrorOptions) {
    super(`${neighbour} is unavailable: ${failure}`, options);
    this.neighbour = neighbour;
    this.failure = failure;
  }
}

/**
 * The neighbour refuses the call as such (wrong key, malformed, unreadable answer): repeating it
 * cannot help.
 */
export class NeighbourRefused extends Error {
  override readonly name = 'NeighbourRefused';
  readonly neighbour: string;
  readonly failure: string;

  constructor(neighbour: string, failure: string, options?: ErrorOptions) {
    super(`${neighbour} refused the call: ${failure}`, options);
    this.neighbour = neighbour;
    this.failure = failure;
  }
}

/** One HTTP call. `expected` lists statuses besides 2xx that are an answer and no trouble. */
export type NeighbourCall = {
  neighbour: string;
  method: 'GET' | 'POST';
  url: string;
  timeoutMs: number;
  key?: string;
  apiKey?: string;
  body?: unknown;
  expected?: readonly number[];
};

/** `lost`: the call may or may not have taken effect. `cause` is for the log only. */
export type NeighbourAnswer =
  | { kind: 'answered'; status: number; body: unknown }
  | { kind: 'lost'; failure: string; cause: unknown };

const unreadable = 'unreadable_answer';

const answerBytesMax = 1_048_576;

/** No connection was made with these, so the neighbour cannot have acted. */
const notSentCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** These statuses promise that the neighbour did nothing and may be asked again. */
const notExecutedStatuses: ReadonlySet<number> = new Set([429, 503]);

/** These 4xx leave open whether an earlier or the same call is still being executed. */
const undecidedStatuses: ReadonlySet<number> = new Set([408, 409, 425]);

/**
 * Calls a neighbour once. Throws `NeighbourUnavailable` when the call was certainly not executed,
 * `NeighbourRefused` when it finally never will be; everything doubtful comes back as `lost`.
 */
export async function callNeighbour(call: NeighbourCall): Promise<NeighbourAnswer> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(call.url, requestOf(call));
    status = response.status;
    text = await readText(response);
  } catch (error) {
    return lostOrNotSent(call.neighbour, error);
  }
  return readAnswer(call, status, text);
}

/**
 * As `callNeighbour`, for calls that are safe to repeat: a lost answer is `NeighbourUnavailable`
 * too, an unreadable one `NeighbourRefused`.
 */
export async function callRepeatable(
  call: NeighbourCall,
): Promise<{ status: number; body: unknown }> {
  const answer = await callNeighbour(call);
  if (answer.kind === 'answered') return answer;
  if (answer.failure === unreadable) throw new NeighbourRefused(call.neighbour, unreadable);
  throw new NeighbourUnavailable(call.neighbour, answer.failure, { cause: answer.cause });
}

/**
 * The answer's body in the shape we rely on; any other shape is `NeighbourRefused`, never a guess.
 */
export function parseAnswer<T>(neighbour: string, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new NeighbourRefused(neighbour, unreadable, { cause: parsed.error });
}

/** The base URL with the path appended, whether or not the base ends in a slash. */
export function neighbourUrl(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}${path}`;
}

function requestOf(call: NeighbourCall): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (call.key !== undefined) headers['idempotency-key'] = call.key;
  if (call.apiKey !== undefined) headers['authorization'] = `Bearer ${call.apiKey}`;
  if (call.body !== undefined) headers['content-type'] = 'application/json';
  return {
    method: call.method,
    headers,
    body: call.body === undefined ? undefined : JSON.stringify(call.body),
    // A followed redirect would turn a command into a GET somewhere else.
    redirect: 'manual',
    signal: AbortSignal.timeout(call.timeoutMs),
  };
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > answerBytesMax) throw new Error('The answer is longer than we read.');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function lostOrNotSent(neighbour: string, error: unknown): NeighbourAnswer {
  const code = causeCode(error);
  if (notSentCodes.has(code)) {
    throw new NeighbourUnavailable(neighbour, String(code).toLowerCase(), { cause: error });
  }
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  return { kind: 'lost', failure: timedOut ? 'timeout' : 'connection_lost', cause: error };
}

function causeCode(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? cause.code : undefined;
}

function readAnswer(call: NeighbourCall, status: number, text: string): NeighbourAnswer {
  const { neighbour } = call;
  if (notExecutedStatuses.has(status))
    throw new NeighbourUnavailable(neighbour, `status_${status}`);
  const body = parseJson(text);
  const isAnswer = (status >= 200 && status < 300) || call.expected?.includes(status);
  if (isAnswer && body !== undefined) return { kind: 'answered', status, body };
  if (isAnswer) return { kind: 'lost', failure: unreadable, cause: null };
  if (status >= 500 || undecidedStatuses.has(status)) {
    return { kind: 'lost', failure: `status_${status}`, cause: null };
  }
  throw new NeighbourRefused(neighbour, refusalCode(body) ?? `status_${status}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller decides what an unreadable answer means for its kind of call.
    return undefined;
  }
}

function refusalCode(body: unknown): string | null {
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : null;
  return typeof code === 'string' && /^[a-z0-9_]{1,60}$/.test(code) ? code : null;
}
