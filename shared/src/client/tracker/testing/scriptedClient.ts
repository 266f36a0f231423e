import { vi } from 'vitest'
import type { ExportProgress } from '../../../exportProgress.ts'
import type { ExportLimits } from '../../../preparedExport.ts'
import type { WatchHandlers } from '../trackerClient.ts'
import { exportId, receiptOf } from './exports.ts'

const about = { exportId, fileName: 'flights.xlsx', rowCount: 1000 }

/** A client whose calls succeed unless a test says otherwise, and whose subscription it scripts. */
export function scriptedClient({ prepares = true } = {}) {
  const subscriptions: { input: unknown; handlers: WatchHandlers; isOpen: boolean }[] = []
  let eventCount = 0
  const limits: ExportLimits = { rowsMax: 5_000, queuedMax: 20, prepares }
  const client = {
    export: {
      watch: {
        subscribe: vi.fn((input: unknown, handlers: WatchHandlers) => {
          const subscription = { input, handlers, isOpen: true }
          subscriptions.push(subscription)
          return {
            unsubscribe: () => {
              subscription.isOpen = false
            },
          }
        }),
      },
      limits: { query: vi.fn(async () => limits) },
      list: { query: vi.fn(async (_input?: object): Promise<ExportProgress[]> => []) },
      prepare: { mutate: vi.fn(async (_request: object) => about) },
      createTicket: { mutate: vi.fn(async (_request: object) => receiptOf()) },
      pickUp: {
        mutate: vi.fn(async (input: { exportId: string }) => receiptOf(input.exportId)),
      },
      cancel: { mutate: vi.fn(async (_input: { exportId: string }) => {}) },
    },
  }
  return {
    client,
    limits,
    subscriptions,
    latest: () => subscriptions.at(-1)!.handlers,
    send(...events: ExportProgress[]) {
      for (const data of events) {
        subscriptions.at(-1)!.handlers.onData({ id: String((eventCount += 1)), data })
      }
    },
    openCount: () => subscriptions.filter(({ isOpen }) => isOpen).length,
  }
}

/** An error of a tRPC client whose call the server refused. */
export function refusal(appCode: string | null, httpStatus = 400): Error {
  const data = { httpStatus, ...(appCode === null ? {} : { appCode }) }
  return Object.assign(new Error(`The server says ${appCode ?? httpStatus}.`), { data })
}

/** Downloads that a test looks at; a click is what `click` says. */
export function recordedDownloads() {
  const started: string[] = []
  let isFree = true
  return {
    started,
    click: () => (isFree = true),
    downloads: {
      reserve() {
        const wasFree = isFree
        isFree = false
        return wasFree
      },
      start(receipt: { url: string }) {
        isFree = false
        started.push(receipt.url)
      },
      close: vi.fn(),
    },
  }
}

/** A promise that a test settles. */
export function pending<Value>() {
  let resolve!: (value: Value) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}
