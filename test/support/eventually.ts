import { vi } from 'vitest';

/** What is seen once nothing throws any more; looks as long as a busy machine may need. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 60_000, interval: 25 });
}
