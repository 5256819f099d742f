import type { FastifyRequest } from 'fastify';
import { demand } from '../../domain/errors.ts';

/** `If-Match` holds the version of the order (or party) that the caller has seen (RFC 9110). */
export function demandVersion(
  request: FastifyRequest,
  current: { version: number; status: string },
): void {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') return;
  const tags = header.split(',').map((tag) => tag.trim());
  demand(
    tags.every((tag) => /^(W\/)?"[\x21\x23-\x7e]*"$/.test(tag)),
    'malformed_request',
    'An If-Match holds the ETag that was read, in its quotation marks: "7".',
  );
  demand(
    tags.includes(etagOf(current.version)),
    'version_mismatch',
    `The current version is ${current.version}: read it again and send its ETag.`,
    { currentVersion: current.version, currentStatus: current.status },
  );
}

export function etagOf(version: number): string {
  return `"${version}"`;
}
