import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writePrivateJson } from './files.ts';
import { StartFailure } from './start-failure.ts';

const schema = z.object({
  databasePassword: z.string(),
  vaultMasterKey: z.string(),
  codecKey: z.string(),
  webhookSecretPayment: z.string(),
  webhookSecretCarrier: z.string(),
  neighbourApiKey: z.string(),
});

/** The secrets of one development instance. */
export type InstanceSecrets = z.infer<typeof schema>;

/**
 * The instance's secrets, made once and kept (mode 600): what was sealed under them must stay
 * readable. StartFailure where the file is there and unreadable, rather than making new ones.
 */
export function instanceSecrets(home: string): InstanceSecrets {
  const path = join(home, 'secrets.json');
  if (existsSync(path)) {
    const kept = schema.safeParse(readJson(path));
    if (kept.success) return kept.data;
    throw new StartFailure(
      `${path} can't be read: put it back, or delete ${home} to begin with empty data.`,
    );
  }
  const made = {
    databasePassword: randomBytes(24).toString('hex'),
    vaultMasterKey: randomBytes(32).toString('base64'),
    codecKey: randomBytes(32).toString('base64'),
    webhookSecretPayment: `whsec_${randomBytes(24).toString('base64')}`,
    webhookSecretCarrier: `whsec_${randomBytes(24).toString('base64')}`,
    neighbourApiKey: randomBytes(24).toString('hex'),
  };
  writePrivateJson(path, made);
  return made;
}
