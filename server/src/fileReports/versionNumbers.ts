const nameOfVersion = /(^|[^a-z])(versions?|ver|releases?|chapter|section|kapitel|abschnitt)$/i

/** Whether a column's name says that its texts are no numbers. */
export function isVersionName(label: string): boolean {
  // `appVersion` is read like `app version`.
  return nameOfVersion.test(label.trim().replaceAll(/([a-z])([A-Z])/g, '$1 $2'))
}

/**
 * Whether texts such as `1.9` and `1.10` are versions or numbers with different numbers of decimals.
 * They are versions if the one that would lose its last zero has a neighbour, as 1.20 has 1.19 or
 * 1.21, or is the tenth. `1.5` and `1.50` are the same amount.
 *
 * @param texts two whole numbers each, the second without leading zeros
 */
export function isVersionList(texts: readonly string[]): boolean {
  const all = new Set(texts)
  return texts.some((text) => {
    const [major, minor] = text.split('.').map(Number) as [number, number]
    if (minor < 10 || minor % 10 !== 0) return false
    return minor === 10 || [minor - 1, minor + 1].some((other) => all.has(`${major}.${other}`))
  })
}
