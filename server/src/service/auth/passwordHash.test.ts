import { expect, test } from 'vitest'
import { demoAccounts } from '../../demo/demoAccounts.ts'
import { hashPassword, passwordMatches } from './passwordHash.ts'

test('each demo account has the password that the README names', async () => {
  const matches = demoAccounts.map(({ passwordHash }) => passwordMatches('coatcheck', passwordHash))
  expect(await Promise.all(matches)).toEqual([true, true, true])
})

test('a password matches its own hash only', async () => {
  const expected = await hashPassword('pässword 🔑')
  await expect(passwordMatches('pässword 🔑', expected)).resolves.toBe(true)
  await expect(passwordMatches('pässword', expected)).resolves.toBe(false)
  await expect(passwordMatches('', expected)).resolves.toBe(false)
})

test('two hashes of one password differ', async () => {
  const [one, other] = [await hashPassword('coatcheck'), await hashPassword('coatcheck')]
  expect(one.saltHex).toMatch(/^[0-9a-f]{32}$/)
  expect(one.saltHex).not.toBe(other.saltHex)
  expect(one.hashHex).not.toBe(other.hashHex)
})

test('who has no account matches nothing', async () => {
  await expect(passwordMatches('')).resolves.toBe(false)
  await expect(passwordMatches('coatcheck')).resolves.toBe(false)
})
