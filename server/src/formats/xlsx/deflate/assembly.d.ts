/** A module in AssemblyScript, compiled: see `scripts/lib/assemblyScript.mjs`. */
declare module '*?assembly' {
  export const wasm: Uint8Array<ArrayBuffer>
}
