import { IdSource } from './columnIds.ts'

/** Names reports after their files. */
export class FileNames {
  readonly #ids = new IdSource({ reserved: [], ascii: true })
  readonly #stems = new IdSource({ reserved: [] })

  /**
   * A unique id for addresses and commands; and what names of exports begin with, where that keeps
   * letters that the id cannot have.
   */
  next(title: string): { readonly id: string; readonly fileStem: string | undefined } {
    const id = this.#ids.next(title, 'table')
    const fileStem = this.#stems.next(title, 'table')
    return { id, fileStem: fileStem === id ? undefined : fileStem }
  }
}
