import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import bundler from 'dts-bundle-generator'
import ts from 'typescript'
import { root } from './paths.mjs'

/** Their types stay imports: a consumer has these packages anyway. */
const importedLibraries = [...['@trpc/server', 'exceljs'], ...['pino', 'prom-client', 'zod']]

/** Entries that are bundled together. Those of the server would each have types of the other. */
const bundles = [
  {
    'shared/src/index': 'shared/dist/index.d.ts',
    'shared/src/client/index': 'shared/dist/client.d.ts',
  },
  { 'server/src/index': 'server/dist/library/index.d.ts' },
  { 'server/src/service/appRouter': 'server/dist/library/service.d.ts' },
]

/** Within the server, whose node_modules have every package that a declaration names. */
const declarations = 'server/dist/declarations'

/** Writes one declaration file for each entry, with nothing in it that leads back to the sources. */
export function bundleTypes() {
  emitDeclarations(bundles.flatMap((files) => Object.keys(files)))
  for (const files of bundles) {
    const bundled = bundler.generateDtsBundle(Object.keys(files).map(entryOf), {
      preferredConfigPath: join(root, declarations, 'tsconfig.json'),
    })
    for (const [index, file] of Object.values(files).entries()) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), bundled[index])
    }
  }
  rmSync(join(root, declarations), { recursive: true })
}

/** Once for all bundles: the compiler takes longest to find out which types are inferred. */
function emitDeclarations(entries) {
  const { config, error } = ts.readConfigFile(
    join(root, 'server/tsconfig.types.json'),
    ts.sys.readFile,
  )
  if (error) throw new Error(problemsOf([error]))
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(root, 'server'))
  const outDir = join(root, declarations)
  const files = entries.map((entry) => join(root, `${entry}.ts`))
  const emitted = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: root,
    outDir,
  }
  const { diagnostics } = ts.createProgram(files, { ...options, ...emitted }).emit()
  if (diagnostics.length > 0) throw new Error(problemsOf(diagnostics))
  const paths = { '@coatcheck/shared': ['./shared/src/index.d.ts'] }
  writeFileSync(
    join(outDir, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.types.json',
      compilerOptions: { paths },
      include: ['**/*.d.ts'],
    }),
  )
}

function problemsOf(diagnostics) {
  return ts.formatDiagnostics(diagnostics, {
    getCurrentDirectory: () => root,
    getCanonicalFileName: (file) => file,
    getNewLine: () => '\n',
  })
}

function entryOf(source) {
  return {
    filePath: join(root, declarations, `${source}.d.ts`),
    libraries: { importedLibraries, allowedTypesLibraries: ['node'] },
    // Apps with declarations name types that ours refer to.
    output: { noBanner: true, exportReferencedTypes: true },
  }
}
