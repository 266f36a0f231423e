import { stat } from 'node:fs/promises'

/** What tells a file from a later one of the same name. */
export interface FileStamp {
  readonly path: string
  readonly bytes: number
  readonly modifiedMs: number
}

export async function fileStamp(path: string): Promise<FileStamp> {
  const { size, mtimeMs } = await stat(path)
  return { path, bytes: size, modifiedMs: mtimeMs }
}

/** Returns an error that names the first file which is gone or has changed; undefined if none has. */
export async function changeSince(stamps: readonly FileStamp[]): Promise<Error | undefined> {
  for (const { path, bytes, modifiedMs } of stamps) {
    try {
      const now = await fileStamp(path)
      if (now.bytes !== bytes || now.modifiedMs !== modifiedMs) {
        return new Error(`${path} has changed.`)
      }
    } catch (cause) {
      return new Error(`${path} cannot be read any more.`, { cause })
    }
  }
  return undefined
}
