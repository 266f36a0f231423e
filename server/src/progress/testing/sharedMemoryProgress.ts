import { MemoryProgressStore } from '../memoryProgressStore.ts'
import type { NodeMessage } from '../progressStore.ts'

/** The progress of several nodes in one process, as Redis has it of several processes. */
export class SharedMemoryProgress extends MemoryProgressStore {
  readonly #listeners = new Set<(message: NodeMessage) => void>()

  override publishMessage(message: NodeMessage): void {
    for (const listener of this.#listeners) listener(message)
  }

  override subscribeToMessages(listener: (message: NodeMessage) => void): void {
    this.#listeners.add(listener)
  }
}
