/**
 * What an id may not be: what the page's address means by itself, and what every JavaScript object
 * has already.
 */
const taken = ['from', 'until', 'sort', 'columns', 'constructor']

/** Gives names that may be anything ids that can stand in addresses, requests and SQL. */
export class IdSource {
  readonly #used: Set<string>

  constructor(reserved: readonly string[] = taken) {
    this.#used = new Set(reserved)
  }

  /**
   * Letters and digits of any script, in lower case because SQL does not tell `Name` from `name`,
   * with one hyphen for whatever stands between. The same names in the same order give the same
   * ids.
   *
   * @param fallback for a name without a letter or digit
   */
  next(name: string, fallback: string): string {
    const plain = name
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, '')
    const stem = [...plain].slice(0, 60).join('') || fallback
    let id = stem
    for (let count = 2; this.#used.has(id); count += 1) id = `${stem}-${count}`
    this.#used.add(id)
    return id
  }
}
