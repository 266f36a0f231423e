import { printable } from './printable.ts'

/** File systems allow 255 bytes; the rest is for what is added while the file is written. */
export const fileNameBytesMax = 200
/** Of the names that are made here, extension included: longer ones are cut off where they are shown. */
export const fileNameLengthMax = 100

/** A colon names a drive or a stream on Windows, which allows none of the others either. */
const forbidden = /[/\\:*?"<>|\t\n]/
/** Windows drops dots and spaces at the end, and opens devices whatever the extension is. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³]) *(?:\.|$)/i

/** Why a name is not plain. */
export type FileNameProblem = 'empty' | 'long' | 'characters' | 'ends' | 'reserved'

/**
 * Whether a name stays in the folder that it is put into, on every system, and creates a file that
 * is neither hidden nor shown under another name.
 */
export function isPlainFileName(name: string): boolean {
  return fileNameProblem(name) === null
}

/** Returns what is wrong with a name; null if it is plain. */
export function fileNameProblem(name: string): FileNameProblem | null {
  if (name === '') return 'empty'
  if (byteLength(name) > fileNameBytesMax) return 'long'
  if (forbidden.test(name) || printable(name) !== name) return 'characters'
  // A name that begins with a hyphen is an option to the next command.
  if (/^[. -]|[. ]$/.test(name)) return 'ends'
  return device.test(name) ? 'reserved' : null
}

/** A name like this one that is plain, with the same extension, of at most 100 characters. */
export function plainFileName(stem: string, extension: string): string {
  const end = `.${extension}`
  const plain = replaceForbidden(stem).replace(/^[. -]+/, '_')
  const name = cut(plain, end.length) + end
  return isPlainFileName(name) ? name : `_${cut(plain, end.length + 1)}${end}`
}

/** A text without the characters that no file name may have. */
export function replaceForbidden(text: string): string {
  return printable(text).replaceAll(/[/\\:*?"<>|\t\n\uFFFD]/g, '_')
}

/** Whether a name is short enough, with so many more ASCII characters. */
export function fitsFileName(text: string, moreLength: number): boolean {
  return (
    Array.from(text).length + moreLength <= fileNameLengthMax &&
    byteLength(text) + moreLength <= fileNameBytesMax
  )
}

function cut(text: string, moreLength: number): string {
  const characters = Array.from(text.slice(0, fileNameBytesMax))
  while (!fitsFileName(characters.join(''), moreLength)) characters.pop()
  return characters.join('')
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
