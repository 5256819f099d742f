import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Puts messages and stack traces of failures into a payload, which the codec encrypts; in clear
 * they say `Encoded failure`. Temporal loads this file by its path, on the main thread and inside
 * the workflow sandbox, so it imports nothing else.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
