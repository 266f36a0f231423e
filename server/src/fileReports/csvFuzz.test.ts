import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { skipReason } from '../../testing/skipReason.ts'
import { isSoak, times } from '../../testing/soak.ts'
import { Random } from '../formats/testing/random.ts'
import { compareWithOracle, type Outcome } from './testing/compareWithOracle.ts'
import { oracleReadings, python } from './testing/csvOracle.ts'
import { openDataFolder, type DataFolder } from './testing/dataFolder.ts'
import { randomCsv, type RandomCsv } from './testing/randomCsv.ts'
import { readTable } from './testing/readTable.ts'

// Python's csv module reads the same files: each is read equally, or refused for a true reason.

const fileCount = times(30, 5000)
const batchSize = 60
/** In the long form, one file in so many crosses 8 MiB, where DuckDB's parallel reader splits it. */
const largeEvery = 250
const seed = Number(process.env.CSV_SEED ?? 18)

const reason = skipReason('python3', python !== undefined)

test.skipIf(reason)(
  'random files are read as Python reads them, or refused for a true reason',
  { timeout: 3_600_000 },
  async () => {
    await using folder = await openDataFolder()
    const outcomes = { read: 0, refused: 0 }
    const wrong: string[] = []
    for (let start = 0; start < fileCount; start += batchSize) {
      const files = Array.from({ length: Math.min(batchSize, fileCount - start) }, (_, index) =>
        randomCsv(
          new Random(seed * 1_000_003 + start + index),
          (start + index + 1) % largeEvery === 0 && isSoak,
        ),
      )
      const readings = oracleReadings(await written(files, folder))
      for (const [index, file] of files.entries()) {
        const outcome = await outcomeOf(file, folder)
        outcomes['message' in outcome ? 'refused' : 'read'] += 1
        const difference = compareWithOracle(file, outcome, readings[index]!)
        if (difference !== undefined) wrong.push(`file ${start + index}: ${difference}`)
      }
    }
    expect(wrong).toEqual([])
    // Most files are good, so a reader that refuses everything is found out.
    expect(outcomes.read).toBeGreaterThan(fileCount * 0.6)
    expect(outcomes.refused).toBeGreaterThan(0)
    if (fileCount > 1000) process.stderr.write(`${JSON.stringify(outcomes)}\n`)
  },
)

async function written(files: readonly RandomCsv[], folder: DataFolder) {
  return Promise.all(
    files.map(async ({ bytes, encoding, skip }, index) => {
      const path = join(folder.path, `oracle-${index}`)
      await writeFile(path, bytes)
      return { path, encoding, skip }
    }),
  )
}

async function outcomeOf({ bytes, name }: RandomCsv, folder: DataFolder): Promise<Outcome> {
  try {
    return await readTable(folder, bytes, name)
  } catch (error) {
    return { message: (error as Error).message }
  }
}
