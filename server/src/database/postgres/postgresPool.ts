/** The part of a `pg.Pool` that is needed; an app without Postgres has no types of `pg`. */
export interface PostgresPool {
  readonly options: { readonly max: number }
  connect(): Promise<unknown>
}
