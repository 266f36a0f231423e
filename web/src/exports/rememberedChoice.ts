import { localeSchema } from '@coatcheck/shared'
import { z } from 'zod'
import { fileKinds } from './fileKinds.ts'
import { timeZones } from './timeZones.ts'

/** Choices that are usually the same for each export of a report. */
const choiceSchema = z.object({
  kind: z.enum(fileKinds),
  /** Undefined for the language of the page. */
  locale: localeSchema.optional(),
  /** Undefined for the time zone of the browser. */
  timeZone: z
    .string()
    .refine((zone) => timeZones().includes(zone))
    .optional(),
})

export type RememberedChoice = z.output<typeof choiceSchema>

const keyOf = (report: string) => `coatcheck.export.${report}`

/** The last choice for a report in this browser; null if there is none. */
export function rememberedChoice(report: string): RememberedChoice | null {
  try {
    return choiceSchema.parse(JSON.parse(localStorage.getItem(keyOf(report)) ?? 'null'))
  } catch {
    return null
  }
}

export function rememberChoice(report: string, choice: RememberedChoice): void {
  localStorage.setItem(keyOf(report), JSON.stringify(choice))
}
