import { expect, test } from 'vitest'
import { requestOf } from '../http/testing/requestOf.ts'
import type { ViewerRequest } from './coatcheckOptions.ts'
import { readSessionWith } from './readSession.ts'

function sessionWith(expiresAt?: Date) {
  const viewer = () => ({ id: 'ada', name: 'Ada', scope: null, ...(expiresAt && { expiresAt }) })
  return readSessionWith({ viewer })(requestOf(), {})
}

test('a session ends when its app says, or never', async () => {
  expect(await sessionWith(new Date(0))).toMatchObject({ expiresAt: '1970-01-01T00:00:00.000Z' })
  expect(await sessionWith()).toMatchObject({ expiresAt: null, sessionId: 'viewer ada' })
})

test.each([Number.NaN, 1e18, Number.POSITIVE_INFINITY])(
  'a session that ends at %d is none, rather than a fault',
  async (time) => {
    expect(await sessionWith(new Date(time))).toBeNull()
  },
)

test('the app gets headers, cookies, the address and its own context', async () => {
  const headers = { authorization: 'Bearer x', cookie: 'sid=a%20b; sid=c; __proto__=d' }
  const seen: unknown[] = []
  const viewer = ({ headers: got, cookies, ip, context }: ViewerRequest<{ user: string }>) => {
    seen.push(got.get('Authorization'), cookies.sid, cookies.none, ip, context.user)
    return null
  }
  await readSessionWith({ viewer })(requestOf({ headers }), { user: 'ada' })
  expect(seen).toEqual(['Bearer x', 'a b', undefined, '127.0.0.1', 'ada'])
})

test.each([
  [{}, 'a text as id'],
  [{ id: '', name: 'Ada', scope: null }, 'a text as id'],
  [{ id: 7, name: 'Ada', scope: null }, 'a text as id'],
  [{ id: 'ada', scope: null }, 'a text as name, not undefined'],
  [{ id: 'ada', name: 'Ada', scope: null, sessionId: 7 }, 'a text as sessionId, not number'],
])('a viewer without its texts is refused, or many would be one: %j', async (given, message) => {
  const read = readSessionWith({ viewer: () => given as never })
  await expect(read(requestOf(), {})).rejects.toThrow(message)
})
