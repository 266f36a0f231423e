/** The compiled module: see `scripts/lib/assemblyScript.mjs`. */
export declare const wasm: Uint8Array<ArrayBuffer>
