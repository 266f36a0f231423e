import type { ExportProgress } from '@coatcheck/shared'

/** What nodes tell each other: to stop an export, or that it is with another one from now on. */
export interface NodeMessage {
  readonly type: 'cancel' | 'taken'
  readonly exportId: string
}

/** Where it stands how exports are doing, for their viewers on any node. */
export interface ProgressStore {
  /** Puts up how an export of this node stands; the former note about it is gone. */
  post(viewerId: string, progress: ExportProgress): void
  /** Takes down what nobody needs to know any more. */
  remove(viewerId: string, exportId: string): void
  /** Everything that is up for a viewer, in no order. */
  list(viewerId: string): Promise<ExportProgress[]>
  /**
   * Yields all of it, then each note as it comes, until the signal aborts. Each note is a whole
   * snapshot, so a slow reader skips intermediate ones and memory stays fixed.
   */
  follow(viewerId: string, signal: AbortSignal): AsyncGenerator<ExportProgress, void, undefined>
  /** Tells all nodes, this one included. */
  tell(word: NodeMessage): void
  /** There is one listener a node; it hears of exports that are not its own, too. */
  listen(listener: (word: NodeMessage) => void): void
  close(): Promise<void>
}
