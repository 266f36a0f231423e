import type { ExportRequest, TicketReceipt } from '@coatcheck/shared'
import type { AuditLog } from '../audit/auditLog.ts'
import type { RequestIntake } from './requestIntake.ts'
import type { Requester } from './requester.ts'
import type { TicketLimits, TicketRecord, TicketStore } from './ticketStore.ts'

export interface TicketServiceOptions {
  readonly tickets: TicketStore
  readonly audit: AuditLog
  readonly limits: TicketLimits
  readonly intake: Pick<RequestIntake, 'take'>
  /** Makes the export of a new ticket known to its viewer. */
  readonly announce: (record: TicketRecord, address: string | null) => void
  /** Takes back what was announced. */
  readonly withdraw: (exportId: string) => void
  /** Prefix of a ticket's URL, such as `https://api.example.com`; empty for a relative one. */
  readonly origin: string
  /** Path of the route that takes tickets. */
  readonly downloadPath: string
}

/** Issues tickets: keeps what each is good for, and says where to hand it in. */
export class TicketService {
  readonly #options: TicketServiceOptions

  constructor(options: TicketServiceOptions) {
    this.#options = options
  }

  /**
   * Issues a ticket for a new export, once the audit log has it.
   *
   * @throws AppError as `RequestIntake.take` does
   */
  issue(request: ExportRequest, requester: Requester): Promise<TicketReceipt> {
    const begin = async (record: TicketRecord) => {
      const receipt = await this.issueFor(record)
      this.#options.announce(record, requester.address)
      await this.#recordIssued(record, requester.address)
      return receipt
    }
    return this.#options.intake.take(request, requester, { begin })
  }

  /**
   * Issues a ticket without checking the request.
   *
   * @throws AppError `too-many-tickets`, `store-unavailable`
   */
  async issueFor(record: TicketRecord): Promise<TicketReceipt> {
    const { downloadPath, limits, origin, tickets } = this.#options
    const { ticket, expiresAtMs } = await tickets.issue(record, limits)
    const { exportId, fileName, rowCount } = record
    return {
      exportId,
      ticket,
      url: `${origin}${downloadPath}?ticket=${ticket}`,
      fileName,
      rowCount,
      expiresAt: new Date(expiresAtMs).toISOString(),
    }
  }

  /** A ticket that cannot be recorded must not be used. */
  async #recordIssued(record: TicketRecord, address: string | null): Promise<void> {
    const { audit, tickets, withdraw } = this.#options
    const { exportId, request, rowCount, viewer } = record
    try {
      await audit.append({
        type: 'issued',
        viewerId: viewer.id,
        address,
        exportId,
        request,
        rowCount,
      })
    } catch (error) {
      await tickets.revoke(exportId)
      withdraw(exportId)
      throw error
    }
  }
}
