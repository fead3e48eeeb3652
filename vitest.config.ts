import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    setupFiles: ['test/support/leak-guard.ts'],
    env: {
      // With any other value oclif would look for TypeScript sources instead of the built commands.
      NODE_ENV: 'production',
      // gearmand is installed where only root looks.
      PATH: `${process.env.PATH}:/usr/sbin`,
    },
    pool: 'forks',
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    disableConsoleIntercept: true,
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary'] },
  },
});
