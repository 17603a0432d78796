export { checkConnection, checkDatabase } from './check.ts'
export { type StartedPostgres, type StartOptions, startPostgres } from './start.ts'
