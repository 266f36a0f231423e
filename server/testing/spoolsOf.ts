import { readdir, readlink } from 'node:fs/promises'

/** Unlinked files that a process still holds open: the spools of a server. Linux only. */
export async function spoolsOf(pid: number): Promise<number> {
  const folder = `/proc/${pid}/fd`
  const names = await readdir(folder)
  const targets = await Promise.all(
    names.map((name) => readlink(`${folder}/${name}`).catch(() => '')),
  )
  return targets.filter((target) => target.endsWith('.spool (deleted)')).length
}
