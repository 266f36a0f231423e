import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { columnTypes } from './column.ts'
import { describeReport } from './describeReport.ts'
import { keptRequestSchema } from './exportRequest.ts'
import { requestSchemasOf } from './requestSchemas.ts'

const [first, ...others] = columnTypes.map((type) => ({ id: type, label: type, type, width: 9 }))
const report = describeReport({
  id: 'all',
  title: 'All',
  filters: z.strictObject({}),
  columns: [first!, ...others],
})
const { rows } = requestSchemasOf([report])

function issuesOf(...where: unknown[]): string[] {
  const { error } = rows.safeParse({ report: 'all', filters: {}, where })
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

const is = (column: string, ...values: unknown[]) => ({ column, operator: 'is', values })
const between = (column: string, ends: object) => ({ column, operator: 'between', ...ends })

describe('a request takes', () => {
  test.each([
    is('text', 'a', ''),
    is('integer', 1, '9223372036854775807', '-9223372036854775808'),
    is('number', 0.5),
    is('decimal', 0.5, '-1234567890123456789012345678.01'),
    is('boolean', true, false),
    is('date', '2001-01-31'),
    is('datetime', '2001-01-31', '2001-01-31T06:05', '2001-01-31T06:05:00.123'),
    is('instant', '2001-01-31T06:05:00+02:00', '2001-01-31T06:05Z', '2001-01-31'),
    between('integer', { min: 1, max: '1' }),
    between('decimal', { min: '0.1', max: '0.10' }),
    between('datetime', { min: '2001-01-31T06:05', max: '2001-01-31' }),
    between('number', { max: -1 }),
    { column: 'link', operator: 'contains', text: 'x' },
    { column: 'boolean', operator: 'blank' },
    { column: 'instant', operator: 'notBlank' },
  ])('%j', (condition) => {
    expect(issuesOf(condition)).toEqual([])
    expect(
      keptRequestSchema.safeParse({ report: 'all', filters: {}, where: [condition], format: 'csv' })
        .success,
    ).toBe(true)
  })

  test('several conditions, also on one column', () => {
    const condition = { column: 'text', operator: 'contains', text: 'x' }
    expect(issuesOf(...Array.from({ length: 20 }, () => condition))).toEqual([])
    expect(issuesOf(...Array.from({ length: 21 }, () => condition))).toEqual([
      'where: Use 20 conditions at most.',
    ])
  })
})

describe('a request is refused with', () => {
  test.each([
    [is('town', 'x'), 'where.0.column: Use one of the columns text, integer'],
    [{ column: 'text', operator: 'was' }, 'where.0.operator: Use one of the operators is, isNot'],
    [{ column: 'text', operator: 'blank', text: 'x' }, 'where.0: Unrecognized key: "text"'],
    [is('text'), 'where.0.values: Choose at least one value.'],
    [
      is('text', ...Array.from({ length: 501 }, String)),
      'where.0.values: Choose at most 500 values.',
    ],
    [is('text', 'x'.repeat(1001)), 'where.0.values.0: Use 1,000 characters at most.'],
    [is('text', 'a', 5), 'where.0.values.1: Use a text.'],
    [is('text', null), 'where.0.values.0: Use a text, a number, true or false.'],
    [is('integer', 1.5), 'where.0.values.0: Use a whole number of up to 64 bits.'],
    [is('integer', '9223372036854775808'), 'where.0.values.0: Use a whole number'],
    [is('integer', '1; DROP'), 'where.0.values.0: Use a whole number'],
    [is('number', '5'), 'where.0.values.0: Use a number.'],
    [is('decimal', '1e5'), 'where.0.values.0: Use a number, or its digits as a text.'],
    [is('boolean', 'true'), 'where.0.values.0: Use true or false.'],
    [is('date', '2001-02-30'), 'where.0.values.0: Use a day, such as 2001-01-31.'],
    [is('date', '0000-01-01'), 'where.0.values.0: Use a day'],
    [is('date', '2001-01-31T00:00'), 'where.0.values.0: Use a day'],
    [is('datetime', '2001-01-31T06:05Z'), 'where.0.values.0: Use a day or a time'],
    [is('datetime', '2001-01-31T25:00'), 'where.0.values.0: Use a day or a time'],
    [is('instant', '2001-01-31T06:05'), 'where.0.values.0: Use a time with its zone'],
    [
      { column: 'integer', operator: 'contains', text: '1' },
      'where.0.operator: A column of type integer has no contains. Use one of is, isNot, between',
    ],
    [{ column: 'text', operator: 'contains', text: '' }, 'where.0.text: Write at least one'],
    [between('text', { min: 'a' }), 'where.0.operator: A column of type text has no between.'],
    [between('integer', {}), 'where.0: Give min, max, or both.'],
    [between('integer', { min: 2, max: 1 }), 'where.0.max: Must not be less than the min (2).'],
    [
      between('integer', { min: '9007199254740993', max: '9007199254740992' }),
      'where.0.max: Must not be less',
    ],
    [between('decimal', { min: '0.12', max: '0.1' }), 'where.0.max: Must not be less'],
    [between('date', { min: '2001-02-01', max: '2001-01-31' }), 'where.0.max: Must not be less'],
    [between('date', { min: 5 }), 'where.0.min: Use a day'],
  ])('%j', (condition, message) => {
    const issues = issuesOf(condition)
    expect(issues).toHaveLength(1)
    expect(issues[0]).toContain(message)
  })
})
