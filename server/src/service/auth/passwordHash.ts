import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'
import { promisify } from 'node:util'

/** scrypt with the cost below. */
export interface PasswordHash {
  readonly saltHex: string
  readonly hashHex: string
}

/** In UTF-16 code units: no sign-in takes a longer one. */
export const passwordLengthMax = 1000

const saltBytes = 16
const hashBytes = 32

/**
 * A tenth of a second and 32 MiB for each check, twice Node's default. Of half the memory the C library
 * of Linux would keep what each thread of Node had once, 280 MB in all: it gives back at once only what
 * is larger than 32 MiB.
 */
const cost: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

const scryptAsync = promisify(scrypt) as (
  password: string,
  salt: Buffer,
  lengthBytes: number,
  options: ScryptOptions,
) => Promise<Buffer>

/** Stands in for accounts that do not exist: it matches nothing and takes the same time. */
const unknownAccount: PasswordHash = {
  saltHex: '00'.repeat(saltBytes),
  hashHex: '00'.repeat(hashBytes),
}

/** With a random salt, so that two hashes of one password differ. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(saltBytes)
  const hash = await scryptAsync(password, salt, hashBytes, cost)
  return { saltHex: salt.toString('hex'), hashHex: hash.toString('hex') }
}

export async function passwordMatches(
  password: string,
  expected: PasswordHash = unknownAccount,
): Promise<boolean> {
  const expectedHash = Buffer.from(expected.hashHex, 'hex')
  const salt = Buffer.from(expected.saltHex, 'hex')
  const hash = await scryptAsync(password, salt, expectedHash.length, cost)
  return timingSafeEqual(hash, expectedHash) && expected !== unknownAccount
}
