export function importCycles(graph: ReadonlyMap<string, readonly string[]>): string[][]

export function cycleMessage(cycle: readonly string[]): string
