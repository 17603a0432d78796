import { AsyncLocalStorage } from 'node:async_hooks'
import { CompiledQuery, type DatabaseConnection, type Driver, PostgresDialect, type PostgresDialectConfig, PostgresDriver } from 'kysely'
import { isUuid } from '../ids.ts'

/** The association of the transaction about to begin; only `beginTransaction` reads it. */
export const opening = new AsyncLocalStorage<string>()

// Saves a round trip: BEGIN and the association are sent as one simple query.
class TenantDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const associationId = opening.getStore()
    if (!associationId || !isUuid(associationId)) throw new TypeError('A transaction needs an association')
    await connection.executeQuery(CompiledQuery.raw(`begin; set local huiji.association = '${associationId}'`))
  }
}

export class TenantDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig

  constructor(config: PostgresDialectConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): Driver {
    return new TenantDriver(this.#config)
  }
}
