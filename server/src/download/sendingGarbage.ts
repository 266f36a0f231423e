import { collectYoung } from '../collectGarbage.ts'

/** Of all deliveries: their small objects take some megabytes by then. */
const bytesBetween = 16 * 1_024 * 1_024

let isOn = false
let sentBytes = 0

/** Call where the process is the service's own: an app that embeds Coatcheck has its own garbage. */
export function collectSendingGarbage(): void {
  isOn = true
}

/**
 * Collects young objects in about a millisecond when this thread has sent much. The collector comes by only
 * when young objects have filled 16 MB, and uses another 16 MB then: each export made the memory of the
 * process grow until it had touched all of it.
 */
export function collectAfterSending(bytes: number): void {
  sentBytes += bytes
  if (!isOn || sentBytes < bytesBetween) return
  sentBytes = 0
  collectYoung()
}
