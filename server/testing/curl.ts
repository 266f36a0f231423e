import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export const hasCurl = await promisify(execFile)('curl', ['--version']).then(
  () => true,
  () => false,
)
