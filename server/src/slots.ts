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

/** Slots for each key, such as a viewer; a key that nobody uses takes no memory. */
export class KeyedSlots {
  readonly #options: SlotsOptions
  readonly #byKey = new Map<string, { run: ReturnType<typeof createSlots>; users: number }>()

  constructor(options: SlotsOptions) {
    this.#options = options
  }

  async run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const slots = this.#byKey.get(key) ?? { run: createSlots(this.#options), users: 0 }
    this.#byKey.set(key, slots)
    slots.users += 1
    try {
      return await slots.run(task)
    } finally {
      slots.users -= 1
      if (slots.users === 0) this.#byKey.delete(key)
    }
  }
}
