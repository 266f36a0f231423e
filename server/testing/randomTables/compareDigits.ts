/** Whether one number is at least another, by all of their digits; `1e21` has a form of its own. */
export function isAtLeast(one: string, other: string): boolean {
  const [left, right] = [scaled(one), scaled(other)]
  const places = Math.max(left.places, right.places)
  const at = ({ unscaled, places: own }: Scaled) => unscaled * 10n ** BigInt(places - own)
  return at(left) >= at(right)
}

export function isSameNumber(one: string, other: string): boolean {
  return /\d/.test(other) && isAtLeast(one, other) && isAtLeast(other, one)
}

interface Scaled {
  readonly unscaled: bigint
  readonly places: number
}

function scaled(text: string): Scaled {
  const [, digits = '', fraction = '', exponent = '0'] =
    /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text) ?? []
  if (digits === '') throw new Error(`No number: ${text}`)
  const places = fraction.length - Number(exponent)
  const unscaled = BigInt(digits + fraction)
  return places >= 0
    ? { unscaled, places }
    : { unscaled: unscaled * 10n ** BigInt(-places), places: 0 }
}
