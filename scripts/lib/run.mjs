import { spawn } from 'node:child_process'
import { root } from './paths.mjs'

/**
 * Runs a command without a terminal and keeps what it prints.
 *
 * @returns {Promise<{ ok: boolean, output: string }>} `output` holds both streams in order.
 */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve) => {
    const chunks = []
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    })
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    child.on('error', (error) => chunks.push(Buffer.from(`${error.message}\n`)))
    child.on('close', (code) => {
      resolve({ ok: code === 0, output: Buffer.concat(chunks).toString('utf8').trimEnd() })
    })
  })
}

/** Runs a Node script quietly. */
export function runNode(script, args, options) {
  return runQuietly(process.execPath, [script, ...args], options)
}

/** Runs a Node script in our own terminal; resolves with its exit code. */
export function runNodeVisibly(script, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      stdio: 'inherit',
      ...options,
    })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

export function seconds(sinceMs) {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`
}
