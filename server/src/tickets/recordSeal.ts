import { createHmac, timingSafeEqual } from 'node:crypto'
import { keptRequestSchema } from '@coatcheck/shared'
import { z } from 'zod'
import { parseJson } from '../parseJson.ts'
import { deepFreeze } from './deepFreeze.ts'
import type { TicketRecord } from './ticketStore.ts'

/** At least 256 bits, the same on all nodes. */
export type RecordKey = Uint8Array

export interface SealOptions {
  /** The ticket of the record: a record that was moved to another ticket does not open. */
  readonly ticketHash: string
  /** Signs records; without it they are only checked for their shape. */
  readonly key: RecordKey | undefined
}

const recordSchema = z.looseObject({
  exportId: z.string(),
  viewer: z.looseObject({ id: z.string(), name: z.string() }),
  sessionId: z.string(),
  request: keptRequestSchema,
  rowCount: z.int().nonnegative(),
  fileName: z.string(),
  browserHash: z.string().nullable(),
  issuedAtMs: z.number(),
})

/** HMAC-SHA256 in base64url: 43 characters. */
const sealedPattern = /^([\w-]{43}) (\{.*\})$/s

/** A record as text. Only a holder of the key can change it, or move it to another ticket. */
export function sealRecord(record: TicketRecord, { ticketHash, key }: SealOptions): string {
  const json = JSON.stringify(record)
  return key === undefined ? json : `${signatureOf(json, ticketHash, key)} ${json}`
}

/** @throws Error that says what is wrong with it, without repeating it. */
export function openRecord(text: unknown, { ticketHash, key }: SealOptions): TicketRecord {
  if (typeof text !== 'string') throw new Error('A ticket has no record.')
  const json = key === undefined ? text : verified(text, ticketHash, key)
  const parsed = recordSchema.safeParse(parseJson(json))
  if (!parsed.success) throw new Error('The record of a ticket has another form than ours.')
  // A scope is any JSON.
  return deepFreeze(parsed.data as unknown as TicketRecord)
}

function verified(text: string, ticketHash: string, key: RecordKey): string {
  const [, signature = '', json = ''] = sealedPattern.exec(text) ?? []
  const expected = signatureOf(json, ticketHash, key)
  if (
    signature.length === expected.length &&
    timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
  ) {
    return json
  }
  throw new Error('The record of a ticket is not signed with the key of this node.')
}

function signatureOf(json: string, ticketHash: string, key: RecordKey): string {
  return createHmac('sha256', key).update(`${ticketHash} ${json}`).digest('base64url')
}
