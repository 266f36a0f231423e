import type { ExportProgress, ExportRequest } from '@coatcheck/shared'
import type { SentPart } from './sentParts.ts'

/**
 * A message between nodes: to stop an export; that another node has it from now on; that its file is in
 * the store no more; that a client waits for it elsewhere; or that a session has ended.
 */
export type NodeMessage =
  | { readonly type: 'cancel' | 'taken' | 'gone' | 'wanted'; readonly exportId: string }
  | { readonly type: 'sessionEnded'; readonly sessionId: string }

export interface PublishOptions {
  /** When the ticket of a waiting export expires, in milliseconds since 1970. */
  readonly ticketEndsAtMs: number
  /** Whether its file outlives this node: only its downloads end with it. */
  readonly isShared: boolean
}

/**
 * The progress of exports, for their viewers on any node; and messages between the nodes. Methods that
 * return nothing never fail: what cannot be published now is published later or lost. Promises reject
 * with an AppError `store-unavailable` when the store cannot be reached.
 */
export interface ProgressStore {
  /** Whether other nodes use it, too: an export may then be asked for here and run there. */
  readonly isShared: boolean
  /**
   * Publishes the progress of an export of this node, in place of what was known of it. Its
   * `deliveryCount` is this node's; readers get the sum over all nodes.
   */
  publish(viewerId: string, progress: ExportProgress, options: PublishOptions): void
  /** Keeps the whole request of an export whose progress holds a shortened one. */
  keepRequest(viewerId: string, exportId: string, request: ExportRequest): void
  /** What `keepRequest` has kept; null for any other export. */
  requestOf(viewerId: string, exportId: string): Promise<ExportRequest | null>
  /** This node works on an export no more: it no longer repeats that it does. */
  letGo(viewerId: string, exportId: string): void
  /**
   * Whether this is the first call for an export, on any node: the file of an export that all nodes find
   * ends once, and the first that asks records it.
   */
  claimEnd(exportId: string): Promise<boolean>
  /** Forgets an export, and its request. */
  remove(viewerId: string, exportId: string): void
  /** The exports of a viewer, in no order. */
  list(viewerId: string): Promise<ExportProgress[]>
  /**
   * Yields the exports of a viewer, then each one as it changes, until the signal aborts. Each is a
   * whole snapshot, so a slow reader skips intermediate ones and memory stays fixed.
   */
  subscribe(viewerId: string, signal: AbortSignal): AsyncGenerator<ExportProgress, void, undefined>
  /**
   * Adds what a client was sent of a file by this node, and returns what it was sent by all of them,
   * in order and merged.
   *
   * @param client tells it from other clients of the same export
   */
  addSent(exportId: string, client: string, sent: readonly SentPart[]): Promise<SentPart[]>
  /** Sends a message to all nodes, this one included. */
  publishMessage(message: NodeMessage): void
  /** There is one listener per node; it also gets messages about exports of other nodes. */
  subscribeToMessages(listener: (message: NodeMessage) => void): void
  /** Sends what is still to be published, if there is anything, then closes. */
  close(): Promise<void>
}
