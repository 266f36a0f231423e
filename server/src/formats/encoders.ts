import type { Format } from '@coatcheck/shared'
import { csvEncoder } from './csv/csvEncoder.ts'
import type { Encoder } from './encoder.ts'
import { xlsxEncoder } from './xlsx/xlsxEncoder.ts'

const encoders: Readonly<Record<Format, Encoder>> = { xlsx: xlsxEncoder, csv: csvEncoder }

export function encoderFor(format: Format): Encoder {
  return encoders[format]
}
