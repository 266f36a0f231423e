/** Exit codes of the command. Scripts may depend on them. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** The command line is invalid. */
  usage: 2,
  /** There is no token, or the server rejected it. */
  notAllowed: 3,
  /** Ctrl-C: 128 plus the number of the signal, as in shells. */
  interrupted: 130,
} as const

/** An error that the user can fix; its message says how. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number = exitCodes.usage, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
