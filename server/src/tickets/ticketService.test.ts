import { describe, expect, test, vi } from 'vitest'
import { AppError } from '../appError.ts'
import type { AuditEvent } from '../audit/auditEvent.ts'
import { MemoryTicketStore } from './memoryTicketStore.ts'
import type { Requester } from './requester.ts'
import { limitsUnderTest } from './testing/ticketRecord.ts'
import { hashSecret } from './ticket.ts'
import { RequestIntake, type RequestIntakeOptions } from './requestIntake.ts'
import { TicketService, type TicketServiceOptions } from './ticketService.ts'

const request = {
  report: 'flights',
  filters: { from: '2001-01-01', until: '2001-02-01' },
  format: 'csv',
} as const

const limits = { ...limitsUnderTest, rowsMax: 1_000 }

function requesterNamed(id: string): Requester {
  return {
    session: {
      viewer: { id, name: id, scope: { kind: 'all' } },
      sessionId: `session of ${id}`,
      expiresAt: null,
    },
    browserHash: 'browser',
    address: '192.0.2.1',
    signal: undefined,
  }
}

const seattle = requesterNamed('seattle')

/** Counts as the database does: when the viewer's turn has come. */
function countsOf(rowCount: number) {
  return vi.fn<RequestIntakeOptions['countRows']>(async (_request, _viewer, { beforeCount }) => {
    await beforeCount()
    return rowCount
  })
}

function openService(changes: Partial<TicketServiceOptions & RequestIntakeOptions> = {}) {
  const tickets = new MemoryTicketStore()
  const audited: AuditEvent[] = []
  const announce = vi.fn()
  const withdraw = vi.fn()
  const onRefused = vi.fn()
  const intake = new RequestIntake({
    tickets,
    limits,
    settle: async (request) => request,
    fileRowsMax: () => Infinity,
    fileStem: () => undefined,
    refusalOf: async () => null,
    countRows: countsOf(12),
    draining: new AbortController().signal,
    onRefused,
    ...changes,
  })
  const service = new TicketService({
    intake,
    tickets,
    audit: {
      append: async (event) => void audited.push(event),
      listFor: async () => [],
      close: async () => {},
    },
    limits,
    announce,
    withdraw,
    origin: 'https://api.example.com',
    downloadPath: '/files',
    ...changes,
  })
  const claim = (ticket: string) =>
    tickets.claim(
      { ticketHash: hashSecret(ticket), claimId: 'a', browserHashes: ['browser'] },
      limits,
    )
  return { service, tickets, audited, announce, withdraw, onRefused, claim }
}

describe('a request that holds a ticket', () => {
  const requestFor = (text: string) => ({ ...request, filters: { names: ['x', { text }] } })

  test.each([
    ['alone', (ticket: string) => ticket],
    ['in an address', (ticket: string) => `https://a.example/files?ticket=${ticket}&x`],
    ['behind an escape', (ticket: string) => `ticket%3D${ticket}`],
    ['in front of letters', (ticket: string) => `${ticket}abc`],
  ])('%s is refused, and no record has it', async (_where, write) => {
    const { service, claim, audited, announce, onRefused } = openService()
    const { ticket } = await service.issue(request, seattle)
    const again = service.issue(requestFor(write(ticket)), seattle)
    await expect(again).rejects.toMatchObject({ code: 'invalid-request' })
    expect(onRefused).toHaveBeenCalledWith(expect.objectContaining({ request: null }))
    expect(JSON.stringify([audited, announce.mock.calls, onRefused.mock.calls])).not.toContain(
      ticket,
    )
    expect(await claim(ticket)).toMatchObject({ first: true })
  })

  test('is one only while the ticket exists: other long texts are kept as they are', async () => {
    const { service, audited } = openService()
    for (const text of ['T'.repeat(43), 'sha-512_'.repeat(16), 'é'.repeat(50)]) {
      await service.issue(requestFor(text), seattle)
      expect(audited.at(-1)).toMatchObject({ request: requestFor(text) })
    }
  })
})

describe('a ticket', () => {
  test('is good for what was asked, by whom and how often', async () => {
    const { service, claim, announce, audited } = openService()
    const receipt = await service.issue(request, seattle)
    expect(receipt).toMatchObject({
      url: `https://api.example.com/files?ticket=${receipt.ticket}`,
      fileName: 'flights_2001-01.csv',
      rowCount: 12,
    })
    const record = {
      exportId: receipt.exportId,
      viewer: seattle.session.viewer,
      sessionId: 'session of seattle',
      request,
      rowCount: 12,
      fileName: receipt.fileName,
      browserHash: 'browser',
      issuedAtMs: Date.parse(receipt.expiresAt) - limits.ticketTtlMs,
    }
    expect((await claim(receipt.ticket))?.record).toEqual(record)
    expect(announce).toHaveBeenCalledExactlyOnceWith(record, '192.0.2.1')
    expect(audited).toEqual([
      {
        type: 'issued',
        viewerId: 'seattle',
        address: '192.0.2.1',
        exportId: receipt.exportId,
        request,
        rowCount: 12,
      },
    ])
  })

  test('counts the rows of the request, as its viewer may see them', async () => {
    const countRows = countsOf(5)
    const { service } = openService({ countRows })
    const { signal } = new AbortController()
    await service.issue(request, { ...seattle, signal })
    expect(countRows).toHaveBeenCalledExactlyOnceWith(request, seattle.session.viewer, {
      signal,
      beforeCount: expect.any(Function) as () => Promise<void>,
    })
  })

  test('that cannot be recorded cannot be used', async () => {
    const unwritable = new AppError('store-unavailable', 'The disk is full.')
    const { service, tickets, announce, withdraw, onRefused } = openService({
      audit: {
        append: () => Promise.reject(unwritable),
        listFor: async () => [],
        close: async () => {},
      },
    })
    await expect(service.issue(request, seattle)).rejects.toBe(unwritable)
    expect(tickets.size).toBe(0)
    const [[record]] = announce.mock.calls as [[{ exportId: string }]]
    expect(withdraw).toHaveBeenCalledExactlyOnceWith(record.exportId)
    expect(onRefused).toHaveBeenCalledOnce()
  })
})

describe('a request for a ticket is refused, and that is reported,', () => {
  const refusal = (error: unknown) => ({
    error,
    viewerId: 'seattle',
    request,
    address: '192.0.2.1',
  })

  test('when it has too many rows, with both figures', async () => {
    const { service, tickets, onRefused } = openService({ countRows: async () => 12_345 })
    const error = await service.issue(request, seattle).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'too-many-rows',
      message: 'This export has 12,345 rows; the limit is 1,000. Add filters.',
    })
    expect(onRefused).toHaveBeenCalledExactlyOnceWith(refusal(error))
    expect(tickets.size).toBe(0)
  })

  test('when its file cannot hold the rows, with that limit', async () => {
    const { service } = openService({ fileRowsMax: () => 11 })
    await expect(service.issue(request, seattle)).rejects.toMatchObject({
      code: 'too-many-rows',
      message: 'This export has 12 rows; the limit is 11. Add filters.',
    })
  })

  test('when its viewer has too many tickets, before the rows are counted', async () => {
    const counted = vi.fn()
    const { service } = openService({
      limits: { ...limits, ticketsPerViewerMax: 1 },
      countRows: async (_request, _viewer, { beforeCount }) => {
        await beforeCount()
        counted()
        return 1
      },
    })
    await service.issue(request, seattle)
    await expect(service.issue(request, seattle)).rejects.toMatchObject({
      code: 'too-many-tickets',
      retryAfterS: 1,
    })
    expect(counted).toHaveBeenCalledOnce()
    await service.issue(request, requesterNamed('atlanta'))
  })

  test('when the service is about to stop', async () => {
    const { service } = openService({ draining: AbortSignal.abort() })
    await expect(service.issue(request, seattle)).rejects.toMatchObject({ code: 'draining' })
  })

  test('when the database fails, with the reason', async () => {
    const failure = new AppError('database-timeout', 'It took too long.')
    const { service, onRefused } = openService({ countRows: () => Promise.reject(failure) })
    await expect(service.issue(request, seattle)).rejects.toBe(failure)
    expect(onRefused).toHaveBeenCalledExactlyOnceWith(refusal(failure))
  })

  test('when there is a bug, without what it was about', async () => {
    const { service } = openService({ countRows: () => Promise.reject(new Error('secret')) })
    const error = await service.issue(request, seattle).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'internal' })
    expect((error as Error).message).not.toContain('secret')
  })
})

test('a refusal is asked for when the rows are counted, and recorded', async () => {
  const countRows = countsOf(12)
  const refusal = new AppError('export-refused', 'Not on a Sunday.')
  const refusalOf = vi.fn(async () => refusal)
  const { service, onRefused, announce } = openService({ countRows, refusalOf })
  await expect(service.issue(request, seattle)).rejects.toBe(refusal)
  expect(refusalOf).toHaveBeenCalledWith(expect.objectContaining({ rowCount: 12, request }))
  expect(onRefused).toHaveBeenCalledWith(expect.objectContaining({ error: refusal }))
  expect(announce).not.toHaveBeenCalled()
})

test('the request that is counted and frozen is the settled one', async () => {
  const settled = { ...request, columns: ['id'] }
  const countRows = countsOf(12)
  const { service, announce } = openService({ countRows, settle: async () => settled })
  await service.issue(request, seattle)
  expect(countRows.mock.calls[0]![0]).toBe(settled)
  expect(announce.mock.calls[0]![0]).toMatchObject({ request: settled })
})
