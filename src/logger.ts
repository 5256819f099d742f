import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Config } from './config.ts';

/**
 * What never stands in a log, wherever it turns up down to two levels. The first line of
 * defence is to log chosen fields only; this is the second.
 */
const secretNames = [
  'authorization',
  'cookie',
  'password',
  'token',
  'access_token',
  'apiKey',
  'privateJwk',
  'vaultMasterKey',
  'codecKey',
  'webhookSecretPayment',
  'webhookSecretCarrier',
  'recipient',
  'contact',
  'contacts',
  'phone',
  'email',
  'address',
  'identityDocument',
];

/**
 * One program's log: JSON lines on stderr, instants in ISO 8601 UTC, secrets and personal
 * fields blanked. `destination` is for tests.
 */
export function createLogger(
  level: Config['logLevel'],
  name: string,
  // Lines written at once are there after a crash, which is when they are wanted.
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Logger {
  const paths = secretNames.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino(
    {
      name,
      level,
      base: { name },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths, censor: '[redacted]' },
    },
    destination,
  );
}
