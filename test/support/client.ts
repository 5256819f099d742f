import { randomUUID } from 'node:crypto';
import { inject, vi } from 'vitest';
import type { DevFile } from '../../scripts/runtime/dev-file.ts';
import type { Problem } from '../../src/api/problems.ts';
import type { SigningRole } from '../../src/domain/order.ts';
import type { PartyWarning } from '../../src/domain/parties/party-warnings.ts';
import type { DocumentView } from '../../src/domain/views/document-view.ts';
import type { ShipmentView } from '../../src/domain/views/shipment-view.ts';
import type { OrderView } from '../../src/domain/views/views.ts';
import type { Waiting } from '../../src/domain/views/waiting.ts';
import { signStatement } from '../../src/evidence/signature.ts';
import { demandDocumented } from './contract.ts';
import { LastSecondOver } from './last-second.ts';

/** A client of the public API, as every party of the trade might have one: HTTP and nothing else. */

export type Order = Omit<OrderView, 'recipient'> & {
  recipient: { name: string; phone: string; address: Record<string, string> };
  /** Where the order itself is read. */
  partyWarnings?: PartyWarning[];
};
export type Shipment = ShipmentView;
export type Document = DocumentView;
export type Page<Item> = { data: Item[]; nextCursor: string | null };

/** What came back. Without a type given it is read as a problem. */
export interface Answer<Body = Problem> {
  status: number;
  headers: Headers;
  body: Body;
}

interface Sent {
  /** The Idempotency-Key; a new one unless given, none if null. */
  key?: string | null;
  headers?: Record<string, string>;
}

export interface Client {
  get: <Body = Problem>(path: string, sent?: Sent) => Promise<Answer<Body>>;
  post: <Body = Problem>(path: string, body: unknown, sent?: Sent) => Promise<Answer<Body>>;
  put: <Body = Problem>(path: string, body: unknown, sent?: Sent) => Promise<Answer<Body>>;
  patch: <Body = Problem>(path: string, body: unknown, sent?: Sent) => Promise<Answer<Body>>;
  delete: <Body = Problem>(path: string, sent?: Sent) => Promise<Answer<Body>>;
}

export type Role = keyof DevFile['tokens'];

/** What `npm start` tells of the instance under test. */
export function devFile(): DevFile {
  return inject('devFile');
}

/** Speaks with the token of a role of the instance. */
export function as(role: Role): Client {
  return withToken(devFile().tokens[role]);
}

/**
 * Speaks with any token, or with none. `apiUrl` is another instance's. Every answer is held
 * against the published contract.
 */
export function withToken(token: string | null, apiUrl = devFile().apiUrl): Client {
  const call =
    (method: string) =>
    async <Body>(path: string, body?: unknown, { key, headers }: Sent = {}) => {
      const keyed =
        method === 'GET' || key === null ? {} : { 'idempotency-key': key ?? randomUUID() };
      const answer = await fetch(`${apiUrl}${path}`, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...keyed,
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json') === true;
      const parsed = (isJson ? JSON.parse(text) : text) as Body;
      const { status } = answer;
      const contentType = answer.headers.get('content-type');
      await demandDocumented(apiUrl, { method, path, status, contentType, body: parsed });
      return { status, headers: answer.headers, body: parsed };
    };
  const [get, post, put, patch, remove] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map(call) as [
    ReturnType<typeof call>,
    ReturnType<typeof call>,
    ReturnType<typeof call>,
    ReturnType<typeof call>,
    ReturnType<typeof call>,
  ];
  return {
    get: (path, sent) => get(path, undefined, sent),
    post,
    put,
    patch,
    delete: (path, sent) => remove(path, undefined, sent),
  };
}

/** The body of an answer that is a yes; fails with the problem otherwise. */
export async function taken<Body>(answering: Promise<Answer<Body>>): Promise<Body> {
  const { status, body } = await answering;
  if (status >= 200 && status < 300) return body;
  throw new Error(`${status} ${JSON.stringify(body)}`);
}

/** Status and code of a refusal, which is what a test says about it. */
export async function refusal(answering: Promise<Answer>): Promise<string> {
  const { status, headers, body } = await answering;
  const isProblem = headers.get('content-type')?.startsWith('application/problem+json') === true;
  return isProblem ? `${status} ${body.code}` : `${status} and no problem`;
}

/** A token as the development issuer gives it to whoever asks. */
export async function newToken(claims: Record<string, string>): Promise<string> {
  const [, payload = ''] = devFile().tokens.ops.split('.');
  const { iss } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss: string };
  const answer = await fetch(`${iss}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(claims),
  });
  if (!answer.ok) throw new Error(`no token: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** Repeats a call under one key while the engine says that it is only busy. */
export async function insist<Body>(
  call: (sent: { key: string }) => Promise<Answer<Body>>,
): Promise<Body> {
  const key = randomUUID();
  return vi.waitUntil(
    async () => {
      const answer = await call({ key });
      const { code } = (answer.body ?? {}) as { code?: string };
      const isBusy = answer.status === 503 || code === 'order_busy';
      return isBusy ? false : taken(Promise.resolve(answer));
    },
    { timeout: 60_000, interval: 50 },
  ) as Promise<Body>;
}

export async function readOrder(orderId: string, role: Role = 'support'): Promise<Order> {
  return taken(as(role).get<Order>(`/v1/orders/${orderId}`));
}

/** The order as soon as it is as wanted, by the API's own long poll. */
export async function untilOrder(
  orderId: string,
  isAsWanted: (order: Order) => boolean,
): Promise<Order> {
  const endsAt = Date.now() + 90_000;
  let order = await readOrder(orderId);
  while (!isAsWanted(order)) {
    if (Date.now() > endsAt) throw new Error(`not as wanted: ${summaryOf(order)}`);
    const path = `/v1/orders/${orderId}?ifVersionAbove=${order.version}&wait=5`;
    order = await taken(as('support').get<Order>(path));
  }
  return order;
}

function summaryOf({
  status,
  statusReason,
  version,
  payment,
  shipments,
  refunds,
  cases,
  due,
}: Order) {
  const running = due.map(({ name, state }) => `${name}=${state}`);
  const parts = { status, statusReason, version, payment, shipments, refunds, cases, running };
  return JSON.stringify(parts);
}

export async function untilStatus(orderId: string, status: string): Promise<Order> {
  return untilOrder(orderId, (order) => order.status === status);
}

export async function waitingOf(orderId: string, role: Role = 'support'): Promise<Waiting> {
  return taken(as(role).get<Waiting>(`/v1/orders/${orderId}/waiting`));
}

export interface Forwarded {
  now: string;
  fired: { name: string; subject: { type: string; id: string }; at: string }[];
}

/** Forwards one order: by a duration, or to just past its next deadline. */
export async function clock(
  orderId: string,
  how: { advance: string } | { to: 'next_deadline' },
): Promise<Forwarded> {
  const body = { subject: orderId, ...how };
  return insist((sent) => as('ops').post<Forwarded>('/v1/sandbox/clock', body, sent));
}

/** Forwards one order to so many seconds after (or, negative, before) an instant of its own. */
export async function clockTo(
  orderId: string,
  instant: string,
  seconds: number,
): Promise<Forwarded> {
  const { now } = await taken(as('ops').get<Forwarded>(`/v1/sandbox/clock?subject=${orderId}`));
  const ahead = Math.floor((Date.parse(instant) - Date.parse(now)) / 1_000) + seconds;
  return clock(orderId, { advance: `P${Math.floor(ahead / 86_400)}DT${ahead % 86_400}S` });
}

/** Goes to so many seconds before an instant of an order, and looks or takes a step there. */
export async function justBefore<T>(
  orderId: string,
  instant: string,
  look: (forwarded: Forwarded) => Promise<T>,
  seconds = 1,
): Promise<T> {
  try {
    return await look(await clockTo(orderId, instant, -seconds));
  } catch (error) {
    const { now } = await taken(as('ops').get<Forwarded>(`/v1/sandbox/clock?subject=${orderId}`));
    // The clock that is told may be behind the run's by as long as a call takes.
    if (Date.parse(now) + 500 < Date.parse(instant)) throw error;
    throw new LastSecondOver(instant, { cause: error });
  }
}

/** A deadline of the order by its name, the newest of them. */
export function due(order: Order, name: string): Order['due'][number] {
  const found = order.due.toSorted((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
  const deadline = found.find((candidate) => candidate.name === name);
  if (deadline === undefined) throw new Error(`no deadline ${name}: ${summaryOf(order)}`);
  return deadline;
}

/** A compact JWS over documents as their signer's device makes it (design §4). */
export async function jwsOf(
  role: SigningRole,
  documents: { id: string; version: number; digest: string }[],
  changed: { keyId?: string; privateJwk?: object; role?: string } = {},
): Promise<string> {
  const { keyId, privateJwk } = devFile().signers[role];
  return signStatement({
    privateJwk: changed.privateJwk ?? privateJwk,
    keyId: changed.keyId ?? keyId,
    documents: documents.map(({ id, version, digest }) => ({ documentId: id, version, digest })),
    role: changed.role ?? role,
    signedAt: new Date().toISOString(),
  });
}

/** The body of a signature by the registered key of a role's person. */
export async function signatureBy(role: SigningRole, document: Document) {
  const { personId, name } = devFile().signers[role];
  return { role, signer: { personId, name }, method: 'jws', jws: await jwsOf(role, [document]) };
}

/** One side signs a document by its key. */
export async function sign(role: SigningRole, document: Document): Promise<Document> {
  const body = await signatureBy(role, document);
  const path = `/v1/documents/${document.id}/signatures`;
  return insist((sent) => as(role).post<Document>(path, body, sent));
}
