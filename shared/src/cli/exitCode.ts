/** How the command ends; scripts may depend on these. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** The command line says something that cannot be. */
  usage: 2,
  /** No token, or one that the server does not accept. */
  notAllowed: 3,
  /** By Ctrl-C: 128 and the number of the signal, as shells have it. */
  interrupted: 130,
} as const

/** What a person can mend: its message says how. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number = exitCodes.usage) {
    super(message)
    this.exitCode = exitCode
  }
}
