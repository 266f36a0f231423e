import type { Plugin } from 'vite'

export function copiedFiles(files: Readonly<Record<string, string>>): Plugin
