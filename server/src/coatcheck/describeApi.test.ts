import { describeReport } from '@coatcheck/shared'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError, createCoatcheck, defineRowsReport } from '../index.ts'

interface Scope {
  readonly columns: readonly ('name' | 'salary')[]
}

const people = defineRowsReport({
  description: describeReport({
    id: 'people',
    title: 'People',
    description: '',
    range: null,
    filters: z.strictObject({
      name: z.string().optional(),
      minSalary: z.number().meta({ id: 'least salary' }).optional(),
    }),
    fields: [
      { id: 'name', label: 'Name', kind: 'values', column: 'name' },
      { id: 'minSalary', label: 'Salary at least', kind: 'number', columns: ['salary'] },
    ],
    columns: [
      { id: 'name', label: 'Name', type: 'text', width: 20 },
      { id: 'salary', label: 'Salary', type: 'number', width: 10 },
    ],
    measures: [],
    charts: [],
  }),
  columnsOf: ({ scope }: { scope: Scope }) => scope.columns,
  count: () => 0,
  async *rows() {},
})

function withViewer(
  viewer: (request: {
    headers: Headers
  }) => Promise<{ id: string; name: string; scope: Scope } | null>,
) {
  return createCoatcheck({ reports: [people], viewer })
}

const asked = new Request('http://localhost/openapi.json')

async function textFor(...columns: Scope['columns']): Promise<string> {
  const { openApi } = withViewer(async () => ({ id: 'ada', name: 'Ada', scope: { columns } }))
  return JSON.stringify(await openApi(asked))
}

test('a viewer is told of nothing that is hidden from them', async () => {
  expect(await textFor('name', 'salary')).toMatch(/people.*minSalary.*salary/)
  const some = await textFor('name')
  expect(some).toContain('people')
  expect(some).not.toMatch(/salary/i)
  expect(await textFor()).not.toMatch(/people/i)
})

test('viewers who see the same share a document, and no others', async () => {
  const { openApi } = withViewer(async ({ headers }) => ({
    id: 'ada',
    name: 'Ada',
    scope: { columns: headers.has('x-all') ? ['name', 'salary'] : ['name'] },
  }))
  const some = await openApi(asked)
  expect(await openApi(asked)).toBe(some)
  expect(await openApi(asked, { title: 'Other' })).not.toBe(some)
  expect(await openApi(new Request(asked, { headers: { 'x-all': '1' } }))).not.toBe(some)
})

test('no one is told of anything unless they are signed in', async () => {
  expect(await withViewer(async () => null).openApi(asked)).toBeNull()
  const refusing = withViewer(() => Promise.reject(new AppError('unauthenticated', 'No.')))
  expect(await refusing.openApi(asked)).toBeNull()
  const failing = withViewer(() => Promise.reject(new Error('The database is down.')))
  await expect(failing.openApi(asked)).rejects.toThrow('The database is down.')
})

test('requests of Node and of fetch-style servers are read', async () => {
  const { openApi } = withViewer(async ({ headers }) =>
    headers.get('authorization') === 'Bearer ada'
      ? { id: 'ada', name: 'Ada', scope: { columns: ['name'] } }
      : null,
  )
  const headers = { authorization: 'Bearer ada' }
  expect(await openApi(asked)).toBeNull()
  expect(await openApi(new Request(asked, { headers }))).toMatchObject({ openapi: '3.1.1' })
  expect(await openApi({ headers, url: '/openapi.json' })).toMatchObject({ openapi: '3.1.1' })
})

test('the app says where its API is', async () => {
  const coatcheck = createCoatcheck({
    reports: [people],
    viewer: ({ context }) => context as { id: string; name: string; scope: Scope },
    downloadPath: '/file',
    origin: 'https://api.example.com',
  })
  const context = { id: 'ada', name: 'Ada', scope: { columns: ['name'] } }
  const place = { trpcPath: '/api', router: 'reports', title: 'Shop', version: '2' }
  const document = await coatcheck.openApi(asked, { ...place, context })
  expect(document).toMatchObject({
    info: { title: 'Shop', version: '2' },
    servers: [{ url: 'https://api.example.com' }],
    paths: { '/api/reports.report.list': {}, '/file': {} },
  })
})
