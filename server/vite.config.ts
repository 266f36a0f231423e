import { defineConfig } from 'vite'
import { assemblyScript } from '../scripts/lib/assemblyScript.mjs'

export default defineConfig({
  plugins: [assemblyScript()],
  build: {
    ssr: true,
    target: 'node20',
    sourcemap: true,
    rollupOptions: {
      input: {
        index: 'src/index.ts',
        main: 'src/main.ts',
        exportWorker: 'src/exports/exportWorker.ts',
        segmentWorker: 'src/formats/xlsx/segments/segmentWorker.ts',
        load: 'src/load.ts',
      },
      // Beside the entries: what they share finds files by their place beside its own.
      output: { chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { noExternal: ['@coatcheck/shared'] },
})
