import { createHmac } from 'node:crypto';

/**
 * The headers of Standard Webhooks 1.0 for a message. `secret` is base64, with or without the
 * prefix `whsec_`; `timestampSeconds` is the instant of this attempt.
 */
export function webhookHeaders(
  secret: string,
  message: { id: string; timestampSeconds: number; body: string },
): Record<string, string> {
  const { id, timestampSeconds, body } = message;
  const secretBytes = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', secretBytes)
    .update(`${id}.${timestampSeconds}.${body}`)
    .digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': `v1,${signature}`,
  };
}
