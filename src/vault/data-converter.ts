import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { createPayloadCodec } from './payload-codec.ts';

/** The file that `bundleWorkflowCode` needs as well, so that the sandbox uses the same one. */
export const failureConverterPath = fileURLToPath(new URL('failure-converter.ts', import.meta.url));

/**
 * What the client, the worker and replays must all be given: nothing of ours is in clear in
 * Temporal but ids, names of types and search attributes (design D6). Keys have 32 bytes.
 */
export function createDataConverter(options: {
  codecKey: Buffer;
  olderCodecKeys?: readonly Buffer[];
}): DataConverter {
  const codec = createPayloadCodec({ key: options.codecKey, olderKeys: options.olderCodecKeys });
  return { payloadCodecs: [codec], failureConverterPath };
}
