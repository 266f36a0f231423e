import { fileStemIn, wordsIn } from '@coatcheck/shared'
import type { Catalogue } from '../reports/catalogue.ts'
import { filterEntries } from '../reports/filterEntries.ts'
import { whereEntries } from '../reports/whereEntries.ts'
import { shortText } from '../shortText.ts'
import type { ShortRequest } from './shortRequest.ts'

/** What a request asks for, in the words of its report and the language of its locale. */
export interface RequestWords {
  /** Title of the report. */
  readonly title: string
  /** The filters, such as `Origin: SEA, ATL`. */
  readonly filterWords: string[]
  /** What the name of its file begins with; the report's id when left out. */
  readonly fileStem?: string | undefined
}

/** A report that is no longer served has no words. */
export type RequestWordsOf = (short: ShortRequest) => RequestWords

export const noWords: RequestWordsOf = () => ({ title: '', filterWords: [] })

/** Progress is sent whenever it changes, so it must not grow with the request. */
const wordsMax = 20
const wordBytesMax = 200

export function requestWordsOf(catalogue: Catalogue): RequestWordsOf {
  return (short) => {
    const { request, listLengths } = short
    const description = catalogue.find(request.report)?.description
    if (!description) return noWords(short)
    const { locale } = request
    const entries = [
      ...filterEntries(description, request.filters, { listLengths, locale }),
      ...whereEntries(description, request.where, { listLengths, locale }),
    ]
    return {
      title: wordsIn(description.title, locale),
      fileStem: fileStemIn(description, locale),
      filterWords: entries
        .slice(0, wordsMax)
        .map(({ label, value }) => shortText(`${label}: ${value}`, wordBytesMax)),
    }
  }
}
