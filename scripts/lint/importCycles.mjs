/**
 * Finds import cycles: each file belongs to one at most, and each cycle is as short as can be.
 *
 * @param {Map<string, readonly string[]>} graph which file imports which
 * @returns {string[][]} for each cycle its files, each of which imports the next one
 */
export function importCycles(graph) {
  const cycles = []
  const seen = new Set()
  for (const file of graph.keys()) {
    if (seen.has(file)) continue
    const cycle = shortestCycle(graph, file)
    if (cycle === null) continue
    cycles.push(cycle)
    for (const member of cycle) seen.add(member)
  }
  return cycles
}

export function cycleMessage(cycle) {
  const [first] = cycle
  return (
    `Import cycle: ${[...cycle, first].join(' → ')}\n` +
    '  Move what both need into a file that imports neither; a type may have a file of its own.'
  )
}

/** Breadth first, from a file back to itself. */
function shortestCycle(graph, start) {
  const importerOf = new Map()
  const queue = [start]
  for (const file of queue) {
    for (const imported of graph.get(file) ?? []) {
      if (imported === start) return pathTo(file, importerOf)
      if (importerOf.has(imported)) continue
      importerOf.set(imported, file)
      queue.push(imported)
    }
  }
  return null
}

function pathTo(end, importerOf) {
  const path = [end]
  while (importerOf.has(path[0])) path.unshift(importerOf.get(path[0]))
  return path
}
