import { describeReport, type ReportDescription } from '@coatcheck/shared'
import { reports as demoReports } from '@coatcheck/shared/demo'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ordersApp } from '../../testing/hosts/orders.ts'
import { openApiDocument } from './openApiDocument.ts'
import { operations } from './operations.ts'
import { documentProblems, schemasOf } from './testing/documentProblems.ts'

const place = {
  trpcPath: '/trpc',
  router: '',
  downloadPath: '/export/download',
  origin: '',
  title: 'Reports',
  version: '1',
}

const documentOf = (reports: readonly ReportDescription[], other: Partial<typeof place> = {}) =>
  openApiDocument(reports, { ...place, ...other })

interface Folder {
  name: string
  folders?: Folder[] | undefined
}
const folder: z.ZodType<Folder> = z.strictObject({
  name: z.string(),
  get folders() {
    return z.array(folder).optional()
  },
})

/** An app's report, whose filters are as unusual as zod allows. */
const unusual = describeReport({
  id: 'unusual',
  title: 'Unusual',
  description: '',
  range: null,
  filters: z.strictObject({
    folder: folder.optional(),
    since: z
      .string()
      .transform((text) => new Date(text))
      .optional(),
    when: z.date().optional(),
    tag: z
      .string()
      .meta({ id: 'a tag/of the app', examples: ['red'] })
      .optional(),
  }),
  fields: [],
  columns: [{ id: 'name', label: 'Name', type: 'text', width: 10 }],
  measures: [],
  charts: [],
})

test('it has every procedure of the router, with its kind', () => {
  const { router } = ordersApp()
  const all = router._def.procedures as unknown as Record<string, { _def: { type: string } }>
  const procedures = Object.entries(all)
    .filter(([name]) => name.startsWith('reports.'))
    .map(([name, { _def }]) => [name.slice('reports.'.length), _def.type])
  expect(operations.map(({ name, kind }) => [name, kind])).toEqual(procedures)
})

test.each([
  ['the demo', demoReports],
  ['unusual filters', [unusual]],
  ['no report at all', []],
])('of %s, it is valid for others', async (_name, reports) => {
  expect(await documentProblems(documentOf(reports))).toEqual([])
})

test('the filters, columns and formats of each report are typed', () => {
  const check = schemasOf(documentOf(demoReports)).named('TicketRequest')
  const filters = { from: '2001-01-01', until: '2001-02-01', origins: ['SEA'], minDelay: 15 }
  const request = { report: 'flights', filters, columns: ['delay'], format: 'xlsx' }
  const clientKey = 'k'.repeat(43)
  expect(check({ ...request, clientKey })).toBe(true)
  for (const wrong of [
    { report: 'trains' },
    { filters: { ...filters, species: ['crow'] } },
    { filters: { ...filters, minDelay: 1.5 } },
    { filters: { ...filters, origins: ['sea'] } },
    { filters: { until: '2001-02-01' } },
    { columns: ['repairCost'] },
    { columns: [] },
    { format: 'pdf' },
    { clientKey: 'short' },
    { rows: 5 },
  ]) {
    expect(check({ ...request, ...wrong }), JSON.stringify(wrong)).toBe(false)
  }
})

test('recursive filters, and those with an id, lead to a schema of the document', () => {
  const check = schemasOf(documentOf([unusual])).named('ExportRequest')
  const request = (filters: object) => ({ report: 'unusual', filters, format: 'csv' })
  expect(check(request({ folder: { name: 'a', folders: [{ name: 'b' }] }, tag: 'red' }))).toBe(true)
  expect(check(request({ folder: { name: 'a', folders: [{ name: 2 }] } }))).toBe(false)
  expect(check(request({ tag: 2 }))).toBe(false)
})

test('a filter and a value that look like a reference stay what they are', () => {
  const filters = z.strictObject({ $ref: z.literal('#/$defs/x') })
  const check = schemasOf(documentOf([{ ...unusual, filters }])).named('ExportRequest')
  const request = ($ref: string) => ({ report: 'unusual', filters: { $ref }, format: 'csv' })
  expect(check(request('#/$defs/x'))).toBe(true)
  expect(check(request('#/components/schemas/x'))).toBe(false)
})

test('it says where the API is', () => {
  const { paths, servers } = documentOf(demoReports, {
    trpcPath: '/api/trpc/',
    router: 'reports',
    downloadPath: '/api/file',
    origin: 'https://api.example.com',
  })
  expect(servers).toEqual([{ url: 'https://api.example.com' }])
  expect(Object.keys(paths)).toContain('/api/trpc/reports.export.createTicket')
  expect(Object.keys(paths)).toContain('/api/file')
})

test('a viewer without reports is told of no request for one', () => {
  const { paths } = documentOf([])
  expect(Object.keys(paths)).not.toContain('/trpc/export.createTicket')
  expect(Object.keys(paths)).toContain('/trpc/export.list')
})
