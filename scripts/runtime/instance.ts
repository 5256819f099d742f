import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDevFile } from './dev-file.ts';
import type { DevFile } from './dev-file.ts';
import { engineEnvironment, simulatorEnvironment } from './environment.ts';
import type { SimulatorUrls } from './environment.ts';
import { takeHome } from './home.ts';
import type { Home, ProgramName } from './home.ts';
import { providePostgres, provideTemporal } from './infrastructure.ts';
import type { InstanceOptions } from './options.ts';
import { createParts, titles } from './parts.ts';
import type { Parts } from './parts.ts';
import { instancePorts, requireFreePort } from './ports.ts';
import type { InstancePorts } from './ports.ts';
import { startProgram } from './program.ts';
import { step } from './progress.ts';
import type { Print } from './progress.ts';
import { instanceSecrets } from './secrets.ts';
import type { InstanceSecrets } from './secrets.ts';
import type { SeededParties } from './seed.ts';

/** The main programs of an instance and what fills it; tests may put others in their place. */
export type Programs = {
  api: string;
  worker: string;
  simulators: string;
  seed: (instance: {
    apiUrl: string;
    simulators: Pick<SimulatorUrls, 'issuer' | 'registry'>;
    home: string;
  }) => Promise<SeededParties>;
};

export type Instance = {
  /** Settles with what has to be known, once everything is ready; rejects where it fails. */
  ready: Promise<DevFile>;
  /** Settles with a sentence where a program ends by itself. */
  firstLoss: Promise<string>;
  /** Ends every program of ours in order and gives the folder back; also before all is ready. */
  stop: () => Promise<void>;
};

type Making = {
  options: InstanceOptions;
  programs: Programs;
  /** Where the sources are; the downloaded Temporal is kept there, for all instances. */
  checkout: string;
  print: Print;
};

/**
 * Brings up a whole installation on this machine: PostgreSQL, Temporal, the neighbours, the
 * worker, the API, parties to act as. StartFailure, with nothing begun, where the folder or the
 * port is another's.
 */
export async function startInstance(making: Making): Promise<Instance> {
  if (making.options.port !== 0) await requireFreePort(making.options.port);
  const home = await takeHome(making.options.home);
  const parts = createParts(home);
  const kept = await instancePorts(home.path);
  const ports = { ...kept, api: making.options.port || kept.api };
  let stopped: Promise<void> | null = null;
  const stop = async () => {
    await parts.stopAll();
    home.release();
  };
  return {
    ready: bringUp({ ...making, home, parts, ports, secrets: instanceSecrets(home.path) }),
    firstLoss: parts.firstLoss,
    stop: async () => (stopped ??= stop()),
  };
}

type Up = Making & { home: Home; parts: Parts; ports: InstancePorts; secrets: InstanceSecrets };

async function bringUp(up: Up): Promise<DevFile> {
  const { options } = up;
  // What is somebody else's is asked first: beside a wrong address nothing of ours is started.
  const theirs = {
    postgres: options.databaseUrl === null ? null : providePostgres(up),
    temporal: options.temporalAddress === null ? null : provideTemporal(up),
  };
  await allOrFirstFailure(Object.values(theirs).filter((one) => one !== null));
  const postgres = theirs.postgres ?? providePostgres(up);
  const temporal = theirs.temporal ?? provideTemporal(up);
  const neighbours = startSimulators(up);
  await allOrFirstFailure([postgres, temporal, neighbours]);
  const infrastructure = { databaseUrl: await postgres, temporalAddress: await temporal };
  const { databaseUrl, temporalAddress } = infrastructure;
  const simulators = await neighbours;
  const { secrets, ports } = up;
  const env = engineEnvironment(up.options.env, { secrets, infrastructure, simulators, ports });
  const worker = startPart(up, 'worker', { file: up.programs.worker, env });
  const api = startPart(up, 'api', { file: up.programs.api, env });
  await allOrFirstFailure([worker, api]);
  const { url: apiUrl } = z.object({ url: z.url() }).parse(await api);
  await tellWhereWebhooksGo(simulators, { apiUrl, apiKey: secrets.neighbourApiKey });
  const seeded = await step(up.print, 'parties, keys, a demo order', async () => ({
    result: await up.programs.seed({ apiUrl, simulators, home: up.home.path }),
  }));
  const ownTemporal = up.options.temporalAddress === null;
  const { payment, carrier, registry, stock, notifier, issuer } = simulators;
  const file: DevFile = {
    apiUrl,
    docsUrl: `${apiUrl}/docs`,
    temporalUiUrl: ownTemporal
      ? `http://127.0.0.1:${ports.temporalUi}/namespaces/luyue/workflows`
      : null,
    temporalAddress,
    temporalNamespace: 'luyue',
    databaseUrl,
    ...seeded,
    simulators: { payment, carrier, registry, stock, notifier, issuer: issuer.issuer },
    pids: pidsOf(up.parts),
  };
  writeDevFile(up.home.path, file);
  return file;
}

const simulatorsSaid = z.object({
  payment: z.url(),
  carrier: z.url(),
  registry: z.url(),
  stock: z.url(),
  notifier: z.url(),
  issuer: z.object({ issuer: z.url(), jwksUrl: z.url(), tokenUrl: z.url() }),
});

async function startSimulators(up: Up): Promise<SimulatorUrls> {
  const folder = join(up.home.path, 'simulators');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const env = simulatorEnvironment(up.options.env, { ...up, folder });
  const said = await startPart(up, 'simulators', { file: up.programs.simulators, env });
  return simulatorsSaid.parse(said);
}

/** Returns what the program said when it was ready. */
async function startPart(
  { home, parts, print }: Up,
  name: ProgramName,
  { file, env }: { file: string; env: Record<string, string | undefined> },
): Promise<unknown> {
  return step(print, titles[name], async () => {
    const logFile = home.logFile(name);
    const program = await startProgram({ name: titles[name], file, env, logFile }, (identity) =>
      home.remember(name, identity),
    );
    parts.add(name, program);
    const url = (program.details as { url?: string }).url;
    return { result: program.details, ...(url === undefined ? {} : { where: url }) };
  });
}

/** The neighbours are there before the API; they learn its address when it has one. */
async function tellWhereWebhooksGo(
  { payment, carrier }: SimulatorUrls,
  { apiUrl, apiKey }: { apiUrl: string; apiKey: string },
): Promise<void> {
  for (const neighbour of [payment, carrier]) {
    const answer = await fetch(`${neighbour}/webhook-target`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ url: apiUrl }),
      signal: AbortSignal.timeout(5_000),
    });
    if (!answer.ok) throw new Error(`${neighbour} refused the webhook target: ${answer.status}`);
  }
}

function pidsOf(parts: Parts): DevFile['pids'] {
  return {
    api: parts.pidOf('api'),
    worker: parts.pidOf('worker'),
    temporal: parts.pidOf('temporal'),
    postgres: parts.pidOf('postgres'),
    simulators: parts.pidOf('simulators'),
  };
}

/** Waits for all even where one fails: what a later one started must be known to end it. */
async function allOrFirstFailure(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}
