import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { root } from './paths.mjs'

const extension = '.wasm'
const shared = join(root, 'server', 'src', 'formats', 'assembly')
const cache = join(root, 'node_modules', '.cache', 'coatcheck')

/**
 * Vite's plugin for modules in AssemblyScript: `import { wasm } from './assembly/index.wasm'` gives
 * the bytes of what `assembly/index.ts` compiles to. They are kept by the digest of all that they
 * are made of, because the compiler takes a second to load.
 */
export function assemblyScript() {
  return {
    name: 'assembly-script',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!source.endsWith(`/assembly/index${extension}`) || !importer) return null
      return resolve(dirname(importer), source)
    },
    async load(id) {
      if (!id.endsWith(`/assembly/index${extension}`)) return null
      const entry = `${id.slice(0, -extension.length)}.ts`
      const sources = await sourcesOf(entry)
      for (const { path } of sources) this.addWatchFile(path)
      const wasm = await compiled(entry, sources)
      return `export const wasm = Buffer.from('${wasm.toString('base64')}', 'base64')`
    },
  }
}

/**
 * Beside the entry is the module; in the folder above is what it shares with those who use it, and
 * in `formats/assembly/` what all modules share.
 */
async function sourcesOf(entry) {
  const folders = [dirname(entry), dirname(dirname(entry)), shared]
  const names = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder))
        .filter((name) => name.endsWith('.ts') && !name.includes('.d.'))
        .map((name) => join(folder, name)),
    ),
  )
  return Promise.all(
    names.flat().map(async (path) => ({ path, text: await readFile(path, 'utf8') })),
  )
}

async function compiled(entry, sources) {
  const hash = createHash('sha256').update(await readFile(import.meta.filename))
  for (const { path, text } of sources) hash.update(`${relative(root, path)}\0${text}\0`)
  const file = join(cache, `${hash.digest('hex').slice(0, 32)}.wasm`)
  const kept = await readFile(file).catch(() => null)
  if (kept) return kept
  const wasm = await compile(entry)
  await mkdir(cache, { recursive: true })
  // Others may be at it: the file appears as a whole.
  await writeFile(`${file}.${process.pid}`, wasm)
  await rename(`${file}.${process.pid}`, file)
  return wasm
}

async function compile(entry) {
  const { default: asc } = await import('assemblyscript/asc')
  let wasm = null
  const { error, stderr } = await asc.main(
    [
      relative(root, entry),
      '--outFile',
      'out.wasm',
      '-O3',
      '--runtime',
      'stub',
      '--noAssert',
      '--enable',
      'simd',
      '--use',
      'abort=',
    ],
    {
      readFile: (name, base) => readFile(join(root, base, name), 'utf8').catch(() => null),
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) wasm = Buffer.from(contents)
      },
      listFiles: () => [],
      reportDiagnostic: () => {},
    },
  )
  const said = stderr.toString()
  // Warnings count too: most are of integers that lose bits.
  if (error || said !== '') throw new Error(`${relative(root, entry)} does not compile:\n${said}`)
  return wasm
}
