import { AsyncLocalStorage } from 'node:async_hooks'
import { CompiledQuery, type DatabaseConnection, type Driver, PostgresDialect, type PostgresDialectConfig, PostgresDriver } from 'kysely'
import { isUuid } from '../ids.ts'

/** Whose rows the transaction about to begin may see; `branches` null is the whole association. Only `beginTransaction` reads it. */
export const opening = new AsyncLocalStorage<{ associationId: string; branches: readonly string[] | null }>()

const plainId = /^[a-z][a-z0-9-]{0,39}$/

// Saves a round trip: BEGIN and the association are sent as one simple query.
class TenantDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const { associationId, branches } = opening.getStore() ?? {}
    if (!associationId || !isUuid(associationId)) throw new TypeError('A transaction needs an association')
    if (branches?.length === 0 || branches?.some((id) => !plainId.test(id))) throw new TypeError('A branch has a plain id')
    const scope = branches ? `; set local huiji.branches = '${branches.join(',')}'` : ''
    await connection.executeQuery(CompiledQuery.raw(`begin; set local huiji.association = '${associationId}'${scope}`))
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
