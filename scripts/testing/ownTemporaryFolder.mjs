import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let folder
let folderBefore

/** Vitest may end a process before its browser has removed its profile: all of them lie in one folder. */
export async function setup() {
  folder = await mkdtemp(join(tmpdir(), 'coatcheck-tests-'))
  // Postgres, which refuses to run as root, is another user with a folder of its own in it.
  await chmod(folder, 0o711)
  folderBefore = process.env.TMPDIR
  process.env.TMPDIR = folder
}

export async function teardown() {
  if (folderBefore === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = folderBefore
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
