import { readFile } from 'node:fs/promises'
import { read } from 'xlsx'
import type { ReadCell } from '../../src/formats/testing/readers.ts'

type SparseRow = ({ v?: unknown; f?: string } | undefined)[] | undefined

/** The cells of the first sheet of a workbook that LibreOffice wrote, whose constants are formulas. */
export async function libreOfficeCells(path: string): Promise<(readonly ReadCell[])[]> {
  const options = { type: 'buffer', dense: true, cellText: false, cellHTML: false } as const
  const workbook = read(await readFile(path), options)
  // Its types do not say that rows and cells may be missing.
  const rows = workbook.Sheets[workbook.SheetNames[0]!] as unknown as SparseRow[]
  return Array.from(rows, (row) =>
    Array.from(row ?? [], (cell) => {
      if (cell?.f === undefined) return (cell?.v ?? null) as ReadCell
      return constantOf(cell.f)
    }),
  )
}

function constantOf(formula: string): ReadCell {
  if (/^(TRUE|FALSE)\(\)$/.test(formula)) return formula === 'TRUE()'
  const text = /^"((?:[^"]|"")*)"$/s.exec(formula)?.[1]
  return text === undefined ? `formula ${formula}` : text.replaceAll('""', '"')
}
