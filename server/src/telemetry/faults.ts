import type { Logger } from 'pino'

/** Logs faults of ours, or of the app's reports: each once, however many rooms it passes through. */
export class Faults {
  readonly #logger: Pick<Logger, 'error'>
  readonly #logged = new WeakSet()

  constructor(logger: Pick<Logger, 'error'>) {
    this.#logger = logger
  }

  log(error: Error, message: string, facts: object = {}): void {
    if (this.#logged.has(error)) return
    this.#logged.add(error)
    this.#logger.error({ ...facts, err: error }, message)
  }
}
