import { IdSource } from './columnIds.ts'

/** A letter without a form in ASCII; an accent is a character that can be removed. */
const foreignLetter = /[^a-z\P{L}]/u

/** Names reports after their files. */
export class FileNames {
  readonly #ids = new IdSource({ reserved: [], ascii: true })
  readonly #stems = new IdSource({ reserved: [] })

  /**
   * A unique id for addresses and commands; and what names of exports begin with, where the id lacks
   * letters of the title.
   */
  next(title: string): { readonly id: string; readonly fileStem: string | undefined } {
    const id = this.#ids.next(title, 'table')
    const fileStem = this.#stems.next(title, 'table')
    const isIncomplete = foreignLetter.test(title.normalize('NFKD').toLowerCase())
    return { id, fileStem: isIncomplete ? fileStem : undefined }
  }
}
