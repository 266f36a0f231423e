import { Random } from '../../src/formats/testing/random.ts'
import { timeZones } from '../../src/formats/testing/randomTable.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import * as compare from './compareFiles.ts'
import { exporterOf, type ExportedFile, type FileForm } from './exportedFiles.ts'
import type { OwnTable } from './ownTable.ts'
import { tableVariants } from './tableVariants.ts'

export interface WrongExportsOptions {
  /** Those that are installed. */
  readonly hasReaders: Readonly<Record<'openpyxl' | 'python' | 'libreOffice', boolean>>
  /** The forms that LibreOffice reads. */
  readonly libreOfficeForms: readonly FileForm[]
  readonly isSortedBothWays: boolean
}

/** What is wrong with exports of the tables; nothing if every reader finds what the database has. */
export async function wrongExports(
  tables: readonly OwnTable[],
  options: WrongExportsOptions,
): Promise<string[]> {
  const { hasReaders, libreOfficeForms } = options
  await using folder = await temporaryFolder()
  const { files, failures } = await exportedFiles(tables, folder.path, options)
  const of = (...wanted: FileForm[]) => files.filter(({ form }) => wanted.includes(form))
  const wrong = [...failures]
  wrong.push(...(await compare.compareWithSheetReader(of('xlsx'), 'SheetJS')))
  wrong.push(...compare.compareWithExcelRules(of('german', 'american')))
  if (hasReaders.python) wrong.push(...compare.compareWithPython(of('rfc4180')))
  if (hasReaders.openpyxl) wrong.push(...compare.compareWithOpenpyxl(of('xlsx')))
  if (!hasReaders.libreOffice) return wrong
  for (const form of libreOfficeForms) {
    const unsorted = of(form).filter(({ variant }) => variant.sort === undefined)
    wrong.push(...(await compare.compareWithLibreOffice(unsorted, folder.path)))
  }
  return wrong
}

/** By how often they are used: a workbook takes as long as five CSV files. */
const forms: readonly FileForm[] = ['rfc4180', 'german', 'american', 'rfc4180', 'xlsx']

/** The rows as they are, each order and each filter, each in one of the forms in its turn. */
async function exportedFiles(
  tables: readonly OwnTable[],
  folder: string,
  { libreOfficeForms, isSortedBothWays }: WrongExportsOptions,
) {
  const exporter = exporterOf(tables, folder)
  const files: ExportedFile[] = []
  const failures: string[] = []
  for (const [place, table] of tables.entries()) {
    const random = new Random(place)
    const variants = await tableVariants(table, { random, isSortedBothWays })
    for (const [index, variant] of variants.entries()) {
      const timeZone = random.pick(timeZones)
      const inTurn = forms[(index + place) % forms.length]!
      for (const form of new Set(index === 0 ? [...libreOfficeForms, inTurn] : [inTurn])) {
        const asked = { table, variant, timeZone, form }
        const written = await exporter.write(asked).catch((error: unknown) => {
          failures.push(`${compare.nameOf(asked)}: ${reasonOf(error)}`)
          return null
        })
        if (written) files.push(written)
      }
    }
  }
  return { files, failures }
}

/** An error of the database says why in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error ? cause.message : String(error)
}
