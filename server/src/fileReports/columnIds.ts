/** No id may be a parameter of the page's address, or a property that every object has. */
const taken = ['from', 'until', 'sort', 'columns', 'constructor']

interface IdSourceOptions {
  readonly reserved?: readonly string[]
  /** Whether ids have ASCII letters only, as in a file name. */
  readonly ascii?: boolean
}

/** Turns any names into unique ids for addresses, requests and SQL. */
export class IdSource {
  readonly #used: Set<string>

  readonly #ascii: boolean

  constructor({ reserved = taken, ascii = false }: IdSourceOptions = {}) {
    this.#used = new Set(reserved)
    this.#ascii = ascii
  }

  /**
   * The letters and digits of the name, of any script, in lower case because SQL does not tell
   * `Name` from `name`, with one hyphen for anything between them. The same names in the same order
   * give the same ids.
   *
   * @param fallback for a name without a letter or digit
   */
  next(name: string, fallback: string): string {
    // Decomposed, an accent is a character that can be removed.
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
