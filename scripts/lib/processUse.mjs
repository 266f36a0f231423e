import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Resident memory; null where there is no /proc to ask. */
function residentBytes(pid) {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return null
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1]) * 1_024
}

/** Once memory has been given back: the lowest of some seconds. */
export async function settledBytes(pid) {
  let lowest = Infinity
  for (let second = 0; second < 3; second += 1) {
    await sleep(1_000)
    lowest = Math.min(lowest, residentBytes(pid) ?? Infinity)
  }
  return lowest
}

/** Samples the memory of a process; `stop` answers the highest, null where it is not known. */
export function watchMemory(pid) {
  let peakBytes = residentBytes(pid)
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentBytes(pid) ?? 0)
  }, 20)
  return {
    stop() {
      clearInterval(timer)
      return peakBytes || null
    },
  }
}

/** CPU time of all threads so far, in ticks of 10 ms (proc(5)); null where there is no /proc. */
export function cpuMs(pid) {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return null
  const fields = readFileSync(file, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
