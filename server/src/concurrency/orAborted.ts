/** Settles as the promise does, or rejects with the reason of the signal if that aborts first. */
export async function orAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value> {
  if (signal.aborted) {
    // It is under way all the same, and may fail when no one waits for it any more.
    promise.catch(() => {})
    signal.throwIfAborted()
  }
  const settled = new AbortController()
  const aborted = new Promise<never>((_resolve, reject) => {
    // Called with the abort, whose reason is the first error of its waiter.
    const onAbort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true, signal: settled.signal })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    settled.abort()
  }
}
