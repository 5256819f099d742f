import { z } from 'zod';

const port = (otherwise: number) => z.coerce.number().int().min(0).max(65_535).default(otherwise);
const count = (otherwise: number) => z.coerce.number().int().min(1).default(otherwise);

/** 32 bytes in base64: what AES-256 wants; `openssl rand -base64 32` makes one. */
const key = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length === 32, 'must be 32 bytes in base64');

/** As Standard Webhooks writes its secrets. */
const webhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must be whsec_ and at least 24 bytes in base64');

const yesOrNo = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);

const variables = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }),
  DATABASE_POOL_MAX: count(10),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('luyue'),
  TEMPORAL_TASK_QUEUE: z.string().default('luyue-orders'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port(3000),
  LOG_LEVEL: logLevel.default('info'),
  RATE_LIMIT_PER_MINUTE: count(6_000),
  IDENTITY_ISSUER: z.url(),
  IDENTITY_JWKS_URL: z.url(),
  IDENTITY_AUDIENCE: z.string().default('luyue'),
  PAYMENT_URL: z.url(),
  CARRIER_URL: z.url(),
  REGISTRY_URL: z.url(),
  STOCK_URL: z.url(),
  NOTIFIER_URL: z.url().optional(),
  NEIGHBOUR_API_KEY: z.string().min(16),
  VAULT_MASTER_KEY: key,
  CODEC_KEY: key,
  WEBHOOK_SECRET_PAYMENT: webhookSecret,
  WEBHOOK_SECRET_CARRIER: webhookSecret,
  SANDBOX: yesOrNo,
  CODEC_SERVER_PORT: port(0),
  CODEC_SERVER_ALLOWED_ORIGIN: z.url().default('http://127.0.0.1:8233'),
  CODEC_SERVER_TOKEN: z.string().min(16).optional(),
});

/** Every variable that the programs read; `.env.example` lists the same. */
export const variableNames: readonly string[] = Object.keys(variables.shape);

/** Raised at start with every problem of the environment at once, one per line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the environment, the only place that does. An empty variable counts as absent. Throws
 * ConfigError with all problems; never shows a value, since it may be a secret.
 */
export function loadConfig(env: Environment): Config {
  return freeze(grouped(read(variables, env)));
}

/** The part that a migration job needs, so that it may run without the other secrets. */
export function loadMigrationConfig(env: Environment): Pick<Config, 'database' | 'logLevel'> {
  const part = variables.pick({ DATABASE_URL: true, DATABASE_POOL_MAX: true, LOG_LEVEL: true });
  const { DATABASE_URL: url, DATABASE_POOL_MAX: poolMax, LOG_LEVEL } = read(part, env);
  return freeze({ database: { url, poolMax }, logLevel: LOG_LEVEL });
}

type Environment = Record<string, string | undefined>;

function read<T extends z.ZodType>(schema: T, env: Environment): z.infer<T> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (!result.success) throw new ConfigError(z.prettifyError(result.error));
  return result.data;
}

/** What the mains hand on, part by part. Secrets have a group of their own. */
export type Config = Readonly<ReturnType<typeof grouped>>;

function grouped(values: z.infer<typeof variables>) {
  return {
    database: { url: values.DATABASE_URL, poolMax: values.DATABASE_POOL_MAX },
    temporal: {
      address: values.TEMPORAL_ADDRESS,
      namespace: values.TEMPORAL_NAMESPACE,
      taskQueue: values.TEMPORAL_TASK_QUEUE,
    },
    api: {
      host: values.HOST,
      port: values.PORT,
      rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE,
    },
    identity: {
      issuer: values.IDENTITY_ISSUER,
      jwksUrl: values.IDENTITY_JWKS_URL,
      audience: values.IDENTITY_AUDIENCE,
    },
    neighbours: {
      paymentUrl: values.PAYMENT_URL,
      carrierUrl: values.CARRIER_URL,
      registryUrl: values.REGISTRY_URL,
      stockUrl: values.STOCK_URL,
      notifierUrl: values.NOTIFIER_URL,
      apiKey: values.NEIGHBOUR_API_KEY,
    },
    secrets: {
      vaultMasterKey: values.VAULT_MASTER_KEY,
      codecKey: values.CODEC_KEY,
      webhookSecretPayment: values.WEBHOOK_SECRET_PAYMENT,
      webhookSecretCarrier: values.WEBHOOK_SECRET_CARRIER,
    },
    logLevel: values.LOG_LEVEL,
    sandbox: values.SANDBOX,
    codecServer: {
      port: values.CODEC_SERVER_PORT,
      allowedOrigin: values.CODEC_SERVER_ALLOWED_ORIGIN,
      token: values.CODEC_SERVER_TOKEN,
    },
  };
}

function freeze<T extends object>(value: T): Readonly<T> {
  for (const part of Object.values(value)) {
    // The engine refuses to freeze a Buffer's bytes.
    if (typeof part === 'object' && part !== null && !Buffer.isBuffer(part)) freeze(part);
  }
  return Object.freeze(value);
}
