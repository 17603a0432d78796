export { makeGateway, type PayGateway } from './gateway.ts'
export { serveGateway } from './serve.ts'
