export interface SlotsOptions {
  /** How many tasks run at once. */
  readonly slots: number
  /** How many more may wait. */
  readonly waitersMax: number
  /** The error for whoever finds no place to wait. */
  readonly full: () => Error
}

/** Runs tasks a few at a time, first come first served, and turns away what would pile up. */
export function createSlots({ slots, waitersMax, full }: SlotsOptions) {
  const waiters: (() => void)[] = []
  let running = 0

  return async function run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (running < slots) running += 1
    else await turn()
    try {
      return await task()
    } finally {
      leave()
    }
  }

  function turn(): Promise<void> {
    if (waiters.length >= waitersMax) throw full()
    return new Promise((resolve) => waiters.push(resolve))
  }

  /** The slot passes straight to the next in line, so nobody can slip in between. */
  function leave(): void {
    const next = waiters.shift()
    if (next === undefined) running -= 1
    else next()
  }
}
