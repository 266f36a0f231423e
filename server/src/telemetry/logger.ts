import {
  pino,
  stdSerializers,
  type DestinationStream,
  type LevelWithSilent,
  type Logger,
} from 'pino'
import { scrubJson } from './scrub.ts'

export interface LoggerOptions {
  /** The least severe level that is written; `silent` for none. */
  readonly level: LevelWithSilent
  /** Where the lines go; standard output by default. */
  readonly destination?: DestinationStream
}

/**
 * A logger of JSON lines. Each line is scrubbed as a whole, just before it is written: unlike a
 * list of paths to redact, that also reaches messages, stacks, causes and keys.
 */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: stdSerializers.errWithCause, error: stdSerializers.errWithCause },
    hooks: { streamWrite: scrubJson },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}
