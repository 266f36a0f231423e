import { scryptSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { demoAccounts } from '../../demo/demoAccounts.ts'
import { passwordMatches } from './passwordHash.ts'

const salt = Buffer.alloc(16, 7)

function hashOf(password: string) {
  return {
    saltHex: salt.toString('hex'),
    hashHex: scryptSync(password, salt, 32).toString('hex'),
  }
}

test('each demo account has the password that the README names', async () => {
  const matches = demoAccounts.map(({ passwordHash }) => passwordMatches('coatcheck', passwordHash))
  expect(await Promise.all(matches)).toEqual([true, true, true])
})

test('a password matches its own hash only', async () => {
  const expected = hashOf('pässword 🔑')
  await expect(passwordMatches('pässword 🔑', expected)).resolves.toBe(true)
  await expect(passwordMatches('pässword', expected)).resolves.toBe(false)
  await expect(passwordMatches('', expected)).resolves.toBe(false)
})

test('who has no account matches nothing', async () => {
  await expect(passwordMatches('')).resolves.toBe(false)
  await expect(passwordMatches('coatcheck')).resolves.toBe(false)
})
