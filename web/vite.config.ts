import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const api = 'http://localhost:3000'

export default defineConfig({
  plugins: [vue(), tailwindcss()],
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
      output: { codeSplitting: { groups: [{ name: 'page', tags: ['$initial'] }] } },
    },
  },
  test: {
    name: 'web',
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/testing/failOnWarning.ts', 'src/testing/cleanUp.ts'],
    isolate: false,
  },
})
