import { printable } from './printable.ts'

/** File systems allow 255 bytes; the rest is for what is added while the file is written. */
export const fileNameBytesMax = 200

/** A colon names a drive or a stream on Windows. */
const separators = /[/\\:\t\n]/
/** Windows drops dots and spaces at the end, and opens devices whatever the extension is. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³]) *(?:\.|$)/i

/**
 * Whether a name stays in the folder that it is put into, on every system, and creates a file that
 * is neither hidden nor shown under another name.
 */
export function isPlainFileName(name: string): boolean {
  return (
    name !== '' &&
    // A name that begins with a hyphen is an option to the next command.
    !/^[. -]|[. ]$/.test(name) &&
    !separators.test(name) &&
    !device.test(name) &&
    printable(name) === name &&
    byteLength(name) <= fileNameBytesMax
  )
}

/** A name like this one that is plain, with the same extension. */
export function plainFileName(stem: string, extension: string): string {
  const end = `.${extension}`
  const plain = printable(stem)
    .replaceAll(/[/\\:\t\n\uFFFD]/g, '_')
    .replace(/^[. -]+/, '_')
  // One byte stays free for the underscore.
  const name = cut(plain, fileNameBytesMax - 1 - byteLength(end)) + end
  return isPlainFileName(name) ? name : `_${name}`
}

function cut(text: string, bytesMax: number): string {
  const characters = Array.from(text.slice(0, bytesMax))
  while (byteLength(characters.join('')) > bytesMax) characters.pop()
  return characters.join('')
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
