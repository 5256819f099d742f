import { Client, Connection } from '@temporalio/client';
import { createHttpPartyRegistry } from './adapters/registry/http.ts';
import { buildApp } from './api/app.ts';
import { createAuthenticate } from './api/access/authenticate.ts';
import type { Parts } from './api/parts.ts';
import { loggableError } from './api/request-log.ts';
import { createSandboxClock } from './api/sandbox/sandbox-clock.ts';
import { createEngine } from './api/temporal.ts';
import { startCodecServer } from './codec-server.ts';
import { loadConfig } from './config.ts';
import { connectDatabase } from './db/connect.ts';
import { createPlatforms } from './db/registry/platforms.ts';
import { createTransitions } from './db/orders/transitions.ts';
import { createVersionWatch } from './db/reading/version-watch.ts';
import { createAttestor } from './evidence/attestation.ts';
import { createProof } from './evidence/proof.ts';
import { createLogger } from './logger.ts';
import { announceReady, endWithParent } from './process-life.ts';
import { createDataConverter } from './vault/data-converter.ts';
import { createPayloadCodec } from './vault/payload-codec.ts';
import { createVault } from './vault/vault.ts';

const config = loadConfig(process.env);
const logger = createLogger(config.logLevel, 'api').child(
  {},
  { serializers: { err: loggableError } },
);
const { vaultMasterKey: masterKey, codecKey } = config.secrets;
const sql = connectDatabase({ ...config.database, applicationName: 'api' });
const vault = createVault({ masterKey });
const attestor = createAttestor({ masterKey });
const { address, namespace } = config.temporal;
// Lazy: orders are accepted while Temporal is down (D10).
const connection = Connection.lazy({ address });
const dataConverter = createDataConverter({ codecKey });
const client = new Client({ connection, namespace, dataConverter });
const versions = createVersionWatch(sql);

const parts: Parts = {
  sql,
  engine: createEngine(client),
  transitions: createTransitions({ sql, proof: createProof({ vault, attestor }) }),
  platforms: createPlatforms({ sql, newWrappedKey: () => vault.newDataKey().wrapped }),
  versions,
  partyRegistry: createHttpPartyRegistry({ url: config.neighbours.registryUrl }),
  vault,
  attestor,
  authenticate: createAuthenticate(config.identity),
  sandboxClock: config.sandbox ? createSandboxClock(sql, client) : null,
  webhookSecrets: {
    payment: config.secrets.webhookSecretPayment,
    carrier: config.secrets.webhookSecretCarrier,
  },
  rateLimitPerMinute: config.api.rateLimitPerMinute,
  logger,
};

const app = await buildApp(parts);
const codecServer = config.sandbox
  ? await startCodecServer({ ...config.codecServer, codec: createPayloadCodec({ key: codecKey }) })
  : null;
const url = await app.listen({ host: config.api.host, port: config.api.port });
endWithParent(async () => {
  versions.close();
  await app.close();
  await codecServer?.close();
  await connection.close();
  await sql.end({ timeout: 5 });
});
announceReady({ url, codecUrl: codecServer?.url ?? null });
