import { scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** scrypt with Node's cost (N 16,384, r 8, p 1): 60 ms and 16 MiB for each check. */
export interface PasswordHash {
  readonly saltHex: string
  readonly hashHex: string
}

const scryptAsync = promisify(scrypt) as (
  password: string,
  salt: Buffer,
  lengthBytes: number,
) => Promise<Buffer>

/** Stands in for accounts that do not exist: it matches nothing and takes the same time. */
const nobody: PasswordHash = { saltHex: '00'.repeat(16), hashHex: '00'.repeat(32) }

export async function passwordMatches(
  password: string,
  expected: PasswordHash = nobody,
): Promise<boolean> {
  const expectedHash = Buffer.from(expected.hashHex, 'hex')
  const salt = Buffer.from(expected.saltHex, 'hex')
  const hash = await scryptAsync(password, salt, expectedHash.length)
  return timingSafeEqual(hash, expectedHash) && expected !== nobody
}
