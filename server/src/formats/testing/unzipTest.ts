import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export function hasUnzip(): boolean {
  return spawnSync('unzip', ['-v']).status === 0
}

/** The output of Info-ZIP's `unzip -tqq`: empty when the archive is valid. */
export function unzipComplaints(file: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-test-'))
  try {
    const path = join(folder, 'archive.zip')
    writeFileSync(path, file)
    const { status, stdout, stderr } = spawnSync('unzip', ['-tqq', path], { encoding: 'utf8' })
    return stdout + stderr + (status === 0 ? '' : `exit code ${status}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
