/** Excel's limit, in UTF-16 units. */
const nameLengthMax = 31

/**
 * The name most like `wanted` that Excel accepts and that is not `taken`: at most 31 units,
 * none of `: \ / ? * [ ]`, no apostrophe at an end, not the reserved "History"; names that differ
 * in case only count as equal.
 */
export function legalSheetName(wanted: string, taken: Iterable<string>): string {
  const plain = clean(wanted)
  const lowerCased = new Set(Array.from(taken, (name) => name.toLowerCase()))
  if (!lowerCased.has(plain.toLowerCase())) return plain
  for (let number = 2; ; number += 1) {
    const name = numberedSheetName(plain, number)
    if (!lowerCased.has(name.toLowerCase())) return name
  }
}

/** `Flights (2)`; the name is shortened when the whole would be too long. */
export function numberedSheetName(name: string, number: number): string {
  const suffix = ` (${number})`
  return cutTo(name, nameLengthMax - suffix.length).trimEnd() + suffix
}

function clean(wanted: string): string {
  const legal = wanted
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[:\\/?*[\]]/g, '-')
    // Excel would read `_x0041_` as an escaped A.
    .replace(/_(?=x[\da-fA-F]{4}_)/g, '-')
    // Control characters, and the two code points that XML cannot hold.
    .replace(/[\p{Cc}\ufffe\uffff]+/gu, ' ')
    .trim()
  const name = cutTo(legal, nameLengthMax).replace(/^['\s]+|['\s]+$/g, '')
  if (name === '') return 'Sheet'
  return name.toLowerCase() === 'history' ? `${name} rows` : name
}

function cutTo(text: string, lengthMax: number): string {
  return text.slice(0, lengthMax).replace(/[\ud800-\udbff]$/, '')
}
