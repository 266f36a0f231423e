import type { ExportProgress } from '@coatcheck/shared'
import { TRPCClientError } from '@trpc/client'
import { vi } from 'vitest'
import { exportId, receipt, signedIn } from './exports.ts'

/** The server's response to `prepare`. */
export const prepared = { exportId, fileName: receipt.fileName, rowCount: receipt.rowCount }

interface Subscriber {
  onData: (event: { id: string; data: ExportProgress }) => void
  onComplete: () => void
  onStarted: () => void
  onError: (error: unknown) => void
}

/** A fake server whose subscription sends what a test wants. */
export function exportServer(
  past: ExportProgress[] = [],
  { prepares = false, queuedMax = 20 } = {},
) {
  const subscribers: { input: { lastEventId?: string }; subscriber: Subscriber }[] = []
  let eventCount = 0
  const unsubscribe = vi.fn()
  return {
    subscribers,
    unsubscribe,
    /** Cuts the subscription, which is made again: fake timers are needed. */
    reconnect() {
      subscribers.at(-1)!.subscriber.onComplete()
      vi.advanceTimersByTime(1000)
      subscribers.at(-1)!.subscriber.onStarted()
    },
    send: (data: ExportProgress) =>
      subscribers.at(-1)?.subscriber.onData({ id: String((eventCount += 1)), data }),
    api: {
      session: {
        signIn: { mutate: vi.fn(async (): Promise<unknown> => signedIn) },
        signOut: { mutate: vi.fn(async () => undefined) },
      },
      export: {
        watch: {
          subscribe: (input: { lastEventId?: string }, subscriber: Subscriber) => {
            subscribers.push({ input, subscriber })
            return { unsubscribe }
          },
        },
        list: { query: vi.fn(async (_query?: { exportId?: string }) => past) },
        limits: { query: vi.fn(async () => ({ rowsMax: 5_000_000, queuedMax, prepares })) },
        createTicket: { mutate: vi.fn(async () => receipt) },
        prepare: { mutate: vi.fn(async () => prepared) },
        pickUp: { mutate: vi.fn(async () => receipt) },
        cancel: { mutate: vi.fn(async () => undefined) },
      },
    },
  }
}

/** What a call fails with when the server refuses it. */
export function refusal(appCode: string): Error {
  return new TRPCClientError('no', { result: { error: { data: { appCode } } } })
}
