/** Data that cannot become a report, told to whoever started the service: which, why, what to do. */
export class UnreadableData extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UnreadableData'
  }
}
