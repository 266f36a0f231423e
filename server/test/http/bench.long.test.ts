import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { noPostgres } from '../../testing/postgresServer.ts'

// The bench is built and run with few rows, so that one that does not start is found here. What it
// measures is not compared.

const script = fileURLToPath(new URL('../../../scripts/bench.mjs', import.meta.url))

async function bench(...options: readonly string[]) {
  const args = [script, '--json', ...options]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout) as Readonly<Record<string, readonly Measured[]>>
}

type Measured = Readonly<Record<string, unknown>>

const aFew = ['--rows', '1000', '--rounds', '1']
const written = { rowCount: 1_000, fileBytes: expect.toSatisfy(isPositive) as number }

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0
}

describe('the bench', { timeout: 600_000 }, () => {
  test.skipIf(noPostgres)('exports and reads a table of Postgres in every way', async () => {
    const { workbooks, readings } = await bench('--postgres', '--only', 'orders', ...aFew)
    expect(workbooks).toMatchObject([
      { name: 'orders', writer: 'product', ...written },
      { name: 'orders', writer: 'usual', ...written },
    ])
    expect(readings).toMatchObject(
      ['portal', 'copy', 'cursor'].map((reader) => ({ reader, rowCount: 1_000 })),
    )
  })

  test('exports a file of the matrix by every writer', async () => {
    const { matrix } = await bench('--matrix', '--only', 'orders', ...aFew)
    const speeds = ['xlsx', 'csv', 'exceljs', 'hucre', 'copy'].map(
      (writer) => [writer, expect.toSatisfy(isPositive)] as const,
    )
    expect(matrix).toMatchObject([{ name: 'orders', rowsPerS: Object.fromEntries(speeds) }])
  })

  test('writes rows in memory by every writer, and exports over HTTP', async () => {
    const { contenders, product } = await bench('--rows', '10000')
    for (const measured of [...contenders!, ...product!]) {
      expect(measured.rowCount).toSatisfy(isPositive)
      expect(measured.fileBytes).toSatisfy(isPositive)
    }
  })

  test('fills templates', async () => {
    const { templates } = await bench('--templates', '--rounds', '1')
    expect(templates!.length).toSatisfy(isPositive)
  })

  test('keeps files in a store', async () => {
    const { store } = await bench('--store', '--rounds', '1')
    expect(store).toHaveLength(3)
    for (const { fileBytes } of store!) expect(fileBytes).toSatisfy(isPositive)
  })
})
