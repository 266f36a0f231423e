import type { Plugin } from 'vite'

export function copiedFiles(files: Readonly<Record<string, string>>): Plugin

/** What the demo's reports read, by its place beside the code that is built. */
export const demoFiles: Readonly<Record<string, string>>
