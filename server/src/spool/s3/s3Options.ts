/** Where finished files are kept. Credentials and the region come from the SDK's own chain. */
export interface S3Options {
  /** `s3://bucket` or `s3://bucket/prefix`; the prefix is ours alone. */
  readonly url: string
  /** Address of a store other than Amazon's, such as `https://minio.example.com`. */
  readonly endpoint?: string
  /** Whether the bucket goes into the path of addresses; false by default. Many other stores need it. */
  readonly pathStyle?: boolean
  /** By default what the SDK finds, such as AWS_REGION. */
  readonly region?: string
  /** Server-side encryption; by default what the bucket does by itself. */
  readonly encryption?: 'AES256' | 'aws:kms'
  /** Of `aws:kms`; the account's own key by default. */
  readonly encryptionKeyId?: string
}

/** What S3 allows, and nothing that would have to be escaped. */
const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const prefixPattern = /^[\w.-]+(\/[\w.-]+)*$/

/**
 * @param url such as `s3://bucket/prefix`
 * @throws Error that says what would be right
 */
export function readS3Address(url: string): { readonly bucket: string; readonly prefix: string } {
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(url) ?? []
  const prefix = path.replace(/\/$/, '')
  if (!bucketPattern.test(bucket)) {
    throw new Error('use the address of a bucket, such as s3://exports or s3://exports/coatcheck')
  }
  if (prefix !== '' && (!prefixPattern.test(prefix) || prefix.split('/').some(isDots))) {
    throw new Error(
      'use letters, digits and . _ - / behind the bucket, such as s3://exports/reports',
    )
  }
  return { bucket, prefix }
}

function isDots(part: string): boolean {
  return /^\.+$/.test(part)
}
