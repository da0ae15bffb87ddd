import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // processes, not threads: a session blocks on atomics and starts workers of its own, as in a user's program
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.{ts,js}'],
      exclude: ['src/**/*.generated.ts'],
      reporter: ['text-summary', 'html'],
      reportsDirectory: 'coverage',
    },
  },
  resolve: {
    alias: {
      'tf0/numpy': new URL('./src/np/index.ts', import.meta.url).pathname,
      'tf0/python': new URL('./src/python/index.ts', import.meta.url).pathname,
      tf0: new URL('./src/index.ts', import.meta.url).pathname,
    },
  },
})
