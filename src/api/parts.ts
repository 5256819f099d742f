import type { FastifyBaseLogger } from 'fastify';
import type { Sql } from 'postgres';
import type { PartyRegistry } from '../adapters/registry/port.ts';
import type { Platforms } from '../db/registry/platforms.ts';
import type { Transitions } from '../db/orders/transitions.ts';
import type { VersionWatch } from '../db/reading/version-watch.ts';
import type { Attestor } from '../evidence/attestation.ts';
import type { Vault } from '../vault/vault.ts';
import type { Authenticate } from './access/authenticate.ts';
import type { SandboxClock } from './sandbox/sandbox-clock.ts';
import type { Engine } from './temporal.ts';

/** What the door is made of. Each route takes the parts it needs, and mains choose them. */
export interface Parts {
  sql: Sql;
  engine: Engine;
  transitions: Transitions;
  platforms: Platforms;
  versions: VersionWatch;
  partyRegistry: PartyRegistry;
  vault: Vault;
  attestor: Attestor;
  authenticate: Authenticate;
  /** Null outside the sandbox. */
  sandboxClock: SandboxClock | null;
  webhookSecrets: { payment: string; carrier: string };
  rateLimitPerMinute: number;
  logger: FastifyBaseLogger;
}
