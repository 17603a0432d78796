export { codeOf, codesIn, digestOf } from './code.ts'
export { readPrintCodes, type Scan } from './read.ts'
export { fillWord, type WordData, WordFailure, type WordTag, wordTags } from './word.ts'
