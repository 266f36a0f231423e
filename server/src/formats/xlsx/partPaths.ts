/** `xl/worksheets/sheet1.xml` → `xl/worksheets/_rels/sheet1.xml.rels` (ECMA-376 part 2, 9.3.4). */
export function relationshipsPath(path: string): string {
  const slash = path.lastIndexOf('/') + 1
  return `${path.slice(0, slash)}_rels/${path.slice(slash)}.rels`
}

/** The path of a relationship's target, relative to the part that the relationship belongs to. */
export function targetPath(path: string, target: string): string {
  return new URL(target, `file:///${path}`).pathname.slice(1)
}

/** `xl/drawings/drawing1.xml` → `xl/drawings/drawing2.xml`, or the next number that is free. */
export function freePath(path: string, isTaken: (path: string) => boolean): string {
  const [, stem, extension] = /^(.*?)\d*(\.\w+)$/.exec(path)!
  let number = 1
  while (isTaken(`${stem}${number}${extension}`)) number += 1
  return `${stem}${number}${extension}`
}

/** The target of a relationship from one part to another: some readers know relative ones only. */
export function relativeTarget(from: string, to: string): string {
  const [steps, target] = [from.split('/').slice(0, -1), to.split('/')]
  let common = 0
  while (common < steps.length && steps[common] === target[common]) common += 1
  return [...steps.slice(common).map(() => '..'), ...target.slice(common)].join('/')
}
