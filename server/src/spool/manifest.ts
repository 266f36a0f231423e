import { z } from 'zod'
import { parseJson } from '../parseJson.ts'
import { deepFreeze } from '../tickets/deepFreeze.ts'
import { ticketRecordSchema } from '../tickets/recordSeal.ts'
import { seal, unseal, type SealKey } from '../tickets/seal.ts'

const manifestSchema = z.object({
  record: ticketRecordSchema,
  result: z.object({
    rowCount: z.int().nonnegative(),
    sizeBytes: z.int().nonnegative(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  /** Of the object: other bytes in its place are not served. */
  etag: z.string().min(1),
  isPrepared: z.boolean(),
  /** How long a worker took to write it; null when unknown. */
  durationMs: z.int().nonnegative().nullable(),
  finishedAtMs: z.number(),
  expiresAtMs: z.number(),
})

/** Whose a kept file is, and what for. Times are milliseconds since 1970. */
export type Manifest = Readonly<z.output<typeof manifestSchema>>

/** A manifest before the store has the file. */
export type UnsentManifest = Omit<Manifest, 'etag'>

/** A manifest as text, which only a holder of the key can change or move to another export. */
export function sealManifest(manifest: Manifest, key: SealKey): string {
  return seal(JSON.stringify(manifest), placeOf(manifest.record.exportId), key)
}

/** @throws Error that says what is wrong with it, without repeating it. */
export function openManifest(text: string, exportId: string, key: SealKey): Manifest {
  const json = unseal(text, placeOf(exportId), key)
  if (json === null) throw new Error('The manifest of a file is not signed with our key.')
  const { data } = manifestSchema.safeParse(parseJson(json))
  if (data?.record.exportId !== exportId) {
    throw new Error('The manifest of a file has another form than ours.')
  }
  return deepFreeze(data)
}

function placeOf(exportId: string): string {
  return `manifest of ${exportId}`
}
