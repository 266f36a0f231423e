import type { QueryValue } from '../database/database.ts'
import type { Condition } from './condition.ts'

/** Some rows of a source: those that meet all conditions. */
export class RowSelection {
  readonly #source: string
  readonly #conditions: string[] = []
  readonly #values: QueryValue[] = []

  constructor(source: string) {
    this.#source = source
  }

  /** Values to bind as `$1`, `$2`, … */
  get values(): readonly QueryValue[] {
    return this.#values
  }

  /** `FROM … WHERE …` */
  get sql(): string {
    const where = this.#conditions.length > 0 ? ` WHERE ${this.#conditions.join(' AND ')}` : ''
    return `FROM ${this.#source}${where}`
  }

  and({ parts, values }: Condition): void {
    const [first, ...others] = parts
    const rest = others.map((part, index) => this.bind(values[index]!) + part)
    this.#conditions.push(`(${[first, ...rest].join('')})`)
  }

  /** Binds a value and returns its placeholder. */
  bind(value: QueryValue): string {
    return `$${this.#values.push(value)}`
  }
}
