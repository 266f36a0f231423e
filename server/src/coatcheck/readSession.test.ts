import express, { type Request } from 'express'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineRowsReport } from '../reports/rowsReport.ts'
import { readSessionWith } from './readSession.ts'

const request = Object.create(express.request) as Request
const orders = defineRowsReport({
  description: {
    id: 'orders',
    title: 'Orders',
    description: 'All orders.',
    range: null,
    filters: z.strictObject({}),
    fields: [],
    columns: [{ id: 'number', label: 'Order', type: 'integer', width: 10 }],
    measures: [],
    charts: [],
  },
  async *rows() {},
  count: () => 0,
})

function sessionWith(expiresAt?: Date) {
  const viewer = () => ({ id: 'ada', name: 'Ada', scope: null, ...(expiresAt && { expiresAt }) })
  return readSessionWith({ reports: [orders], viewer })(request)
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
