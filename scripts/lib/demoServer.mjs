import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoEnvironment } from './demoPassword.mjs'
import { mainFile } from './paths.mjs'

/**
 * Starts the built server on a free port, with its data in a folder that goes when it stops.
 *
 * @returns {Promise<{ url: string, folder: string, stop(): Promise<void> }>}
 */
export async function startDemoServer(env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-demo-'))
  const child = spawn(process.execPath, [mainFile], {
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: folder,
      LOG_LEVEL: 'silent',
      ...demoEnvironment,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  const url = await new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      const found = /http:\/\/localhost:\d+/.exec(text)
      if (found) resolve(found[0])
    })
    ended.then(() => reject(new Error('The server ended at its start.')))
  })
  return {
    url,
    folder,
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
