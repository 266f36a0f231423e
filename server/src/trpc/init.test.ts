import type { ErrorCode } from '@coatcheck/shared'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../appError.ts'
import type { RequesterSession } from '../tickets/requester.ts'
import { Faults } from '../telemetry/faults.ts'
import type { HttpCall } from './context.ts'
import { isOurFault } from './errorDetails.ts'
import { ownProcedure, publicProcedure, router, signedInProcedureOn } from './init.ts'

const session: RequesterSession = {
  viewer: { id: 'seattle', name: 'Seattle station', scope: { kind: 'all' } },
  sessionId: '00000000-0000-4000-8000-000000000001',
  expiresAt: '2026-01-01T00:00:00.000Z',
}

const signedInProcedure = signedInProcedureOn(ownProcedure)

const innerSchema = z.object({ salary: z.number('salary must be a number') })

function throwing(error: unknown) {
  return publicProcedure.query(() => {
    throw error
  })
}

const testRouter = router({
  limit: publicProcedure
    .input(
      z.strictObject({
        limit: z.int('Use a whole number.').max(10, 'Ask for 10 at most.'),
        sort: z.array(z.strictObject({ column: z.enum(['id'], 'Use id.') })).optional(),
      }),
    )
    .query(({ input }) => input.limit),
  set: publicProcedure.mutation(() => 'done'),
  viewer: signedInProcedure.query(({ ctx }) => ctx.session.viewer),
  busy: throwing(new AppError('queue-full', 'Busy. Try again later.', { retryAfterS: 7 })),
  bug: throwing(new Error('relation "salaries" does not exist')),
  innerParse: publicProcedure.query(() => innerSchema.parse({ salary: 'high' })),
})

interface Failure {
  readonly message: string
  readonly data: {
    readonly code: string
    readonly httpStatus: number
    readonly appCode: ErrorCode
    readonly issues: { path: string[]; message: string }[] | null
    readonly moreIssues: number
    readonly retryAfterS: number | null
  }
}

/** What a client gets that speaks to the router over HTTP. */
async function call(path: string, init: RequestInit & { signedIn?: boolean } = {}) {
  const { signedIn = false, ...request } = init
  const reported: boolean[] = []
  const logged: object[] = []
  const response = await fetchRequestHandler({
    endpoint: '/trpc',
    router: testRouter,
    maxBatchSize: 2,
    req: new Request(`http://localhost/trpc/${path}`, request),
    createContext: () => ({
      coatcheck: {
        bodyLimit: { exceeded: false, whenExceeded: new Promise(() => {}) },
        callCount: 1,
        faults: new Faults({ error: (facts: object) => void logged.push(facts) }),
        verifySession: async () => {
          if (signedIn) return session
          throw new AppError('unauthenticated', 'Please sign in.')
        },
      } as Partial<HttpCall> as HttpCall,
    }),
    onError: ({ error }) => reported.push(isOurFault(error)),
  })
  const text = await response.text()
  const body = JSON.parse(text) as { result?: { data: unknown }; error?: Failure }
  const [ourFault = false] = reported
  return {
    status: response.status,
    text,
    answer: body.result?.data,
    error: body.error,
    ourFault,
    logged,
  }
}

const withInput = (path: string, input: unknown) =>
  `${path}?input=${encodeURIComponent(JSON.stringify(input))}`

test('a valid call gets its result', async () => {
  expect(await call(withInput('limit', { limit: 3 }))).toMatchObject({ status: 200, answer: 3 })
})

describe('a request that is at fault', () => {
  test('gets an error that names the part, and what would be right', async () => {
    const { status, error } = await call(
      withInput('limit', { limit: 11, sort: [{ column: 'id' }, { column: 'salary' }] }),
    )
    expect(status).toBe(400)
    expect(error).toMatchObject({
      message: 'limit: Ask for 10 at most. sort.1.column: Use id.',
      data: {
        appCode: 'invalid-request',
        issues: [
          { path: ['limit'], message: 'Ask for 10 at most.' },
          { path: ['sort', 1, 'column'], message: 'Use id.' },
        ],
        moreIssues: 0,
        retryAfterS: null,
      },
    })
  })

  test('may be wrong as a whole', async () => {
    const { error } = await call('limit')
    expect(error?.message).toMatch(/^request: /)
    const unknown = await call(withInput('limit', { limit: 1, secretly: true }))
    expect(unknown.error?.message).toMatch(/^request: .*"secretly"/)
  })

  test.each<{
    what: string
    path: string
    init?: RequestInit
    status: number
    appCode: ErrorCode
    message: string
  }>([
    {
      what: 'no such procedure',
      path: 'salaries',
      status: 404,
      appCode: 'not-found',
      message: 'There is no such procedure.',
    },
    {
      what: 'another method',
      path: 'set',
      status: 405,
      appCode: 'method-not-allowed',
      message: 'Use GET for queries and POST for mutations.',
    },
    {
      what: 'broken JSON in the address',
      path: 'limit?input=%7B',
      status: 400,
      appCode: 'invalid-request',
      message: 'The request could not be read: send it as JSON.',
    },
    {
      what: 'more calls in a batch than are taken',
      path: 'limit,limit,limit?batch=1',
      status: 400,
      appCode: 'invalid-request',
      message: 'The batch has too many calls: send fewer at once (maxItems of httpBatchLink).',
    },
    {
      what: 'a body of another type',
      path: 'set',
      init: { method: 'POST', body: 'a=b', headers: { 'content-type': 'text/plain' } },
      status: 415,
      appCode: 'invalid-request',
      message: 'The request could not be read: send it as JSON.',
    },
  ])('with $what gets a sentence of ours', async ({ path, init, ...expected }) => {
    const { status, error } = await call(path, init)
    expect({ status, message: error?.message, appCode: error?.data.appCode }).toEqual({
      status: expected.status,
      message: expected.message,
      appCode: expected.appCode,
    })
    expect(error?.data.issues).toBeNull()
  })
})

test('a caller without a session is asked to sign in', async () => {
  const { status, error } = await call('viewer')
  expect(status).toBe(401)
  expect(error).toMatchObject({
    message: 'Please sign in.',
    data: { code: 'UNAUTHORIZED', appCode: 'unauthenticated' },
  })
})

test('a caller with a session is known', async () => {
  expect(await call('viewer', { signedIn: true })).toMatchObject({ answer: session.viewer })
})

test('a limit says when to try again', async () => {
  const { status, error } = await call('busy')
  expect(status).toBe(503)
  expect(error).toMatchObject({
    message: 'Busy. Try again later.',
    data: { code: 'SERVICE_UNAVAILABLE', appCode: 'queue-full', retryAfterS: 7 },
  })
})

describe('a fault of ours', () => {
  test.each(['bug', 'innerParse'])('reveals nothing internal: %s', async (path) => {
    const { status, error, text, ourFault } = await call(path)
    expect(status).toBe(500)
    expect(ourFault).toBe(true)
    expect(error).toMatchObject({
      message: 'Something went wrong on our side. Please try again.',
      data: { appCode: 'internal', issues: null },
    })
    expect(text).not.toMatch(/salar|\.ts:\d|"stack"|node_modules/)
  })

  test('is all that is reported to the operators', async () => {
    for (const path of ['limit', 'limit?input=%7B', 'busy', 'viewer', 'salaries', 'set']) {
      expect((await call(path)).ourFault, path).toBe(false)
    }
  })

  test('never sends a stack', async () => {
    for (const path of ['limit', 'busy', 'viewer', 'salaries']) {
      expect((await call(path)).text).not.toMatch(/"stack"|\.ts:\d/)
    }
  })
})
