import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../appError.ts'
import { listedIssuesOf } from './invalidRequest.ts'
import { requestInput } from './requestInput.ts'

const listOfDays = requestInput(z.strictObject({ days: z.array(z.iso.date('Use a day.')) }))

async function errorOf(input: unknown): Promise<unknown> {
  return listOfDays.parseAsync(input).then(
    () => null,
    (error: unknown) => error,
  )
}

test('what is right is parsed', async () => {
  expect(await listOfDays.parseAsync({ days: ['2001-01-31'] })).toEqual({ days: ['2001-01-31'] })
  const doubled = requestInput(z.string().transform(async (text) => text + text))
  expect(await doubled.parseAsync('a')).toBe('aa')
})

test('the error is zod’s, with the first problems, and knows how many there are', async () => {
  const error = await errorOf({ days: Array<string>(900).fill('') })
  expect(error).toBeInstanceOf(Error)
  expect(error).toBeInstanceOf(z.ZodError)
  const { issues } = error as z.ZodError
  expect(issues).toHaveLength(10)
  expect(issues[9]).toMatchObject({ path: ['days', 9], message: 'Use a day.' })
  expect(listedIssuesOf(error as z.ZodError)).toMatchObject({ more: 890 })
})

test('it holds nothing long of what was sent', async () => {
  const error = await errorOf({ days: [], ['x'.repeat(200_000)]: 1 })
  expect((error as z.ZodError).message.length).toBeLessThan(1_000)
})

const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown

test.each([
  ['too many values', { days: Array(40_000).fill('') }, 'holds more than 32768 values'],
  ['many values in one another', Array(300).fill(Array(300).fill(1)), 'more than 32768 values'],
  ['values too deep', { days: nested(50) }, 'is nested more than 20 levels deep'],
  ['values far too deep', nested(100_000), 'is nested more than 20 levels deep'],
])('%s are refused before the schema sees them', async (_what, input, message) => {
  const error = await errorOf(input)
  expect(error).toBeInstanceOf(AppError)
  expect(error).toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining(message) as string,
  })
})
