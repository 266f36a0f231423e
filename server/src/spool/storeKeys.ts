/**
 * Keys of the objects of an export. All that there may be of it can be found from its mark, which is
 * written first, or from its expiry, which is written before its manifest and deleted last.
 */
export const keyOf = {
  /** The bytes. */
  file: (exportId: string) => `files/${exportId}`,
  /** Says that the file is whole, and whose it is. */
  manifest: (exportId: string) => `manifests/${exportId}`,
  /** Says that a node is sending the file, while its content changes. */
  mark: (exportId: string) => `uploads/${exportId}`,
  /** In the order of time, so that what is over is listed first. */
  expiry: (expiresAtMs: number, exportId: string) =>
    `expiry/${new Date(expiresAtMs).toISOString()}/${exportId}`,
}

export const marksPrefix = 'uploads/'
export const expiriesPrefix = 'expiry/'

export interface Expiry {
  readonly key: string
  readonly exportId: string
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number
}

/** Null for a key that is none of ours. */
export function readExpiry(key: string): Expiry | null {
  const [, time = '', exportId = ''] = /^expiry\/([^/]+)\/([\w-]+)$/.exec(key) ?? []
  const expiresAtMs = Date.parse(time)
  return exportId === '' || Number.isNaN(expiresAtMs) ? null : { key, exportId, expiresAtMs }
}

/** Null for a key that is none of ours. */
export function exportIdOfMark(key: string): string | null {
  return /^uploads\/([\w-]+)$/.exec(key)?.[1] ?? null
}
