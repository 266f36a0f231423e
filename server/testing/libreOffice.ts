import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { findProgram } from './findProgram.ts'
import { skipReason } from './skipReason.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const run = promisify(execFile)

/** Path of an installed LibreOffice with Calc; undefined when there is none. */
export const libreOfficePath = findProgram(['soffice', 'libreoffice'])

/** Why tests with LibreOffice are skipped; undefined where they run. */
export const noLibreOffice = () => skipReason('LibreOffice', libreOfficePath !== undefined)

/** Place of a sheet that stands for all of them: each becomes a file with the sheet's name. */
export const everySheet = -1

export interface Conversion {
  readonly to: 'csv' | 'xlsx'
  /** Existing folder for the converted files. */
  readonly folder: string
  /** The system's language and region: decides how fields of CSV are read. `en-US` when left out. */
  readonly locale?: string
  /** Between the fields of CSV files that are read; left out for workbooks. */
  readonly separator?: string
  /** The sheet to write as CSV, its place counted from 1; the first when left out. Names: by file. */
  readonly sheet?: { readonly place: number; readonly name: string | readonly string[] }
  /** Writes CSV as the cells look; by default numbers have all their digits. */
  readonly asShown?: boolean
}

/**
 * Converts files in one process, because its start takes some seconds. Formulas are calculated again.
 *
 * @param files with distinct names, without their endings too
 * @returns the paths of the converted files, in the same order
 */
export async function convertFiles(
  files: readonly string[],
  conversion: Conversion,
): Promise<readonly string[]> {
  if (libreOfficePath === undefined) throw new Error('LibreOffice is not in the PATH.')
  await using profile = await temporaryFolder()
  await writeSettings(profile.path, conversion.locale ?? 'en-US')
  const { stderr } = await run(libreOfficePath, [
    '--headless',
    `-env:UserInstallation=${pathToFileURL(profile.path).href}`,
    ...filters(conversion),
    '--outdir',
    conversion.folder,
    ...files,
  ])
  const { folder, sheet, to } = conversion
  const converted = files.map((file, index) => {
    const name = typeof sheet?.name === 'object' ? sheet.name[index] : sheet?.name
    const ending = name === undefined ? `.${to}` : `-${name}.${to}`
    return join(folder, basename(file, extname(file)) + ending)
  })
  // Its exit code is 0 also where it could not read a file.
  const missing = converted.find((path) => !existsSync(path))
  if (missing !== undefined) throw new Error(`LibreOffice did not write ${missing}. ${stderr}`)
  return converted
}

/** Options of the CSV filters: https://wiki.documentfoundation.org/Documentation/DevGuide/Spreadsheet_Documents */
function filters({ to, separator, sheet, asShown = false }: Conversion): string[] {
  const csv = 'Text - txt - csv (StarCalc)'
  const [quote, utf8, firstLine, systemLanguage] = [34, 76, 1, 0]
  const common = [quote, utf8, firstLine, '', systemLanguage, false]
  const output = [44, ...common, asShown, false, false, false, sheet?.place ?? 0]
  return [
    ...(separator === undefined
      ? []
      : [`--infilter=${csv}:${[separator.charCodeAt(0), ...common, true].join()}`]),
    '--convert-to',
    to === 'csv' ? `csv:${csv}:${output.join()}` : 'xlsx',
  ]
}

async function writeSettings(profile: string, locale: string): Promise<void> {
  const settings = [
    ['Setup/L10N', 'ooSetupSystemLocale', locale],
    // 0: always. By default it shows the results that the file has.
    ['Office.Calc/Formula/Load', 'OOXMLRecalcMode', '0'],
  ].map(
    ([path, name, value]) =>
      `<item oor:path="/org.openoffice.${path}"><prop oor:name="${name}" oor:op="fuse">` +
      `<value>${value}</value></prop></item>`,
  )
  await mkdir(join(profile, 'user'))
  await writeFile(
    join(profile, 'user', 'registrymodifications.xcu'),
    `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">${settings.join('')}</oor:items>`,
  )
}
