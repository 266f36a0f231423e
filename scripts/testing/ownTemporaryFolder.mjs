import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let folder
let folderBefore

/** Vitest may end a process before its browser has removed its profile: all of them lie in one folder. */
export async function setup() {
  folder = await mkdtemp(join(tmpdir(), 'coatcheck-tests-'))
  folderBefore = process.env.TMPDIR
  process.env.TMPDIR = folder
}

export async function teardown() {
  if (folderBefore === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = folderBefore
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
