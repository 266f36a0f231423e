import { z } from 'zod'
import { fileNameLengthMax, fileNameProblem, type FileNameProblem } from './plainFileName.ts'
import { formats, type Format } from './requestParts.ts'

const sentences: Record<FileNameProblem, string> = {
  empty: 'Enter a file name, or leave it out.',
  long: `Use a file name of at most ${fileNameLengthMax} characters, with its extension, and 200 bytes.`,
  characters: 'A file name cannot contain / \\ : * ? " < > | or control characters.',
  ends: 'A file name cannot begin with a dot or a hyphen, or end with a dot.',
  reserved: 'This file name is reserved on Windows. Use another one.',
}

const extensionLengthMax = Math.max(...formats.map((format) => format.length + 1))

/** The name of an export's file, as a person gives it: with or without the extension of its format. */
export const fileNameSchema = z
  .string('Use a text as the file name.')
  .max(1000, { error: sentences.long, abort: true })
  .trim()
  .check((context) => {
    const problem = givenNameProblem(context.value)
    if (problem === null) return
    context.issues.push({ code: 'custom', input: context.value, message: sentences[problem] })
  })

/** Returns what is wrong with a name that a person gives; null if it can be used. */
export function givenNameProblem(given: string): FileNameProblem | null {
  const name = given.trim()
  const stem = formats.reduce((rest: string, format) => stemOf(rest, format), name)
  // A name that is an extension and nothing else is hidden.
  if (name !== '' && stem === '') return 'ends'
  const longest = Array.from(stem).length + extensionLengthMax
  if (longest > fileNameLengthMax) return 'long'
  return fileNameProblem(stem) ?? fileNameProblem(`${stem}${'.'.padEnd(extensionLengthMax, 'x')}`)
}

/** A name without the extension of the format; any other extension is part of the name. */
export function stemOf(name: string, format: Format): string {
  const end = `.${format}`
  return name.toLowerCase().endsWith(end) ? name.slice(0, -end.length) : name
}
