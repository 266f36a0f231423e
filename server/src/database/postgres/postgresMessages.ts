import type { QueryValue } from '../database.ts'

/** Messages of the frontend/backend protocol, version 3 (PostgreSQL manual, section 55.7). */

export const fromServer = {
  parseComplete: 0x31, // '1'
  bindComplete: 0x32, // '2'
  commandComplete: 0x43, // 'C'
  dataRow: 0x44, // 'D'
  error: 0x45, // 'E'
  copyIn: 0x47, // 'G'
  rowDescription: 0x54, // 'T'
  ready: 0x5a, // 'Z'
} as const

export interface Field {
  readonly name: string
  /** Id of its type in pg_type. */
  readonly oid: number
}

/** 0 is text, 1 is binary. */
export type FieldFormat = 0 | 1

export class PostgresError extends Error {
  /** SQLSTATE (appendix A of the manual). */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'PostgresError'
    this.code = code
  }
}

/** Simple query: one or more statements, without values. */
export function queryMessage(sql: string): Buffer {
  return message('Q', text(sql))
}

/** Prepares one unnamed statement and requests the types of its columns. */
export function parseMessages(sql: string): Buffer {
  return Buffer.concat([
    message('P', text(''), text(sql), int16(0)),
    message('D', Buffer.from('S'), text('')),
    syncMessage,
  ])
}

/** Runs the prepared statement to its end; values are sent as text, and the server infers types. */
export function executeMessages(
  values: readonly QueryValue[],
  formats: readonly FieldFormat[],
): Buffer {
  return Buffer.concat([
    message(
      'B',
      ...[text(''), text(''), int16(0), int16(values.length)],
      ...values.map(boundValue),
      ...[int16(formats.length), ...formats.map(int16)],
    ),
    message('E', text(''), int32(0)),
    syncMessage,
  ])
}

export const syncMessage = message('S')
export const copyDoneMessage = message('c')

export function copyDataMessage(bytes: Buffer): Buffer {
  return message('d', bytes)
}

/** Sent on a new connection instead of a start-up message. */
export function cancelRequest(processId: number, secretKey: number): Buffer {
  return Buffer.concat([int32(16), int32(80_877_102), int32(processId), int32(secretKey)])
}

export function readFields(body: Buffer): Field[] {
  const fields: Field[] = []
  let at = 2
  for (let count = body.readInt16BE(0); count > 0; count -= 1) {
    const end = body.indexOf(0, at)
    fields.push({ name: body.toString('utf8', at, end), oid: body.readUInt32BE(end + 7) })
    at = end + 19
  }
  return fields
}

export function readError(body: Buffer): PostgresError {
  const parts = new Map<string, string>()
  let at = 0
  while (body[at] !== 0 && at < body.length) {
    const end = body.indexOf(0, at + 1)
    parts.set(String.fromCharCode(body[at]!), body.toString('utf8', at + 1, end))
    at = end + 1
  }
  return new PostgresError(parts.get('C') ?? '', parts.get('M') ?? 'an error without a message')
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}

function boundValue(value: QueryValue): Buffer {
  if (value === null) return int32(-1)
  const bytes = Buffer.from(Array.isArray(value) ? arrayText(value) : String(value))
  return Buffer.concat([int32(bytes.length), bytes])
}

/** Text form of an array (section 8.15.2); in quotes, commas, braces and NULL have no meaning. */
function arrayText(texts: readonly string[]): string {
  const items = texts.map((item) => `"${item.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)
  return `{${items.join(',')}}`
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`)
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
