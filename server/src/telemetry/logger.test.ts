import { expect, test } from 'vitest'
import { AppError } from '../appError.ts'
import { createLogger } from './logger.ts'

const ticket = 'T'.repeat(43)
const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'

function openLog(level: 'info' | 'debug' = 'info') {
  const lines: string[] = []
  const logger = createLogger({ level, destination: { write: (line) => void lines.push(line) } })
  return { logger, lines, records: () => lines.map((line) => JSON.parse(line) as unknown) }
}

test('a line is JSON with level, time and message, and nothing about the machine', () => {
  const { logger, records } = openLog()
  logger.warn({ rows: 7 }, 'slow')
  expect(records()).toEqual([
    {
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      rows: 7,
      msg: 'slow',
    },
  ])
})

test('what is below the level is not written', () => {
  const { logger, lines } = openLog()
  logger.debug('detail')
  expect(lines).toEqual([])
})

test('an error is told with its cause, for anyone who has to find the fault', () => {
  const { logger, records } = openLog()
  const cause = new Error('connection reset')
  logger.error({ error: new AppError('database-failed', 'It failed.', { cause }) }, 'export failed')
  expect(records()).toMatchObject([
    {
      error: {
        type: 'AppError',
        code: 'database-failed',
        message: 'It failed.',
        cause: { message: 'connection reset', stack: expect.stringContaining('at ') as string },
      },
    },
  ])
})

test('secrets are gone from messages, members, keys, stacks, causes and child bindings', () => {
  const { logger, lines, records } = openLog()
  const cause = new Error(`redirected to /export/download?ticket=${ticket}`)
  logger.error({ err: new Error(`Bearer ${token}`, { cause }) }, `claim of ${ticket} failed`)
  logger.info({ headers: { authorization: 'Basic abc', cookie: 'coatcheck=abc' }, [ticket]: token })
  logger.child({ ticket }).info('%s', token)
  const text = lines.join('')
  for (const secret of [ticket, 'eyJ', 'abc']) expect(text).not.toContain(secret)
  expect(records()).toHaveLength(3)
})
