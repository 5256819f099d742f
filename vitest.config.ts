import { defineConfig } from 'vitest/config';

/** PostgreSQL and Temporal are brought up once per run, and only for the levels that need them. */
const withServers = { globalSetup: ['test/support/global-setup.ts'] };

export default defineConfig({
  test: {
    pool: 'forks',
    env: { TZ: 'UTC' },
    restoreMocks: true,
    setupFiles: ['test/support/property-seed.ts'],
    projects: [
      level('unit', { testTimeout: 10_000 }),
      level('workflow', { ...withServers, testTimeout: 60_000, hookTimeout: 60_000 }),
      level('integration', { ...withServers, testTimeout: 30_000, hookTimeout: 60_000 }),
      level('e2e', {
        globalSetup: ['test/support/instance.ts'],
        testTimeout: 60_000,
        hookTimeout: 60_000,
        // Most of a test's time is the instance's; the group after the others gives it the machine.
        maxWorkers: 2,
        sequence: { groupOrder: 1 },
      }),
      level('replay', { testTimeout: 60_000 }),
    ],
  },
});

function level(name: string, settings: Record<string, unknown>) {
  return {
    extends: true as const,
    test: { name, include: [`test/${name}/**/*.test.ts`], ...settings },
  };
}
