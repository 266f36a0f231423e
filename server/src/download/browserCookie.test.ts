import type { Request } from 'express'
import { expect, test } from 'vitest'
import { hashSecret } from '../tickets/ticket.ts'
import { BrowserCookie } from './browserCookie.ts'

const [mine, planted] = ['m'.repeat(43), 'p'.repeat(43)] as const

function presented(cookie: string | undefined, secure = false): readonly string[] {
  const request = { headers: { cookie }, secure } as unknown as Request
  return new BrowserCookie({ sameSite: 'strict', secure: false }).presented(request)
}

test.each([
  [undefined, []],
  ['', []],
  [`coatcheck=${mine}`, [mine]],
  [`coatcheck=${planted}; coatcheck=${mine}`, [planted, mine]],
  [`a=b; coatcheck=short; coatcheck=${mine};coatcheck=${planted}`, [mine, planted]],
  [`xcoatcheck=${planted}; coatcheck=${mine}x; __Host-coatcheck=${planted}`, []],
])('the cookie header %j has the cookies %j', (header, values) => {
  expect(presented(header)).toEqual(values.map(hashSecret))
})

test('over https only cookies with the prefix count', () => {
  const header = `coatcheck=${planted}; __Host-coatcheck=${mine}`
  expect(presented(header, true)).toEqual([hashSecret(mine)])
})
