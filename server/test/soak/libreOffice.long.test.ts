import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import exceljs from 'exceljs'
import { expect, test } from 'vitest'
import { convertFiles, noLibreOffice } from '../../testing/libreOffice.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'

// A fresh profile takes it some seconds.
test.skipIf(noLibreOffice())(
  'LibreOffice reads fields as its locale does, and calculates',
  { timeout: 120_000 },
  async () => {
    await using folder = await temporaryFolder()
    const [csv, sums] = [join(folder.path, 'german.csv'), join(folder.path, 'sums.xlsx')]
    await writeFile(csv, 'a;b;c\r\n1,5;31.01.2001;WAHR\r\n')
    const german = { folder: folder.path, locale: 'de-DE', separator: ';' } as const
    const [workbookFile] = await convertFiles([csv], { ...german, to: 'xlsx' })
    const workbook = new exceljs.Workbook()
    await workbook.xlsx.readFile(workbookFile!)
    const sheet = workbook.worksheets[0]!
    expect(['A2', 'B2', 'C2'].map((cell) => sheet.getCell(cell).value)).toEqual([
      1.5,
      new Date('2001-01-31'),
      true,
    ])
    workbook.addWorksheet('Sums').addRow([{ formula: `SUM(${sheet.name}!A:A)*0.1`, result: 7 }])
    await workbook.xlsx.writeFile(sums)
    const [sum] = await convertFiles([sums], {
      folder: folder.path,
      to: 'csv',
      sheet: { place: 2, name: 'Sums' },
    })
    expect(await readFile(sum!, 'utf8')).toMatch(/^"?0.15"?\n$/)
  },
)
