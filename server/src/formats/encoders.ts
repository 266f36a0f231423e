import type { Format } from '@coatcheck/shared'
import { csvEncoder } from './csv/csvEncoder.ts'
import type { Encoder } from './encoder.ts'
import type { WorkbookOptions } from './xlsx/workbookOptions.ts'
import { xlsxEncoder } from './xlsx/xlsxEncoder.ts'

/** Takes the options of all formats; each format reads its own. */
export type AnyEncoder = Encoder<WorkbookOptions>

const encoders: Readonly<Record<Format, AnyEncoder>> = { xlsx: xlsxEncoder, csv: csvEncoder }

export function encoderFor(format: Format): AnyEncoder {
  return encoders[format]
}
