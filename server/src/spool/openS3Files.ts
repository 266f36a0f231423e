import type { Logger } from 'pino'
import { checkKey } from '../tickets/checkKey.ts'
import { createLogger } from '../telemetry/logger.ts'
import type { SealKey } from '../tickets/seal.ts'
import { FileStore } from './fileStore.ts'
import type { SweepTimes } from './fileSweeper.ts'
import { readS3Address, type S3Options } from './s3/s3Options.ts'

export interface S3FilesOptions extends S3Options {
  /**
   * Signs who may have a file (HMAC-SHA256): at least 32 random bytes, the same on all nodes and after
   * a restart. Someone who can write to the bucket cannot change whose a file is.
   */
  readonly key: SealKey
  /** Outages are logged here; by default warnings go to standard output as JSON. */
  readonly logger?: Pick<Logger, 'info' | 'warn'>
  /** How often the store is tidied; the defaults suit production. */
  readonly times?: Partial<SweepTimes>
}

/**
 * Keeps finished files in a bucket of Amazon S3, or of any store that speaks its language. Loads its
 * client library, `@aws-sdk/client-s3`, which nothing else needs. Resolves even if the store cannot be
 * reached: calls fail with `store-unavailable` until it can.
 *
 * ```ts
 * const files = await openS3Files({ url: 's3://exports/coatcheck', key })
 * const coatcheck = createCoatcheck({ reports, viewer, files, ...stores })
 * ```
 *
 * @throws Error when `url` is not that of a bucket, or `key` is shorter than 32 bytes
 */
export async function openS3Files(options: S3FilesOptions): Promise<FileStore> {
  const { key, logger = createLogger({ level: 'warn' }), times, ...s3 } = options
  checkKey('key', key)
  readS3Address(s3.url)
  const { S3Objects } = await import('./s3/s3Objects.ts')
  return new FileStore({ objects: new S3Objects(s3), key, logger, ...(times && { times }) })
}
