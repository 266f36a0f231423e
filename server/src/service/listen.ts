import { once } from 'node:events'
import type { Server } from 'node:http'
import type { Logger } from 'pino'
import { ConfigError } from './config/configError.ts'

export interface ListenOptions {
  /** Variable that names the port. */
  readonly variable: 'PORT' | 'METRICS_PORT'
  readonly port: number
  readonly host: string
  readonly logger: Pick<Logger, 'error'>
}

/** @throws ConfigError that says what to set when the port or the address cannot be had. */
export async function listen(
  server: Server,
  { variable, port, host, logger }: ListenOptions,
): Promise<void> {
  server.listen(port, host)
  await once(server, 'listening').catch((error: unknown) => {
    const reason = reasonOf(error as NodeJS.ErrnoException, port, host)
    throw new ConfigError([`${variable}: ${reason}`])
  })
  // Such as no more open files for a connection: that one is lost, not the service.
  server.on('error', (error) => logger.error({ err: error }, 'a connection was not accepted'))
}

function reasonOf({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `another program listens on port ${port} of ${host}; stop it, or choose another port.`
    case 'EACCES':
      return `this user may not listen on port ${port}; choose one above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this computer; choose one of its own to listen on.`
    default:
      return `cannot listen on ${host}, port ${port}: ${message}.`
  }
}
