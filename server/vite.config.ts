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
        main: 'src/service/main.ts',
        exportWorker: 'src/service/exportWorker.ts',
        segmentWorker: 'src/formats/xlsx/segments/segmentWorker.ts',
        load: 'src/demo/load.ts',
      },
      // Beside the entries: what they share finds files by their place beside its own.
      output: { chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { noExternal: ['@coatcheck/shared'] },
})
