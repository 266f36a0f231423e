import { describe, expect, test, vi } from 'vitest'
import { AppError } from '../appError.ts'
import { FetchReply } from '../coatcheck/hosts/fetchReply.ts'
import { requestOf } from '../http/testing/requestOf.ts'
import { Faults } from '../telemetry/faults.ts'
import { sendError } from './errorPage.ts'
import { writtenBy, type RefusalPage } from './refusalPage.ts'

/** Of the log. */
const error = vi.fn()

const refusal = new AppError('queue-full', 'Too <many>.', { retryAfterS: 5 })

/** What is sent to a client that accepts these types. */
async function errorFor(accept: string, refusalPage?: RefusalPage): Promise<Response> {
  const reply = new FetchReply(new Request('http://localhost/'))
  const page = writtenBy(refusalPage, new Faults({ error }))
  sendError(requestOf({ headers: { accept } }), reply, refusal, page)
  const response = await reply.answer
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('5')
  expect(response.headers.has('content-disposition')).toBe(false)
  return response
}

describe('an error of the download route', () => {
  test.each([
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
    'text/html',
  ])('is a page for a browser: %s', async (accept) => {
    const response = await errorFor(accept)
    expect(response.headers.get('content-type')).toContain('text/html')
    const page = await response.text()
    expect(page).toContain('<h1>')
    expect(page).not.toContain('<many>')
  })

  test.each(['application/json', 'application/json, */*;q=0.9'])(
    'is JSON for a client that prefers it: %s',
    async (accept) => {
      const response = await errorFor(accept)
      expect(response.headers.get('content-type')).toContain('application/json')
      expect(await response.json()).toEqual({
        error: { code: 'queue-full', message: 'Too <many>.' },
      })
    },
  )

  test.each(['*/*', 'text/plain', 'image/png'])('is plain text for others: %s', async (accept) => {
    const response = await errorFor(accept)
    expect(response.headers.get('content-type')).toContain('text/plain')
    expect(await response.text()).toMatch(/Too <many>\.\n$/)
  })

  test('may be a page of the app, which runs no scripts', async () => {
    const page: RefusalPage = ({ code, message, retryAfterS, status, title }, { headers }) =>
      [status, code, title, message, retryAfterS, headers.get('accept')].join('|')
    const response = await errorFor('text/html', page)
    expect(await response.text()).toBe(
      '503|queue-full|Temporarily unavailable|Too <many>.|5|text/html',
    )
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await (await errorFor('text/plain', page)).text()).not.toContain('|')
  })

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('No template.')
      },
    ],
    ['returns nothing', () => undefined],
    ['is asynchronous', () => Promise.reject(new Error('No template.'))],
  ])('is the plain page where that of the app %s, and the log says so', async (_what, page) => {
    error.mockClear()
    const response = await errorFor('text/html', page as RefusalPage)
    expect(await response.text()).toContain('<h1>Temporarily unavailable</h1>')
    expect(error).toHaveBeenCalledExactlyOnceWith(
      { err: expect.objectContaining({ message: 'refusalPage failed.' }) as Error },
      'no page for a refused download',
    )
  })
})
