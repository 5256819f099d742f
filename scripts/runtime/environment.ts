import type { Infrastructure } from './infrastructure.ts';
import type { InstancePorts } from './ports.ts';
import type { InstanceSecrets } from './secrets.ts';

/** Where the simulated neighbours listen: what they say when they are ready. */
export type SimulatorUrls = {
  payment: string;
  carrier: string;
  registry: string;
  stock: string;
  notifier: string;
  issuer: { issuer: string; jwksUrl: string; tokenUrl: string };
};

type Environment = Record<string, string | undefined>;

/** The environment of the simulated neighbours. */
export function simulatorEnvironment(
  env: Environment,
  { secrets, ports, folder }: { secrets: InstanceSecrets; ports: InstancePorts; folder: string },
): Environment {
  return {
    ...env,
    SIMULATORS_HOME: folder,
    PAYMENT_API_KEY: secrets.neighbourApiKey,
    PAYMENT_WEBHOOK_SECRET: secrets.webhookSecretPayment,
    CARRIER_WEBHOOK_SECRET: secrets.webhookSecretCarrier,
    PAYMENT_PORT: String(ports.payment),
    CARRIER_PORT: String(ports.carrier),
    REGISTRY_PORT: String(ports.registry),
    STOCK_PORT: String(ports.stock),
    NOTIFIER_PORT: String(ports.notifier),
    ISSUER_PORT: String(ports.issuer),
  };
}

/** The environment of the API and the worker, by the names of src/config.ts. */
export function engineEnvironment(
  env: Environment,
  instance: {
    secrets: InstanceSecrets;
    infrastructure: Infrastructure;
    simulators: SimulatorUrls;
    ports: InstancePorts;
  },
): Environment {
  const { secrets, infrastructure, simulators, ports } = instance;
  return {
    ...env,
    DATABASE_URL: infrastructure.databaseUrl,
    TEMPORAL_ADDRESS: infrastructure.temporalAddress,
    TEMPORAL_NAMESPACE: 'luyue',
    TEMPORAL_TASK_QUEUE: 'luyue-orders',
    HOST: '127.0.0.1',
    PORT: String(ports.api),
    IDENTITY_ISSUER: simulators.issuer.issuer,
    IDENTITY_JWKS_URL: simulators.issuer.jwksUrl,
    IDENTITY_AUDIENCE: 'luyue',
    PAYMENT_URL: simulators.payment,
    CARRIER_URL: simulators.carrier,
    REGISTRY_URL: simulators.registry,
    STOCK_URL: simulators.stock,
    NOTIFIER_URL: simulators.notifier,
    NEIGHBOUR_API_KEY: secrets.neighbourApiKey,
    VAULT_MASTER_KEY: secrets.vaultMasterKey,
    CODEC_KEY: secrets.codecKey,
    WEBHOOK_SECRET_PAYMENT: secrets.webhookSecretPayment,
    WEBHOOK_SECRET_CARRIER: secrets.webhookSecretCarrier,
    SANDBOX: 'true',
    CODEC_SERVER_PORT: String(ports.codec),
    CODEC_SERVER_ALLOWED_ORIGIN: `http://127.0.0.1:${ports.temporalUi}`,
    CODEC_SERVER_TOKEN: '',
  };
}
