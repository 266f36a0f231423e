export function readImportGraph(root: string): Map<string, string[]>

export function importsOf(
  path: string,
  text: string,
  entries: ReadonlyMap<string, string>,
): string[]
