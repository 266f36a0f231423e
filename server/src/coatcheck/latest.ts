/** Values that are expensive to make, by key; the one that was used longest ago is dropped first. */
export class Latest<Value> {
  readonly #values = new Map<string, Value>()
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  get(key: string, make: () => Value): Value {
    const value = this.#values.get(key) ?? make()
    // The order of a Map is that of insertion.
    this.#values.delete(key)
    this.#values.set(key, value)
    const [oldest] = this.#values.keys()
    if (this.#values.size > this.#max) this.#values.delete(oldest!)
    return value
  }
}
