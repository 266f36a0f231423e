import { Spool } from './spool.ts'

export interface SpoolRoomOptions {
  /** Folder of the temporary files; the system's by default. */
  readonly directory: string
  /** Size of all temporary files together, in bytes; 8 GiB by default. Above it: `spool-full`. */
  readonly maxBytes: number
}

/** The disk space that all spools share. */
export class SpoolRoom {
  readonly #options: SpoolRoomOptions
  readonly #open = new Set<Spool>()

  constructor(options: SpoolRoomOptions) {
    this.#options = options
  }

  get usedBytes(): number {
    let total = 0
    for (const spool of this.#open) total += spool.sizeBytes
    return total
  }

  isFull(): boolean {
    return this.usedBytes >= this.#options.maxBytes
  }

  /** @throws AppError `spool-full` when the directory has no space left or cannot be written. */
  async create(): Promise<Spool> {
    const spool = await Spool.create(this.#options.directory, () => this.#open.delete(spool))
    this.#open.add(spool)
    return spool
  }
}
