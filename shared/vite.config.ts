import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    ssr: true,
    target: 'es2022',
    sourcemap: true,
    rolldownOptions: {
      input: {
        index: 'src/index.ts',
        client: 'src/client/index.ts',
        browser: 'src/client/browser.ts',
        cli: 'src/cli/main.ts',
      },
      output: { chunkFileNames: '[name]-[hash].js' },
    },
  },
})
