import type { PackedPart } from '../../zip/readArchive.ts'
import type { WorkbookTemplate } from './templateOptions.ts'
import type { TemplateTable } from './templateTable.ts'
import type { TemplateTarget } from './templateTarget.ts'

/** A template that was read and checked: all exports of its report are made from it. */
export interface OpenedTemplate {
  readonly parts: ReadonlyMap<string, PackedPart>
  readonly workbookPath: string
  readonly target: TemplateTarget
  readonly table: TemplateTable
  /** Names of its placeholders. */
  readonly placeholders: readonly string[]
  /** How many rows its sheet can hold. */
  readonly rowsMax: number
  readonly options: WorkbookTemplate
}
