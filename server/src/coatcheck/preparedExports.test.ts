import type { Column } from '@coatcheck/shared'
import { initTRPC } from '@trpc/server'
import express, { type Request, type Response } from 'express'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { httpRequest, openResponse } from '../../testing/httpRequest.ts'
import { serveApp } from '../../testing/serveApp.ts'
import { AppError } from '../appError.ts'
import type { AuditEvent, AuditRecord } from '../audit/auditEvent.ts'
import type { AuditLog } from '../audit/auditLog.ts'
import { exportTransitions } from '../exports/exportTransitions.ts'
import { Random } from '../formats/testing/random.ts'
import { defineRowsReport } from '../reports/rowsReport.ts'
import { createLogger } from '../telemetry/logger.ts'
import { MemoryProgressStore } from '../progress/memoryProgressStore.ts'
import type { Context } from '../trpc/context.ts'
import type { CoatcheckOptions, SignedIn } from './coatcheckOptions.ts'
import { createCoatcheck } from './createCoatcheck.ts'

type Row = Readonly<Record<string, number | string>>

const asked = { report: 'numbers', filters: {}, format: 'csv' } as const
const csv = '\uFEFFNumber\r\n1\r\n2\r\n'

interface Changes extends Partial<CoatcheckOptions<never>> {
  /** Called before the rows of a run; what it throws fails the run. */
  readonly beforeRows?: () => Promise<void> | void
}

function memoryAudit() {
  const records: AuditRecord[] = []
  const log: AuditLog = {
    async append(event: AuditEvent) {
      const position = records.length
      records.push({ ...event, at: new Date().toISOString(), position })
    },
    listFor: async (viewerId, { limit, before = Infinity }) =>
      records
        .filter((one) => one.viewerId === viewerId && one.position < before)
        .toReversed()
        .slice(0, limit),
    close: async () => {},
  }
  const of = (exportId: string) =>
    records.filter((record) => record.exportId === exportId).map(({ type }) => type)
  return { log, of }
}

/** A report with one column, whose rows have the column's id as their only key. */
function reportOf(
  id: string,
  column: Column,
  { rows, beforeRows = () => {} }: { rows: readonly Row[]; beforeRows?: Changes['beforeRows'] },
) {
  return defineRowsReport({
    description: {
      id,
      title: id,
      description: '',
      range: null,
      filters: z.strictObject({}),
      fields: [],
      columns: [column],
      measures: [],
      charts: [],
    },
    async *rows() {
      await beforeRows()
      yield* rows
    },
    count: () => rows.length,
  })
}

/** An app with one report, whose calls are those of the viewer that a test names. */
async function served({ beforeRows = () => {}, ...options }: Changes = {}) {
  const audit = memoryAudit()
  let signedIn: SignedIn<unknown> = { id: 'ada', name: 'Ada', scope: null, sessionId: 'ada-1' }
  const column: Column = { id: 'number', label: 'Number', type: 'integer', width: 10 }
  const numbers = reportOf('numbers', column, {
    rows: [{ number: 1 }, { number: 2 }],
    beforeRows,
  })
  const coatcheck = createCoatcheck({
    reports: [numbers],
    viewer: () => signedIn as SignedIn<null>,
    audit: audit.log,
    logger: createLogger({ level: 'silent' }),
    ...(options as object),
  })
  const app = await serveApp(express().use(coatcheck.downloads))
  const req = { headers: {}, ip: '127.0.0.1' } as unknown as Request
  const call = { req, res: {} as unknown as Response }
  const t = initTRPC.context<Context>().create()
  const caller = t.createCallerFactory(coatcheck.router)(() => coatcheck.createContext(call)).export

  async function stateOf(exportId: string) {
    return (await caller.list({ limit: 100 })).find((one) => one.exportId === exportId)?.state
  }
  return {
    coatcheck,
    caller,
    auditOf: audit.of,
    auditLog: audit.log,
    stateOf,
    signInAs: (changes: Partial<SignedIn<unknown>>) => (signedIn = { ...signedIn, ...changes }),
    until: (exportId: string, state: string) =>
      vi.waitFor(async () => expect(await stateOf(exportId)).toBe(state), { timeout: 10_000 }),
    get: ({ url }: { url: string }, key?: string, range?: string) =>
      httpRequest(app.url + url, {
        headers: { ...(key && { cookie: `coatcheck=${key}` }), ...(range && { range }) },
      }),
    open: ({ url }: { url: string }) => openResponse(app.url + url),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await coatcheck.close()
    },
  }
}

async function failure(promise: Promise<unknown>) {
  const error: unknown = await promise.catch((thrown: unknown) => thrown)
  const { cause, message } = error as Error
  return { code: cause instanceof AppError ? cause.code : String(error), message }
}

describe('an export that is prepared', () => {
  test('runs at once, and is fetched with a ticket that is asked for later', async () => {
    await using its = await served()
    const { exportId, ...prepared } = await its.caller.prepare(asked)
    expect(prepared).toEqual({
      fileName: expect.stringMatching(/^numbers.*\.csv$/) as string,
      rowCount: 2,
    })
    await its.until(exportId, 'ready')
    const receipt = await its.caller.pickUp({ exportId })
    expect(receipt).toMatchObject({ exportId, ...prepared })
    const answer = await its.get(receipt)
    expect(answer.body.toString()).toBe(csv)
    expect(answer.headers).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': String(answer.body.length),
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) as string,
    })
    await its.until(exportId, 'delivered')
    expect(its.auditOf(exportId)).toEqual(['prepared', 'completed', 'picked-up', 'delivered'])
  })

  test('is picked up again and again, by any client of its viewer, after a sign-out too', async () => {
    await using its = await served()
    const { exportId } = await its.caller.prepare(asked)
    await its.until(exportId, 'ready')
    await its.coatcheck.endExportsOf('ada-1')
    its.signInAs({ sessionId: 'ada-2' })
    const key = 'k'.repeat(43)
    const receipt = await its.caller.pickUp({ exportId, clientKey: key })
    expect((await its.get(receipt)).status).toBe(404)
    expect((await its.get(receipt, key)).body.toString()).toBe(csv)
    // The same client may come back for a part that was lost.
    expect((await its.get(receipt, key)).status).toBe(200)
    await its.until(exportId, 'delivered')
    expect((await its.get(await its.caller.pickUp({ exportId }))).body.toString()).toBe(csv)
  })

  test('is unknown to anyone else, as an export that never was', async () => {
    await using its = await served()
    const { exportId } = await its.caller.prepare(asked)
    await its.until(exportId, 'ready')
    its.signInAs({ id: 'eve', name: 'Eve', sessionId: 'eve-1' })
    const foreign = await failure(its.caller.pickUp({ exportId }))
    expect(foreign).toEqual(await failure(its.caller.pickUp({ exportId: crypto.randomUUID() })))
    expect(foreign.code).toBe('not-found')
  })

  test('is kept until it was fetched once, even where no file is kept after that', async () => {
    await using its = await served({ limits: { keepMs: 0 } })
    const { exportId } = await its.caller.prepare(asked)
    await its.until(exportId, 'ready')
    expect((await its.get(await its.caller.pickUp({ exportId }))).body.toString()).toBe(csv)
    await its.until(exportId, 'delivered')
    expect(await failure(its.caller.pickUp({ exportId }))).toMatchObject({ code: 'file-gone' })
  })

  test('is kept for as long as a ticket for it is good, even where no file is kept', async () => {
    await using its = await served({ limits: { keepMs: 0 } })
    const { exportId } = await its.caller.prepare(asked)
    await its.until(exportId, 'ready')
    const [one, other] = [
      await its.caller.pickUp({ exportId }),
      await its.caller.pickUp({ exportId }),
    ]
    expect((await its.get(one)).status).toBe(200)
    await its.until(exportId, 'delivered')
    expect((await its.get(other)).body.toString()).toBe(csv)
    await vi.waitFor(() =>
      expect(its.auditOf(exportId)).toEqual([
        'prepared',
        'completed',
        'picked-up',
        'picked-up',
        'delivered',
        'delivered',
      ]),
    )
    expect(await failure(its.caller.pickUp({ exportId }))).toMatchObject({ code: 'file-gone' })
  })

  test('is delivered once a client has all parts of it, in whichever order', async () => {
    await using its = await served({ limits: { keepMs: 0 } })
    const { exportId } = await its.caller.prepare(asked)
    await its.until(exportId, 'ready')
    const key = 'k'.repeat(43)
    const receipt = await its.caller.pickUp({ exportId, clientKey: key })
    const tail = await its.get(receipt, key, 'bytes=-4')
    expect([tail.status, tail.body.toString()]).toEqual([206, '\n2\r\n'])
    expect(await its.stateOf(exportId)).toBe('ready')
    expect((await its.get(receipt, key, 'bytes=0-20')).status).toBe(206)
    await its.until(exportId, 'delivered')
  })
})

describe('a file cannot be picked up', () => {
  test('before it is ready', async () => {
    let open!: () => void
    const opened = new Promise<void>((resolve) => (open = resolve))
    await using its = await served({ beforeRows: () => opened })
    const { exportId } = await its.caller.prepare(asked)
    expect(await failure(its.caller.pickUp({ exportId }))).toEqual({
      code: 'not-ready',
      message: 'The file is not ready yet. Try again when it is.',
    })
    open()
    await its.until(exportId, 'ready')
    await its.caller.pickUp({ exportId })
  })

  test('after its export has failed, with the reason', async () => {
    await using its = await served({
      beforeRows: () => {
        throw new AppError('database-failed', 'The database is gone.')
      },
    })
    const { exportId } = await its.caller.prepare(asked)
    await its.until(exportId, 'failed')
    expect(await failure(its.caller.pickUp({ exportId }))).toEqual({
      code: 'file-gone',
      message: 'The export failed. The database is gone. Export it again.',
    })
  })

  test('after it was cancelled or deleted', async () => {
    await using its = await served()
    const cancelled = await its.caller.prepare(asked)
    await its.caller.cancel({ exportId: cancelled.exportId })
    const { exportId } = await its.caller.prepare(asked)
    await its.until(exportId, 'ready')
    await its.get(await its.caller.pickUp({ exportId }))
    await its.until(exportId, 'delivered')
    await its.caller.cancel({ exportId })
    expect(await failure(its.caller.pickUp({ exportId: cancelled.exportId }))).toMatchObject({
      code: 'file-gone',
      message: 'The export was cancelled. Export it again.',
    })
    expect(await failure(its.caller.pickUp({ exportId }))).toEqual({
      code: 'file-gone',
      message: 'The file was deleted. Export it again.',
    })
    expect(its.auditOf(exportId).at(-1)).toBe('deleted')
  })

  test('after its process has ended', async () => {
    await using before = await served()
    const { exportId } = await before.caller.prepare(asked)
    await before.until(exportId, 'ready')
    await using after = await served({ audit: before.auditLog })
    expect(await failure(after.caller.pickUp({ exportId }))).toMatchObject({ code: 'file-gone' })
  })

  test('by a viewer who may not export it any more', async () => {
    let answer: boolean | { reason: string } = true
    const stages: string[] = []
    await using its = await served({
      mayExport: ({ stage }) => {
        stages.push(stage)
        return answer
      },
    })
    const { exportId } = await its.caller.prepare(asked)
    await its.until(exportId, 'ready')
    answer = { reason: 'Not on Sundays.' }
    expect(await failure(its.caller.pickUp({ exportId }))).toEqual({
      code: 'export-refused',
      message: 'Not on Sundays.',
    })
    expect(stages).toEqual(['issue', 'pickUp'])
    expect(its.auditOf(exportId)).toEqual(['prepared', 'completed', 'refused'])
    answer = true
    expect((await its.get(await its.caller.pickUp({ exportId }))).status).toBe(200)
  })

  test('by a viewer who may see other rows now', async () => {
    await using its = await served()
    its.signInAs({ scope: { airports: ['SEA', 'ATL'] } })
    const { exportId } = await its.caller.prepare(asked)
    await its.until(exportId, 'ready')
    its.signInAs({ scope: { airports: ['SEA'] } })
    expect(await failure(its.caller.pickUp({ exportId }))).toMatchObject({ code: 'forbidden' })
    its.signInAs({ scope: { airports: ['SEA', 'ATL'] } })
    await its.caller.pickUp({ exportId })
  })
})

describe('an export is not prepared', () => {
  test('when the line of its viewer is full; that of another is not', async () => {
    const forever = new Promise<void>(() => {})
    await using its = await served({
      beforeRows: () => forever,
      limits: { runsMax: 1, queuedPerViewerMax: 2 },
    })
    const calls = Array.from({ length: 20 }, () => its.caller.prepare(asked))
    const results = await Promise.allSettled(calls)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(await failure(its.caller.prepare(asked))).toMatchObject({ code: 'too-many-exports' })
    expect(await its.caller.list({ limit: 100 })).toHaveLength(3)
    its.signInAs({ id: 'max', name: 'Max' })
    await its.caller.prepare(asked)
  })

  test('more often than tickets are issued', async () => {
    await using its = await served({ limits: { ticketsPerMinuteMax: 2 } })
    await its.caller.prepare(asked)
    await its.caller.createTicket(asked)
    expect(await failure(its.caller.prepare(asked))).toMatchObject({ code: 'too-many-tickets' })
  })

  test('when it cannot be recorded: nothing runs', async () => {
    const ran = vi.fn()
    const log = memoryAudit().log
    const append = vi.fn(log.append).mockRejectedValueOnce(new AppError('store-unavailable', 'x'))
    await using its = await served({ beforeRows: ran, audit: { ...log, append } })
    expect(await failure(its.caller.prepare(asked))).toMatchObject({ code: 'store-unavailable' })
    const { exportId } = await its.caller.prepare(asked)
    await its.until(exportId, 'ready')
    expect(ran).toHaveBeenCalledTimes(1)
  })

  test('by several nodes, which do not have one another’s files', async () => {
    const progress = Object.assign(new MemoryProgressStore(), { isShared: true })
    await using its = await served({ progress })
    expect(await its.caller.limits()).toMatchObject({ prepares: false })
    expect(await failure(its.caller.prepare(asked))).toMatchObject({ code: 'cannot-prepare' })
  })
})

test('a sign-out ends the deliveries of its session, and leaves the file', async () => {
  await using its = await served({
    // More than a socket takes without a reader.
    limits: { stallMs: 60_000 },
    reports: [bigReport()] as never,
  })
  const { exportId } = await its.caller.prepare({ ...asked, report: 'big' })
  await its.until(exportId, 'ready')
  its.signInAs({ sessionId: 'ada-2' })
  const response = await its.open(await its.caller.pickUp({ exportId }))
  const ended = new Promise((resolve) => response.once('close', () => resolve(response.complete)))
  await its.coatcheck.endExportsOf('ada-1')
  expect(its.coatcheck.stats().deliveries).toBe(1)
  await its.coatcheck.endExportsOf('ada-2')
  response.resume()
  response.on('error', () => {})
  expect(await ended).toBe(false)
  await its.until(exportId, 'ready')
  await its.caller.pickUp({ exportId })
})

/** Its file has 64 MiB. */
function bigReport() {
  const row = { text: 'x'.repeat(32_000) }
  const column: Column = { id: 'text', label: 'Text', type: 'text', width: 10 }
  return reportOf('big', column, { rows: Array.from({ length: 2_000 }, () => row) })
}

test('200 pick-ups, cancels and downloads at once: known answers, one run, states by the table', async () => {
  const known = new Set(['not-ready', 'file-gone', 'not-found', 'too-many-tickets'])
  for (let seed = 1; seed <= 8; seed += 1) {
    const random = new Random(seed)
    const ran = vi.fn(
      () => new Promise<void>((resolve) => setTimeout(resolve, random.integer(0, 20))),
    )
    await using its = await served({
      beforeRows: ran,
      limits: {
        ticketsPerViewerMax: 1_000,
        ticketsPerMinuteMax: 1_000,
        deliveriesPerViewerMax: 300,
      },
    })
    const { exportId } = await its.caller.prepare(asked)
    const states = new Set<string>()
    const seen: string[] = []
    const watched = new AbortController()
    const look = async () => {
      const state = await its.stateOf(exportId)
      if (state && state !== seen.at(-1)) seen.push(state)
      if (!watched.signal.aborted) setImmediate(() => void look())
    }
    void look()
    const acts = Array.from({ length: 200 }, async () => {
      await new Promise((resolve) => setTimeout(resolve, random.integer(0, 40)))
      try {
        if (random.chance(0.02)) await its.caller.cancel({ exportId })
        else {
          const { status } = await its.get(await its.caller.pickUp({ exportId }))
          expect([200, 404]).toContain(status)
          states.add(String(status))
        }
      } catch (error) {
        const { cause } = error as Error
        // A download that is cancelled breaks off.
        const isCut = (error as NodeJS.ErrnoException).code === 'ECONNRESET'
        expect(isCut || (cause instanceof AppError && known.has(cause.code)), String(error)).toBe(
          true,
        )
      }
    })
    await Promise.all(acts)
    watched.abort()
    expect(ran.mock.calls.length, `seed ${seed}`).toBeLessThanOrEqual(1)
    for (const [index, state] of seen.entries()) {
      const reachable = reachableFrom(seen[index - 1])
      expect(reachable.has(state), `seed ${seed}: ${seen.join()}`).toBe(true)
    }
  }
})

/** What a viewer may be shown next, who need not see every state. */
function reachableFrom(state: string | undefined): ReadonlySet<string> {
  if (state === undefined) return new Set(Object.keys(exportTransitions))
  const reached = new Set<string>()
  const visit = (from: string) => {
    for (const next of exportTransitions[from as keyof typeof exportTransitions]) {
      if (reached.has(next) || next === 'waiting') continue
      reached.add(next)
      visit(next)
    }
  }
  visit(state)
  return reached
}
