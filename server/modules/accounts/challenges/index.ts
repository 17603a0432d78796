export { makeChallenge } from './make.ts'
export { useChallenge } from './use.ts'
