import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** scrypt with Node's cost (N 16,384, r 8, p 1): 60 ms and 16 MiB for each check. */
export interface PasswordHash {
  readonly saltHex: string
  readonly hashHex: string
}

/** In UTF-16 code units: no sign-in takes a longer one. */
export const passwordLengthMax = 1000

const saltBytes = 16
const hashBytes = 32

const scryptAsync = promisify(scrypt) as (
  password: string,
  salt: Buffer,
  lengthBytes: number,
) => Promise<Buffer>

/** Stands in for accounts that do not exist: it matches nothing and takes the same time. */
const unknownAccount: PasswordHash = {
  saltHex: '00'.repeat(saltBytes),
  hashHex: '00'.repeat(hashBytes),
}

/** With a random salt, so that two hashes of one password differ. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(saltBytes)
  const hash = await scryptAsync(password, salt, hashBytes)
  return { saltHex: salt.toString('hex'), hashHex: hash.toString('hex') }
}

export async function passwordMatches(
  password: string,
  expected: PasswordHash = unknownAccount,
): Promise<boolean> {
  const expectedHash = Buffer.from(expected.hashHex, 'hex')
  const salt = Buffer.from(expected.saltHex, 'hex')
  const hash = await scryptAsync(password, salt, expectedHash.length)
  return timingSafeEqual(hash, expectedHash) && expected !== unknownAccount
}
