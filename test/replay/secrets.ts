import type { EngineSecrets } from '../support/engine.ts';

/** Keys of the recorded histories only. Nothing but made-up orders was ever sealed with them. */
export const replaySecrets: EngineSecrets = {
  vaultMasterKey: Buffer.alloc(32, 'replay vault key').toString('base64'),
  codecKey: Buffer.alloc(32, 'replay codec key').toString('base64'),
};
