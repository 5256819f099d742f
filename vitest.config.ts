import { defineConfig } from 'vitest/config';

/** PostgreSQL and Temporal are brought up once per run, and only for the levels that need them. */
const withServers = { globalSetup: ['test/support/global-setup.ts'] };

/**
 * So long a test may take on a machine that is busy with other things; an idle one needs a tenth.
 * What its last second passed by (test/support/last-second.ts) has seen nothing and comes again.
 */
const patient = {
  testTimeout: 180_000,
  hookTimeout: 180_000,
  retry: { count: 5, condition: /^the last second was over/ },
};

export default defineConfig({
  test: {
    pool: 'forks',
    // Most of a test's time is a server's: two files at once, also where there are two processors.
    maxWorkers: 2,
    env: { TZ: 'UTC' },
    restoreMocks: true,
    expect: { poll: { timeout: 60_000, interval: 25 } },
    setupFiles: ['test/support/property-seed.ts'],
    projects: [
      level('unit', { testTimeout: 60_000 }),
      level('workflow', { ...withServers, ...patient }),
      level('integration', { ...withServers, ...patient }),
      level('e2e', {
        globalSetup: ['test/support/instance.ts'],
        ...patient,
        // The group after the others gives the instance the machine.
        sequence: { groupOrder: 1 },
      }),
      level('replay', { testTimeout: 180_000, hookTimeout: 180_000 }),
    ],
  },
});

function level(name: string, settings: Record<string, unknown>) {
  return {
    extends: true as const,
    test: { name, include: [`test/${name}/**/*.test.ts`], ...settings },
  };
}
