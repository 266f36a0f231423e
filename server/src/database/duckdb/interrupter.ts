import type { DuckDBConnection } from '@duckdb/node-api'

/**
 * DuckDB clears an interrupt when a statement starts, so one that came just before would be lost:
 * repeated until whatever runs has ended.
 */
export class Interrupter {
  readonly #connection: DuckDBConnection
  #timer: NodeJS.Timeout | undefined

  constructor(connection: DuckDBConnection) {
    this.#connection = connection
  }

  start(): void {
    this.#connection.interrupt()
    this.#timer ??= setInterval(() => this.#connection.interrupt(), 5)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
