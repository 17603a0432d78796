export { ChildPool, closeChildren } from './pool.ts'
export { serveJobs } from './serve.ts'
