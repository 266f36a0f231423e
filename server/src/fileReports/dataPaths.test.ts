import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { times } from '../../testing/soak.ts'
import { Random } from '../formats/testing/random.ts'
import { inspectData } from './inspectData.ts'
import { openDataFolder, type DataFolder } from './testing/dataFolder.ts'
import { exportOf } from './testing/exportOf.ts'

// A file given to --data is that file, whatever its path holds, and whatever else a pattern finds.

let folder: DataFolder
let parent: string
let count = 0

beforeAll(async () => {
  folder = await openDataFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

async function newParent(): Promise<void> {
  parent = join(folder.path, String((count += 1)))
  await mkdir(parent)
}

async function writeCsv(path: string, content: string): Promise<void> {
  await writeFile(path, `content,n\n${content},1\n`)
}

async function writeParquet(path: string, content: string): Promise<void> {
  const plain = join(folder.path, 'plain.parquet')
  await folder.workspace.database.run(
    `COPY (SELECT '${content}' AS content, 1 AS n) TO '${plain}' (FORMAT parquet)`,
  )
  await copyFile(plain, path)
}

const writers = { csv: writeCsv, parquet: writeParquet }
type Ending = keyof typeof writers

const wanted = '\uFEFFcontent,n\r\nwanted,1\r\n'

/** Names of which each stands for the next one, if it is read as a pattern. */
const decoys = [
  ['a[1]', 'a1'],
  ['a[1-9]', 'a5'],
  ['[!x]', 'y'],
  ['b*', 'bcd'],
  ['*', 'anything'],
  ['**', 'deep'],
  ['c?', 'cd'],
  ['[[]', '['],
  ['x[*]', 'x*'],
  ['a\\*b', 'a*b'],
  ['d\\[e]?', 'd[e]f'],
  ['key=value', 'other'],
  ['{a|b}', 'a'],
  ["it's", 'its'],
  ['%41', 'A'],
  ['~', 'home'],
] as const

/** What the view of a path's only report has; workers run the same SQL. */
async function contentsOf(path: string) {
  const { tables } = await inspectData([path], folder.workspace)
  expect(tables).toHaveLength(1)
  const rows = await folder.workspace.database.rows(`FROM (${tables[0]!.view.sql})`)
  return rows.map(([content, n]) => [content, String(n)])
}

describe.each(['csv', 'parquet'] as const)('%s', { timeout: 60_000 }, (ending: Ending) => {
  const write = writers[ending]

  test('no file is one that its name would match', async () => {
    await newParent()
    for (const [name, decoy] of decoys) {
      await write(join(parent, `${decoy}.${ending}`), 'decoy')
      await write(join(parent, `${name}.${ending}`), 'wanted')
      expect(await contentsOf(join(parent, `${name}.${ending}`)), name).toEqual([['wanted', '1']])
    }
  })

  test('no folder is one that its name would match', async () => {
    await newParent()
    for (const [name, decoy] of decoys) {
      await mkdir(join(parent, name))
      await mkdir(join(parent, decoy))
      await write(join(parent, decoy, `f.${ending}`), 'decoy')
      await write(join(parent, name, `f.${ending}`), 'wanted')
      expect(await contentsOf(join(parent, name)), name).toEqual([['wanted', '1']])
    }
  })

  test('random paths are what they say', async () => {
    const random = new Random(7)
    const pieces = ['[', ']', '*', '?', '!', '-', '^', '\\', 'a', 'b', '=', '{', '}', "'", ' ', '.']
    const word = () =>
      Array.from({ length: random.integer(1, 6) }, () => random.pick(pieces)).join('')
    await newParent()
    for (let round = 0; round < times(6, 500); round += 1) {
      const path = join(parent, `x${word()}`, `y${word()}.${ending}`)
      await mkdir(join(path, '..'), { recursive: true })
      await write(path, `wanted ${round}`)
      expect(await contentsOf(path), path).toEqual([[`wanted ${round}`, '1']])
    }
  })
})

test.each(['a[1]*', 'd\\[e]?'])('an export of %j has its rows', async (name) => {
  await newParent()
  await writeParquet(join(parent, `${name}.parquet`), 'wanted')
  expect((await exportOf(join(parent, `${name}.parquet`), folder)).toString()).toBe(wanted)
})

test('a folder named key=value neither adds a column nor changes one', async () => {
  await newParent()
  await mkdir(join(parent, 'content=2024'))
  await writeParquet(join(parent, 'content=2024', 'own.parquet'), 'wanted')
  const text = await exportOf(join(parent, 'content=2024', 'own.parquet'), folder)
  expect(text.toString()).toBe(wanted)
})

test('a copy may lie in a folder whose name is a pattern', async () => {
  await newParent()
  await mkdir(join(parent, 'spool[1]*'))
  await writeCsv(join(parent, 'a.csv'), 'wanted')
  const workspace = { ...folder.workspace, folder: join(parent, 'spool[1]*') }
  const text = await exportOf(join(parent, 'a.csv'), { ...folder, workspace })
  expect(text.toString()).toBe(wanted)
})

test('a link that cannot be given to DuckDB is explained', async () => {
  await newParent()
  await mkdir(join(parent, 'a\\[1]'))
  await writeCsv(join(parent, 'a.csv'), 'wanted')
  const workspace = { ...folder.workspace, folder: join(parent, 'a\\[1]') }
  await expect(inspectData([join(parent, 'a.csv')], workspace)).rejects.toThrow('EXPORT_SPOOL_DIR')
})
