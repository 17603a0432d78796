export { makeChallenge } from './make.ts'
export { slide } from './slide.ts'
export { useChallenge } from './use.ts'
