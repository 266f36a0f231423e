/** A shorter key would be the weakest part of what it signs (RFC 2104, section 3). */
const keyBytesMin = 32

/**
 * @param name of the option
 * @throws Error for a key that is too short
 */
export function checkKey(name: string, key: Uint8Array | string | undefined): void {
  if (key === undefined || Buffer.byteLength(key) >= keyBytesMin) return
  throw new Error(`${name} must have ${keyBytesMin} bytes or more.`)
}
