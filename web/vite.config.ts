import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const api = 'http://localhost:3000'

const zodToJsonSchema = /^\.{1,2}\/(core\/)?(to-json-schema|json-schema-processors)\.js$/
const withoutJsonSchema = fileURLToPath(new URL('src/app/zodWithoutJsonSchema.ts', import.meta.url))

export default defineConfig({
  plugins: [vue(), tailwindcss()],
  resolve: { alias: [{ find: zodToJsonSchema, replacement: withoutJsonSchema }] },
  server: { proxy: { '/trpc': api, '/export': api, '/openapi.json': api } },
  build: {
    target: 'es2023',
    // The content security policy allows no `data:` addresses and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The charts, which come when the rest is there; scripts/lib/pageBudget.mjs watches that rest.
    chunkSizeWarningLimit: 600,
    // What is needed at once in one file: it compresses better than in parts.
    rolldownOptions: {
      // Those of the file in the place of zod's.
      checks: { importIsUndefined: false },
      output: { codeSplitting: { groups: [{ name: 'page', tags: ['$initial'] }] } },
    },
  },
  test: {
    name: 'web',
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    setupFiles: [
      'src/testing/failOnWarning.ts',
      'src/testing/cleanUp.ts',
      '../scripts/testing/patience.mjs',
    ],
    isolate: false,
    // These wait for nothing, and each worker loads Vue, its components and the document.
    maxWorkers: availableParallelism(),
    // Vitest runs projects with another number of processes apart from each other.
    sequence: { groupOrder: 1 },
    testTimeout: 30_000,
  },
})
