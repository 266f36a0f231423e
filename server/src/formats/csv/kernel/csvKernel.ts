import { InstancePool } from '../../instancePool.ts'
import type { InputExports } from '../../kernelInput.ts'
import type { KernelRules } from '../csvDialect.ts'
import { wasm } from './assembly/index.wasm'
import { dayPart, monthPart, wordLettersMax, yearPart } from './limits.ts'

type Address = 'dayPattern' | 'inputOffsets' | 'numeralBytes' | 'rowByteCount' | 'rowsAt'

/** What `assembly/index.ts` exports; addresses are globals, because memory may move. */
export interface KernelExports
  extends InputExports, Readonly<Record<Address, WebAssembly.Global<'i32'>>> {
  prepare(columnCount: number): void
  allocate(bytes: number): number
  setTextRules(otherBreak: number, findsLookalikes: boolean, booleanBytesMax: number): void
  setTimeRules(day: number, time: number, fraction: number, yearMin: number): void
  addWord(word: bigint): void
  clearFields(): void
  fillTexts(column: number, rowCount: number, base: number): void
  fillDecimals(column: number, rowCount: number, base: number, isChecked: boolean): void
  fillDoubles(column: number, rowCount: number): void
  fillTimes(column: number, rowCount: number, parts: number): void
  fillCodes(column: number, rowCount: number): void
  reserveCodes(column: number, codes: number): void
  forgetCodes(column: number): void
  setCode(column: number, code: number, start: number, bytes: number): void
  findExposed(rowCount: number): void
  fieldRoom(bytesMax: number): number
  takeField(field: number, start: number, bytes: number): void
  setField(field: number, start: number, bytes: number): void
  writeRows(rowCount: number, separator: number): void
  takeRows(): void
}

const module = new WebAssembly.Module(wasm)

interface Instance {
  readonly exports: KernelExports
}

const instances = new InstancePool(() => new WebAssembly.Instance(module) as unknown as Instance)

/** A kernel for rows of so many columns, with a memory of its own. */
export function openKernel(columnCount: number, rules: KernelRules): Instance {
  const instance = instances.take()
  instance.exports.prepare(columnCount)
  setRules(instance.exports, rules)
  return instance
}

/** Leaves the memory to the next kernel; nothing else may be called after it. */
export function closeKernel(instance: Instance): void {
  instances.release(instance)
}

const partKinds = { year: yearPart, month: monthPart, day: dayPart } as const

function setRules(kernel: KernelExports, rules: KernelRules): void {
  const { lookalikes, day, decimalMark } = rules
  const mark = decimalMark.charCodeAt(0)
  new Uint8Array(kernel.memory.buffer, kernel.numeralBytes.value, 16)[10] = mark
  const pattern = new Uint8Array(kernel.memory.buffer, kernel.dayPattern.value, 6)
  for (const [index, { name, width }] of day.parts.entries()) {
    pattern.set([partKinds[name], width], 2 * index)
  }
  const separators = [day.separator, rules.timeSeparator].map((text) => text.charCodeAt(0))
  kernel.setTimeRules(separators[0]!, separators[1]!, mark, rules.yearMin)
  const booleans = [...(lookalikes?.booleans ?? [])].map((word) => Buffer.byteLength(word))
  const otherBreak = rules.otherBreak.charCodeAt(0)
  kernel.setTextRules(otherBreak, lookalikes !== null, Math.max(0, ...booleans))
  for (const word of lookalikes?.words ?? []) {
    // The kernel leaves texts with other letters to the dialect.
    if (/^[a-z]+$/.test(word) && word.length <= wordLettersMax) kernel.addWord(packed(word))
  }
}

function packed(word: string): bigint {
  return [...Buffer.from(word)].reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}
