import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const api = 'http://localhost:3000'

/** In one chunk: what several chunks share would be many small ones, which gzip makes less of. */
const vendors = /node_modules\/(?:vue|@vue|vue-router|pinia|@pinia|@trpc|zod|@lucide)\//

export default defineConfig({
  plugins: [vue(), tailwindcss()],
  server: { proxy: { '/trpc': api, '/export': api } },
  build: {
    target: 'es2023',
    // The content security policy allows no `data:` addresses and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The charts, which come when the rest is there; scripts/lib/pageBudget.mjs watches that rest.
    chunkSizeWarningLimit: 600,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'vendor', test: vendors }] } } },
  },
  test: {
    name: 'web',
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/testing/failOnWarning.ts', 'src/testing/cleanUp.ts'],
    isolate: false,
  },
})
