/** An instance of a module, which starts from nothing when it is prepared. */
interface PooledInstance {
  readonly exports: { readonly memory: WebAssembly.Memory }
}

/** What long texts have made it grow to is given back. */
const keptBytesMax = 24 * 1_024 * 1_024

/**
 * Keeps the instance that the last file of this thread was written with for the next one. Most exports
 * are small, and two fifths of their CPU time went into the garbage collector, which looks for old
 * memory when much is taken.
 */
export class InstancePool<Instance extends PooledInstance> {
  readonly #open: () => Instance
  #spare: Instance | null = null

  constructor(open: () => Instance) {
    this.#open = open
  }

  /** An instance that no one else has. */
  take(): Instance {
    const instance = this.#spare ?? this.#open()
    this.#spare = null
    return instance
  }

  /** Call once for each instance, and do not use it afterwards. */
  release(instance: Instance): void {
    if (instance.exports.memory.buffer.byteLength <= keptBytesMax) this.#spare = instance
  }
}
