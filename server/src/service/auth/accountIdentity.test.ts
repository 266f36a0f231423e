import { createSecretKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createAccountIdentity } from './accountIdentity.ts'
import { demoAccounts, demoAccountsWith, type Account } from './demoAccounts.ts'
import { sessionTtlS, tokenTtlS } from './sessionTokens.ts'
import { signInLimit } from './signInLimits.ts'

const seattle = {
  username: 'seattle',
  password: 'coatcheck',
  address: '192.0.2.1',
  isLocal: false,
}
const wrong = { code: 'wrong-credentials', message: 'This username and password do not match.' }
const unauthenticated = { code: 'unauthenticated' }

function openIdentity(accounts: readonly Account[] = demoAccounts) {
  let nowMs = Date.parse('2026-01-02T03:04:05Z')
  const secret = createSecretKey(Buffer.alloc(32, 1))
  const identity = createAccountIdentity({ secret, accounts, now: () => nowMs })
  return { identity, passTime: (seconds: number) => (nowMs += seconds * 1000) }
}

test('a sign-in opens a session with the account’s rights', async () => {
  const { identity } = openIdentity()
  const { token, ...session } = await identity.signIn(seattle)
  expect(session).toMatchObject({
    viewer: {
      id: 'seattle',
      name: 'Seattle station',
      scope: { kind: 'airports', airports: ['SEA'] },
    },
    expiresAt: '2026-01-02T04:04:05.000Z',
  })
  expect(await identity.verify(token)).toEqual(session)
  await expect(identity.mayExport('seattle', session.sessionId)).resolves.toBe(true)
})

test('a username may be written in capitals and with spaces around it', async () => {
  const { identity } = openIdentity()
  const { viewer } = await identity.signIn({ ...seattle, username: ' Seattle ' })
  expect(viewer.id).toBe('seattle')
})

test('a wrong password and an unknown name get the same answer', async () => {
  const { identity } = openIdentity()
  for (const changed of [{ password: 'Coatcheck' }, { password: '' }, { username: 'no one' }]) {
    await expect(identity.signIn({ ...seattle, ...changed })).rejects.toMatchObject(wrong)
  }
})

test.each(['__proto__', 'constructor', 'toString'])('%s is no account', async (username) => {
  const { identity } = openIdentity()
  await expect(identity.signIn({ ...seattle, username })).rejects.toMatchObject(wrong)
})

test('without demo accounts no one gets in', async () => {
  await expect(openIdentity([]).identity.signIn(seattle)).rejects.toMatchObject(wrong)
})

describe('a public password', () => {
  const open = () => {
    const secret = createSecretKey(Buffer.alloc(32, 1))
    return createAccountIdentity({ secret, accounts: demoAccounts, passwordsArePublic: true })
  }

  test('is good on this machine', async () => {
    const { viewer } = await open().signIn({ ...seattle, isLocal: true })
    expect(viewer.id).toBe('seattle')
  })

  test('is refused from elsewhere, with what to do, however often it is tried', async () => {
    const identity = open()
    for (let count = 0; count <= signInLimit.perAccountMax; count += 1) {
      await expect(identity.signIn(seattle)).rejects.toMatchObject({
        code: 'public-password',
        message: expect.stringContaining('start the service with DEMO_PASSWORD') as string,
      })
    }
  })

  test('makes another password no better and no worse', async () => {
    const guess = { ...seattle, password: 'a guess' }
    await expect(open().signIn(guess)).rejects.toMatchObject(wrong)
  })
})

test('another password takes the place of the public one, for each account', async () => {
  const password = 'a password of our own'
  const { identity } = openIdentity(await demoAccountsWith(password))
  for (const { username, scope } of demoAccounts) {
    const { viewer } = await identity.signIn({ ...seattle, username, password })
    expect(viewer).toMatchObject({ id: username, scope })
    await expect(identity.signIn({ ...seattle, username })).rejects.toMatchObject(wrong)
  }
})

test('guesses that come all at once are counted one by one', async () => {
  const { identity } = openIdentity([])
  const guesses = Array.from({ length: signInLimit.perAccountMax + 5 }, async () =>
    identity.signIn(seattle).catch((error: unknown) => (error as { code: string }).code),
  )
  const codes = await Promise.all(guesses)
  const looked = codes.filter((code) => code === 'wrong-credentials').length
  expect(looked).toBe(signInLimit.perAccountMax)
  expect(codes.slice(looked).every((code) => code === 'too-many-attempts')).toBe(true)
})

test('a sign-out ends every token of its session and leaves other sessions alone', async () => {
  const { identity, passTime } = openIdentity()
  const [one, other] = [await identity.signIn(seattle), await identity.signIn(seattle)]
  passTime(60)
  const renewed = await identity.renew(one)
  expect(renewed.token).not.toBe(one.token)
  await identity.signOut(one)
  for (const { token } of [one, renewed]) {
    await expect(identity.verify(token)).rejects.toMatchObject(unauthenticated)
  }
  await expect(identity.renew(renewed)).rejects.toMatchObject(unauthenticated)
  await expect(identity.mayExport('seattle', one.sessionId)).resolves.toBe(false)
  await expect(identity.verify(other.token)).resolves.toMatchObject({ viewer: other.viewer })
})

test('a signed-out token stays refused up to its last second', async () => {
  const { identity, passTime } = openIdentity()
  const session = await identity.signIn(seattle)
  await identity.signOut(session)
  passTime(tokenTtlS - 1)
  await expect(identity.verify(session.token)).rejects.toMatchObject(unauthenticated)
})

test('renewals keep the session and the sign-in time, and end with the working day', async () => {
  const { identity, passTime } = openIdentity()
  const first = await identity.signIn(seattle)
  let session = first
  for (let elapsedS = 0; elapsedS < sessionTtlS - 1800; elapsedS += 1800) {
    passTime(1800)
    session = await identity.renew(session)
  }
  expect(session).toMatchObject({ sessionId: first.sessionId, signedInAtS: first.signedInAtS })
  passTime(1800)
  await expect(identity.verify(session.token)).rejects.toMatchObject(unauthenticated)
  await expect(identity.renew(session)).rejects.toMatchObject(unauthenticated)
})

test('a session of an account that is gone is worth nothing', async () => {
  const before = openIdentity()
  const { token, sessionId } = await before.identity.signIn(seattle)
  const after = openIdentity(demoAccounts.filter(({ username }) => username !== 'seattle'))
  await expect(after.identity.verify(token)).rejects.toMatchObject(unauthenticated)
  await expect(after.identity.mayExport('seattle', sessionId)).resolves.toBe(false)
})

test('rights are those of now, not those of the sign-in', async () => {
  const before = openIdentity()
  const { token } = await before.identity.signIn(seattle)
  const moved = demoAccounts.map((account): Account => ({
    ...account,
    scope: { kind: 'airports', airports: ['PDX'] },
  }))
  const { viewer } = await openIdentity(moved).identity.verify(token)
  expect(viewer.scope).toEqual({ kind: 'airports', airports: ['PDX'] })
})
