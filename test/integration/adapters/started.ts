import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of the test's own that is gone after it. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'luyue-simulators-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** Closes with the test; closing twice is the closable's matter. */
export function closing<C extends { close(): Promise<void> }>(closable: C): C {
  onTestFinished(() => closable.close());
  return closable;
}

/** A bare HTTP server on loopback that ends with the test. */
export async function startBareServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export type ReceivedWebhook = { path: string; headers: IncomingHttpHeaders; body: string };

/**
 * An engine's door that keeps what it is told and answers with the next status given (else 204);
 * `never` leaves the sender waiting.
 */
export async function startWebhookReceiver(statuses: (number | 'never')[] = []) {
  const received: ReceivedWebhook[] = [];
  const url = await startBareServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      const status = statuses.shift() ?? 204;
      if (status !== 'never') response.writeHead(status).end();
    });
  });
  return { url, received };
}

/** An address on which nothing listens. */
export async function deadUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return `http://127.0.0.1:${port}`;
}

/** Calls a simulator's administration and answers its JSON. */
export async function send(method: 'GET' | 'PUT' | 'POST', url: string, body?: unknown) {
  const response = await fetch(url, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** A name that no other test uses. */
export function unique(prefix: string): string {
  return `${prefix}${randomUUID().slice(0, 8)}`;
}
