/**
 * What an id may not be: what the page's address means by itself, and what every JavaScript object
 * has already.
 */
const taken = ['from', 'until', 'sort', 'columns', 'constructor']

interface IdSourceOptions {
  readonly reserved?: readonly string[]
  /** Whether only letters without accents may stand in an id, as in the name of a file. */
  readonly ascii?: boolean
}

/** Gives names that may be anything ids that can stand in addresses, requests and SQL. */
export class IdSource {
  readonly #used: Set<string>

  readonly #ascii: boolean

  constructor({ reserved = taken, ascii = false }: IdSourceOptions = {}) {
    this.#used = new Set(reserved)
    this.#ascii = ascii
  }

  /**
   * Letters and digits of any script, in lower case because SQL does not tell `Name` from `name`,
   * with one hyphen for whatever stands between. The same names in the same order give the same
   * ids.
   *
   * @param fallback for a name without a letter or digit
   */
  next(name: string, fallback: string): string {
    // Apart from its letter, an accent can be left out.
    const letters = this.#ascii ? name.normalize('NFKD').replaceAll(/\p{M}/gu, '') : name
    const plain = letters
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(this.#ascii ? /[^a-z\d]+/g : /[^\p{L}\p{M}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, '')
    const stem = Array.from(plain).slice(0, 60).join('') || fallback
    let id = stem
    for (let count = 2; this.#used.has(id); count += 1) id = `${stem}-${count}`
    this.#used.add(id)
    return id
  }
}
