import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** All pages, by their paths from the root. */
async function pages(): Promise<string[]> {
  const docs = await readdir(join(root, 'docs'), { recursive: true })
  const inDocs = docs.filter((name) => name.endsWith('.md')).map((name) => join('docs', name))
  const others = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'server/README.md']
  return [...others, 'shared/README.md', ...inDocs]
}

function textOf(page: string): Promise<string> {
  return readFile(join(root, page), 'utf8')
}

/** The anchors of a page's headings, as GitHub makes them. */
async function anchorsOf(page: string): Promise<string[]> {
  const headings = (await textOf(page)).matchAll(/^#+ (.*)$/gm)
  return [...headings].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test('every link of the documentation leads to a file, and to a heading of it', async () => {
  const broken: string[] = []
  for (const page of await pages()) {
    for (const [link, target, anchor] of (await textOf(page)).matchAll(
      /\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g,
    )) {
      const file = target === '' ? page : join(dirname(page), target!)
      const isThere = existsSync(resolve(root, file))
      if (isThere && (anchor === undefined || (await anchorsOf(file)).includes(anchor))) continue
      broken.push(`${page}: ${link}`)
    }
  }
  expect(broken).toEqual([])
})

test('every environment variable of the service is documented', async () => {
  const folder = join('server', 'src', 'service', 'config')
  const names = (await readdir(join(root, folder))).filter((name) => !name.includes('.test.'))
  const sources = await Promise.all(names.map((name) => textOf(join(folder, name))))
  const variables = sources.flatMap((source) =>
    [...source.matchAll(/^ {2}([A-Z][A-Z\d_]+): /gm)].map(([, name]) => name!),
  )
  expect(variables).toContain('PORT')
  const page = await textOf('docs/configuration.md')
  const missing = variables.filter((name) => name !== 'NODE_ENV' && !page.includes(`| \`${name}\``))
  expect(missing).toEqual([])
})

const entries = new Map([
  ['@coatcheck/server', 'server/src/index.ts'],
  ['@coatcheck/shared', 'shared/src/index.ts'],
  ['@coatcheck/shared/client', 'shared/src/client/index.ts'],
])

/** Names in braces, without `type` and what they are renamed to. */
const namesIn = (list: string) =>
  [...list.matchAll(/(?:^|,)\s*(?:type\s+)?(\w+)/g)].map(([, name]) => name!)

/** The names, and packages of ours, that the examples of a page import. */
async function importsOf(page: string): Promise<{ name: string; from: string }[]> {
  const statements = (await textOf(page)).matchAll(
    /^import (?:type )?\{([^}]*)\} from '(@coatcheck\/[^']*)'/gm,
  )
  return [...statements].flatMap(([, list, from]) =>
    namesIn(list!).map((name) => ({ name, from: from! })),
  )
}

async function exportsOf(entry: string): Promise<string[]> {
  const lists = (await textOf(entry)).matchAll(/^export (?:type )?\{([^}]*)\}/gm)
  return [...lists].flatMap(([, list]) => namesIn(list!))
}

test('what the examples import is exported', async () => {
  const exported = new Map<string, string[]>()
  for (const [from, entry] of entries) exported.set(from, await exportsOf(entry))
  const missing: string[] = []
  for (const page of await pages()) {
    for (const { from, name } of await importsOf(page)) {
      if (!exported.get(from)?.includes(name)) missing.push(`${page}: ${name} from ${from}`)
    }
  }
  expect(missing).toEqual([])
})
