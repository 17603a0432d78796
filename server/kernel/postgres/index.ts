export { checkDatabase, checkDatabaseUrl } from './check.ts'
export { type StartedPostgres, type StartOptions, startPostgres } from './start.ts'
