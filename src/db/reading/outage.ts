/** Codes of postgres.js and of PostgreSQL that mean: not now, perhaps soon. */
const passing = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections
  '57P01',
  '57P02',
  '57P03',
  '53300',
  // serialization_failure, deadlock_detected: the same request may win the next time
  '40001',
  '40P01',
]);

/** Whether the database could not be reached or gave up, so that the same call may work later. */
export function isDatabaseOutage(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && (passing.has(code) || code.startsWith('08'));
}
