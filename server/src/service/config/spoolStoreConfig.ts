import { z } from 'zod'
import type { S3FilesOptions } from '../../spool/openS3Files.ts'
import { readS3Address } from '../../spool/s3/s3Options.ts'
import { derivedKey } from './derivedKey.ts'

const encryptions = ['AES256', 'aws:kms'] as const

export const spoolStoreVariables = {
  SPOOL_URL: z
    .string()
    .superRefine((url, context) => {
      try {
        readS3Address(url)
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message })
      }
    })
    .optional(),
  SPOOL_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'use an address such as https://minio.example.com' })
    .optional(),
  SPOOL_PATH_STYLE: z
    .enum(['true', 'false'], { error: 'use true or false' })
    .default('false')
    .transform((text) => text === 'true'),
  SPOOL_ENCRYPTION: z.enum(encryptions, { error: `use ${encryptions.join(' or ')}` }).optional(),
  SPOOL_KMS_KEY_ID: z.string().optional(),
}

interface SpoolStoreEnvironment {
  readonly AUTH_SECRET?: Buffer | undefined
  readonly SPOOL_URL?: string | undefined
  readonly SPOOL_ENDPOINT?: string | undefined
  readonly SPOOL_PATH_STYLE: boolean
  readonly SPOOL_ENCRYPTION?: (typeof encryptions)[number] | undefined
  readonly SPOOL_KMS_KEY_ID?: string | undefined
}

export function spoolStoreProblems(environment: SpoolStoreEnvironment): string[] {
  const { AUTH_SECRET, SPOOL_ENCRYPTION, SPOOL_KMS_KEY_ID, SPOOL_URL } = environment
  const problems: string[] = []
  if (SPOOL_URL && !AUTH_SECRET) {
    problems.push(
      'AUTH_SECRET: set it, to the same value on every node, since it signs whose the files in ' +
        'SPOOL_URL are.',
    )
  }
  if (SPOOL_KMS_KEY_ID && SPOOL_ENCRYPTION !== 'aws:kms') {
    problems.push('SPOOL_KMS_KEY_ID: needs SPOOL_ENCRYPTION=aws:kms.')
  }
  const { SPOOL_ENDPOINT, SPOOL_PATH_STYLE } = environment
  if (!SPOOL_URL && (SPOOL_ENDPOINT || SPOOL_PATH_STYLE || SPOOL_ENCRYPTION)) {
    problems.push('SPOOL_URL: set it too, such as s3://exports/coatcheck; or leave out SPOOL_….')
  }
  return problems
}

export function spoolStoreOf(environment: SpoolStoreEnvironment): S3FilesOptions | undefined {
  const { AUTH_SECRET, SPOOL_ENCRYPTION, SPOOL_ENDPOINT, SPOOL_KMS_KEY_ID, SPOOL_URL } = environment
  if (!SPOOL_URL || !AUTH_SECRET) return undefined
  return Object.freeze({
    url: SPOOL_URL,
    key: derivedKey(AUTH_SECRET, 'coatcheck file manifests').export(),
    pathStyle: environment.SPOOL_PATH_STYLE,
    ...(SPOOL_ENDPOINT && { endpoint: SPOOL_ENDPOINT }),
    ...(SPOOL_ENCRYPTION && { encryption: SPOOL_ENCRYPTION }),
    ...(SPOOL_KMS_KEY_ID && { encryptionKeyId: SPOOL_KMS_KEY_ID }),
  })
}
