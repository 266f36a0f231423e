import { createHmac } from 'node:crypto'
import type { SealKey } from '../tickets/seal.ts'
import type { UnsentManifest } from './manifest.ts'

/** What the keys of a kept file say of it, so that nothing has to be read. */
export interface KeptEntry {
  readonly exportId: string
  /** Stands for the viewer; without the key it does not say who that is. */
  readonly viewerTag: string
  /** Milliseconds since 1970, as `expiresAtMs`. */
  readonly finishedAtMs: number
  readonly expiresAtMs: number
  readonly sizeBytes: number
}

/**
 * Keys of the objects of an export. All that there may be of it can be found from its mark, which is
 * written first, or from its expiry, which is written before its manifest and deleted last. Facts are
 * divided by `_`: stores that keep objects in folders would make a folder for each `/`.
 */
export const keyOf = {
  /** The bytes. */
  file: (exportId: string) => `files/${exportId}`,
  /** Says that the file is whole, and whose it is. */
  manifest: (exportId: string) => `manifests/${exportId}`,
  /** Says that a node is sending the file, while its content changes. */
  mark: (exportId: string) => `uploads/${exportId}`,
  /** In the order of time, so that what is over is listed first. */
  expiry: ({ exportId, viewerTag, finishedAtMs, expiresAtMs, sizeBytes }: KeptEntry) =>
    `expiry/${iso(expiresAtMs)}_${exportId}_${viewerTag}_${iso(finishedAtMs)}_${sizeBytes}`,
  /** The files of a viewer, the oldest first. */
  ofViewer: ({ exportId, viewerTag, finishedAtMs, expiresAtMs, sizeBytes }: KeptEntry) =>
    `${viewerPrefix(viewerTag)}${iso(finishedAtMs)}_${exportId}_${iso(expiresAtMs)}_${sizeBytes}`,
}

/** All objects of a kept file but its mark, in the order in which they have to be deleted. */
export function keysOfKept(entry: KeptEntry): string[] {
  const { exportId } = entry
  return [
    keyOf.manifest(exportId),
    keyOf.file(exportId),
    keyOf.ofViewer(entry),
    keyOf.expiry(entry),
  ]
}

export const marksPrefix = 'uploads/'
export const expiriesPrefix = 'expiry/'
export const viewerPrefix = (viewerTag: string): string => `viewers/${viewerTag}/`

export function viewerTagOf(viewerId: string, key: SealKey): string {
  return createHmac('sha256', key).update(`viewer ${viewerId}`).digest('hex').slice(0, 32)
}

export function entryOf(manifest: UnsentManifest, key: SealKey): KeptEntry {
  const { record, result, finishedAtMs, expiresAtMs } = manifest
  return {
    exportId: record.exportId,
    viewerTag: viewerTagOf(record.viewer.id, key),
    finishedAtMs,
    expiresAtMs,
    sizeBytes: result.sizeBytes,
  }
}

const expiryPattern = /^expiry\/([^/_]+)_([\w-]+)_([0-9a-f]{32})_([^/_]+)_(\d+)$/
const ofViewerPattern = /^viewers\/([0-9a-f]{32})\/([^/_]+)_([\w-]+)_([^/_]+)_(\d+)$/

/** Null for a key that is none of ours. */
export function readExpiry(key: string): KeptEntry | null {
  const [, expires = '', exportId = '', viewerTag = '', finished = '', size] =
    expiryPattern.exec(key) ?? []
  return checked({ exportId, viewerTag, size, finished, expires })
}

/** Null for a key that is none of ours. */
export function readOfViewer(key: string): KeptEntry | null {
  const [, viewerTag = '', finished = '', exportId = '', expires = '', size] =
    ofViewerPattern.exec(key) ?? []
  return checked({ exportId, viewerTag, size, finished, expires })
}

/** Null for a key that is none of ours. */
export function exportIdOfMark(key: string): string | null {
  return /^uploads\/([\w-]+)$/.exec(key)?.[1] ?? null
}

interface KeyParts {
  readonly exportId: string
  readonly viewerTag: string
  readonly size: string | undefined
  readonly finished: string
  readonly expires: string
}

function checked({ exportId, viewerTag, size, finished, expires }: KeyParts): KeptEntry | null {
  const [finishedAtMs, expiresAtMs] = [Date.parse(finished), Date.parse(expires)]
  if (size === undefined || Number.isNaN(finishedAtMs) || Number.isNaN(expiresAtMs)) return null
  return { exportId, viewerTag, finishedAtMs, expiresAtMs, sizeBytes: Number(size) }
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
