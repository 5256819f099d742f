import { createServer } from 'node:net';
import { join } from 'node:path';
import { readJson, writePrivateJson } from './files.ts';
import { StartFailure } from './start-failure.ts';

const host = '127.0.0.1';

/** Different free loopback ports: all are held at once before any is given back. */
export async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, async () => hold(0)));
  const ports = held.map((server) => server.port);
  await Promise.all(held.map(async (server) => server.release()));
  return ports;
}

const portNames = [
  'api',
  'postgres',
  'temporal',
  'temporalUi',
  'codec',
  'payment',
  'carrier',
  'registry',
  'stock',
  'notifier',
  'issuer',
] as const;

/** Where the parts of one instance listen. */
export type InstancePorts = Record<(typeof portNames)[number], number>;

/**
 * Free ports for one instance, the same ones at every start while nobody else has taken them:
 * tokens name their issuer with its port, and people keep links.
 */
export async function instancePorts(home: string): Promise<InstancePorts> {
  const path = join(home, 'ports.json');
  const kept = (readJson(path) ?? {}) as Partial<Record<string, unknown>>;
  const held = await Promise.all(
    portNames.map(async (name) => hold(Number(kept[name]) || 0).catch(async () => hold(0))),
  );
  const ports = Object.fromEntries(portNames.map((name, index) => [name, held[index]?.port ?? 0]));
  await Promise.all(held.map(async (server) => server.release()));
  writePrivateJson(path, ports);
  return ports as InstancePorts;
}

/** Resolves where the port can be had on loopback; StartFailure names the way out otherwise. */
export async function requireFreePort(port: number): Promise<void> {
  try {
    const server = await hold(port);
    await server.release();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason = code === 'EACCES' ? 'may not be used by this user' : 'is taken';
    throw new StartFailure(
      `Port ${port} ${reason}: set PORT to another one, or PORT=0 for any free one.`,
      { cause: error },
    );
  }
}

async function hold(port: number): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return {
    port: address.port,
    release: async () => new Promise((resolve) => server.close(() => resolve())),
  };
}
