import { join } from 'node:path'
import { build } from 'vite'
import { assemblyScript } from './assemblyScript.mjs'
import { root } from './paths.mjs'
import { runNode } from './run.mjs'

/** Rows for writers that take them by the million. */
const manyRows = 1_000_000

const outDir = join(root, 'server', 'dist', 'bench')

/** One measurement for each contender, each in a process of its own, one after the other. */
export async function measureContenders(rowCount) {
  await buildBench()
  const runs = [
    ['exceljs', rowCount],
    ['hucre', rowCount],
    ['sheetjs', rowCount],
    ['plain', rowCount],
    ['coatcheck', rowCount],
    ['plain', manyRows],
    ['coatcheck, one core', manyRows],
    ['coatcheck', manyRows],
    ['csv', manyRows],
  ]
  const measurements = []
  for (const [name, rows] of runs) {
    const args = ['--expose-gc', join(outDir, 'measure.js'), name, String(rows)]
    const { ok, output } = await runNode(args[0], args.slice(1))
    if (!ok) throw new Error(`${name} failed:\n${output}`)
    measurements.push(JSON.parse(output.split('\n').at(-1)))
  }
  return measurements
}

/** The bench is not part of the product, so it is built apart from it. */
async function buildBench() {
  await build({
    configFile: false,
    root: join(root, 'server'),
    logLevel: 'warn',
    plugins: [assemblyScript()],
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        input: {
          measure: join(root, 'server', 'bench', 'measure.ts'),
          segmentWorker: join(root, 'server', 'src/formats/xlsx/segments/segmentWorker.ts'),
        },
      },
    },
    ssr: { noExternal: ['@coatcheck/shared'] },
  })
}
