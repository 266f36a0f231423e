import { localeSchema, type ReportDescription, type Words } from '@coatcheck/shared'

/** @throws Error for words without a language, and for languages that no request can name */
export function checkWords(description: ReportDescription): void {
  for (const [owner, words] of allWords(description)) {
    if (words === undefined || typeof words === 'string') continue
    const tags = Object.keys(words)
    const wrong = tags.find((tag) => !localeSchema.safeParse(tag).success)
    if (tags.length > 0 && wrong === undefined) continue
    const problem =
      wrong === undefined ? 'has no language' : `has the language ${JSON.stringify(wrong)}`
    throw new Error(
      `${owner} of the report ${description.id} ${problem}. Use tags of BCP 47: { en: '…', de: '…' }.`,
    )
  }
}

type OwnedWords = readonly [owner: string, words: Words | undefined]

function allWords(description: ReportDescription): OwnedWords[] {
  const { title, description: sentence, columns, fields, measures, charts } = description
  return [
    ['The title', title],
    ['The description', sentence],
    ...[...columns, ...fields, ...measures].map(
      ({ id, label }) => [`The label of ${id}`, label] as const,
    ),
    ...[...columns, ...fields, ...measures, ...charts].map(
      (part) => [`The unit of ${part.id}`, 'unit' in part ? part.unit : undefined] as const,
    ),
    ...charts.map(({ id, title: chartTitle }) => [`The title of ${id}`, chartTitle] as const),
  ]
}
