import { keptRequestSchema } from '@coatcheck/shared'
import { z } from 'zod'
import { parseJson } from '../parseJson.ts'
import { deepFreeze } from './deepFreeze.ts'
import { seal, unseal, type SealKey } from './seal.ts'
import type { TicketRecord } from './ticketStore.ts'

export interface SealOptions {
  /** The ticket of the record: a record that was moved to another ticket does not open. */
  readonly ticketHash: string
  /** Signs records; without it they are only checked for their shape. */
  readonly key: SealKey | undefined
}

/** A record as it was kept, perhaps by a node of another version. A scope is any JSON. */
export const ticketRecordSchema = z.looseObject({
  exportId: z.string(),
  viewer: z.looseObject({ id: z.string(), name: z.string() }),
  sessionId: z.string(),
  request: keptRequestSchema,
  rowCount: z.int().nonnegative(),
  fileName: z.string(),
  browserHash: z.string().nullable(),
  issuedAtMs: z.number(),
}) as unknown as z.ZodType<TicketRecord>

/** A record as text. Only a holder of the key can change it, or move it to another ticket. */
export function sealRecord(record: TicketRecord, { ticketHash, key }: SealOptions): string {
  const json = JSON.stringify(record)
  return key === undefined ? json : seal(json, ticketHash, key)
}

/** @throws Error that says what is wrong with it, without repeating it. */
export function openRecord(text: unknown, { ticketHash, key }: SealOptions): TicketRecord {
  if (typeof text !== 'string') throw new Error('A ticket has no record.')
  const json = key === undefined ? text : unseal(text, ticketHash, key)
  if (json === null) {
    throw new Error('The record of a ticket is not signed with the key of this node.')
  }
  const parsed = ticketRecordSchema.safeParse(parseJson(json))
  if (!parsed.success) throw new Error('The record of a ticket has another form than ours.')
  return deepFreeze(parsed.data)
}
