/** A file that cannot be a report; the message says which, why, and what to do. */
export class UnreadableData extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UnreadableData'
  }
}
